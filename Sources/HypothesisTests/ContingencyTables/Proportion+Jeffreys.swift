import Distributions

extension Proportion {
    /// The share and the interval of Jeffreys' prior: quantiles of Beta(x + ½, n - x + ½), with
    /// lower limit 0 where no case has the event and upper limit 1 where all have it.
    ///
    /// 0 of 20 gives [0, .11664]. Source: Brown, Cai and DasGupta (2001), Statistical Science 16.
    public func jeffreys(confidence: Double) -> Effect {
        let (name, method) = ("proportion", "Jeffreys")
        guard total > 0 else {
            return Effect(name: name, method: method, status: .notEstimable, note: "no case")
        }
        let estimate = Double(events) / Double(total)
        guard criticalValue(confidence) != nil else {
            return Effect(
                name: name, estimate: estimate, method: method, status: .notEstimable,
                note: confidenceNote)
        }
        let posterior = Beta(Double(events) + 0.5, Double(total - events) + 0.5)
        let tail = (1 - confidence) / 2
        let low = events == 0 ? 0 : posterior.quantile(tail)
        let high = events == total ? 1 : posterior.upperQuantile(tail)
        guard low.isFinite, high.isFinite else {
            return Effect(
                name: name, estimate: estimate, method: method, status: .notEstimable,
                note: "the counts are too large")
        }
        return Effect(
            name: name, estimate: estimate, confLow: low, confHigh: high, method: method)
    }
}
