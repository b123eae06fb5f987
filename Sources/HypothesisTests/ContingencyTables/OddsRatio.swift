import Distributions

extension EventComparison {
    /// The odds of the event over the reference's, a d / (b c), with the Wald interval of its
    /// logarithm: ln OR ± z √(1/a + 1/b + 1/c + 1/d).
    ///
    /// A zero cell leaves no such interval: the estimate is then 0, infinite or not estimable, and
    /// the exact interval of `conditionalOddsRatio` stands beside. Source: Woolf (1955).
    public func oddsRatio(confidence: Double) -> Effect {
        let name = "odds_ratio"
        let method = "Wald interval of the log odds ratio"
        if let reason = emptyLevel { return notEstimable(name, method, reason) }
        let (a, b, c, d) = cells
        let (isZero, isInfinite) = (a == 0 || d == 0, b == 0 || c == 0)
        if isZero && isInfinite {
            return notEstimable(name, method, "two empty cells leave no odds to compare")
        }
        if isZero || isInfinite {
            return Effect(
                name: name, level: level, reference: reference, estimate: isZero ? 0 : nil,
                method: method, status: isZero ? .notEstimable : .infinite,
                note: "an empty cell leaves no Wald interval; see the conditional odds ratio")
        }
        guard let z = criticalValue(confidence) else {
            return notEstimable(name, method, confidenceNote)
        }
        let estimate = a / b * (d / c)
        let width = z * (1 / a + 1 / b + 1 / c + 1 / d).squareRoot()
        return Effect(
            name: name, level: level, reference: reference, estimate: estimate,
            confLow: estimate * exponential(-width), confHigh: estimate * exponential(width),
            method: method)
    }
}
