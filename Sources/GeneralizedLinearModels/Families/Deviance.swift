import Distributions
import Glibc

extension RowModel {
    /// What one row of weight 1 adds to the deviance, 2 (l(y; y) - l(y; μ)) at a dispersion of 1, its
    /// outcome's trials counted as one.
    ///
    /// Source: McCullagh and Nelder (1989), Generalized Linear Models, 2.3.
    func unitDeviance(_ y: Double, mean mu: Double) -> Double {
        switch family {
        case .binomial:
            return 2 * (deviancePart(y, mean: mu) + deviancePart(1 - y, mean: 1 - mu))
        case .poisson: return 2 * deviancePart(y, mean: mu)
        case .negativeBinomial:
            return negativeBinomialDeviance(y, mu)
        case .gaussian: return (y - mu) * (y - mu)
        case .gamma:
            // 2 [(y - μ)/μ - ln(y/μ)] = 2 (1 + d) φ(-d/(1 + d)) with y = (1 + d) μ.
            let d = (y - mu) / mu
            return 2 * (1 + d) * devianceTerm(-d / (1 + d))
        }
    }
}

extension RowModel {
    /// 2 [y ln(y/μ) - (y + θ) ln((y + θ)/(μ + θ))], by the form that keeps its digits.
    private func negativeBinomialDeviance(_ y: Double, _ mu: Double) -> Double {
        if alpha == 0 { return 2 * deviancePart(y, mean: mu) }
        let theta = 1 / alpha
        if y == 0 { return 2 * theta * log1p(alpha * mu) }
        if y > theta, mu > theta {
            // Far above θ: -θ ln(y/μ) - (y + θ) ln(1 + θ (μ - y) / (y (μ + θ))).
            let turn = theta * (mu - y) / (y * (mu + theta))
            return -2 * (theta * log(y / mu) + (y + theta) * log1p(turn))
        }
        // y ln(y/μ) + μ - y - (θ + μ) φ(excess), with φ(d) = (1 + d) ln(1 + d) - d.
        let excess = (y - mu) / (theta + mu)
        return 2 * (deviancePart(y, mean: mu) - (theta + mu) * devianceTerm(excess))
    }

    /// ln P(y) of a count with mean μ.
    ///
    /// By Loader's saddle-point form, which keeps its digits for counts of any size; a negative
    /// binomial count is a binomial one seen from θ. Source: Loader (2000), "Fast and accurate
    /// computation of binomial probabilities".
    func logMass(_ y: Double, mean mu: Double) -> Double {
        if alpha == 0 {
            if y == 0 { return -mu }
            return -stirlingError(y) - deviancePart(y, mean: mu) - 0.5 * log(2 * .pi * y)
        }
        let theta = 1 / alpha
        if y == 0 { return -theta * log1p(alpha * mu) }
        let n = theta + y
        // n θ/(θ + μ) and n μ/(θ + μ).
        let (own, other) = (n / (1 + alpha * mu), n * (alpha * mu) / (1 + alpha * mu))
        let choice =
            stirlingError(n) - stirlingError(theta) - stirlingError(y)
            - deviancePart(theta, mean: own) - deviancePart(y, mean: other)
        return choice - 0.5 * log(2 * .pi * y * n / theta)
    }
}

/// Sums over the rows of a fit at its means.
struct FittedSums {
    /// Σ w d(y, μ).
    let deviance: Double
    /// Σ w (y - μ)² / V(μ).
    let pearson: Double
    /// The log-likelihood with all its constants; where the dispersion is estimated, at the deviance
    /// over n, which is the maximum for Gaussian outcomes and what R's `logLik` takes for gamma.
    let logLikelihood: Double

    /// - Parameters:
    ///   - varying: the part of the log-likelihood that the linear predictor moves.
    ///   - prior: weights, times trials; 0 for rows that the limit of separation takes out.
    ///   - trials: the trials of shares; nil elsewhere.
    ///   - isCount: whether a weight counts rows and does not scale their variance.
    init(
        _ model: RowModel, varying: Double, outcome: [Double], means: [Double], prior: [Double]?,
        trials: [Double]?, isCount: Bool
    ) {
        var (deviance, pearson) = (CompensatedSum(), CompensatedSum())
        for row in outcome.indices {
            let weight = prior?[row] ?? 1
            guard weight > 0 else { continue }
            let (y, mu) = (outcome[row], means[row])
            deviance.add(weight * model.unitDeviance(y, mean: mu))
            let variance = model.family.variance(mu, alpha: model.alpha)
            if variance > 0 { pearson.add(weight * (y - mu) * (y - mu) / variance) }
        }
        self.deviance = deviance.value
        self.pearson = pearson.value
        let weights = prior ?? [Double](repeating: 1, count: outcome.count)
        switch model.family {
        case .binomial:
            logLikelihood = varying + Self.logChoices(outcome, weights, trials)
        case .poisson, .negativeBinomial:
            var sum = CompensatedSum()
            for row in outcome.indices where weights[row] > 0 {
                sum.add(weights[row] * model.logMass(outcome[row], mean: means[row]))
            }
            logLikelihood = sum.value
        case .gaussian:
            let used = weights.filter { $0 > 0 }
            let n = isCount ? used.reduce(0, +) : Double(used.count)
            let logs = isCount ? 0 : used.reduce(0) { $0 + log($1) }
            logLikelihood = -0.5 * n * (log(2 * .pi * deviance.value / n) + 1) + 0.5 * logs
        case .gamma:
            let n = weights.reduce(0, +)
            let shape = n / deviance.value
            var sum = CompensatedSum()
            for row in outcome.indices where weights[row] > 0 {
                let ratio = outcome[row] / means[row]
                sum.add(
                    weights[row] * (shape * (log(shape * ratio) - ratio) - log(outcome[row])))
            }
            logLikelihood = sum.value - n * logGamma(shape)
        }
    }

    /// Σ w ln C(m, s), which no coefficient moves.
    private static func logChoices(_ shares: [Double], _ weights: [Double], _ trials: [Double]?)
        -> Double
    {
        guard let trials else { return 0 }
        var sum = CompensatedSum()
        for row in shares.indices where weights[row] > 0 {
            let (m, s) = (trials[row], (shares[row] * trials[row]).rounded())
            sum.add(weights[row] / m * (logGamma(m + 1) - logGamma(s + 1) - logGamma(m - s + 1)))
        }
        return sum.value
    }
}
