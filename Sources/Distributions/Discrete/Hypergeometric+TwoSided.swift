extension Hypergeometric {
    /// ln of the two-sided p-value of Fisher's exact test at `k`: the sum of all probabilities that
    /// are not above that of `k`.
    ///
    /// Ties are counted by a relative tolerance of 1e-7, as R's `fisher.test` does. 0 (p = 1) where
    /// `k` is the mode; right to 1e-12 of itself where p is near 1 and where p is below 1e-300.
    /// `k` must be in the support, else -∞.
    public func logTwoSided(_ k: Int) -> Double {
        guard support.contains(k) else { return -.infinity }
        let top = mode
        let observed = logProbability(k)
        // Far out ln p is of the order of a thousand million: its own rounding joins the tolerance.
        let limit = observed + 1e-7 + 8 * abs(observed).ulp
        if logProbability(top) <= limit { return 0 }
        let isBelow = k < top
        let opposite = firstBeyond(top, upwards: isBelow, limit: limit)
        let nearTail = isBelow ? logCumulative(k) : logUpperTail(from: k)
        guard let opposite else { return nearTail }
        let farTail = isBelow ? logUpperTail(from: opposite) : logCumulative(opposite)
        let p = logSum(nearTail, farTail)
        if p < -0.6931471805599453 { return p }
        // Near 1 the digits are in what lies between the tails.
        let (low, high) = isBelow ? (k + 1, opposite - 1) : (opposite + 1, k - 1)
        let below = top >= low ? relativeSum(from: top, to: low) : 0
        let above = top < high ? relativeSum(from: top, to: high) - 1 : 0
        let between = logProbability(top) + logarithm(below + above)
        return logComplement(ofLog: min(between, 0))
    }

    /// The first value beyond the mode on one side whose log probability is at most `limit`, by
    /// bisection: probabilities fall on either side of the mode. nil where there is none.
    private func firstBeyond(_ top: Int, upwards: Bool, limit: Double) -> Int? {
        let end = upwards ? support.upperBound : support.lowerBound
        guard end != top, logProbability(end) <= limit else { return nil }
        var inside = top
        var outside = end
        while abs(outside - inside) > 1 {
            let middle = inside + (outside - inside) / 2
            if logProbability(middle) <= limit { outside = middle } else { inside = middle }
        }
        return outside
    }
}
