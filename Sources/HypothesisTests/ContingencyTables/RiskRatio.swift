import Distributions

extension EventComparison {
    /// p₁ / p₀, the share with the event over the reference's, with Koopman's score interval: the
    /// ratios at which Pearson's chi-squared, at the most likely shares with that ratio, is z².
    ///
    /// Without events in the reference the estimate is infinite and only a lower limit is given;
    /// without events in the level it is 0 and so is the lower limit; without any event it is not
    /// estimable. Source: Koopman (1984), Biometrics 40, 513-517.
    public func riskRatio(confidence: Double) -> Effect {
        let name = "risk_ratio"
        let method = "Koopman score"
        if let reason = emptyLevel { return notEstimable(name, method, reason) }
        if events == 0 && referenceEvents == 0 {
            return notEstimable(name, method, "the event occurs in neither level")
        }
        guard let z = criticalValue(confidence) else {
            return notEstimable(name, method, confidenceNote)
        }
        let (x, y) = (Double(events), Double(referenceEvents))
        let (m, n) = (Double(cases), Double(referenceCases))
        let centre = logarithm((x + 0.5) / (m + 0.5)) - logarithm((y + 0.5) / (n + 0.5))
        // The score falls as the ratio rises; its zero is the estimate, ±z are the limits.
        let limit = { (target: Double) in
            rootOfIncreasing(near: centre, step: 0.5) { target - self.score(logRatio: $0) }
                .map(exponential)
        }
        let low = events == 0 ? 0 : limit(z)
        let high = referenceEvents == 0 ? nil : limit(-z)
        let infinite = referenceEvents == 0
        let missing = low == nil || (high == nil && !infinite)
        return Effect(
            name: name, level: level, reference: reference,
            estimate: infinite ? nil : x / m / (y / n), confLow: low, confHigh: high,
            method: method, status: missing ? .notEstimable : infinite ? .infinite : .estimated,
            note: missing
                ? "a limit is out of range"
                : infinite ? "the event does not occur in \(self.reference)" : nil)
    }

    /// The signed square root of Koopman's statistic at a ratio θ: positive below the estimate.
    ///
    /// p₁ = θ p₀ solves (m+n) p₁² - B p₁ + θ (x+y) = 0 with B = θ(m+y) + x + n, and its discriminant
    /// is (θ(m+y) - x - n)² + 4 θ (m-x)(n-y), a sum, so that nothing cancels. There
    /// (x - m p₁)/q₁ = -(y - n p₀)/q₀; we take the side whose m p/q is smaller, which rounds less.
    /// The other side's q may be 0, where all its cases have the event.
    func score(logRatio: Double) -> Double {
        let ratio = exponential(logRatio)
        let (x, withoutX, y, withoutY) = cells
        let (m, n) = (Double(cases), Double(referenceCases))
        let linear = ratio * (m + y) + x + n
        let gap = ratio * (m + y) - x - n
        let root = (gap * gap + 4 * ratio * withoutX * withoutY).squareRoot()
        let p0 = min(2 * (x + y) / (linear + root), 1)
        let p1 = min(ratio * p0, 1)
        let (q1, q0) = (1 - p1, 1 - p0)
        if max(q1, q0) <= 0 { return 0 }
        let score = m * p1 * q0 < n * p0 * q1 ? (x - m * p1) / q1 : (n * p0 - y) / q0
        return score * (q1 / (m * p1) + q0 / (n * p0)).squareRoot()
    }
}
