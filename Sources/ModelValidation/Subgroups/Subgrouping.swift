import Tables

/// Cases in groups of one column, such as wards or looked-after children.
public struct Subgrouping: Sendable, Hashable {
    /// What a case is said to be of where its group is not recorded: a group of its own.
    public static let missing = "(missing)"

    /// The column's name.
    public let name: String
    /// The groups that occur, in the order of their UTF-8 bytes, those that are not recorded last.
    public let levels: [String]
    /// The group of each row, an index into `levels`.
    public let codes: [Int]

    /// Groups by a value for each row; nil where it is not recorded.
    public init(name: String, values: [String?]) {
        self.name = name
        let named = Set(values.compactMap(\.self)).sorted { $0.precedesInBytes($1) }
        var levels = named
        if values.contains(nil) { levels.append(Self.missing) }
        var place: [String: Int] = [:]
        for (index, level) in named.enumerated() { place[level] = index }
        codes = values.map { $0.flatMap { place[$0] } ?? named.count }
        self.levels = levels
    }

    /// The rows of each group.
    var rows: [[Int]] {
        var rows = [[Int]](repeating: [], count: levels.count)
        for (row, code) in codes.enumerated() { rows[code].append(row) }
        return rows
    }
}

/// From what numbers on a group is judged by its figures.
///
/// A rate of few cases says next to nothing: with 9 events a recall of 50% has Wilson limits about 55
/// points apart. Below a limit figures stand with their intervals, and beside them that they are too few.
public struct JudgementLimits: Sendable, Hashable, Codable {
    /// The fewest cases with the event for recall, and beside non-events for calibration and AUC.
    public var events: Double
    /// The fewest cases without it, for the false-offer rate, calibration and AUC.
    public var nonEvents: Double
    /// The fewest offers for PPV.
    public var offers: Double

    /// Limits; ten of each where nothing else is said.
    public init(events: Double = 10, nonEvents: Double = 10, offers: Double = 10) {
        self.events = events
        self.nonEvents = nonEvents
        self.offers = offers
    }
}
