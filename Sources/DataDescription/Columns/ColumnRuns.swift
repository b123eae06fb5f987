import Tables

/// Neighbouring categories that share their levels, as the months of a calendar do.
public struct ColumnRun: Sendable, Equatable {
    /// The columns' places in the file, from 1.
    public let positions: ClosedRange<Int>
    /// The name of the first column.
    public let first: String
    /// The name of the last column.
    public let last: String
    /// The cells with a value.
    public let values: Int
    /// The cells without.
    public let missing: Int
    /// The levels over all cells, the most frequent first.
    public let levels: [LevelCount]

    /// Runs of at least `Thresholds.runColumns` columns, of which each has at least half of the
    /// levels that the run has, and the run has at most twelve.
    static func find(_ columns: [ColumnDescription]) -> [ColumnRun] {
        var runs: [ColumnRun] = []
        var start = 0
        while start < columns.count {
            var counts: [String: Int] = [:]
            var end = start
            while end < columns.count {
                let levels = columns[end].allLevels
                let union = Set(counts.keys).union(levels.map(\.level))
                guard levels.count > 1, union.count <= 12, levels.count * 2 >= union.count,
                    counts.isEmpty || !Set(counts.keys).isDisjoint(with: levels.map(\.level))
                else { break }
                for level in levels { counts[level.level, default: 0] += level.count }
                end += 1
            }
            let needed =
                counts.count > 2 ? Thresholds.runColumns : Thresholds.runColumnsOfTwoLevels
            if end - start >= needed {
                runs.append(ColumnRun(Array(columns[start..<end]), counts))
                start = end
            } else {
                start += 1
            }
        }
        return runs
    }

    private init(_ columns: [ColumnDescription], _ counts: [String: Int]) {
        positions = columns[0].position...columns[columns.count - 1].position
        first = columns[0].name
        last = columns[columns.count - 1].name
        values = columns.reduce(0) { $0 + $1.values }
        missing = columns.reduce(0) { $0 + $1.missing }
        let ordered = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        levels = ordered.map { LevelCount(level: ColumnExaminer.shown($0.key), count: $0.value) }
    }
}
