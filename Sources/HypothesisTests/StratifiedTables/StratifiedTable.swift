/// Tables of counts with the same rows and columns, one for each stratum: what is compared within
/// groups of cases that are alike in something else.
///
/// Counts may be as large as `Int` allows, as long as their sum is an `Int` too.
public struct StratifiedTable: Sendable, Hashable {
    /// The strata's labels.
    public let strata: [String]
    /// The rows' labels.
    public let rowLabels: [String]
    /// The columns' labels.
    public let columnLabels: [String]
    /// The counts stratum after stratum, each row after row.
    public let counts: [Int]
    /// The cases of each stratum.
    public let totals: [Int]
    /// The table of all strata together: the crude comparison.
    public let crude: ContingencyTable

    /// A stratified table over labels and counts.
    ///
    /// - Throws: where the counts are not strata x rows x columns many, one is negative, or their
    ///   sum is beyond `Int`.
    public init(
        strata: [String], rowLabels: [String], columnLabels: [String], counts: [Int]
    ) throws(ContingencyTableError) {
        let (size, tooMany) = rowLabels.count.multipliedReportingOverflow(by: columnLabels.count)
        let (all, tooManyStrata) = size.multipliedReportingOverflow(by: strata.count)
        guard !tooMany, !tooManyStrata, all == counts.count else {
            throw .shape(
                rows: rowLabels.count, columns: columnLabels.count, counts: counts.count)
        }
        var sums = [Int](repeating: 0, count: size)
        var totals: [Int] = []
        totals.reserveCapacity(strata.count)
        var total = 0
        for h in strata.indices {
            let before = total
            for cell in 0..<size {
                let count = counts[h * size + cell]
                guard count >= 0 else {
                    throw .negativeCount(
                        row: rowLabels[cell / columnLabels.count],
                        column: columnLabels[cell % columnLabels.count], count: count)
                }
                let (sum, overflow) = total.addingReportingOverflow(count)
                guard !overflow else { throw .tooManyCases }
                total = sum
                // No cell's sum exceeds the total.
                sums[cell] += count
            }
            totals.append(total - before)
        }
        crude = try ContingencyTable(
            rowLabels: rowLabels, columnLabels: columnLabels, counts: sums)
        self.strata = strata
        self.rowLabels = rowLabels
        self.columnLabels = columnLabels
        self.counts = counts
        self.totals = totals
    }

    /// A stratified table from one table a stratum, all with the same labels.
    ///
    /// - Throws: where the labels differ, or the sum of all counts is beyond `Int`.
    public init(
        strata: [String], tables: [ContingencyTable]
    ) throws(ContingencyTableError) {
        let rows = tables.first?.rowLabels ?? []
        let columns = tables.first?.columnLabels ?? []
        for table in tables where table.rowLabels != rows || table.columnLabels != columns {
            throw .shape(rows: rows.count, columns: columns.count, counts: table.counts.count)
        }
        try self.init(
            strata: strata, rowLabels: rows, columnLabels: columns,
            counts: tables.flatMap(\.counts))
    }

    /// The count of stratum `h` in row `i` and column `j`.
    public subscript(_ h: Int, _ i: Int, _ j: Int) -> Int {
        counts[(h * rowLabels.count + i) * columnLabels.count + j]
    }

    /// The table of one stratum.
    public func table(_ h: Int) -> ContingencyTable {
        let size = rowLabels.count * columnLabels.count
        return ContingencyTable(
            checkedRows: rowLabels, columnLabels, counts: Array(counts[h * size..<(h + 1) * size]))
    }

    /// What each stratum can tell, counted.
    public var use: StratumUse {
        var use = StratumUse(strata: strata.count)
        for h in strata.indices {
            let kind = Self.kind(total: totals[h]) {
                self.occupied(h)
            }
            use.add(kind, cases: totals[h])
        }
        return use
    }

    private func occupied(_ h: Int) -> (rows: Int, columns: Int) {
        let rows = rowLabels.indices.count { i in
            columnLabels.indices.contains { j in self[h, i, j] > 0 }
        }
        let columns = columnLabels.indices.count { j in
            rowLabels.indices.contains { i in self[h, i, j] > 0 }
        }
        return (rows, columns)
    }

    private static func kind(
        total: Int, occupied: () -> (rows: Int, columns: Int)
    ) -> StratumUse.Kind {
        if total == 0 { return .empty }
        if total == 1 { return .single }
        let (rows, columns) = occupied()
        return rows < 2 ? .oneRow : columns < 2 ? .oneColumn : .informative
    }
}

/// How many strata tell anything about an association, and why the others do not.
public struct StratumUse: Sendable, Hashable {
    enum Kind { case informative, empty, single, oneRow, oneColumn }

    /// All strata.
    public let strata: Int
    /// Strata with at least two rows and two columns that hold cases.
    public private(set) var informative = 0
    /// The cases in informative strata.
    public private(set) var informativeCases = 0
    /// Strata without any case.
    public private(set) var empty = 0
    /// Strata of one case.
    public private(set) var single = 0
    /// Strata of more cases, all in one row: nothing to compare with.
    public private(set) var oneRow = 0
    /// Strata of more cases, all in one column: the outcome does not vary.
    public private(set) var oneColumn = 0

    init(strata: Int) { self.strata = strata }

    mutating func add(_ kind: Kind, cases: Int) {
        switch kind {
        case .empty: empty += 1
        case .single: single += 1
        case .oneRow: oneRow += 1
        case .oneColumn: oneColumn += 1
        case .informative:
            informative += 1
            informativeCases += cases
        }
    }

    /// The strata that have no part in a test of association.
    public var leftOut: Int { strata - informative }

    /// Why no test can be made; nil where one can.
    var untestable: String? {
        if informative > 0 { return nil }
        if strata == 0 || empty == strata { return "the table holds no case" }
        return "no stratum has cases in two rows and in two columns"
    }
}
