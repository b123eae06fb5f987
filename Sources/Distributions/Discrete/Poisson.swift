import CBoostMath

/// The Poisson distribution: events of a constant rate, of which μ are expected.
///
/// P(X >= k) = P(k, μ), the incomplete gamma function.
public struct Poisson: DiscreteDistribution {
    /// μ >= 0; NaN, as all answers, where it was NaN or above 10¹³.
    public let mean: Double

    /// A Poisson distribution of mean μ >= 0; with μ = 0, X is 0.
    public init(mean: Double) {
        precondition(!(mean < 0), "the mean of a count is at least 0")
        self.mean = mean <= 1e13 ? mean : .nan
    }

    /// 0 and all above.
    public var support: ClosedRange<Int> { 0...Int.max }

    /// μ.
    public var variance: Double { mean }

    /// ln [μ^k e^{-μ} / k!]; -∞ for k < 0.
    public func logProbability(_ k: Int) -> Double {
        if mean.isNaN { return .nan }
        guard k >= 0 else { return -.infinity }
        if mean == 0 { return k == 0 ? 0 : -.infinity }
        return casewise_gamma_log_term(Double(k), 1, mean)
    }

    /// ln P(X <= k) = ln Q(k + 1, μ).
    public func logCumulative(_ k: Int) -> Double {
        if mean.isNaN { return .nan }
        if k < 0 { return -.infinity }
        return mean == 0 ? 0 : casewise_gamma_log_upper(Double(k) + 1, 1, mean)
    }

    /// ln P(X >= k) = ln P(k, μ).
    public func logUpperTail(from k: Int) -> Double {
        if mean.isNaN { return .nan }
        if k <= 0 { return 0 }
        return mean == 0 ? -.infinity : casewise_gamma_log_lower(Double(k), 1, mean)
    }
}
