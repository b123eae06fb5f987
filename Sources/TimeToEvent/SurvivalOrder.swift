/// The rows of `SurvivalData` in order of time, made once and shared by everything that is
/// estimated from them. Rows of weight 0 are left out.
public struct SurvivalOrder: Sendable {
    /// The rows in order.
    public let data: SurvivalData
    /// Rows by stratum, within it by exit time ascending, ties in row order.
    public let byExit: [Int32]
    /// Rows that enter late by stratum, within it by entry time ascending; empty where none does.
    public let byEntry: [Int32]
    /// Each stratum that holds a row, in the order of their codes.
    public let strata: [Stratum]

    /// A stratum's rows: ranges of `byExit` and `byEntry`.
    public struct Stratum: Sendable, Hashable {
        /// The stratum's code.
        public let code: Int
        /// Its rows in `byExit`; never empty.
        public let exits: Range<Int>
        /// Its rows in `byEntry`.
        public let entries: Range<Int>
    }

    /// Sorts the rows, in O(n).
    public init(_ data: SurvivalData) {
        self.data = data
        var exits = TimeOrder.ascending(data.exit)
        var entries = data.entry.map(TimeOrder.ascending) ?? []
        if let weight = data.weight, weight.contains(0) {
            exits.removeAll { weight[Int($0)] == 0 }
            entries.removeAll { weight[Int($0)] == 0 }
        }
        if let entry = data.entry { entries.removeAll { entry[Int($0)] == -.infinity } }
        if let stratum = data.stratum {
            exits = TimeOrder.stable(exits, by: stratum)
            entries = TimeOrder.stable(entries, by: stratum)
        }
        byExit = exits
        byEntry = entries
        strata = Self.runs(exits, entries) { row in
            data.stratum.map { Int($0.codes[row]) } ?? 0
        }
    }

    /// One table of counts for each group of each stratum that holds a row, by stratum, then group.
    public func riskTables() -> [RiskTable] {
        guard let group = data.group else {
            return strata.map {
                RiskTable(data, exits: byExit[$0.exits], entries: byEntry[$0.entries])
            }
        }
        var exits = TimeOrder.stable(byExit, by: group)
        var entries = TimeOrder.stable(byEntry, by: group)
        if let stratum = data.stratum {
            exits = TimeOrder.stable(exits, by: stratum)
            entries = TimeOrder.stable(entries, by: stratum)
        }
        let groups = group.levelCount
        let runs = Self.runs(exits, entries) { row in
            (data.stratum.map { Int($0.codes[row]) } ?? 0) * groups + Int(group.codes[row])
        }
        return runs.map {
            RiskTable(data, exits: exits[$0.exits], entries: entries[$0.entries])
        }
    }

    /// Runs of rows with one code each, in two orders at once.
    private static func runs(
        _ exits: [Int32], _ entries: [Int32], code: (_ row: Int) -> Int
    ) -> [Stratum] {
        var result: [Stratum] = []
        var start = 0
        var entry = 0
        while start < exits.count {
            let current = code(Int(exits[start]))
            var end = start + 1
            while end < exits.count, code(Int(exits[end])) == current { end += 1 }
            let firstEntry = entry
            while entry < entries.count, code(Int(entries[entry])) == current { entry += 1 }
            result.append(
                Stratum(code: current, exits: start..<end, entries: firstEntry..<entry))
            start = end
        }
        return result
    }
}
