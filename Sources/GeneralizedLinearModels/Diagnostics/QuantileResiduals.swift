import Distributions
import Glibc
import ModelFormula

extension GLMFit {
    /// Names the stream of the draws.
    static let quantilePurpose: UInt32 = 0x5152

    /// Quantile residuals: what standard normal number is as likely to be passed as the outcome, given
    /// its mean. Of outcomes that jump - levels, successes, counts - a place between P(Y < y) and
    /// P(Y ≤ y) is drawn. Standard normal, but for the estimates, if the family is right.
    ///
    /// Source: Dunn and Smyth (1996), Journal of Computational and Graphical Statistics 5. Gaussian:
    /// (y - μ) √w / √φ; gamma: of shape w/φ.
    ///
    /// - Parameter seed: of the draws, one a row in order.
    /// - Throws: `FitError` where a factor was eliminated or rows lie in a scratch file.
    public func quantileResiduals(seed: UInt64) throws(FitError) -> [Double?] {
        try requireWhole(for: "A quantile residual")
        let rows = FittedRows(self)
        var stream = RandomStream(seed: seed, purpose: Self.quantilePurpose)
        return (0..<frame.rowCount).map { row in
            let place = stream.uniform()
            return rows.prior[row] > 0 ? rows.quantileResidual(row, at: place) : nil
        }
    }
}

extension FittedRows {
    /// The quantile residual of a row with its place within the jump, from 0 to 1.
    func quantileResidual(_ row: Int, at place: Double) -> Double? {
        let (y, mean) = (frame.outcome[row], mu[row])
        let cases = fit.settings.weightKind == .frequency ? frame.weights?[row] ?? 1 : 1
        let own = prior[row] / cases
        let found: Double?
        switch model.family {
        case .gaussian:
            found = fit.dispersion.flatMap {
                $0 > 0 ? (y - mean) * (own / $0).squareRoot() : nil
            }
        case .gamma:
            found = fit.dispersion.flatMap { dispersion in
                guard dispersion > 0 else { return nil }
                let gamma = Gamma(shape: own / dispersion)
                let x = own * y / mean / dispersion
                return Self.normal(gamma.logCumulative(x), gamma.logUpperTail(x))
            }
        case .binomial:
            let trials = frame.response.trials?[row] ?? 1
            guard let m = Int(exactly: trials.rounded()) else { return nil }
            found = Self.normal(
                Binomial(trials: m, probability: mean), (y * trials).rounded(), place)
        case .poisson: found = Self.normal(Poisson(mean: mean), y, place)
        case .negativeBinomial:
            found =
                model.alpha > 0
                ? Self.normal(NegativeBinomial(size: 1 / model.alpha, mean: mean), y, place)
                : Self.normal(Poisson(mean: mean), y, place)
        }
        return found.flatMap { $0.isFinite ? $0 : nil }
    }

    private static func normal(
        _ distribution: some DiscreteDistribution, _ count: Double, _ place: Double
    ) -> Double? {
        guard let y = Int(exactly: count), y < .max else { return nil }
        // p = F(y - 1) + place P(y), and 1 - p; each from the tail that it lies in.
        let lower = mixed(
            distribution.logCumulative(y), distribution.logCumulative(y - 1), place)
        let upper = mixed(
            distribution.logUpperTail(from: y), distribution.logUpperTail(from: y + 1), 1 - place)
        return normal(lower, upper)
    }

    /// log(share · eᵃ + (1 - share) · eᵇ) for a ≥ b.
    private static func mixed(_ a: Double, _ b: Double, _ share: Double) -> Double {
        a + log(share + (1 - share) * exp(b - a))
    }

    private static func normal(_ logLower: Double, _ logUpper: Double) -> Double? {
        guard !logLower.isNaN, !logUpper.isNaN else { return nil }
        return logLower < logUpper
            ? Normal.quantile(ofLog: logLower) : Normal.upperQuantile(ofLog: logUpper)
    }
}
