import Distributions

/// The same cases measured twice on the same levels: a square table, the first measure in rows and the
/// second in columns.
public struct PairedTable: Sendable, Hashable {
    /// The first measure's name.
    public let first: String
    /// The second measure's name.
    public let second: String
    /// The levels of both measures, in their order.
    public let levels: [String]
    /// The counts.
    public let table: ContingencyTable

    /// A paired table over counts, row after row.
    ///
    /// - Throws: where the counts are not levels x levels many, one is negative, or their sum is beyond
    ///   `Int`.
    public init(
        first: String, second: String, levels: [String], counts: [Int]
    ) throws(ContingencyTableError) {
        table = try ContingencyTable(rowLabels: levels, columnLabels: levels, counts: counts)
        self.first = first
        self.second = second
        self.levels = levels
    }

    /// The pairs whose measures agree.
    public var agreeing: Int { levels.indices.reduce(0) { $0 + table[$1, $1] } }

    /// The comparison of how common one level is in both measures; nil for a level it has not.
    public func comparison(ofLevel level: String) -> PairedEvents? {
        guard let k = levels.firstIndex(of: level) else { return nil }
        let (row, column) = (table.rowTotals[k], table.columnTotals[k])
        let both = table[k, k]
        return try? PairedEvents(
            first: first, second: second, both: both, firstOnly: row - both,
            secondOnly: column - both, neither: table.total - row - (column - both))
    }

    /// Bowker's test of symmetry: Σ (n_ij - n_ji)² / (n_ij + n_ji) over pairs of levels, on as many
    /// degrees of freedom as pairs of levels that hold cases.
    ///
    /// R's `mcnemar.test` counts every pair of levels and has no answer where one is empty. p = 1 where
    /// no pair differs. Source: Bowker (1948), JASA 43, 572-574.
    public func bowkerSymmetry() -> TestResult {
        let name = "bowker_symmetry"
        let method = "Bowker's test of symmetry"
        if let result = trivial(name, method) { return result }
        var sum = CompensatedSum()
        var df = 0.0
        for i in levels.indices {
            for j in 0..<i where table[i, j] > 0 || table[j, i] > 0 {
                let gap = Double(table[i, j] - table[j, i])
                sum.add(gap * (gap / (Double(table[i, j]) + Double(table[j, i]))))
                df += 1
            }
        }
        return TestResult(
            name: name, method: method, statistic: sum.value, df: df,
            pValue: ChiSquared(degreesOfFreedom: df).pValue(sum.value))
    }

    /// Stuart and Maxwell's test that all levels are as common in both measures: d' S⁻ d with
    /// d_i = n_i. - n_.i, S_ii = n_i. + n_.i - 2 n_ii and S_ij = -(n_ij + n_ji), on as many degrees of
    /// freedom as S has dimensions: levels - 1 unless levels never change into each other.
    ///
    /// McNemar's test where there are two levels. p = 1 where no pair differs; not estimable beyond
    /// 1,500 levels. Source: Stuart (1955), Biometrika 42; Maxwell (1970), British Journal of
    /// Psychiatry 116.
    public func stuartMaxwell() -> TestResult {
        let name = "stuart_maxwell"
        let method = "Stuart-Maxwell test of equal margins"
        if let result = trivial(name, method) { return result }
        guard levels.count <= 1500 else {
            return TestResult(name: name, method: method, notEstimable: "there are too many levels")
        }
        let changes = levels.indices.map { k in
            Double(table.rowTotals[k] - table[k, k]) + Double(table.columnTotals[k] - table[k, k])
        }
        // Leaving out the level that changes most keeps the rest well apart.
        let busiest = levels.indices.max { changes[$0] < changes[$1] }
        let kept = levels.indices.filter { $0 != busiest }
        let gaps = kept.map { Double(table.rowTotals[$0] - table.columnTotals[$0]) }
        let covariance = kept.flatMap { i in
            kept.map { j in
                i == j ? changes[i] : -(Double(table[i, j]) + Double(table[j, i]))
            }
        }
        let form = QuadraticForm(gaps, covariance: covariance)
        guard let statistic = form.statistic else {
            return TestResult(name: name, method: method, notEstimable: "no level changes")
        }
        let df = Double(form.rank)
        return TestResult(
            name: name, method: method, statistic: statistic, df: df,
            pValue: ChiSquared(degreesOfFreedom: df).pValue(statistic))
    }

    /// The answer where nothing needs computing: no pair, or none that differs.
    private func trivial(_ name: String, _ method: String) -> TestResult? {
        if table.total == 0 {
            return TestResult(name: name, method: method, notEstimable: "there is no pair")
        }
        guard agreeing == table.total else { return nil }
        var result = TestResult(name: name, method: method, pValue: .one)
        result.note = "no pair differs"
        return result
    }
}
