import Tables

/// Finds ends that lie before their starts, and days before the day of birth.
enum DatePairs {
    /// A column of starts with one of ends, where some row has the end before the start.
    struct Reversal {
        let start: Int
        let end: Int
        let rows: Int
        let of: Int
        let firstRow: Int
        let isBirth: Bool
    }

    /// A start and an end belong together where their names are the same but for the words of
    /// starts and ends: `plan_start` and `plan_end_date`, `opened` and `closed`, `DECOM` and `DEC`.
    static func find(_ table: Table) -> [Reversal] {
        let days = table.columns.indices.filter { table.columns[$0].kind == .date }
        let words = days.map { ColumnWords(table.columns[$0].name) }
        var reversals: [Reversal] = []
        for (a, start) in days.enumerated() {
            for (b, end) in days.enumerated() where a != b {
                let isBirth = words[a].saysBirth && !words[b].saysBirth
                let isPair =
                    words[a].has(Vocabulary.starts) && words[b].has(Vocabulary.ends)
                    && stem(words[a], Vocabulary.starts) == stem(words[b], Vocabulary.ends)
                // A mother's birth comes before her child's plan, and says nothing of it.
                guard isPair || isBirth && stem(words[a], Vocabulary.birth).isEmpty else {
                    continue
                }
                if let reversal = compare(table, start, end, isBirth: isBirth) {
                    reversals.append(reversal)
                }
            }
        }
        return reversals
    }

    private static func stem(_ words: ColumnWords, _ marks: Set<String>) -> [String] {
        words.words.filter { !marks.contains($0) && !Vocabulary.fillers.contains($0) }
    }

    private static func compare(
        _ table: Table, _ start: Int, _ end: Int, isBirth: Bool
    ) -> Reversal? {
        guard case .date(let starts) = table.columns[start].values,
            case .date(let ends) = table.columns[end].values
        else { return nil }
        let (first, second) = (table.columns[start].validity, table.columns[end].validity)
        var rows = 0
        var both = 0
        var firstRow = 0
        // A day that stands for "not known" is told of by itself.
        let unknown = Set(ColumnFinder.placeholders.map(\.day))
        for row in 0..<table.rowCount where first[row] && second[row] {
            both += 1
            if ends[row] < starts[row], !unknown.contains(ends[row]),
                !unknown.contains(starts[row])
            {
                if rows == 0 { firstRow = row + 1 }
                rows += 1
            }
        }
        guard rows > 0 else { return nil }
        return Reversal(
            start: start, end: end, rows: rows, of: both, firstRow: firstRow, isBirth: isBirth)
    }
}
