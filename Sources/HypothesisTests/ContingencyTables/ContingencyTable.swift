/// A table of counts: how many cases fall in each row and column.
///
/// Counts may be as large as `Int` allows, as long as their sum is an `Int` too.
public struct ContingencyTable: Sendable, Hashable {
    /// The rows' labels.
    public let rowLabels: [String]
    /// The columns' labels.
    public let columnLabels: [String]
    /// The counts row after row: cell (i, j) lies at `i * columnCount + j`.
    public let counts: [Int]
    /// The sum of each row.
    public let rowTotals: [Int]
    /// The sum of each column.
    public let columnTotals: [Int]
    /// The sum of all counts.
    public let total: Int

    /// A table over labels and counts.
    ///
    /// - Throws: where the counts are not rows x columns many, one is negative, or their sum is
    ///   beyond `Int`.
    public init(
        rowLabels: [String], columnLabels: [String], counts: [Int]
    ) throws(ContingencyTableError) {
        let (rows, columns) = (rowLabels.count, columnLabels.count)
        let (cells, overflow) = rows.multipliedReportingOverflow(by: columns)
        guard !overflow, cells == counts.count else {
            throw .shape(rows: rows, columns: columns, counts: counts.count)
        }
        var rowTotals = [Int](repeating: 0, count: rows)
        var columnTotals = [Int](repeating: 0, count: columns)
        var total = 0
        for i in 0..<rows {
            for j in 0..<columns {
                let count = counts[i * columns + j]
                guard count >= 0 else {
                    throw .negativeCount(row: rowLabels[i], column: columnLabels[j], count: count)
                }
                let (sum, overflow) = total.addingReportingOverflow(count)
                guard !overflow else { throw .tooManyCases }
                total = sum
                // No margin exceeds the total, so these cannot overflow.
                rowTotals[i] += count
                columnTotals[j] += count
            }
        }
        self.rowLabels = rowLabels
        self.columnLabels = columnLabels
        self.counts = counts
        self.rowTotals = rowTotals
        self.columnTotals = columnTotals
        self.total = total
    }

    /// The number of rows.
    public var rowCount: Int { rowLabels.count }

    /// The number of columns.
    public var columnCount: Int { columnLabels.count }

    /// The count in row `i` and column `j`.
    public subscript(_ i: Int, _ j: Int) -> Int { counts[i * columnCount + j] }

    /// The labels of rows without any case.
    public var emptyRows: [String] { labels(rowLabels, whereZero: rowTotals) }

    /// The labels of columns without any case.
    public var emptyColumns: [String] { labels(columnLabels, whereZero: columnTotals) }

    /// The table of the rows and columns that hold cases: what every statistic is computed from.
    public var occupied: ContingencyTable {
        let rows = rowTotals.indices.filter { rowTotals[$0] > 0 }
        let columns = columnTotals.indices.filter { columnTotals[$0] > 0 }
        if rows.count == rowCount && columns.count == columnCount { return self }
        return ContingencyTable(self, rows: rows, columns: columns)
    }

    /// A table of counts that have been checked already, as part of a larger one.
    init(checkedRows rowLabels: [String], _ columnLabels: [String], counts: [Int]) {
        self.rowLabels = rowLabels
        self.columnLabels = columnLabels
        self.counts = counts
        let (rows, columns) = (rowLabels.count, columnLabels.count)
        rowTotals = (0..<rows).map { i in (0..<columns).reduce(0) { $0 + counts[i * columns + $1] }
        }
        columnTotals = (0..<columns).map { j in
            (0..<rows).reduce(0) { $0 + counts[$1 * columns + j] }
        }
        total = rowTotals.reduce(0, +)
    }

    init(_ table: ContingencyTable, rows: [Int], columns: [Int]) {
        rowLabels = rows.map { table.rowLabels[$0] }
        columnLabels = columns.map { table.columnLabels[$0] }
        counts = rows.flatMap { i in columns.map { j in table[i, j] } }
        rowTotals = rows.map { table.rowTotals[$0] }
        columnTotals = columns.map { table.columnTotals[$0] }
        total = table.total
    }

    private func labels(_ labels: [String], whereZero totals: [Int]) -> [String] {
        zip(labels, totals).filter { $0.1 == 0 }.map(\.0)
    }
}

/// What a table of counts cannot be made from, or be asked.
public enum ContingencyTableError: Error, Sendable, Hashable {
    /// The counts are not rows x columns many.
    case shape(rows: Int, columns: Int, counts: Int)
    /// A count is below 0.
    case negativeCount(row: String, column: String, count: Int)
    /// The sum of the counts is beyond what an `Int` holds.
    case tooManyCases
    /// Events are more than the cases they are counted among, or below 0.
    case eventsOutsideCases(level: String, events: Int, cases: Int)
    /// The table has no row of that name.
    case unknownRow(String, rows: [String])
    /// The table has no column of that name.
    case unknownColumn(String, columns: [String])
    /// An expected share is below 0 or no finite number, or all are 0.
    case share(level: String, share: Double)
    /// Scores are not as many as the levels they stand for, or are no finite numbers.
    case scores(levels: Int, scores: Int)
    /// A confidence level lies strictly between 0 and 1.
    case confidence(Double)
}
