import Tables

/// Which columns are missing, and which are missing together.
public struct MissingPatterns: Sendable, Equatable {
    /// Rows that miss the same columns.
    public struct Pattern: Sendable, Equatable {
        /// The columns that they miss, in file order; none for complete rows.
        public let columns: [String]
        /// How many they are.
        public let rows: Int
    }

    /// The columns without any value, which no pattern counts.
    public let emptyColumns: Int
    /// The rows with a value in every column that has any.
    public let completeRows: Int
    /// The rows with a value in none.
    public let emptyRows: Int
    /// The most frequent patterns, complete rows among them.
    public let patterns: [Pattern]
    /// How many patterns there are.
    public let patternCount: Int
    /// Groups of two columns or more that are missing in exactly the same rows; columns without any
    /// value stand in none.
    public let together: [Pattern]

    init(_ table: Table) {
        let empty = table.columns.filter { $0.validity.missingCount == table.rowCount }.count
        emptyColumns = empty
        let incomplete = table.columns.indices.filter {
            let missing = table.columns[$0].validity.missingCount
            return missing > 0 && missing < table.rowCount
        }
        // One random number a column: the sum over a row's missing columns tells its pattern.
        var patternOfRow = [UInt64](repeating: 0, count: table.rowCount)
        var missingInRow = [UInt32](repeating: 0, count: table.rowCount)
        var columnsByRows: [UInt64: [Int]] = [:]
        for index in incomplete {
            let key = mixed(17, UInt64(index))
            var rowsHash: UInt64 = 0
            table.columns[index].validity.forEachMissing { row in
                patternOfRow[row] &+= key
                missingInRow[row] += 1
                rowsHash &+= mixed(29, UInt64(row))
            }
            columnsByRows[rowsHash, default: []].append(index)
        }
        var rows: [UInt64: (first: Int, count: Int)] = [:]
        var complete = 0
        var emptyRows = 0
        for row in 0..<table.rowCount {
            if missingInRow[row] == 0 {
                complete += 1
                continue
            }
            if Int(missingInRow[row]) + empty == table.columns.count { emptyRows += 1 }
            rows[patternOfRow[row], default: (row, 0)].count += 1
        }
        completeRows = complete
        self.emptyRows = emptyRows
        patternCount = rows.count + (complete > 0 ? 1 : 0)
        let frequent = rows.values.sorted { ($1.count, $0.first) < ($0.count, $1.first) }
        var patterns = frequent.prefix(Thresholds.patternsListed).map { pattern in
            Pattern(
                columns: incomplete.filter { !table.columns[$0].validity[pattern.first] }
                    .map { table.columns[$0].name }, rows: pattern.count)
        }
        if complete > 0 {
            let place = patterns.firstIndex { $0.rows < complete } ?? patterns.count
            patterns.insert(Pattern(columns: [], rows: complete), at: place)
        }
        self.patterns = Array(patterns.prefix(Thresholds.patternsListed))
        together = columnsByRows.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }.map {
            Pattern(
                columns: $0.map { table.columns[$0].name },
                rows: table.columns[$0[0]].validity.missingCount)
        }
    }
}
