import Distributions

/// What is to be shown about a difference beside a margin; α is that of each one-sided test.
public enum MarginAim: Sendable, Hashable {
    /// The second group is worse by less than the margin.
    case nonInferiority(higherIsBetter: Bool)
    /// The difference lies within the margin either way (two one-sided tests).
    case equivalence
}

/// Two shares and a margin: the tests of Wald's z with unpooled variance.
///
/// With θ the difference p₂ - p₁, or its negative where lower is better, and se = √(p₁ q₁/n + p₂ q₂/(r n)):
/// non-inferiority Φ((M + θ)/se - z); equivalence Φ((M - θ)/se - z) + Φ((M + θ)/se - z) - 1, or 0. The size
/// is n, the first group's; the *effect* of the design is the margin M, and θ is assumed.
/// Source: Chow, Shao and Wang (2008), Sample Size Calculations in Clinical Research, 4.2.
public struct ProportionsMarginPower: PowerDesign {
    /// p₁, the share in the first group.
    public let baseline: Double
    /// The share that the second group is assumed to have.
    public let alternative: Double
    /// What is to be shown beside the margin.
    public let aim: MarginAim
    /// r, how many times as large the second group is.
    public let ratio: Double
    /// The level and the sides of the test.
    public let significance: Significance

    /// - Throws: unless shares lie between 0 and 1 and the test has one side.
    public init(
        _ aim: MarginAim, baseline: Double, alternative: Double, ratio: Double = 1,
        significance: Significance
    ) throws(PowerError) {
        try PowerError.requireShare(baseline, "baseline")
        try PowerError.requireShare(alternative, "alternative")
        try PowerError.requireRatio(ratio)
        try requireOneSide(significance)
        (self.aim, self.baseline, self.alternative) = (aim, baseline, alternative)
        (self.ratio, self.significance) = (ratio, significance)
    }

    /// The smallest size with which the test can be made.
    public var smallestSize: Double { max(1, 1 / ratio) }

    /// The ways in which the effect may grow from none.
    public var effectPaths: [EffectPath] { [.bounded(from: 0, to: 1)] }

    /// The power with `size` and `effect`; nil where there is no such test or no such effect.
    public func power(size n: Double, effect margin: Double) -> Double? {
        guard n >= smallestSize, n.isFinite, margin > 0, margin <= 1 else { return nil }
        let variance = baseline * (1 - baseline) + alternative * (1 - alternative) / ratio
        let error = (variance / n).squareRoot()
        let (theta, z) = (alternative - baseline, significance.normalQuantile)
        switch aim {
        case .nonInferiority(let higherIsBetter):
            return Normal.cumulative((margin + (higherIsBetter ? theta : -theta)) / error - z)
        case .equivalence:
            return max(
                0,
                Normal.cumulative((margin - theta) / error - z)
                    - Normal.upperTail((margin + theta) / error - z))
        }
    }
}

/// Two means, or differences within pairs, and a margin: t tests, exactly.
///
/// Non-inferiority: noncentral t with δ = (M + θ)/se. Equivalence: with s the estimated over the true
/// deviation, ∫ [Φ((M - θ)/se - t s) - Φ(t s - (M + θ)/se)]₊ f(s) ds, both tests by the same s. The *effect*
/// of the design is the margin M, in the units of σ; θ, the difference, is assumed. Sizes as in
/// `MeansPower`. Source: Phillips (1990), Journal of Pharmacokinetics and Biopharmaceutics 18.
public struct MeansMarginPower: PowerDesign {
    /// What is to be shown beside the margin.
    public let aim: MarginAim
    /// θ, the difference that is assumed.
    public let difference: Double
    private let means: MeansPower

    /// The level and the sides of the test.
    public var significance: Significance { means.significance }

    /// - Throws: unless the deviation is positive and the test has one side.
    public init(
        _ aim: MarginAim, _ comparison: MeansPower.Comparison, difference: Double,
        deviation: Double, significance: Significance
    ) throws(PowerError) {
        try PowerError.require(difference.isFinite, "difference", "is a number")
        try requireOneSide(significance)
        means = try MeansPower(comparison, deviation: deviation, significance: significance)
        (self.aim, self.difference) = (aim, difference)
    }

    /// The smallest size with which the test can be made.
    public var smallestSize: Double { means.smallestSize }

    /// The ways in which the effect may grow from none.
    public var effectPaths: [EffectPath] { [.unbounded(from: 0, scale: means.deviation)] }

    /// The power with `size` and `effect`; nil where there is no such test or no such effect.
    public func power(size: Double, effect margin: Double) -> Double? {
        guard size >= smallestSize, margin > 0, margin.isFinite, let scale = means.scale(size)
        else { return nil }
        let critical = StudentT(degreesOfFreedom: scale.df).upperQuantile(significance.alpha)
        let above = (margin - difference) / scale.error
        let below = (margin + difference) / scale.error
        guard above.isFinite, below.isFinite else { return nil }
        switch aim {
        case .nonInferiority(let higherIsBetter):
            return NoncentralT(
                degreesOfFreedom: scale.df, noncentrality: higherIsBetter ? below : above
            ).upperTail(critical)
        case .equivalence:
            return bothReject(df: scale.df, critical: critical, above: above, below: below)
        }
    }

    /// The integral over s, by Gauss and Legendre's rule of ten points in each of sixty panels, of
    /// u = √s: s^(ν - 1) is then smooth at 0 for every ν >= 1.
    private func bothReject(df: Double, critical t: Double, above: Double, below: Double) -> Double
    {
        let chiSquared = ChiSquared(degreesOfFreedom: df)
        let outside = logarithm(1e-19)
        let last = min(
            (above + below) / (2 * t), (chiSquared.upperQuantile(ofLog: outside) / df).squareRoot())
        let first = df < 10 ? 0 : (chiSquared.quantile(ofLog: outside) / df).squareRoot()
        guard t > 0, last > first else { return 0 }
        let (low, high) = (first.squareRoot(), last.squareRoot())
        let panels = 60
        let half = (high - low) / Double(2 * panels)
        var sum = 0.0
        for panel in 0..<panels {
            let middle = low + half * Double(2 * panel + 1)
            for (node, weight) in legendre {
                for u in [middle - half * node, middle + half * node] {
                    let s = u * u
                    let inside =
                        Normal.cumulative(above - t * s) - Normal.cumulative(t * s - below)
                    // f(s) ds = 2 ν s g(ν s²) ds, g the density of χ², and ds = 2 u du.
                    let density = exponential(chiSquared.logDensity(df * s * s)) * 4 * df * s * u
                    sum += weight * inside * density
                }
            }
        }
        return min(1, max(0, sum * half))
    }
}

private func requireOneSide(_ significance: Significance) throws(PowerError) {
    try PowerError.require(
        significance.sides == 1 && significance.alpha < 0.5, "alpha",
        "is that of one-sided tests beside a margin, and below 0.5")
}

/// The positive nodes of Gauss and Legendre's rule of ten points, with their weights.
/// Source: Abramowitz and Stegun (1964), table 25.4; here from the roots of P₁₀ at 30 digits.
private let legendre: [(Double, Double)] = [
    (0.148874338981631211, 0.29552422471475287),
    (0.433395394129247191, 0.269266719309996355),
    (0.679409568299024406, 0.219086362515982044),
    (0.865063366688984511, 0.149451349150580593),
    (0.97390652851717172, 0.0666713443086881376),
]
