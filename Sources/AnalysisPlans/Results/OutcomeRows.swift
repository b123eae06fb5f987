import ActivityHistories
import Tables

/// A row for each person, as other files join it.
///
/// A yes is 1 and a no 0; a field is empty where what is not known could change it. `_best` takes all
/// that is not known for not NEET and `_worst` for NEET.
public struct OutcomeRows: Sendable {
    /// The column that says who it is.
    public let id: String
    let names: [String]
    let outcomes: [PersonOutcome]
    let definition: OutcomeDefinition

    /// The columns.
    public var header: [String] {
        var header = [id]
        if definition.at != nil { header += ["state_at"] + Self.answer("neet_at") }
        guard definition.window != nil else { return header }
        header += Self.answer("ever_neet")
        if definition.canBeLong {
            header += Self.answer("neet_six_months") + Self.answer("neet_six_months_run")
        }
        return header + [
            "neet_months", "not_known_months", "longest_neet_run", "longest_neet_run_worst",
        ]
    }

    /// The fields of one person; nil for an empty one.
    public func fields(_ person: Int) -> [String?] {
        let outcome = outcomes[person]
        var fields: [String?] = [names[person]]
        if definition.at != nil {
            fields += [outcome.stateAt?.rawValue] + Self.fields(outcome.neetAt)
        }
        guard definition.window != nil else { return fields }
        fields += Self.fields(outcome.ever)
        if definition.canBeLong {
            fields += Self.fields(outcome.sixMonths) + Self.fields(outcome.sixMonthsRun)
        }
        return fields + [
            Self.number(outcome.neetMonths), Self.number(outcome.notKnownMonths),
            Self.number(outcome.longestRun), Self.number(outcome.longestRunWorst),
        ]
    }

    /// The rows as CSV, with LF line ends.
    public var text: String {
        var text = Self.line(header)
        for person in names.indices { text += Self.line(fields(person)) }
        return text
    }

    private static func answer(_ name: String) -> [String] {
        [name, name + "_best", name + "_worst"]
    }

    private static func fields(_ answer: BoundedAnswer?) -> [String?] {
        [answer?.observed, answer?.best, answer?.worst].map { $0.map { $0 ? "1" : "0" } }
    }

    private static func number(_ value: Double) -> String {
        Int(exactly: value).map(String.init) ?? value.description
    }

    private static func line(_ fields: [String?]) -> String {
        fields.map { quoted($0 ?? "") }.joined(separator: ",") + "\n"
    }

    private static func quoted(_ field: String) -> String {
        guard field.utf8.contains(where: { [0x2C, 0x22, 0x0A, 0x0D].contains($0) }) else {
            return field
        }
        let parts = field.split(separator: "\"", omittingEmptySubsequences: false)
        return "\"" + parts.joined(separator: "\"\"") + "\""
    }
}
