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
    /// Σ w μ² / V(μ): what Σ w (y - μ)² / V(μ) would be if residuals were as large as the means.
    let size: Double
    /// Σ w (dμ/dη)² / V(μ): what moves of 1 in every linear predictor make of it.
    let slope: Double
    /// The log-likelihood with all its constants; where the dispersion is estimated, at the deviance
    /// over n, which is the maximum for Gaussian outcomes and what R's `logLik` takes for gamma.
    let logLikelihood: Double

    /// Lends rows in order: outcomes, means, weights times trials, and trials.
    typealias Runs = (
        (
            _ outcome: [Double], _ means: [Double], _ prior: [Double]?, _ trials: [Double]?
        ) -> Void
    ) -> Void

    /// - Parameters:
    ///   - varying: the part of the log-likelihood that the linear predictor moves.
    ///   - prior: weights, times trials; 0 for rows that the limit of separation takes out.
    ///   - trials: the trials of shares; nil elsewhere.
    ///   - isCount: whether a weight counts rows and does not scale their variance.
    init(
        _ model: RowModel, varying: Double, outcome: [Double], means: [Double], prior: [Double]?,
        trials: [Double]?, isCount: Bool
    ) {
        self.init(model, varying: varying, isCount: isCount) { body in
            body(outcome, means, prior, trials)
        }
    }

    /// The same of rows that are lent.
    init(_ model: RowModel, varying: Double, isCount: Bool, runs: Runs) {
        var (deviance, pearson) = (CompensatedSum(), CompensatedSum())
        var likelihood = CompensatedSum()
        var (size, slope) = (0.0, 0.0)
        var (total, positive, logs) = (0.0, 0.0, 0.0)
        runs { outcome, means, prior, trials in
            for row in outcome.indices {
                let weight = prior?[row] ?? 1
                guard weight > 0 else { continue }
                let (y, mu) = (outcome[row], means[row])
                deviance.add(weight * model.unitDeviance(y, mean: mu))
                let variance = model.family.variance(mu, alpha: model.alpha)
                if variance > 0 {
                    pearson.add(weight * (y - mu) * (y - mu) / variance)
                    size += weight * mu * mu / variance
                    let own = model.slopeSize(mean: mu)
                    slope += weight * own * own / variance
                }
                total += weight
                positive += 1
                switch model.family {
                case .binomial:
                    if let trials {
                        likelihood.add(Self.logChoices(y, weight, trials: trials[row]))
                    }
                case .poisson, .negativeBinomial:
                    likelihood.add(weight * model.logMass(y, mean: mu))
                case .gaussian: if !isCount { logs += log(weight) }
                case .gamma: break
                }
            }
        }
        self.deviance = deviance.value
        self.pearson = pearson.value
        self.size = size
        self.slope = slope
        switch model.family {
        case .binomial: logLikelihood = varying + likelihood.value
        case .poisson, .negativeBinomial: logLikelihood = likelihood.value
        case .gaussian:
            let n = isCount ? total : positive
            logLikelihood = -0.5 * n * (log(2 * .pi * deviance.value / n) + 1) + 0.5 * logs
        case .gamma:
            let shape = total / deviance.value
            runs { outcome, means, prior, _ in
                for row in outcome.indices {
                    let weight = prior?[row] ?? 1
                    guard weight > 0 else { continue }
                    let ratio = outcome[row] / means[row]
                    likelihood.add(
                        weight * (shape * (log(shape * ratio) - ratio) - log(outcome[row])))
                }
            }
            logLikelihood = likelihood.value - total * logGamma(shape)
        }
    }

    /// w ln C(m, s), which no coefficient moves.
    private static func logChoices(_ share: Double, _ weight: Double, trials m: Double) -> Double {
        let s = (share * m).rounded()
        return weight / m * (logGamma(m + 1) - logGamma(s + 1) - logGamma(m - s + 1))
    }
}

extension FittedSums {
    /// Whether residuals are no more than rounding: (Σ w r²/V)^½ at most 32 ε of what the means, and the
    /// terms that they are summed from, come to. Terms that take each other away count up to a hundred
    /// times the means.
    ///
    /// - Parameter beta: the coefficients of columns of length 1.
    func isRounding(_ beta: [Double]) -> Bool {
        let terms = beta.reduce(0) { $0 + abs($1) }
        let reach = size + min(terms * terms * slope, 1e4 * size)
        return pearson <= 1_024 * 0x1p-104 * reach
    }
}
