import Distributions

/// A chi-square test of a table, of independence or of goodness of fit.
///
/// Power = P(X > χ²(1 - α; ν)) with X noncentral, λ = n w² and w² = Σ (π - π₀)²/π₀ over cells. The size is
/// n, all cases; the effect is w, which for a table is Cramer's V times √(min(rows, columns) - 1).
/// It has no side: the level is α. Source: Cohen (1988), Statistical Power Analysis, chapter 7.
public struct ChiSquaredPower: PowerDesign {
    /// ν, the degrees of freedom.
    public let degreesOfFreedom: Double
    /// The level and the sides of the test.
    public let significance: Significance

    /// - Throws: unless there are 1 to 10⁷ degrees of freedom and the test has one side.
    public init(degreesOfFreedom: Double, significance: Significance) throws(PowerError) {
        try PowerError.require(
            degreesOfFreedom >= 1 && degreesOfFreedom <= 1e7, "df", "is 1 or more, up to 10^7")
        try PowerError.require(significance.sides == 1, "sides", "is 1: a table has no side")
        (self.degreesOfFreedom, self.significance) = (degreesOfFreedom, significance)
    }

    /// The smallest size with which the test can be made.
    public var smallestSize: Double { 1 }

    /// The ways in which the effect may grow from none.
    public var effectPaths: [EffectPath] { [.unbounded(from: 0, scale: 1)] }

    /// The power with `size` and `effect`; nil where there is no such test or no such effect.
    public func power(size n: Double, effect w: Double) -> Double? {
        let lambda = n * w * w
        guard n >= 1, w >= 0, lambda.isFinite else { return nil }
        let critical = ChiSquared(degreesOfFreedom: degreesOfFreedom)
            .upperQuantile(significance.alpha)
        return NoncentralChiSquared(
            degreesOfFreedom: degreesOfFreedom, noncentrality: lambda
        ).upperTail(critical)
    }
}

/// Means of k groups of n each, compared by one-way analysis of variance.
///
/// Power = P(F > F(1 - α; k - 1, k(n - 1))) with F noncentral, λ = k n f² and f the deviation of the groups'
/// means (over k) as a multiple of that within groups. The size is n, each group's; the effect is f.
/// Source: Cohen (1988), chapter 8; as R's `power.anova.test` with
/// `between.var` = f² k/(k - 1) and `within.var` = 1.
public struct AnovaPower: PowerDesign {
    /// k.
    public let groups: Double
    /// The level and the sides of the test.
    public let significance: Significance

    /// - Throws: unless there are 2 to 10⁶ groups and the test has one side.
    public init(groups: Int, significance: Significance) throws(PowerError) {
        try PowerError.require(groups >= 2 && groups <= 1_000_000, "groups", "is 2 or more")
        try PowerError.require(significance.sides == 1, "sides", "is 1: an F test has no side")
        (self.groups, self.significance) = (Double(groups), significance)
    }

    /// The smallest size with which the test can be made.
    public var smallestSize: Double { 2 }

    /// The ways in which the effect may grow from none.
    public var effectPaths: [EffectPath] { [.unbounded(from: 0, scale: 1)] }

    /// The power with `size` and `effect`; nil where there is no such test or no such effect.
    public func power(size n: Double, effect f: Double) -> Double? {
        let lambda = groups * n * f * f
        // Beyond 10¹³ degrees of freedom no distribution here is sure of its digits.
        guard n >= 2, f >= 0, lambda.isFinite, groups * n <= 1e13 else { return nil }
        let (df, df2) = (groups - 1, groups * (n - 1))
        let critical = FisherF(numerator: df, denominator: df2)
            .upperQuantile(significance.alpha)
        if lambda > 1e12 {
            // The numerator hardly varies, and F is λ / df over a mean square of χ².
            return ChiSquared(degreesOfFreedom: df2).cumulative(df2 * lambda / (df * critical))
        }
        return NoncentralF(numerator: df, denominator: df2, noncentrality: lambda)
            .upperTail(critical)
    }
}

/// A correlation, tested against none.
///
/// Power = Φ((ζ(ρ) - artanh r*) √(n - 3)), ζ(ρ) = artanh |ρ| + |ρ| / (2(n - 1)), and r* the correlation at
/// which t with n - 2 degrees of freedom rejects. The size is n, all cases; the effect is ρ. Nearly
/// exact: Fisher's z with its bias. Source: Cohen (1988), chapter 3; as pwr's `pwr.r.test`.
public struct CorrelationPower: PowerDesign {
    /// The level and the sides of the test.
    public let significance: Significance

    /// A test of no correlation.
    public init(significance: Significance) { self.significance = significance }

    /// The smallest size with which the test can be made.
    public var smallestSize: Double { 4 }

    /// The ways in which the effect may grow from none.
    public var effectPaths: [EffectPath] { [.bounded(from: 0, to: 1), .bounded(from: 0, to: -1)] }

    /// The power with `size` and `effect`; nil where there is no such test or no such effect.
    public func power(size n: Double, effect rho: Double) -> Double? {
        guard n >= 4, n.isFinite, abs(rho) < 1 else { return nil }
        let t = StudentT(degreesOfFreedom: n - 2).upperQuantile(significance.tail)
        let rejecting = inverseHyperbolicTangent(t / (t * t + n - 2).squareRoot())
        let mean = inverseHyperbolicTangent(abs(rho)) + abs(rho) / (2 * (n - 1))
        return Normal.cumulative((mean - rejecting) * (n - 3).squareRoot())
    }

    /// ½ ln((1 + r)/(1 - r)), by a series where r is small.
    private func inverseHyperbolicTangent(_ r: Double) -> Double {
        guard abs(r) < 0.01 else { return 0.5 * logarithm((1 + r) / (1 - r)) }
        let square = r * r
        return r * (1 + square * (1 / 3 + square * (1 / 5 + square * (1 / 7 + square / 9))))
    }
}
