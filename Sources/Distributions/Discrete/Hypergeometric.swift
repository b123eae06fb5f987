/// The hypergeometric distribution: X successes among n draws without replacement from N of whom
/// K are successes - the upper left cell of a 2x2 table with these margins.
///
/// Log probabilities come from the deviance of the 2x2 table with exact integer numerators, so that
/// populations of 10¹⁰ keep 14 digits; tails are a log probability times a series of ratios.
public struct Hypergeometric: DiscreteDistribution {
    /// N, the whole population.
    public let population: Int
    /// K, the successes in it.
    public let successes: Int
    /// n, the draws.
    public let draws: Int

    /// A hypergeometric distribution, with 0 <= K <= N and 0 <= n <= N.
    public init(population: Int, successes: Int, draws: Int) {
        precondition(successes >= 0 && successes <= population, "successes lie in 0...population")
        precondition(draws >= 0 && draws <= population, "draws lie in 0...population")
        self.population = population
        self.successes = successes
        self.draws = draws
    }

    /// The values X can take: max(0, n + K - N)...min(n, K).
    public var support: ClosedRange<Int> {
        max(0, draws - (population - successes))...min(draws, successes)
    }

    /// n K / N; 0 without a population.
    public var mean: Double {
        population > 0 ? Double(draws) / Double(population) * Double(successes) : 0
    }

    /// n K (N-n)(N-K) / (N² (N-1)).
    public var variance: Double {
        guard population > 1 else { return 0 }
        return spread * spread * (Double(population) / Double(population - 1))
    }

    /// The most probable value.
    public var mode: Int {
        let share = (Int128(draws) + 1) * (Int128(successes) + 1) / (Int128(population) + 2)
        return min(max(Int(share), support.lowerBound), support.upperBound)
    }

    /// √(n K (N-n)(N-K) / N³), about the standard deviation: what tells how long a sum is.
    public var spread: Double {
        guard population > 0 else { return 0 }
        let n = Double(population)
        let inside = Double(draws) / n * Double(population - draws)
        return (inside * (Double(successes) / n) * (Double(population - successes) / n))
            .squareRoot()
    }

    /// ln P(X = k); -∞ outside the support.
    ///
    /// = -G/2 + ½ ln(r₁ r₂ c₁ c₂ / (2π N a b c d)) + Σ δ(margins) - δ(N) - Σ δ(cells), where G is
    /// the deviance of the table from independence, δ is `stirlingError`, and zeros are left out.
    public func logProbability(_ k: Int) -> Double {
        guard support.contains(k) else { return -.infinity }
        let others = population - draws
        let failures = population - successes
        let cells = [
            (k, draws, successes), (draws - k, draws, failures),
            (successes - k, others, successes), (others - (successes - k), others, failures),
        ]
        var deviance = 0.0
        var rest = -logStirlingRest(population)
        for (count, row, column) in cells {
            rest -= logStirlingRest(count)
            guard row > 0, column > 0 else { continue }
            let product = Int128(row) * Int128(column)
            let excess = Int128(count) * Int128(population) - product
            let expected = Double(product) / Double(population)
            deviance += expected * devianceTerm(Double(excess) / Double(product))
        }
        for margin in [draws, others, successes, failures] { rest += logStirlingRest(margin) }
        return rest - deviance
    }

    /// ln P(X <= k).
    public func logCumulative(_ k: Int) -> Double {
        if k < support.lowerBound { return -.infinity }
        if k >= support.upperBound { return 0 }
        if k > mode { return logComplement(ofLog: logTail(from: k + 1, upwards: true)) }
        return logTail(from: k, upwards: false)
    }

    /// ln P(X >= k).
    public func logUpperTail(from k: Int) -> Double {
        if k > support.upperBound { return -.infinity }
        if k <= support.lowerBound { return 0 }
        if k < mode { return logComplement(ofLog: logTail(from: k - 1, upwards: false)) }
        return logTail(from: k, upwards: true)
    }

    /// ln of the sum of probabilities from `k` away from the mode, to the end of the support.
    private func logTail(from k: Int, upwards: Bool) -> Double {
        let end = upwards ? support.upperBound : support.lowerBound
        let series = relativeSum(from: k, to: end)
        return min(logProbability(k) + logarithm(series), 0)
    }

    /// Σ P(X = j) / P(X = k) for j from `k` to `end`, in that direction, until the rest is nothing.
    ///
    /// The probabilities are log-concave, so that what is left is below w / (1 - ratio).
    func relativeSum(from k: Int, to end: Int) -> Double {
        var weight = 1.0
        var sum = 1.0
        var j = k
        let step = end >= k ? 1 : -1
        while j != end {
            let ratio = step > 0 ? ratioUp(j) : ratioDown(j)
            weight *= ratio
            sum += weight
            j += step
            if weight < 1e-17 * (1 - ratio) * sum { break }
        }
        return sum
    }

    /// P(X = k + 1) / P(X = k) = (K - k)(n - k) / ((k + 1)(N - K - n + k + 1)).
    @inline(__always)
    func ratioUp(_ k: Int) -> Double {
        Double(successes - k) * Double(draws - k)
            / (Double(k + 1) * Double(population - successes - draws + k + 1))
    }

    /// P(X = k - 1) / P(X = k) = k (N - K - n + k) / ((K - k + 1)(n - k + 1)).
    @inline(__always)
    func ratioDown(_ k: Int) -> Double {
        Double(k) * Double(population - successes - draws + k)
            / (Double(successes - k + 1) * Double(draws - k + 1))
    }
}

/// ½ ln(2π k) + δ(k), what ln k! has beyond k ln k - k; 0 for k = 0.
private func logStirlingRest(_ k: Int) -> Double {
    guard k > 0 else { return 0 }
    let value = Double(k)
    return halfLogOfTwoPi + 0.5 * logarithm(value) + stirlingError(value)
}
