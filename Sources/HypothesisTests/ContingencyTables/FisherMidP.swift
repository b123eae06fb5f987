import Distributions

extension ContingencyTable {
    /// Fisher's exact test with mid-p: the probability of all less probable tables, and half that of
    /// the tables as probable as this one (relative tolerance 1e-7).
    ///
    /// Less conservative than Fisher's, its size is about right on average and may be a little above
    /// the level. nil where the occupied table is not 2x2; not estimable where the exact test is
    /// not. Source: Lancaster (1961), JASA 56, 223-234.
    public func fisherMidP() -> TestResult? {
        let name = "fisher_mid_p"
        let method = "Fisher's exact test with mid-p (ties count half)"
        let table = occupied
        guard table.untestable == nil, table.rowCount == 2, table.columnCount == 2 else {
            return nil
        }
        let margins = Hypergeometric(
            population: table.total, successes: table.columnTotals[0], draws: table.rowTotals[0])
        guard margins.isShort else {
            return TestResult(name: name, method: method, notEstimable: tooLargeForExact)
        }
        let observed = table[0, 0]
        let logP = margins.logTwoSided(observed)
        // Half of what is tied, as a share of p: at most ½, so nothing cancels.
        let share = exponential(margins.logTied(observed) - logP) / 2
        return TestResult(
            name: name, method: method,
            pValue: PValue(naturalLog: logP + logarithm(1 - min(share, 0.5))))
    }
}

extension Hypergeometric {
    /// ln of the sum of the probabilities that are those of `k` to a relative 1e-7.
    ///
    /// They lie next to `k` or opposite the mode: neighbours may tie, and no further one can.
    func logTied(_ k: Int) -> Double {
        let observed = logProbability(k)
        let slack = 1e-7 + 8 * abs(observed).ulp
        let isTied = { (j: Int) in abs(self.logProbability(j) - observed) <= slack }
        var sum = LogSum()
        sum.add(observed)
        var j = k
        while j < support.upperBound, isTied(j + 1) {
            j += 1
            sum.add(logProbability(j))
        }
        var i = k
        while i > support.lowerBound, isTied(i - 1) {
            i -= 1
            sum.add(logProbability(i))
        }
        if let opposite = crossing(of: observed, awayFrom: k), opposite < i || opposite > j {
            for candidate in opposite - 1...opposite + 1
            where support.contains(candidate) && !(i...j).contains(candidate) && isTied(candidate) {
                sum.add(logProbability(candidate))
            }
        }
        return sum.logarithm
    }

    /// On the other side of the mode from `k`, the first value whose probability is not above
    /// `logP`, by bisection; nil where there is none.
    private func crossing(of logP: Double, awayFrom k: Int) -> Int? {
        let slack = 1e-7 + 8 * abs(logP).ulp
        let top = mode
        if k <= top {
            guard top < support.upperBound, logProbability(support.upperBound) <= logP + slack
            else { return nil }
            var (low, high) = (top, support.upperBound)
            while high - low > 1 {
                let middle = low + (high - low) / 2
                if logProbability(middle) <= logP + slack { high = middle } else { low = middle }
            }
            return high
        }
        guard top > support.lowerBound, logProbability(support.lowerBound) <= logP + slack
        else { return nil }
        var (low, high) = (support.lowerBound, top)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if logProbability(middle) <= logP + slack { low = middle } else { high = middle }
        }
        return low
    }
}
