import Distributions

extension EventComparison {
    /// The odds ratio that makes the table most likely given its margins, with the exact interval:
    /// the odds ratios at which the table lies on the edge of a tail of (1 - confidence)/2.
    ///
    /// E[X] = a; P(X >= a) = (1 - confidence)/2; P(X <= a) = (1 - confidence)/2, each solved on the
    /// log-odds scale to the last digits. At an end of the support the estimate is exactly 0 (with
    /// lower limit 0) or infinite (without upper limit). Not estimable where the event never or
    /// always occurs, and where every margin is beyond 10¹¹. Source: Cornfield (1956); Fisher (1935).
    public func conditionalOddsRatio(confidence: Double) -> Effect {
        let name = "odds_ratio_conditional"
        let method = "conditional maximum likelihood with Fisher's exact interval"
        if let reason = emptyLevel { return notEstimable(name, method, reason) }
        let central = Hypergeometric(
            population: cases + referenceCases, successes: events + referenceEvents, draws: cases)
        let support = central.support
        if support.count == 1 {
            return notEstimable(name, method, "the event never or always occurs")
        }
        guard central.isShort else {
            return notEstimable(name, method, tooLargeForExact)
        }
        guard criticalValue(confidence) != nil else {
            return notEstimable(name, method, confidenceNote)
        }
        let tail = (1 - confidence) / 2
        let solve = oddsRatioSolver(central)
        let isZero = events == support.lowerBound
        let isInfinite = events == support.upperBound
        let estimate = isZero ? 0 : isInfinite ? nil : solve { $0.meanExcess }
        let low = isZero ? 0 : solve { $0.upperTail - tail }
        let high = isInfinite ? nil : solve { tail - $0.cumulative }
        let missing = low == nil || (!isInfinite && (estimate == nil || high == nil))
        return Effect(
            name: name, level: level, reference: reference, estimate: estimate, confLow: low,
            confHigh: high, method: method,
            status: missing ? .notEstimable : isInfinite ? .infinite : .estimated,
            note: missing ? "a solution is out of range" : nil)
    }

    /// A solver for the odds ratio at which an increasing function of the moments is 0, started at
    /// the sample's odds ratio with ½ in every cell and its standard error.
    private func oddsRatioSolver(
        _ central: Hypergeometric
    ) -> ((FisherNoncentralHypergeometric.Moments) -> Double) -> Double? {
        let (a, b, c, d) = (cells.a + 0.5, cells.b + 0.5, cells.c + 0.5, cells.d + 0.5)
        let centre = logarithm(a / b) - logarithm(c / d)
        let step = (1 / a + 1 / b + 1 / c + 1 / d).squareRoot()
        return { equation in
            rootOfIncreasing(near: centre, step: step) { logOddsRatio in
                let distribution = FisherNoncentralHypergeometric(
                    central, logOddsRatio: logOddsRatio)
                return equation(distribution.moments(at: self.events))
            }
            .map(exponential)
        }
    }
}
