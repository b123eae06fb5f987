extension ReportNumbers {
    /// The cells of a table of counts with its margins.
    public struct TableCells: Sendable, Hashable {
        /// One row of cells for each row of the table.
        public let inner: [[Cell]]
        /// The total of each row.
        public let rowTotals: [Cell]
        /// The total of each column.
        public let columnTotals: [Cell]
        /// The total of all.
        public let total: Cell
    }

    /// The cells of a list of counts with its total.
    public struct ListCells: Sendable, Hashable {
        /// One cell for each name.
        public let counts: [Cell]
        /// Their total.
        public let total: Cell
    }

    /// Adds counts that make up a total.
    ///
    /// - Parameters:
    ///   - name: the list's name, which begins the name of every cell.
    ///   - names: what each count is of.
    ///   - counts: one for each name.
    ///   - total: a cell that stands already for their total; nil adds one.
    /// - Throws: ``DisclosureError``: names and counts of different number, counts out of range, another total.
    @discardableResult
    public mutating func addList(
        _ name: String, names: [String], counts: [Int], total: Cell? = nil
    ) throws(DisclosureError) -> ListCells {
        guard names.count == counts.count else { throw .tableShape(name: name) }
        var added: [Cell] = []
        for (part, count) in zip(names, counts) {
            added.append(try addCount("\(name): \(part)", count))
        }
        let whole: Cell
        if let total {
            whole = total
        } else {
            whole = try addCount("\(name): total", try sum(counts, of: name))
        }
        try addSum(whole, of: added)
        return ListCells(counts: added, total: whole)
    }

    /// Adds a table of counts, its margins and the sums that tie them.
    ///
    /// Margins that stand already in the report, as those of a table that shares a row or a column with this
    /// one, are passed in, and so tie the tables together.
    ///
    /// - Parameters:
    ///   - name: the table's name, which begins the name of every cell.
    ///   - rows: the names of the rows.
    ///   - columns: the names of the columns.
    ///   - counts: a row of counts for each row, a count for each column.
    ///   - rowTotals: cells that stand already for the rows' totals.
    ///   - columnTotals: cells that stand already for the columns' totals.
    ///   - total: the cell that stands already for the total.
    ///   - printsMargins: whether margins added here are printed; they are defended either way.
    /// - Throws: ``DisclosureError``: names and counts that do not fit, counts out of range, other totals.
    @discardableResult
    public mutating func addTable(
        _ name: String, rows: [String], columns: [String], counts: [[Int]],
        rowTotals: [Cell]? = nil, columnTotals: [Cell]? = nil, total: Cell? = nil,
        printsMargins: Bool = true
    ) throws(DisclosureError) -> TableCells {
        guard counts.count == rows.count, counts.allSatisfy({ $0.count == columns.count }),
            (rowTotals?.count ?? rows.count) == rows.count,
            (columnTotals?.count ?? columns.count) == columns.count
        else { throw .tableShape(name: name) }
        var inner: [[Cell]] = []
        for (row, line) in zip(rows, counts) {
            var cells: [Cell] = []
            for (column, count) in zip(columns, line) {
                cells.append(try addCount("\(name): \(row), \(column)", count))
            }
            inner.append(cells)
        }
        var rowCells = rowTotals ?? []
        if rowTotals == nil {
            for (row, line) in zip(rows, counts) {
                rowCells.append(
                    try addCount(
                        "\(name): \(row), total", try sum(line, of: name),
                        isPrinted: printsMargins))
            }
        }
        var columnCells = columnTotals ?? []
        if columnTotals == nil {
            for (index, column) in columns.enumerated() {
                columnCells.append(
                    try addCount(
                        "\(name): total, \(column)", try sum(counts.map { $0[index] }, of: name),
                        isPrinted: printsMargins))
            }
        }
        let whole: Cell
        if let total {
            whole = total
        } else {
            var all: [Int] = []
            for line in counts { all += line }
            whole = try addCount(
                "\(name): total", try sum(all, of: name), isPrinted: printsMargins)
        }
        for (cells, total) in zip(inner, rowCells) { try addSum(total, of: cells) }
        for (index, total) in columnCells.enumerated() {
            try addSum(total, of: inner.map { $0[index] })
        }
        try addSum(whole, of: rowCells)
        try addSum(whole, of: columnCells)
        return TableCells(
            inner: inner, rowTotals: rowCells, columnTotals: columnCells, total: whole)
    }

    private func sum(_ counts: [Int], of name: String) throws(DisclosureError) -> Int {
        var sum = 0
        for count in counts {
            let (next, overflow) = sum.addingReportingOverflow(count)
            guard !overflow else { throw .countOutOfRange(name: "\(name): total") }
            sum = next
        }
        return sum
    }
}
