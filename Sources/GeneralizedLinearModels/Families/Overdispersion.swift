import Distributions
import Glibc

/// The dispersion α = 1/θ of negative-binomial counts at given means.
///
/// α is the zero of ∂l/∂α = Σ w [Σ_{j<y} j/(1 + αj) + (ln(1 + αμ) - αμ/(1 + αμ))/α² - yμ/(1 + αμ)];
/// written in α the sums keep their digits towards Poisson (α = 0), where the maximum lies when the
/// counts vary no more. As `theta.ml` of R's MASS.
struct Overdispersion {
    private let counts: [Int]
    private let places: [Int]
    private let outcome: [Double]
    private let weights: [Double]?

    init(_ outcome: [Double], weights: [Double]?) {
        let distinct = Set(outcome).sorted()
        let places = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, $0) })
        counts = distinct.map { Int($0) }
        self.places = outcome.map { places[$0] ?? 0 }
        self.outcome = outcome
        self.weights = weights
    }

    /// α at the means; 0 where the counts vary no more than Poisson's, nil where no zero was found.
    func estimate(_ means: [Double], near guess: Double?) -> Double? {
        var (excess, squares) = (CompensatedSum(), CompensatedSum())
        for row in outcome.indices {
            let (y, mu, weight) = (outcome[row], means[row], weights?[row] ?? 1)
            excess.add(weight * ((y - mu) * (y - mu) - y))
            squares.add(weight * (mu * mu))
        }
        guard excess.value > 0, squares.value > 0 else { return 0 }
        let start = guess ?? min(max(excess.value / squares.value, 1e-10), 1e10)
        let root = rootOfIncreasing(near: log(start), step: guess == nil ? 1 : 0.01) { s in
            if s < -40 { return -1 }
            if s > 40 { return 1 }
            return -slope(means, exp(s)) * exp(s)
        }
        guard let root, root > -39.5, root < 39.5 else { return nil }
        return exp(root)
    }

    private func slope(_ means: [Double], _ alpha: Double) -> Double {
        let ratios = RisingSums(counts, alpha: alpha).slopes
        let theta = 1 / alpha
        let inverses = RisingSums.inverses(counts, shape: theta)
        var sum = CompensatedSum()
        for row in outcome.indices {
            let mu = means[row]
            let x = alpha * mu
            // -θ² ∂l/∂θ, which keeps its digits where counts are far beyond θ.
            if x > 20 {
                let slope =
                    inverses[places[row]] - log1p(x) + (mu - outcome[row]) / (mu + theta)
                sum.add((weights?[row] ?? 1) * (-theta * theta * slope))
                continue
            }
            // (ln(1 + x) - x/(1 + x))/x² = φ(x)/((1 + x) x²), about ½ - 2x/3.
            let second =
                x < 1e-5 ? 0.5 - x * (2.0 / 3 - 0.75 * x) : devianceTerm(x) / (x * x) / (1 + x)
            sum.add(
                (weights?[row] ?? 1)
                    * (ratios[places[row]] + mu * mu * second - outcome[row] * mu / (1 + x)))
        }
        return sum.value
    }

    /// The standard error of θ from its observed information at the means; nil at θ = ∞.
    ///
    /// -∂²l/∂θ² = Σ w [Σ_{j<y} 1/(θ + j)² - μ²/(θ (θ + μ)²) - y/(θ + μ)²].
    func standardErrorOfTheta(_ means: [Double], theta: Double) -> Double? {
        guard theta.isFinite, theta > 0 else { return nil }
        let squares = RisingSums.inverseSquares(counts, shape: theta)
        var sum = CompensatedSum()
        for row in outcome.indices {
            let part = means[row] / (theta + means[row])
            let rest = outcome[row] / (theta + means[row]) / (theta + means[row])
            sum.add((weights?[row] ?? 1) * (squares[places[row]] - part * part / theta - rest))
        }
        return sum.value > 0 && sum.value.isFinite ? 1 / sum.value.squareRoot() : nil
    }
}
