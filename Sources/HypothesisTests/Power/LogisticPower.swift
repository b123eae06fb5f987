import Distributions

/// One coefficient of a logistic regression.
///
/// The size is n, all cases; the effect is the odds ratio. R² is how much of the variable's variance
/// the others explain; it inflates n by 1/(1 - R²). Source: Hsieh, Bloch and Larsen (1998), Statistics
/// in Medicine 17, formulas (1) to (3).
public struct LogisticPower: PowerDesign {
    /// The variable.
    public enum Variable: Sendable, Hashable {
        /// A number; the odds ratio is for one standard deviation, and the event's share that at the
        /// variable's mean. Power = Φ(√(n p q) |ln OR| - z).
        case number
        /// Yes or no; `prevalence` B is the share of yes, and the event's share that among no.
        /// Power = Φ((√(n(1 - B)) |p₂ - p₁| - z √(p̄ q̄/B)) / √(p₁ q₁ + p₂ q₂(1 - B)/B)).
        case yesNo(prevalence: Double)
    }

    /// The variable whose coefficient is tested.
    public let variable: Variable
    /// The event's share at the variable's mean, or where it is no.
    public let baseline: Double
    /// R² of the variable on the others.
    public let explained: Double
    /// The level and the sides of the test.
    public let significance: Significance

    /// - Throws: unless shares lie between 0 and 1; R² may be 0.
    public init(
        _ variable: Variable, baseline: Double, explained: Double = 0, significance: Significance
    ) throws(PowerError) {
        try PowerError.requireShare(baseline, "baseline")
        if case .yesNo(let prevalence) = variable {
            try PowerError.requireShare(prevalence, "prevalence")
        }
        try PowerError.require(
            explained >= 0 && explained < 1, "r_squared", "is a share from 0 to below 1")
        self.variable = variable
        self.baseline = baseline
        self.explained = explained
        self.significance = significance
    }

    /// The smallest size with which the test can be made.
    public var smallestSize: Double { 2 }

    /// The ways in which the effect may grow from none.
    public var effectPaths: [EffectPath] { [.ratio(above: true), .ratio(above: false)] }

    /// The event's share where the variable is yes, by the odds ratio.
    public func share(oddsRatio: Double) -> Double {
        let odds = baseline / (1 - baseline) * oddsRatio
        return odds.isInfinite ? 1 : odds / (1 + odds)
    }

    /// The power with `size` and `effect`; nil where there is no such test or no such effect.
    public func power(size n: Double, effect oddsRatio: Double) -> Double? {
        guard n >= 2, n.isFinite, oddsRatio > 0, oddsRatio.isFinite else { return nil }
        let (p, z) = (baseline, significance.normalQuantile)
        let informative = n * (1 - explained)
        switch variable {
        case .number:
            let root = (informative * p * (1 - p)).squareRoot()
            return Normal.cumulative(root * abs(logarithm(oddsRatio)) - z)
        case .yesNo(let yes):
            let other = share(oddsRatio: oddsRatio)
            guard other > 0, other < 1 else { return nil }
            let pooled = (1 - yes) * p + yes * other
            let underNull = (pooled * (1 - pooled) / yes).squareRoot()
            let underEffect = (p * (1 - p) + other * (1 - other) * (1 - yes) / yes).squareRoot()
            let distance = (informative * (1 - yes)).squareRoot() * abs(other - p)
            return Normal.cumulative((distance - z * underNull) / underEffect)
        }
    }
}
