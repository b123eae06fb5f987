/// The distribution of an outcome around its mean μ, with Var y = φ V(μ) / w.
public enum Family: String, Sendable, Codable, CaseIterable {
    /// Of two levels, or successes of trials: V = μ(1 - μ), φ = 1.
    case binomial
    /// Counts: V = μ, φ = 1.
    case poisson
    /// Counts that vary more: V = μ + αμ², φ = 1, α = 1/θ by maximum likelihood.
    case negativeBinomial = "negative_binomial"
    /// Any numbers: V = 1, φ estimated.
    case gaussian
    /// Numbers above 0 whose spread grows with their size: V = μ², φ estimated.
    case gamma

    /// The links that it can be fitted with, the default first.
    public var links: [Link] {
        switch self {
        case .binomial: [.logit, .probit, .cloglog]
        case .poisson, .negativeBinomial: [.log]
        case .gaussian: [.identity, .log]
        case .gamma: [.log, .inverse]
        }
    }

    /// Whether φ is 1 by the nature of the outcome and not estimated from the residuals.
    public var hasUnitDispersion: Bool {
        switch self {
        case .binomial, .poisson, .negativeBinomial: true
        case .gaussian, .gamma: false
        }
    }

    /// V(μ).
    func variance(_ mu: Double, alpha: Double) -> Double {
        switch self {
        case .binomial: mu * (1 - mu)
        case .poisson: mu
        case .negativeBinomial: mu + alpha * mu * mu
        case .gaussian: 1
        case .gamma: mu * mu
        }
    }
}

/// The function g of the mean that is linear in the columns: g(μ) = η.
public enum Link: String, Sendable, Codable, CaseIterable {
    /// log(μ / (1 - μ)): coefficients are log odds ratios.
    case logit
    /// Φ⁻¹(μ).
    case probit
    /// log(-log(1 - μ)): coefficients are log hazard ratios of a time that is seen in steps.
    case cloglog
    /// log μ: coefficients are log ratios of means.
    case log
    /// μ: coefficients are differences of means.
    case identity
    /// 1/μ.
    case inverse
}
