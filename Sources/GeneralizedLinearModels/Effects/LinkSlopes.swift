import Distributions
import Glibc

extension RowModel {
    /// dμ/dη and d²μ/dη² at a linear predictor.
    func slopes(_ eta: Double) -> (first: Double, second: Double) {
        switch link {
        case .logit:
            // μ (1 - μ) and μ (1 - μ) (1 - 2μ), by t = e^-|η| so that both tails keep their digits.
            let t = exp(-abs(eta))
            let first = t / ((1 + t) * (1 + t))
            let turn = (1 - t) / (1 + t)
            return (first, eta >= 0 ? -first * turn : first * turn)
        case .probit:
            let density = Normal.density(eta)
            return (density, -eta * density)
        case .cloglog:
            let hazard = exp(eta)
            guard hazard < 700 else { return (0, 0) }
            let first = hazard * exp(-hazard)
            return (first, first * (1 - hazard))
        case .log:
            let mu = exp(eta)
            return (mu, mu)
        case .identity: return (1, 0)
        case .inverse: return (-1 / (eta * eta), 2 / (eta * eta * eta))
        }
    }

    /// The scale on which intervals of a mean are made: one on which the mean has no bounds.
    var meanScale: ModelEffect.Scale {
        switch family {
        case .binomial: .logit
        case .gaussian: link == .identity ? .identity : .log
        case .poisson, .negativeBinomial, .gamma: .log
        }
    }
}
