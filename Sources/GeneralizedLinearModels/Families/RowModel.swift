import CKernels
import Distributions
import Glibc

/// A family and a link as a pass over rows needs them.
struct RowModel: Sendable, Equatable {
    let family: Family
    let link: Link
    /// α = 1/θ of the negative binomial, 0 for Poisson's spread; not read elsewhere.
    var alpha = 0.0
    /// Whether weights are those of the observed information instead of the expected.
    private(set) var isObserved = false
    private let code: cw_model

    /// The logistic regression of 0/1 rows.
    static let logistic = RowModel(.binomial, .logit)

    /// - Precondition: the family takes the link.
    init(_ family: Family, _ link: Link, alpha: Double = 0) {
        precondition(family.links.contains(link), "the family takes the link")
        self.family = family
        self.link = link
        self.alpha = alpha
        code =
            switch (family, link) {
            case (.binomial, .probit): CW_BINOMIAL_PROBIT
            case (.binomial, .cloglog): CW_BINOMIAL_CLOGLOG
            case (.binomial, _): CW_BINOMIAL_LOGIT
            case (.poisson, _): CW_POISSON_LOG
            case (.negativeBinomial, _): CW_NEGATIVE_BINOMIAL_LOG
            case (.gaussian, .log): CW_GAUSSIAN_LOG
            case (.gaussian, _): CW_GAUSSIAN_IDENTITY
            case (.gamma, .inverse): CW_GAMMA_INVERSE
            case (.gamma, _): CW_GAMMA_LOG
            }
    }

    /// Whether the expected information is the observed one, so that scoring is Newton's own method and
    /// a step leaves the square of what was left: of the canonical links.
    var isCanonical: Bool {
        switch (family, link) {
        case (.binomial, .logit), (.poisson, .log), (.gaussian, .identity), (.gamma, .inverse): true
        default: false
        }
    }

    /// Weights and residuals of n rows at their linear predictors; returns their log-likelihood as far
    /// as the linear predictor moves it.
    func weigh(
        _ n: Int, eta: UnsafePointer<Double>, outcome: UnsafePointer<Double>,
        prior: UnsafePointer<Double>?, weight: UnsafeMutablePointer<Double>,
        residual: UnsafeMutablePointer<Double>
    ) -> Double {
        let sum = cw_model_rows(code, alpha, n, eta, outcome, prior, weight, residual)
        if isObserved { cw_observed_weights(code, alpha, n, eta, outcome, prior, weight) }
        return sum
    }

    /// The same model with the observed information; nil for a canonical link, whose expected information
    /// that is.
    var observed: RowModel? {
        guard !isCanonical else { return nil }
        var model = self
        model.isObserved = true
        return model
    }

    /// μ of each linear predictor.
    func means(_ eta: [Double]) -> [Double] {
        var mu = eta
        eta.withUnsafeBufferPointer { source in
            mu.withUnsafeMutableBufferPointer { target in
                if let from = source.baseAddress, let to = target.baseAddress {
                    cw_model_means(code, source.count, from, to)
                }
            }
        }
        return mu
    }

    /// η of a mean inside of the family's range.
    func linearPredictor(_ mu: Double) -> Double {
        switch link {
        case .logit: log(mu) - log1p(-mu)
        case .probit: Normal.quantile(mu)
        case .cloglog: log(-log1p(-mu))
        case .log: log(mu)
        case .identity: mu
        case .inverse: 1 / mu
        }
    }

    /// About dμ/dη at a mean, to its order of magnitude.
    func slopeSize(mean mu: Double) -> Double {
        switch link {
        case .identity: 1
        case .log: mu
        case .inverse: mu * mu
        case .logit, .probit, .cloglog: mu * (1 - mu)
        }
    }

    /// A mean to start from where the outcome is y, inside of the family's range.
    func startingMean(_ y: Double) -> Double {
        switch family {
        case .binomial: (y + 0.5) / 2
        case .poisson: y + 0.1
        case .negativeBinomial: y + (y == 0 ? 1.0 / 6 : 0)
        case .gaussian: link == .log ? max(y, 1e-6) : y
        case .gamma: y
        }
    }

    /// How far a move of the linear predictor goes towards a row's outcome: above 0 where the
    /// likelihood rises for ever along it, below where it falls in the end.
    func gain(_ move: Double, outcome y: Double) -> Double {
        switch family {
        case .binomial: y == 1 ? move : y == 0 ? -move : -abs(move)
        case .poisson, .negativeBinomial: y == 0 ? -move : -abs(move)
        // A mean under a log nears 0 for ever, and comes nearer to every outcome that is not above it.
        case .gaussian: link == .log && y <= 0 ? -move : -abs(move)
        case .gamma: -abs(move)
        }
    }

    /// What late steps of a separated fit move the linear predictor by at least, where the decrement is
    /// about to reach its limit: 1 for a logit or a log, 1/η for a probit, exp(-η) for the events of a
    /// complementary log-log.
    var leastSeparatingStep: Double {
        switch link {
        case .probit: 0.01
        case .cloglog: 0.002
        default: 0.1
        }
    }

    /// The most that the logarithm of a working weight changes by for each unit of the linear predictor:
    /// |1 - 2μ| of a logit, 1/(1 + αμ) of counts under a log; nil where no number bounds it.
    var steepestWeight: Double? {
        switch (family, link) {
        case (.binomial, .logit), (.poisson, _), (.negativeBinomial, _): 1
        case (.gaussian, .log): 2
        case (.gaussian, _), (.gamma, .log): 0
        default: nil
        }
    }

    /// Whether the log-likelihood of a linear predictor is concave, at a given α: where its slope is 0
    /// it is highest, whatever way led there.
    var isConcave: Bool { family != .gaussian || link == .identity }

    /// Whether a likelihood can rise for ever along a direction: where outcomes can lie at, or beyond, an
    /// end of the means that the linear predictor reaches at infinity alone. Of gamma outcomes, all above
    /// 0, none does.
    var canSeparate: Bool {
        switch family {
        case .binomial, .poisson, .negativeBinomial: true
        case .gaussian: link == .log
        case .gamma: false
        }
    }
}
