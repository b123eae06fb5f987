import Distributions

/// Two independent shares, compared by the score test (Pearson's chi-square): the variance is pooled
/// under the hypothesis and not under the alternative.
///
/// Power = Φ((√n |p₂ - p₁| - z √(p̄ q̄ (1 + 1/r))) / √(p₁ q₁ + p₂ q₂ / r)), p̄ = (p₁ + r p₂)/(1 + r). The size is
/// n, the first group's; the second has r n. The effect is p₂. As R's `power.prop.test` where r = 1:
/// .10 against .15 at 80% needs 685.6 a group.
/// Source: Fleiss, Levin and Paik (2003), Statistical Methods for Rates and Proportions, 4.14.
public struct TwoProportionsPower: PowerDesign {
    /// p₁, the share in the first group.
    public let baseline: Double
    /// r, how many times as large the second group is.
    public let ratio: Double
    /// The level and the sides of the test.
    public let significance: Significance

    /// - Throws: unless 0 < baseline < 1 and the ratio is a sensible one.
    public init(
        baseline: Double, ratio: Double = 1, significance: Significance
    ) throws(PowerError) {
        try PowerError.requireShare(baseline, "baseline")
        try PowerError.requireRatio(ratio)
        (self.baseline, self.ratio, self.significance) = (baseline, ratio, significance)
    }

    /// The smallest size with which the test can be made.
    public var smallestSize: Double { max(1, 1 / ratio) }

    /// The ways in which the effect may grow from none.
    public var effectPaths: [EffectPath] {
        [.bounded(from: baseline, to: 1), .bounded(from: baseline, to: 0)]
    }

    /// The power with `size` and `effect`; nil where there is no such test or no such effect.
    public func power(size n: Double, effect p: Double) -> Double? {
        guard n >= smallestSize, n.isFinite, p > 0, p < 1 else { return nil }
        let pooled = (baseline + ratio * p) / (1 + ratio)
        let underNull = (pooled * (1 - pooled) * (1 + 1 / ratio)).squareRoot()
        let underEffect = (baseline * (1 - baseline) + p * (1 - p) / ratio).squareRoot()
        let distance = n.squareRoot() * abs(p - baseline)
        return Normal.cumulative(
            (distance - significance.normalQuantile * underNull) / underEffect)
    }
}

/// One share, compared with a known one by the score test.
///
/// Power = Φ((√n |p - p₀| - z √(p₀ q₀)) / √(p q)). The size is n, all cases; the effect is p.
/// Source: Fleiss, Levin and Paik (2003), 2.3.
public struct OneProportionPower: PowerDesign {
    /// p₀, the known share.
    public let baseline: Double
    /// The level and the sides of the test.
    public let significance: Significance

    /// - Throws: unless 0 < baseline < 1.
    public init(baseline: Double, significance: Significance) throws(PowerError) {
        try PowerError.requireShare(baseline, "baseline")
        (self.baseline, self.significance) = (baseline, significance)
    }

    /// The smallest size with which the test can be made.
    public var smallestSize: Double { 1 }

    /// The ways in which the effect may grow from none.
    public var effectPaths: [EffectPath] {
        [.bounded(from: baseline, to: 1), .bounded(from: baseline, to: 0)]
    }

    /// The power with `size` and `effect`; nil where there is no such test or no such effect.
    public func power(size n: Double, effect p: Double) -> Double? {
        guard n >= 1, n.isFinite, p > 0, p < 1 else { return nil }
        let underNull = (baseline * (1 - baseline)).squareRoot()
        let distance = n.squareRoot() * abs(p - baseline)
        return Normal.cumulative(
            (distance - significance.normalQuantile * underNull) / (p * (1 - p)).squareRoot())
    }
}
