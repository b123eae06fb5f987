/// What is added to a negative log-likelihood so that coefficients are drawn towards 0.
///
/// A fit minimises, over the intercept b₀ and the coefficients b,
///
///     -ℓ(b₀, b) / n  +  λ Σ_g [ α ω_g ‖θ_g‖₂ + (1 - α)/2 ‖θ_g‖₂² ],
///
/// with n the sum of the weights, α the `mixing` and g the groups of columns. Without grouping each
/// column is a group by itself with ω = 1, which is the elastic net: ridge at α = 0, the lasso at
/// α = 1 (Friedman, Hastie and Tibshirani 2010, doi:10.18637/jss.v033.i01). The intercept and the
/// offset are never penalised. λ has the unit of a log-likelihood per case.
///
/// θⱼ = sⱼ bⱼ, where sⱼ is the standard deviation of the column over the cases (divisor n): what a
/// coefficient costs does not depend on its column's unit. Unstandardised, θⱼ = bⱼ.
///
/// Grouped, the columns of a term - the levels of a factor, the parts of a polynomial - enter or
/// leave as a whole: ω_g = √(columns of g), and ‖θ_g‖₂ is the standard deviation over the cases of
/// what the term adds to the linear predictor. So measured, the choice of a reference level
/// changes nothing (Yuan and Lin 2006; Simon and Tibshirani 2012, on standardisation).
public struct ElasticNetPenalty: Sendable, Equatable {
    /// α in [0, 1]: the share of the penalty that is absolute rather than squared.
    public let mixing: Double
    /// Whether coefficients are measured in standard deviations of their columns.
    public let isStandardized: Bool
    /// Whether the columns of a term enter or leave together.
    public let isGrouped: Bool

    /// A penalty; nil for a share outside [0, 1].
    public init?(mixing: Double, isStandardized: Bool = true, isGrouped: Bool = false) {
        guard mixing >= 0, mixing <= 1 else { return nil }
        self.mixing = mixing
        self.isStandardized = isStandardized
        self.isGrouped = isGrouped
    }

    /// Why a fit under it has no standard errors, p-values and intervals, in words.
    public var reasonForNoStandardErrors: String {
        let drawn =
            "The penalty draws coefficients towards 0 on purpose: estimate and standard error "
            + "would describe a value that is not the one asked for, and an interval around it "
            + "would hold the true one less often than it says."
        guard mixing > 0 else { return drawn }
        return "The penalty chose the terms by the same cases that it was fitted to, which no "
            + "standard error allows for. " + drawn
    }

    /// The weight ω of a group of so many columns.
    func weight(columns: Int) -> Double { isGrouped ? Double(columns).squareRoot() : 1 }
}
