import Distributions

extension RankComparison {
    /// The probability that a case of the first sample is above one of the second, ties as halves:
    /// U/(mn), the area under the ROC curve.
    ///
    /// The interval is DeLong's on the log-odds scale, which takes no shape of the distributions
    /// for granted. Where its variance is 0, as when no case of one sample is above any of the
    /// other, it is Newcombe's fifth: the θ with (θ̂ - θ)² <= z² θ (1 - θ)/(mn) [1 + ((m + n)/2 - 1)
    /// ((1 - θ)/(2 - θ) + θ/(1 + θ))]. Source: DeLong et al. (1988); Newcombe (2006), Statistics in
    /// Medicine 25, 559-573.
    public func probabilityOfSuperiority(confidence: Double) -> Effect {
        let name = "probability_of_superiority"
        var method = "DeLong interval on the log-odds scale"
        guard first.count > 0, second.count > 0 else { return missing(name, method, noCases) }
        guard let z = criticalValue(confidence) else {
            return missing(name, method, confidenceNote)
        }
        let estimate = 0.5 + Double(excess) / (2 * pairProduct)
        let other = 0.5 - Double(excess) / (2 * pairProduct)
        let variance = placementVariance
        let (low, high): (Double?, Double?)
        if variance > 0, estimate > 0, other > 0 {
            let step = exponential(z * variance.squareRoot() / estimate / other)
            low = estimate / (estimate + other * step)
            high = estimate / (estimate + other / step)
        } else {
            method = "Newcombe's fifth interval"
            (low, high) = newcombe(estimate, z)
        }
        let found = low != nil && high != nil
        return Effect(
            name: name, level: first.label, reference: second.label, estimate: estimate,
            confLow: low, confHigh: high, method: method,
            status: found ? .estimated : .notEstimable,
            note: found ? nil : "no limits were found")
    }

    /// s²(placements of the first)/m + s²(placements of the second)/n; 0 with a sample of one.
    private var placementVariance: Double {
        guard first.count > 1, second.count > 1 else { return 0 }
        return spread(first, among: second) + spread(second, among: first)
    }

    private func spread(_ sample: Sample, among other: Sample) -> Double {
        let (m, n) = (Double(sample.count), Double(other.count))
        var (j, below) = (0, 0.0)
        // Placements less the half, so that they add up about 0.
        var placements: [(place: Double, count: Double)] = []
        placements.reserveCapacity(sample.values.count)
        var sum = CompensatedSum()
        for (value, count) in zip(sample.values, sample.counts) {
            while j < other.values.count, other.values[j] < value {
                below += Double(other.counts[j])
                j += 1
            }
            let tied =
                j < other.values.count && other.values[j] == value ? Double(other.counts[j]) : 0
            let place = (below + tied / 2) / n - 0.5
            placements.append((place, Double(count)))
            sum.add(Double(count) * place)
        }
        let mean = sum.value / m
        var squares = CompensatedSum()
        for (place, count) in placements {
            squares.add(count * ((place - mean) * (place - mean)))
        }
        // All placements alike leave the rounding of their mean.
        let variance = squares.value / (m - 1) / m
        return variance < 1e-30 ? 0 : variance
    }

    private func newcombe(_ estimate: Double, _ z: Double) -> (Double?, Double?) {
        let star = (Double(first.count) + Double(second.count)) / 2 - 1
        let scale = z * z / pairProduct
        // Of θ and 1 - θ, that the ends keep their digits.
        let excess = { (theta: Double, rest: Double) -> Double in
            let variance =
                scale * theta * rest * (1 + star * (rest / (1 + rest) + theta / (1 + theta)))
            return (estimate - theta) * (estimate - theta) - variance
        }
        let logistic = { (x: Double) in 1 / (1 + exponential(-x)) }
        let start = logarithm(max(estimate, 1e-3) / max(1 - estimate, 1e-3))
        let low =
            estimate == 0
            ? 0
            : rootOfIncreasing(near: start - 1, step: 1) { x in
                logistic(x) >= estimate ? 1 : -excess(logistic(x), logistic(-x))
            }.map(logistic)
        let high =
            estimate == 1
            ? 1
            : rootOfIncreasing(near: start + 1, step: 1) { x in
                logistic(x) <= estimate ? -1 : excess(logistic(x), logistic(-x))
            }.map(logistic)
        return (low, high)
    }
}
