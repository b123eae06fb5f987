extension ContingencyTable {
    /// What independence of rows and columns expects in a cell: r c / n; 0 in an empty table.
    public func expected(_ i: Int, _ j: Int) -> Double {
        guard total > 0 else { return 0 }
        return marginProduct(i, j) / Double(total)
    }

    /// All expected counts, row after row.
    public var expectedCounts: [Double] {
        (0..<rowCount).flatMap { i in (0..<columnCount).map { j in expected(i, j) } }
    }

    /// (r - 1)(c - 1).
    public var degreesOfFreedom: Double { Double(rowCount - 1) * Double(columnCount - 1) }

    /// o n - r c, n times the excess of a cell over its expectation, rounded once.
    ///
    /// With counts of 3·10⁹ the two products agree in all but a few digits; here none is lost.
    @inline(__always)
    func excess(_ i: Int, _ j: Int) -> Double {
        let (observed, overflowed) = self[i, j].multipliedReportingOverflow(by: total)
        let (expected, overflows) = rowTotals[i].multipliedReportingOverflow(by: columnTotals[j])
        // Ordinary tables fit in 64 bits, where a million cells cost a few milliseconds.
        if !overflowed && !overflows { return Double(observed - expected) }
        return Double(wideExcess(i, j))
    }

    /// o n - r c as a whole number, whatever its size.
    func wideExcess(_ i: Int, _ j: Int) -> Int128 {
        Int128(self[i, j]) * Int128(total) - Int128(rowTotals[i]) * Int128(columnTotals[j])
    }

    /// r c.
    @inline(__always)
    func marginProduct(_ i: Int, _ j: Int) -> Double {
        Double(rowTotals[i]) * Double(columnTotals[j])
    }

    /// Why no test of independence can be made of an occupied table; nil where one can.
    var untestable: String? {
        if total == 0 { return "the table holds no case" }
        if rowCount < 2 { return "all cases are in one row, \(rowLabels.first ?? "")" }
        if columnCount < 2 { return "all cases are in one column, \(columnLabels.first ?? "")" }
        return nil
    }

    /// How far the expected counts bear the chi-square approximation.
    var expectedCountSummary: (smallest: Double, belowFive: Int, cells: Int) {
        var smallest = Double.infinity
        var belowFive = 0
        for i in 0..<rowCount {
            for j in 0..<columnCount {
                let value = expected(i, j)
                smallest = min(smallest, value)
                if value < 5 { belowFive += 1 }
            }
        }
        return (smallest, belowFive, counts.count)
    }

    /// The cases in all columns but the fullest.
    var rarerOutcomes: Int { total - (columnTotals.max() ?? 0) }

    /// Whether any expected count is below 1, or more than a fifth are below 5: the usual measure
    /// (Cochran) of where the chi-square approximation is doubtful. False where nothing can be
    /// tested. Asked of the occupied table.
    public var hasSmallExpectedCounts: Bool {
        let table = occupied
        guard table.untestable == nil else { return false }
        let summary = table.expectedCountSummary
        return summary.smallest < 1 || Double(summary.belowFive) > Double(summary.cells) / 5
    }
}
