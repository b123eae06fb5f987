/// What a reader of histories should know of how they are recorded.
public struct HistoryFinding: Sendable, Equatable {
    /// What was found.
    public enum Code: String, Sendable, CaseIterable {
        /// Rows without a person; left out.
        case missingPerson = "missing_person"
        /// Rows without a first day; left out.
        case missingStart = "missing_start"
        /// Rows without a code; their days are not known.
        case missingCode = "missing_code"
        /// Rows whose code the table does not have; their days are not known.
        case unknownCode = "unknown_code"
        /// Rows whose last day lies before the first; left out.
        case endBeforeStart = "end_before_start"
        /// Rows that begin after the extract; left out.
        case startAfterExtract = "start_after_extract"
        /// Rows that end after the extract; cut there.
        case endAfterExtract = "end_after_extract"
        /// Rows that repeat another.
        case repeatedRow = "repeated_row"
        /// Activities of a person with an end, in different states, that share days.
        case overlap
        /// Activities without an end that another one follows.
        case openSpellFollowed = "open_spell_followed"
        /// Days between two activities of which nothing is recorded; not known.
        case gap
        /// People of the cohort of whom nothing is recorded.
        case noHistory = "no_history"
        /// People in the histories who are not of the cohort; left out.
        case notInCohort = "not_in_cohort"
    }

    /// What was found.
    public let code: Code
    /// The rows that it concerns; of gaps the gaps, of people in no row 0.
    public internal(set) var rows: Int
    /// The people that it concerns.
    public internal(set) var persons: Int
    /// The codes, of `unknownCode`, at most five.
    public internal(set) var values: [String] = []
}

/// Counts findings.
struct FindingTally {
    private var rows: [HistoryFinding.Code: Int] = [:]
    private var persons: [HistoryFinding.Code: Int] = [:]
    private var lastPerson: [HistoryFinding.Code: Int] = [:]
    private var values: [HistoryFinding.Code: Set<String>] = [:]

    /// Counts a row; rows of one person must come one after the other.
    mutating func add(_ code: HistoryFinding.Code, person: Int?, rows count: Int = 1) {
        rows[code, default: 0] += count
        guard let person, lastPerson[code] != person else { return }
        lastPerson[code] = person
        persons[code, default: 0] += 1
    }

    mutating func add(_ code: HistoryFinding.Code, value: String) {
        values[code, default: []].insert(value)
    }

    /// The findings in the order of their codes.
    var findings: [HistoryFinding] {
        HistoryFinding.Code.allCases.compactMap { code in
            guard let count = rows[code] else { return nil }
            let known = (values[code] ?? []).sorted { $0.precedesInBytes($1) }
            return HistoryFinding(
                code: code, rows: count, persons: persons[code] ?? 0, values: Array(known.prefix(5))
            )
        }
    }
}
