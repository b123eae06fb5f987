import Distributions

/// Means compared by a t test, exactly: T is noncentral t.
///
/// Power = P(T > t) with t = t(1 - α/sides; ν) and δ = |difference| / se. Two groups of n and r n:
/// ν = n(1 + r) - 2, se = σ √(1/n + 1/(r n)). One sample, and pairs with σ the deviation of the
/// differences within them: ν = n - 1, se = σ/√n. The size is n: the first group's, all cases, pairs.
/// The effect is the difference, in the units of σ. As R's `power.t.test`.
public struct MeansPower: PowerDesign {
    /// What is compared.
    public enum Comparison: Sendable, Hashable {
        /// Two groups; the second is `ratio` times as large as the first.
        case groups(ratio: Double)
        /// One sample with a known mean, or pairs by their differences.
        case differences
    }

    /// What is compared.
    public let comparison: Comparison
    /// σ, the standard deviation in each group, or of the differences.
    public let deviation: Double
    /// The level and the sides of the test.
    public let significance: Significance

    /// - Throws: unless the deviation is positive and the ratio a sensible one.
    public init(
        _ comparison: Comparison, deviation: Double, significance: Significance
    ) throws(PowerError) {
        try PowerError.requirePositive(deviation, "sd")
        if case .groups(let ratio) = comparison { try PowerError.requireRatio(ratio) }
        self.comparison = comparison
        self.deviation = deviation
        self.significance = significance
    }

    /// The smallest size with which the test can be made.
    public var smallestSize: Double {
        if case .groups(let ratio) = comparison { max(2, 2 / ratio) } else { 2 }
    }

    /// The ways in which the effect may grow from none.
    public var effectPaths: [EffectPath] {
        [.unbounded(from: 0, scale: deviation), .unbounded(from: 0, scale: -deviation)]
    }

    /// The power with `size` and `effect`; nil where there is no such test or no such effect.
    public func power(size: Double, effect: Double) -> Double? {
        guard size >= smallestSize, effect.isFinite, let scale = scale(size) else { return nil }
        let critical = StudentT(degreesOfFreedom: scale.df).upperQuantile(significance.tail)
        let delta = abs(effect) / scale.error
        guard delta.isFinite else { return 1 }
        return NoncentralT(degreesOfFreedom: scale.df, noncentrality: delta).upperTail(critical)
    }

    /// The standard error of the difference, and the degrees of freedom of its estimate.
    func scale(_ n: Double) -> (error: Double, df: Double)? {
        guard n.isFinite else { return nil }
        switch comparison {
        case .groups(let ratio):
            return (deviation * ((1 + 1 / ratio) / n).squareRoot(), n * (1 + ratio) - 2)
        case .differences:
            return (deviation / n.squareRoot(), n - 1)
        }
    }
}
