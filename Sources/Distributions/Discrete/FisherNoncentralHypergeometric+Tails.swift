import CBoostMath

extension FisherNoncentralHypergeometric {
    /// ln P(X = k); -∞ outside the support.
    ///
    /// The ratio to the mode is that of two binomial probabilities whose odds differ by exp(θ) and
    /// whose means lie at the mode: so both are near 1 there, and nothing cancels.
    public func logProbability(_ k: Int) -> Double {
        guard !logOddsRatio.isNaN else { return .nan }
        guard support.contains(k) else { return -.infinity }
        let top = mode
        return logRatio(k, top) - logTotal(about: top)
    }

    /// ln P(X <= k).
    public func logCumulative(_ k: Int) -> Double {
        guard !logOddsRatio.isNaN else { return .nan }
        if k < support.lowerBound { return -.infinity }
        if k >= support.upperBound { return 0 }
        let top = mode
        if k >= top { return logComplement(ofLog: logTail(from: k + 1, top)) }
        return logTail(from: k, top)
    }

    /// ln P(X >= k).
    public func logUpperTail(from k: Int) -> Double {
        guard !logOddsRatio.isNaN else { return .nan }
        if k > support.upperBound { return -.infinity }
        if k <= support.lowerBound { return 0 }
        let top = mode
        if k <= top { return logComplement(ofLog: logTail(from: k - 1, top)) }
        return logTail(from: k, top)
    }

    /// ln of the sum of probabilities from `k` away from the mode, `top`, to the end.
    private func logTail(from k: Int, _ top: Int) -> Double {
        let odds = exponential(logOddsRatio)
        let isUpwards = k > top
        let end = isUpwards ? support.upperBound : support.lowerBound
        var (weight, sum, j) = (1.0, 1.0, k)
        while j != end {
            let ratio = isUpwards ? odds * central.ratioUp(j) : central.ratioDown(j) / odds
            weight *= ratio
            sum += weight
            j += isUpwards ? 1 : -1
            if weight < 1e-17 * (1 - ratio) * sum { break }
        }
        // Both are sums of positive terms; rounding alone could take the tail above 1.
        return min(logRatio(k, top) + logarithm(sum) - logTotal(about: top), 0)
    }

    /// ln [P(X = k) / P(X = top)].
    private func logRatio(_ k: Int, _ top: Int) -> Double {
        casewise_fisher_noncentral_log_ratio(
            Double(central.successes), Double(central.population - central.successes),
            Double(central.draws), logOddsRatio, Double(k), Double(top))
    }
}
