/// Times to an event: one row a case, or one a stretch (entry, exit] of a case's time.
///
/// A row is at risk at t where entry < t <= exit: who leaves at t was at risk at t, also when
/// censored there, and who enters at t is not yet. A row without entry is at risk from the start,
/// so its exit may be 0 (a case closed on its first day). Times have any one unit.
public struct SurvivalData: Sendable {
    /// When each row enters; nil where no row enters late, -∞ for a row that does not.
    public let entry: [Double]?
    /// When each row leaves, by an event or censored; at least 0 and finite.
    public let exit: [Double]
    /// How each row leaves: 0 censored, c by an event of cause c.
    public let event: [UInt8]
    /// How many cases each row stands for (frequency weights, 0 for none); nil for 1 each.
    public let weight: [Double]?
    /// The groups that are compared; nil where all are one.
    public let group: Grouping?
    /// The strata that cases are compared within; nil where all are one.
    public let stratum: Grouping?
    /// Rows whose outcomes go together, as of one family; nil where each row is its own.
    public let cluster: Grouping?
    /// The largest event code, at least 1.
    public let causeCount: Int

    /// Times to an event, checked.
    ///
    /// - Throws: `SurvivalDataError`; the first row at fault is named.
    public init(
        entry: [Double]? = nil, exit: [Double], event: [UInt8], weight: [Double]? = nil,
        group: Grouping? = nil, stratum: Grouping? = nil, cluster: Grouping? = nil
    ) throws(SurvivalDataError) {
        let rows = exit.count
        guard rows <= Int(Int32.max) else { throw .tooManyRows(rows) }
        let lengths = [
            ("event", event.count), ("entry", entry?.count ?? rows),
            ("weight", weight?.count ?? rows), ("group", group?.codes.count ?? rows),
            ("stratum", stratum?.codes.count ?? rows), ("cluster", cluster?.codes.count ?? rows),
        ]
        for (column, length) in lengths where length != rows {
            throw .unequalLengths(column: column, rows: length, expected: rows)
        }
        try Self.requireFinite(exit, "exit", from: 0)
        if let weight {
            try Self.requireFinite(weight, "weight", from: 0)
            guard weight.contains(where: { $0 > 0 }) else { throw .nobody }
        }
        guard rows > 0 else { throw .nobody }
        self.entry = try entry.flatMap { times throws(SurvivalDataError) in
            try Self.checked(entry: times, exit: exit)
        }
        self.exit = exit
        self.event = event
        self.weight = weight
        self.group = group
        self.stratum = stratum
        self.cluster = cluster
        causeCount = max(1, Int(event.max() ?? 0))
    }

    /// The same rows with other strata; nil for one stratum.
    ///
    /// - Throws: `unequalLengths` where the strata are of other rows.
    public func restratified(_ stratum: Grouping?) throws(SurvivalDataError) -> SurvivalData {
        if let stratum, stratum.codes.count != rowCount {
            throw .unequalLengths(
                column: "stratum", rows: stratum.codes.count, expected: rowCount)
        }
        return with(stratum: stratum)
    }

    func with(stratum: Grouping?) -> SurvivalData {
        SurvivalData(self, group: group, stratum: stratum)
    }

    /// The same rows without groups and strata.
    var pooled: SurvivalData { SurvivalData(self, group: nil, stratum: nil) }

    private init(_ other: SurvivalData, group: Grouping?, stratum: Grouping?) {
        entry = other.entry
        exit = other.exit
        event = other.event
        weight = other.weight
        self.group = group
        self.stratum = stratum
        cluster = other.cluster
        causeCount = other.causeCount
    }

    /// The number of rows.
    public var rowCount: Int { exit.count }

    /// The number of groups that are compared, those without a row included.
    public var groupCount: Int { group?.levelCount ?? 1 }

    /// The number of strata, those without a row included.
    public var stratumCount: Int { stratum?.levelCount ?? 1 }

    /// How many cases a row stands for.
    public func weight(of row: Int) -> Double { weight?[row] ?? 1 }

    /// The entry times, or nil where no row enters late.
    private static func checked(entry: [Double], exit: [Double]) throws(SurvivalDataError)
        -> [Double]?
    {
        var isDelayed = false
        var first: Int?
        var count = 0
        for row in entry.indices {
            let time = entry[row]
            guard time != -.infinity else { continue }
            guard time.isFinite else { throw .notFinite(column: "entry", row: row) }
            isDelayed = true
            if exit[row] <= time {
                first = first ?? row
                count += 1
            }
        }
        if let first { throw .exitNotAfterEntry(row: first, count: count) }
        return isDelayed ? entry : nil
    }

    private static func requireFinite(_ values: [Double], _ column: String, from lowest: Double)
        throws(SurvivalDataError)
    {
        for row in values.indices {
            guard values[row].isFinite else { throw .notFinite(column: column, row: row) }
            guard values[row] >= lowest else { throw .negative(column: column, row: row) }
        }
    }
}
