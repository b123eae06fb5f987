import Tables

/// Columns that name people, families or cases and whose values repeat: cases that share one are
/// alike.
public enum RepeatedIdentifiers {
    /// A column whose values repeat among the rows asked about.
    public struct Finding: Sendable, Hashable {
        /// The column.
        public let column: String
        /// Its distinct values.
        public let values: Int
        /// The rows with a value.
        public let rows: Int
    }

    /// The columns that are named like identifiers of people, families or cases and whose values
    /// repeat, the one of most values first. A column of few values for its rows, fewer than one in
    /// twenty, names places or groups and not cases, and is left out.
    ///
    /// - Parameters:
    ///   - rows: the rows asked about; nil for all.
    ///   - apart: columns that are not asked about.
    public static func find(
        in table: Table, rows: [Int]? = nil, apart: Set<String> = []
    ) -> [Finding] {
        var findings: [Finding] = []
        for name in table.names where !apart.contains(name) {
            guard isNamedLikeOne(name), let column = table[name],
                let finding = count(column, rows: rows)
            else { continue }
            findings.append(finding)
        }
        return findings.sorted { $0.values > $1.values }
    }

    /// Whether a name says that the column tells people, families or cases apart.
    public static func isNamedLikeOne(_ name: String) -> Bool {
        let words = ColumnWords(name)
        if words.has(Vocabulary.abouts) { return false }
        if words.has(["id", "ids", "identifier", "upn", "uln"]) { return true }
        return words.is(["child", "family", "household", "pupil", "person"])
            || words.has(Vocabulary.persons.union(Vocabulary.families), then: Vocabulary.numbering)
    }

    private static func count(_ column: Column, rows: [Int]?) -> Finding? {
        let all = rows ?? Array(0..<column.count)
        var seen = Set<Int64>()
        var total = 0
        for row in all where column.validity[row] {
            guard let key = key(column, row) else { return nil }
            seen.insert(key)
            total += 1
        }
        guard seen.count < total, seen.count * 20 >= total else { return nil }
        return Finding(column: column.name, values: seen.count, rows: total)
    }

    private static func key(_ column: Column, _ row: Int) -> Int64? {
        switch column.values {
        case .integer(let values): Int64(values[row])
        case .category(let categories): Int64(categories.codes[row])
        default: nil
        }
    }
}
