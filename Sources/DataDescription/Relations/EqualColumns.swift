import Tables

/// Finds columns that say the same: equal values, or one-to-one recodings.
enum EqualColumns {
    /// Groups of columns whose values are equal in every row, and then groups whose values always
    /// stand beside each other. In a group of the second kind only the first of equal columns stands.
    static func find(
        _ table: Table, _ examined: [ExaminedColumn]
    ) -> (equal: [[Int]], recoded: [[Int]]) {
        // Constant columns are equal to one another for no reason, and are told of as such.
        let candidates = examined.indices.filter {
            examined[$0].description.distinct > 1
        }
        var equal: [[Int]] = []
        var repeated: Set<Int> = []
        for group in Dictionary(grouping: candidates, by: { examined[$0].valueHash }).values
        where group.count > 1 {
            for same in confirmed(group, areEqual: { hasEqualValues(table, $0, $1) }) {
                equal.append(same)
                repeated.formUnion(same.dropFirst())
            }
        }
        let others = candidates.filter {
            let column = examined[$0].description
            // Where nearly all values differ, any two columns are recodings of each other.
            return !repeated.contains($0) && examined[$0].partitionHash != nil
                && column.distinct * 2 <= column.values
        }
        var recoded: [[Int]] = []
        for group in Dictionary(grouping: others, by: { examined[$0].partitionHash }).values
        where group.count > 1 {
            recoded += confirmed(group) { a, b in codes(table, a) == codes(table, b) }
        }
        let byFirst = { (a: [Int], b: [Int]) in a[0] < b[0] }
        return (equal.sorted(by: byFirst), recoded.sorted(by: byFirst))
    }

    /// Cuts columns with equal hashes into groups that are truly equal.
    private static func confirmed(
        _ group: [Int], areEqual: (Int, Int) -> Bool
    ) -> [[Int]] {
        var groups: [[Int]] = []
        for column in group.sorted() {
            if let place = groups.firstIndex(where: { areEqual($0[0], column) }) {
                groups[place].append(column)
            } else {
                groups.append([column])
            }
        }
        return groups.filter { $0.count > 1 }
    }

    private static func codes(_ table: Table, _ index: Int) -> [UInt32]? {
        let column = table.columns[index]
        let runs: NumberRuns? =
            switch column.values {
            case .integer(let values): NumberRuns(values, column.validity)
            case .real(let values): NumberRuns(values, column.validity)
            case .date(let days): NumberRuns(days: days, column.validity)
            default: nil
            }
        return CanonicalCodes(column, runs: runs)?.codes
    }

    private static func hasEqualValues(_ table: Table, _ a: Int, _ b: Int) -> Bool {
        let (one, other) = (table.columns[a], table.columns[b])
        guard one.validity == other.validity else { return false }
        let rows = (0..<table.rowCount).lazy.filter { one.validity[$0] }
        switch (one.values, other.values) {
        case (.integer(let x), .integer(let y)): return rows.allSatisfy { x[$0] == y[$0] }
        case (.integer(let x), .real(let y)): return rows.allSatisfy { Double(x[$0]) == y[$0] }
        case (.real(let x), .integer(let y)): return rows.allSatisfy { x[$0] == Double(y[$0]) }
        case (.real(let x), .real(let y)): return rows.allSatisfy { x[$0] == y[$0] }
        case (.boolean(let x), .boolean(let y)): return rows.allSatisfy { x[$0] == y[$0] }
        case (.date(let x), .date(let y)): return rows.allSatisfy { x[$0] == y[$0] }
        case (.category(let x), .category(let y)):
            return rows.allSatisfy { x.levels[x.codes[$0]] == y.levels[y.codes[$0]] }
        default: return false
        }
    }
}
