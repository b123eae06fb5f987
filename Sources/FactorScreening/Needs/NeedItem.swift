import Tables

/// One level of a column of needs: the rows that have it, and those where it is known.
struct NeedItem: Sendable {
    let column: String
    let level: String
    /// A bit a row, set where the row has the level.
    let has: [UInt64]
    /// A bit a row, set where the column holds a value; nil where it always does.
    let known: [UInt64]?
    /// The rows that have it.
    let cases: Int
    /// All rows.
    let rows: Int

    /// "domestic_abuse[yes]".
    var name: String { "\(column)[\(level)]" }

    /// Levels that say that there is no need, whatever the column.
    private static let negatives: Set<String> = [
        "0", "false", "no", "none", "n", "not known", "unknown", "nk",
    ]
    private static let positives: Set<String> = ["1", "true", "yes", "y"]

    /// Of columns that were named every level that does not say no; of a column of one value and
    /// blanks that value.
    static func named(
        _ names: [String], table: Table, rows: [Int], _ options: ScreeningOptions
    ) throws(ScreeningError) -> [NeedItem] {
        var items: [NeedItem] = []
        for name in names {
            guard let column = table[name] else { continue }
            for candidate in Candidate.of(column, rows: rows, options) {
                switch candidate.kind {
                case .numbers: throw .needOfNumbers(name)
                case .missingness(let onlyValue?):
                    if !negatives.contains(onlyValue.lowercased()) {
                        items.append(NeedItem(candidate, level: 0, named: onlyValue))
                    }
                case .missingness: continue
                case .factor:
                    let levels = candidate.codes.levels
                    let isLumped = candidate.lumped != nil
                    for (index, level) in levels.enumerated()
                    where !negatives.contains(level.lowercased())
                        && !(isLumped && index == levels.count - 1)
                    {
                        items.append(NeedItem(candidate, level: index))
                    }
                }
            }
        }
        guard items.count <= ScreeningOptions.mostNeeds else { throw .tooManyNeeds(items.count) }
        return items
    }

    /// Of candidates those of two levels of which one says yes, and those of a yes and blanks.
    static func yes(in candidates: [Candidate]) -> [NeedItem] {
        candidates.compactMap { candidate in
            switch candidate.kind {
            case .numbers: return nil
            case .missingness(let onlyValue):
                guard let onlyValue, positives.contains(onlyValue.lowercased()) else { return nil }
                return NeedItem(candidate, level: 0, named: onlyValue)
            case .factor:
                let levels = candidate.codes.levels
                guard levels.count == 2,
                    let index = levels.firstIndex(where: { positives.contains($0.lowercased()) })
                else { return nil }
                return NeedItem(candidate, level: index)
            }
        }
    }

    private init(_ candidate: Candidate, level: Int, named name: String? = nil) {
        let codes = candidate.codes
        let words = (codes.rowCount + 63) / 64
        var has = [UInt64](repeating: 0, count: words)
        var known = has
        var cases = 0
        for row in 0..<codes.rowCount {
            let code = codes.codes[row]
            let bit: UInt64 = 1 << UInt64(row & 63)
            if code == level {
                has[row >> 6] |= bit
                cases += 1
            }
            if code < codes.levels.count { known[row >> 6] |= bit }
        }
        column = candidate.column
        self.level = name ?? codes.levels[level]
        self.has = has
        self.known = codes.missingCount > 0 ? known : nil
        self.cases = cases
        rows = codes.rowCount
    }
}
