import Distributions

/// The distribution of the sum over strata of the first cell of a 2x2 table, given all margins and
/// equal odds: the convolution of one hypergeometric distribution a stratum.
///
/// Weights are kept as m 2ᵉ, so that tails far below 1e-300 keep all their digits.
struct ConditionalStrata {
    /// The smallest sum.
    let lowest: Int
    /// The observed sum's place among the weights.
    let observed: Int
    /// The weights of lowest, lowest + 1, ..., up to a common factor.
    private let mantissas: [Double]
    private let exponents: [Int]

    /// nil where the sums would be too long: above 100 million products, a second or so.
    init?(_ strata: [EventComparison]) {
        guard Self.isAffordable(strata) else { return nil }
        var weights = ScaledWeights(mantissas: [1], exponents: [0])
        var lowest = 0
        var observed = 0
        for stratum in strata {
            let support = stratum.margins.support
            weights = weights.convolved(with: ScaledWeights(stratum))
            lowest += support.lowerBound
            observed += stratum.events - support.lowerBound
        }
        self.lowest = lowest
        self.observed = observed
        mantissas = weights.mantissas
        exponents = weights.exponents
    }

    private static func isAffordable(_ strata: [EventComparison]) -> Bool {
        var (count, work) = (1, 0)
        for stratum in strata {
            let support = stratum.margins.support
            let more = support.upperBound - support.lowerBound
            guard more < 500_000 else { return false }
            work += (more + 1) * count
            count += more
            guard work <= 100_000_000 else { return false }
        }
        return true
    }

    /// Whether the margins allow no other sum.
    var isCertain: Bool { mantissas.count == 1 }
    /// Whether the observed sum is the smallest possible one.
    var isLowest: Bool { observed == 0 }
    /// Whether the observed sum is the largest possible one.
    var isHighest: Bool { observed == mantissas.count - 1 }

    /// The weight of the sum at place j over that of the observed one, within the doubles.
    private func relative(_ j: Int) -> Double {
        scaled(mantissas[j] / mantissas[observed], by: exponents[j] - exponents[observed])
    }

    /// ln of the two-sided p-value: the share of sums no more probable than the observed one, ties by a
    /// relative tolerance of 1e-7; with `midP` those that tie count half.
    func logTwoSided(midP: Bool) -> Double {
        var (below, ties, above) = (CompensatedSum(), CompensatedSum(), CompensatedSum())
        for j in mantissas.indices {
            let weight = relative(j)
            if weight > 1 + 1e-7 {
                above.add(weight)
            } else if weight >= 1 - 1e-7 {
                ties.add(weight)
            } else {
                below.add(weight)
            }
        }
        let part = below.value + (midP ? ties.value / 2 : ties.value)
        let rest = above.value + (midP ? ties.value / 2 : 0)
        if rest == 0 { return 0 }
        // Above may be beyond the doubles where the observed sum is far out.
        if !rest.isFinite { return logarithm(part) - logTotal }
        return part > rest ? logOnePlus(-rest / (part + rest)) : logarithm(part / (part + rest))
    }

    /// ln of the sum of all weights over that of the observed one.
    private var logTotal: Double {
        let top = exponents.max() ?? 0
        var sum = CompensatedSum()
        for j in mantissas.indices { sum.add(scaled(mantissas[j], by: exponents[j] - top)) }
        return logarithm(sum.value / mantissas[observed])
            + Double(top - exponents[observed]) * logOfTwo
    }

    /// What an odds ratio makes of the observed sum s.
    struct Moments {
        /// E[S] - s.
        var meanExcess: Double
        /// P(S <= s).
        var cumulative: Double
        /// P(S >= s).
        var upperTail: Double
    }

    /// Mean less the observed sum, P(S <= s) and P(S >= s) at the log odds ratio θ.
    func moments(_ theta: Double) -> Moments {
        var top = -Double.infinity
        let logs = mantissas.indices.map { j in
            let value =
                logarithm(mantissas[j] / mantissas[observed])
                + Double(exponents[j] - exponents[observed]) * logOfTwo
                + theta * Double(j - observed)
            top = max(top, value)
            return value
        }
        var (all, first) = (CompensatedSum(), CompensatedSum())
        var (atMost, atLeast) = (CompensatedSum(), CompensatedSum())
        for (j, value) in logs.enumerated() where value > top - 745 {
            let weight = exponential(value - top)
            let distance = Double(j - observed)
            all.add(weight)
            first.add(weight * distance)
            if j <= observed { atMost.add(weight) }
            if j >= observed { atLeast.add(weight) }
        }
        return Moments(
            meanExcess: first.value / all.value, cumulative: atMost.value / all.value,
            upperTail: atLeast.value / all.value)
    }
}

/// Positive weights m 2ᵉ with m in [1, 2).
private struct ScaledWeights {
    var mantissas: [Double]
    var exponents: [Int]
    var count: Int { mantissas.count }

    init(mantissas: [Double], exponents: [Int]) {
        self.mantissas = mantissas
        self.exponents = exponents
    }

    /// The hypergeometric probabilities of one stratum over that of the mode, by the ratios of
    /// neighbours.
    init(_ stratum: EventComparison) {
        let margins = stratum.margins
        let support = margins.support
        let top = margins.mode - support.lowerBound
        mantissas = [Double](repeating: 1, count: support.count)
        exponents = [Int](repeating: 0, count: support.count)
        let (successes, draws) = (margins.successes, margins.draws)
        let rest = margins.population - successes - draws
        var k = top
        while k + 1 < support.count {
            let value = support.lowerBound + k
            let ratio =
                Double(successes - value) * Double(draws - value)
                / (Double(value + 1) * Double(rest + value + 1))
            k += 1
            set(k, mantissas[k - 1] * ratio, exponents[k - 1])
        }
        k = top
        while k > 0 {
            let value = support.lowerBound + k
            let ratio =
                Double(value) * Double(rest + value)
                / (Double(successes - value + 1) * Double(draws - value + 1))
            k -= 1
            set(k, mantissas[k + 1] * ratio, exponents[k + 1])
        }
    }

    private mutating func set(_ place: Int, _ value: Double, _ exponent: Int) {
        mantissas[place] = value.significand
        exponents[place] = exponent + Int(value.exponent)
    }

    /// The weights of the sum of both.
    func convolved(with other: ScaledWeights) -> ScaledWeights {
        var result = ScaledWeights(
            mantissas: [Double](repeating: 0, count: count + other.count - 1),
            exponents: [Int](repeating: 0, count: count + other.count - 1))
        for place in result.mantissas.indices {
            let range = max(0, place - other.count + 1)...min(place, count - 1)
            var top = Int.min
            for i in range { top = max(top, exponents[i] + other.exponents[place - i]) }
            var sum = 0.0
            for i in range {
                let shift = exponents[i] + other.exponents[place - i] - top
                if shift > -120 {
                    sum += scaled(mantissas[i] * other.mantissas[place - i], by: shift)
                }
            }
            result.set(place, sum, top)
        }
        return result
    }
}

/// x 2ᵉ; 0 far below the doubles and infinite above.
@inline(__always)
private func scaled(_ x: Double, by exponent: Int) -> Double {
    if exponent >= -1022 && exponent <= 1023 {
        return x * Double(sign: .plus, exponent: exponent, significand: 1)
    }
    return exponent < 0 ? 0 : .infinity
}

private let logOfTwo = 0.693147180559945309417
