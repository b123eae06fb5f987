import Distributions

/// Two measurements of the same cases, compared by their differences.
public struct PairedMeans: Sendable {
    /// One measurement less the other, case by case.
    public let differences: Sample
    /// What the moments are multiplied by: 2^exponent.
    private let exponent: Int
    private let moments: Moments

    /// A comparison by the differences of the pairs.
    public init(_ differences: Sample) {
        self.differences = differences
        exponent = scalingExponent(differences.values)
        moments = Moments(differences.scaledDown(by: exponent))
    }

    /// The paired t test: t = d̄ / (s / √n) on n - 1 degrees of freedom.
    ///
    /// Not estimable with fewer than two pairs, or where all differences are the same.
    public func pairedT() -> TestResult {
        let (name, method) = ("paired_t", "paired t test")
        if let note = unusable(moments) {
            return TestResult(name: name, method: method, notEstimable: note)
        }
        let t = moments.mean / standardError(moments)
        let df = moments.count - 1
        let p = StudentT(degreesOfFreedom: df).twoSidedPValue(t)
        return TestResult(
            name: name, method: method, statistic: p == nil ? nil : t, df: p == nil ? nil : df,
            pValue: p)
    }

    /// The mean difference with its t interval.
    public func meanDifference(confidence: Double) -> Effect {
        let (name, method) = ("mean_difference", "t interval of the differences")
        if let note = unusable(moments) ?? noConfidence(confidence) {
            return Effect(
                name: name, estimate: differences.mean, method: method, status: .notEstimable,
                note: note)
        }
        let quantile = StudentT(degreesOfFreedom: moments.count - 1)
            .upperQuantile((1 - confidence) / 2)
        let width = quantile * standardError(moments)
        guard let low = finite(scaled(moments.mean - width, up: exponent)),
            let high = finite(scaled(moments.mean + width, up: exponent))
        else {
            return Effect(
                name: name, method: method, status: .notEstimable,
                note: "the numbers are out of range")
        }
        return Effect(
            name: name, estimate: scaled(moments.mean, up: exponent), confLow: low, confHigh: high,
            method: method)
    }

    /// Hedges' g of the differences: d̄/s times J(n - 1), with the noncentral t interval of d̄/s
    /// itself, as `MeanComparison.hedgesG`.
    public func hedgesG(confidence: Double) -> Effect {
        let name = "hedges_g"
        let method =
            "mean difference in standard deviations of the differences, times J; "
            + "noncentral t interval without J"
        if let note = unusable(moments) ?? noConfidence(confidence) {
            return Effect(name: name, method: method, status: .notEstimable, note: note)
        }
        let (t, df) = (moments.mean / standardError(moments), moments.count - 1)
        let scale = 1 / moments.count.squareRoot()
        guard t.isFinite,
            let limits = noncentralityLimits(t: t, df: df, confidence: confidence)
        else {
            return Effect(
                name: name, method: method, status: .notEstimable,
                note: "the numbers are out of range")
        }
        // With one degree of freedom J is 0: there is no unbiased g.
        return Effect(
            name: name, estimate: df > 1 ? t * scale * hedgesCorrection(df) : nil,
            confLow: limits.low * scale, confHigh: limits.high * scale, method: method,
            status: df > 1 ? .estimated : .notEstimable,
            note: df > 1 ? nil : "two pairs give no unbiased estimate")
    }

    private func standardError(_ moments: Moments) -> Double {
        (moments.variance / moments.count).squareRoot()
    }

    private func unusable(_ moments: Moments) -> String? {
        if differences.count < 2 {
            return differences.count == 0 ? "there is no pair" : "there is only one pair"
        }
        return moments.squares > 0 ? nil : "all pairs differ by the same"
    }

    private func noConfidence(_ confidence: Double) -> String? {
        criticalValue(confidence) == nil ? confidenceNote : nil
    }
}
