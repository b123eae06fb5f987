import Distributions

extension RateAnalysis {
    /// The ratio of two groups' rates by the negative-binomial regression, with its Wald interval on
    /// the log scale.
    ///
    /// - Parameters:
    ///   - group: the place among `groups` of the one that is compared.
    ///   - reference: the place of the one it is compared with.
    ///   - name: the effect's name.
    public func negativeBinomialRatio(
        of group: Int, to reference: Int, confidence: Double, name: String = "rate_ratio"
    ) -> Effect {
        let method = "negative-binomial regression, Wald interval"
        func effect(
            _ estimate: Double?, _ low: Double?, _ high: Double?, _ status: EstimationStatus,
            _ note: String?
        ) -> Effect {
            Effect(
                name: name, level: groups[group].label, reference: groups[reference].label,
                estimate: estimate, confLow: low, confHigh: high, method: method, status: status,
                note: note)
        }
        if let note = unusable(groups: 2) { return effect(nil, nil, nil, .notEstimable, note) }
        guard let fit else { return effect(nil, nil, nil, .notEstimable, noMaximum) }
        guard let above = fit.logRates[group], let a = fit.standardErrors[group] else {
            let isBoth = fit.logRates[reference] == nil
            return effect(
                isBoth ? nil : 0, nil, nil, .notEstimable,
                isBoth
                    ? "neither group has an event"
                    : "without an event the regression gives no interval")
        }
        guard let below = fit.logRates[reference], let b = fit.standardErrors[reference] else {
            return effect(
                nil, nil, nil, .infinite, "there is no event in the group compared with")
        }
        let difference = above - below
        guard let z = criticalValue(confidence) else {
            return effect(exponential(difference), nil, nil, .notEstimable, confidenceNote)
        }
        let width = z * (a * a + b * b).squareRoot()
        return effect(
            exponential(difference), exponential(difference - width),
            finite(exponential(difference + width)), .estimated, nil)
    }

    /// The difference of two groups' rates by the negative-binomial regression, with its Wald
    /// interval: the variance of a rate λ is λ² times that of its logarithm.
    public func negativeBinomialDifference(
        of group: Int, from reference: Int, confidence: Double
    ) -> Effect {
        let method = "negative-binomial regression, Wald interval"
        func effect(
            _ estimate: Double?, _ low: Double?, _ high: Double?, _ note: String?
        ) -> Effect {
            Effect(
                name: "rate_difference", level: groups[group].label,
                reference: groups[reference].label, estimate: estimate, confLow: low,
                confHigh: high, method: method, status: note == nil ? .estimated : .notEstimable,
                note: note)
        }
        if let note = unusable(groups: 2) { return effect(nil, nil, nil, note) }
        guard let fit else { return effect(nil, nil, nil, noMaximum) }
        let rates = [group, reference].map { fit.logRates[$0].map(exponential) ?? 0 }
        let difference = rates[0] - rates[1]
        guard let z = criticalValue(confidence) else {
            return effect(difference, nil, nil, confidenceNote)
        }
        guard let a = fit.standardErrors[group], let b = fit.standardErrors[reference] else {
            return effect(
                difference, nil, nil, "without an event the regression gives no interval")
        }
        let width = z * (rates[0] * a * rates[0] * a + rates[1] * b * rates[1] * b).squareRoot()
        return effect(difference, difference - width, difference + width, nil)
    }

    /// A group's rate by the negative-binomial regression, with its Wald interval on the log scale.
    public func negativeBinomialRate(of group: Int, confidence: Double) -> Effect {
        let (name, method) = ("rate", "negative-binomial regression, Wald interval")
        let label = groups[group].label
        guard let fit, let log = fit.logRates[group], let error = fit.standardErrors[group],
            let z = criticalValue(confidence)
        else {
            return Effect(
                name: name, level: label, estimate: groups[group].rate, method: method,
                status: .notEstimable,
                note: groups[group].events == 0
                    ? "without an event the regression gives no interval" : noMaximum)
        }
        return Effect(
            name: name, level: label, estimate: exponential(log),
            confLow: exponential(log - z * error), confHigh: exponential(log + z * error),
            method: method)
    }
}
