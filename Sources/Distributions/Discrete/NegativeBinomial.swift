import CBoostMath

/// The negative binomial distribution of a regression (NB2): a Poisson count whose mean varies as a
/// gamma of shape θ about μ, so that the variance is μ + μ²/θ.
///
/// P(X = k) = Γ(k + θ)/(Γ(θ) k!) (θ/(θ+μ))^θ (μ/(θ+μ))^k. With θ whole it counts the failures
/// before the θth success of probability θ/(θ + μ).
public struct NegativeBinomial: DiscreteDistribution {
    /// θ > 0; infinite without over-dispersion (Poisson). NaN answers otherwise.
    public let size: Double
    /// μ >= 0; NaN, as all answers, where it was NaN or above 10¹³, or θ is not positive.
    public let mean: Double

    /// A negative binomial distribution of mean μ >= 0 and shape θ > 0.
    public init(size: Double, mean: Double) {
        precondition(!(mean < 0), "the mean of a count is at least 0")
        self.size = size
        self.mean = size > 0 && mean <= 1e13 ? mean : .nan
    }

    /// θ -> ∞: beyond 10²⁵ no double tells the two apart.
    private var limit: Poisson? { size > 1e25 ? Poisson(mean: mean) : nil }

    /// 0 and all above.
    public var support: ClosedRange<Int> { 0...Int.max }

    /// μ + μ²/θ.
    public var variance: Double { mean * (1 + mean / size) }

    /// ln P(X = k); -∞ for k < 0.
    public func logProbability(_ k: Int) -> Double {
        if mean.isNaN { return .nan }
        if let limit { return limit.logProbability(k) }
        guard k >= 0 else { return -.infinity }
        if mean == 0 { return k == 0 ? 0 : -.infinity }
        if k == 0 { return -size * logOnePlus(mean / size) }
        return casewise_beta_odds_log_term(Double(k), size, mean, size)
    }

    /// ln P(X <= k) = ln (1 - I_x(k + 1, θ)) with x = μ/(θ + μ).
    public func logCumulative(_ k: Int) -> Double {
        if mean.isNaN { return .nan }
        if let limit { return limit.logCumulative(k) }
        if k < 0 { return -.infinity }
        return mean == 0 ? 0 : casewise_beta_odds_log_upper(Double(k) + 1, size, mean, size)
    }

    /// ln P(X >= k) = ln I_x(k, θ) with x = μ/(θ + μ).
    public func logUpperTail(from k: Int) -> Double {
        if mean.isNaN { return .nan }
        if let limit { return limit.logUpperTail(from: k) }
        if k <= 0 { return 0 }
        return mean == 0
            ? -.infinity : casewise_beta_odds_log_lower(Double(k), size, mean, size)
    }
}
