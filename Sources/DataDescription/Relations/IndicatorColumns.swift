import Tables

/// Finds neighbouring columns of yes and no of which exactly one is yes in each row: one category
/// that was spread over columns.
enum IndicatorColumns {
    /// More columns than a category is spread over as a rule, which keeps the work small.
    private static let most = 60

    static func find(_ table: Table, _ examined: [ExaminedColumn]) -> [[Int]] {
        let words = (table.rowCount + 63) / 64
        let yes = examined.map { $0.description.missing == 0 && $0.description.event != nil }
        let binaries = yes.reduce(0) { $0 + ($1 ? 1 : 0) }
        guard binaries > 2, binaries * words <= 1 << 24 else { return [] }
        let bits = examined.indices.map { yes[$0] ? Self.bits(table, examined, $0) : [] }
        var groups: [[Int]] = []
        var start = 0
        while start + 2 < examined.count {
            guard !bits[start].isEmpty else {
                start += 1
                continue
            }
            var union = bits[start]
            var end = start + 1
            var found = false
            while end < examined.count, end - start < most, !bits[end].isEmpty,
                !zip(union, bits[end]).contains(where: { $0 & $1 != 0 })
            {
                for word in union.indices { union[word] |= bits[end][word] }
                end += 1
                let count = union.reduce(0) { $0 + $1.nonzeroBitCount }
                if count == table.rowCount {
                    found = end - start > 2
                    break
                }
            }
            if found { groups.append(Array(start..<end)) }
            start = found ? end : start + 1
        }
        return groups
    }

    /// One bit a row: set where the column says yes.
    private static func bits(
        _ table: Table, _ examined: [ExaminedColumn], _ index: Int
    ) -> [UInt64] {
        var bits = [UInt64](repeating: 0, count: (table.rowCount + 63) / 64)
        let event = examined[index].description.event?.level
        func each(_ isYes: (Int) -> Bool) {
            for row in 0..<table.rowCount where isYes(row) {
                bits[row >> 6] |= 1 << UInt64(row & 63)
            }
        }
        switch table.columns[index].values {
        case .boolean(let truths): each { truths[$0] }
        case .integer(let values): each { values[$0] == 1 }
        case .real(let values): each { values[$0] == 1 }
        case .category(let categories):
            let code = categories.levels.firstIndex { ColumnExaminer.shown($0) == event } ?? -1
            each { categories.codes[$0] == code }
        case .date: break
        }
        return bits
    }
}
