import Distributions

extension ContingencyTable {
    /// Fisher's exact test of a 2x2 table: the two-sided p-value is the sum of the probabilities of
    /// all tables with these margins that are no more probable than the one at hand.
    ///
    /// Ties by a relative tolerance of 1e-7, as R's `fisher.test`. Right below 1e-300 too. nil where
    /// the occupied table has another shape than 2x2; not estimable where every margin is beyond
    /// 10¹¹: the sums become too long, and chi-squared is exact enough. Source: Fisher (1935).
    public func fisherExact() -> TestResult? {
        let name = "fisher_exact"
        let method = "Fisher's exact test, two-sided: tables no more probable than this one"
        let table = occupied
        if table.untestable != nil { return nil }
        guard table.rowCount == 2, table.columnCount == 2 else { return nil }
        let margins = Hypergeometric(
            population: table.total, successes: table.columnTotals[0], draws: table.rowTotals[0])
        guard margins.isShort else {
            return TestResult(name: name, method: method, notEstimable: tooLargeForExact)
        }
        return TestResult(
            name: name, method: method,
            pValue: PValue(naturalLog: margins.logTwoSided(table[0, 0])))
    }
}

extension Hypergeometric {
    /// Whether sums over tables with these margins are short enough to make: under a second or so.
    ///
    /// At any odds ratio the first cell is a sum of independent yes-or-no draws, no more of them than
    /// the smallest margin has cases, so that its standard deviation is at most half its root.
    var isShort: Bool {
        min(successes, draws, population - successes, population - draws) <= 100_000_000_000
    }
}

let tooLargeForExact = "the counts are too large for exact sums; the chi-square results hold"
