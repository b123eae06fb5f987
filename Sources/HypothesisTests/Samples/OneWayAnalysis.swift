import Distributions

/// Several independent samples compared by their means. Groups without cases are left out.
public struct OneWayAnalysis: Sendable {
    /// The groups that have cases.
    public let samples: [Sample]
    private let moments: [Moments]
    private let between: Double
    private let within: Double
    private let total: Double

    /// An analysis of variance of the samples that have cases.
    public init(_ samples: [Sample]) {
        let occupied = samples.filter { $0.count > 0 }
        let exponent = scalingExponent(occupied.flatMap { [$0.values[0], $0.values.last ?? 0] })
        let moments = occupied.map { Moments($0.scaledDown(by: exponent)) }
        var (n, sum) = (0.0, CompensatedSum())
        for m in moments {
            n += m.count
            sum.add(m.count * (m.difference(from: moments[0])))
        }
        let centre = sum.value / n
        var (between, within) = (CompensatedSum(), CompensatedSum())
        for m in moments {
            let d = m.difference(from: moments[0]) - centre
            between.add(m.count * (d * d))
            within.add(m.squares)
        }
        self.samples = occupied
        self.moments = moments
        self.between = between.value
        self.within = within.value
        total = n
    }

    /// Fisher's analysis of variance: F = [SSB / (k - 1)] / [SSW / (n - k)], the variances of all
    /// groups taken as equal.
    ///
    /// Not estimable with fewer than two groups, without spread inside any group, or where every
    /// group has one case. Source: Fisher (1925).
    public func anova() -> TestResult {
        let (name, method) = ("anova", "one-way analysis of variance (variances taken as equal)")
        if let note = unusable {
            return TestResult(name: name, method: method, notEstimable: note)
        }
        return result(name, method, f: statistic, numerator, denominator)
    }

    /// Welch's analysis of variance, which lets the groups spread differently. As R's
    /// `oneway.test`.
    ///
    /// Not estimable with fewer than two groups, or where a group has one case or no spread.
    /// Source: Welch (1951), Biometrika 38, 330-336.
    public func welchANOVA() -> TestResult {
        let name = "welch_anova"
        let method = "Welch's analysis of variance (variances not taken as equal)"
        if let note = tooFewGroups ?? unweighable {
            return TestResult(name: name, method: method, notEstimable: note)
        }
        // Weights as shares of the largest, for variances of any size.
        let raw = moments.map { $0.count / $0.variance }
        let largest = raw.max() ?? 1
        let weights = raw.map { $0 / largest }
        let sum = weights.reduce(0, +)
        let differences = moments.map { $0.difference(from: moments[0]) }
        let centre = zip(weights, differences).reduce(0) { $0 + $1.0 * $1.1 } / sum
        let k = Double(samples.count)
        var (spread, lack) = (0.0, 0.0)
        for (index, weight) in weights.enumerated() {
            let d = differences[index] - centre
            spread += raw[index] * d * d
            let rest = 1 - weight / sum
            lack += rest * rest / (moments[index].count - 1)
        }
        lack /= k * k - 1
        let f = spread / (k - 1) / (1 + 2 * (k - 2) * lack)
        return result(name, method, f: f, k - 1, 1 / (3 * lack))
    }

    /// η² = SSB / SST, the share of the variance that lies between the groups, biased upwards.
    ///
    /// The interval is λ/(λ + n) for the noncentral F distributions with F on the edge of a tail,
    /// exact for normal samples of equal variance. Source: Steiger (2004).
    public func etaSquared(confidence: Double) -> Effect {
        share("eta_squared", confidence) { between / (between + within) }
    }

    /// ω² = (SSB - (k - 1) MSW) / (SST + MSW), at least 0: η² less what chance brings, with the same
    /// interval, as both estimate the same share. Source: Hays (1963).
    public func omegaSquared(confidence: Double) -> Effect {
        share("omega_squared", confidence) {
            let mean = within / denominator
            return max(0, (between - numerator * mean) / (between + within + mean))
        }
    }

    private func share(_ name: String, _ confidence: Double, _ estimate: () -> Double) -> Effect {
        let method = "noncentral F interval (variances taken as equal)"
        let note = unusable ?? (criticalValue(confidence) == nil ? confidenceNote : nil)
        if let note {
            return Effect(name: name, method: method, status: .notEstimable, note: note)
        }
        guard let value = finite(estimate()), let f = finite(statistic) else {
            return Effect(
                name: name, method: method, status: .notEstimable,
                note: "the numbers are out of range")
        }
        let limits = noncentralityLimits(
            f: f, numerator: numerator, denominator: denominator, confidence: confidence)
        let toShare = { (noncentrality: Double) in noncentrality / (noncentrality + total) }
        let complete = limits.low != nil && limits.high != nil
        let isOutside =
            complete
            && (value < limits.low.map(toShare) ?? 0 || value > limits.high.map(toShare) ?? 1)
        return Effect(
            name: name, estimate: value, confLow: limits.low.map(toShare),
            confHigh: limits.high.map(toShare), method: method,
            status: complete ? .estimated : .notEstimable,
            note: !complete
                ? "F is too small to bound the share from above"
                : isOutside
                    ? "the share counts what chance brings too, and lies outside its interval" : nil
        )
    }

    private var numerator: Double { Double(samples.count - 1) }
    private var denominator: Double { total - Double(samples.count) }
    private var statistic: Double { between / numerator / (within / denominator) }

    private func result(
        _ name: String, _ method: String, f: Double, _ numerator: Double, _ denominator: Double
    ) -> TestResult {
        let p = FisherF(numerator: numerator, denominator: denominator).pValue(f)
        return TestResult(
            name: name, method: method, statistic: p == nil ? nil : f,
            df: p == nil ? nil : numerator, df2: p == nil ? nil : denominator, pValue: p)
    }

    private var tooFewGroups: String? {
        if samples.count < 2 {
            return samples.isEmpty ? "there is no case" : "there is only one group with cases"
        }
        return nil
    }

    private var unusable: String? {
        if let note = tooFewGroups { return note }
        if denominator < 1 { return "every group has one case" }
        return within > 0 ? nil : "no group has any spread"
    }

    private var unweighable: String? {
        for (sample, moments) in zip(samples, moments) {
            let name = sample.label.isEmpty ? "a group" : sample.label
            if sample.count < 2 { return "\(name) has only one case" }
            if !(moments.squares > 0) { return "\(name) has no spread" }
        }
        return nil
    }
}
