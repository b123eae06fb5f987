import Tables

/// What the people of a file did, day by day: for each person runs of days of one state, in order;
/// the days between them are not known.
public struct ActivityHistories: Sendable {
    /// How a file holds histories.
    public enum Layout: String, Sendable, Codable {
        /// A row for each activity, with its first and last day.
        case long
        /// A row for each person, with a column for each month.
        case wide
    }

    /// How the file holds them.
    public let layout: Layout
    /// The identifiers in order: numbers ascending, text by bytes.
    public let persons: [String]
    /// The rows of the file that say something of each person, in file order.
    public let rows: [[Int]]
    /// What each did.
    public let segments: [[StateSegment]]
    /// The activities that count, or the months of all people that hold one.
    public let spellCount: Int
    /// What a reader should know of the records.
    public let findings: [HistoryFinding]
    /// The day that the data were extracted; nothing is known of later ones. Nil where it was not said.
    public let extractDay: Int32?
    /// The first day of which anything is recorded; nil without any.
    public var firstDay: Int32? { segments.lazy.compactMap(\.first?.first).min() }
    /// The last day of which anything is recorded; nil without any.
    public var lastDay: Int32? { segments.lazy.compactMap(\.last?.last).max() }

    /// The same for the people of a cohort only, in its order; of whom nothing is recorded, nothing is
    /// known.
    public func restricted(to cohort: [String]) -> ActivityHistories {
        let places = Dictionary(
            uniqueKeysWithValues: persons.enumerated().map { ($1, $0) })
        let kept = cohort.map { places[$0] }
        let without = kept.filter { $0 == nil }.count
        let left = persons.count - (cohort.count - without)
        var findings = self.findings
        if without > 0 {
            findings.append(HistoryFinding(code: .noHistory, rows: 0, persons: without))
        }
        if left > 0 {
            findings.append(HistoryFinding(code: .notInCohort, rows: 0, persons: left))
        }
        return ActivityHistories(
            layout: layout, persons: cohort, rows: kept.map { $0.map { rows[$0] } ?? [] },
            segments: kept.map { $0.map { segments[$0] } ?? [] }, spellCount: spellCount,
            findings: findings, extractDay: extractDay)
    }

    /// The people of a table with a row for each, in order.
    ///
    /// - Throws: `HistoryError` where one stands in two rows or none stands in any.
    public static func cohort(_ table: Table, id: String) throws(HistoryError) -> (
        persons: [String], rows: [Int]
    ) {
        let keys = PersonKeys(try table.required(id, key: "id"))
        var rows = [Int](repeating: -1, count: keys.names.count)
        for (row, person) in keys.rows.enumerated() where person >= 0 {
            guard rows[Int(person)] < 0 else {
                throw HistoryError(
                    .repeatedPerson, "A person stands in two rows of the cohort or more.",
                    hint: "A cohort has a row for each person.", key: "cohort")
            }
            rows[Int(person)] = row
        }
        guard !rows.isEmpty else {
            throw HistoryError(.noPerson, "The cohort has no person.", key: "cohort")
        }
        return (keys.names, rows)
    }

    /// Puts the spells of each person in order and resolves them.
    static func resolved(
        _ layout: Layout, _ keys: PersonKeys, _ spells: inout [[Spell]], _ rows: [[Int]],
        _ rule: OverlapRule, _ tally: inout FindingTally, extractDay: Int32?
    ) throws(HistoryError) -> ActivityHistories {
        guard !keys.names.isEmpty else {
            throw HistoryError(.noPerson, "No row names a person.", key: "id")
        }
        var resolution = SpellResolution(rule)
        var segments: [[StateSegment]] = []
        segments.reserveCapacity(spells.count)
        var count = 0
        for person in spells.indices {
            // Ties to the last bit are alike, so that the order of rows changes nothing.
            spells[person].sort {
                $0.start != $1.start
                    ? $0.start < $1.start
                    : $0.end != $1.end ? $0.end < $1.end : $0.state.rank < $1.state.rank
            }
            count += spells[person].count
            note(spells[person], person, &tally)
            segments.append(resolution.segments(spells[person][...]))
            for (before, after) in zip(
                segments[person], segments[person].dropFirst())
            where before.last + 1 < after.first { tally.add(.gap, person: person) }
            spells[person] = []
        }
        return ActivityHistories(
            layout: layout, persons: keys.names, rows: rows, segments: segments,
            spellCount: count, findings: tally.findings, extractDay: extractDay)
    }

    /// Notes activities of one person in different states that share days, but for a day that one
    /// hands over to the next, and open ones that another follows.
    private static func note(_ spells: [Spell], _ person: Int, _ tally: inout FindingTally) {
        guard spells.count > 1 else { return }
        let states = ActivityState.allCases.count
        var latestEnd = [Int32](repeating: .min, count: states)
        var open = [Int](repeating: 0, count: states)
        var followed = 0
        for spell in spells {
            let rank = Int(spell.state.rank)
            if latestEnd.indices.contains(where: { $0 != rank && latestEnd[$0] > spell.start }) {
                tally.add(.overlap, person: person)
            }
            for other in open.indices where other != rank {
                followed += open[other]
                open[other] = 0
            }
            if spell.isOpen {
                open[rank] += 1
            } else {
                latestEnd[rank] = max(latestEnd[rank], spell.end)
            }
        }
        if followed > 0 { tally.add(.openSpellFollowed, person: person, rows: followed) }
    }
}
