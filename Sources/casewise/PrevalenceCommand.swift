import AnalysisPlans
import ArgumentParser
import Reporting

/// `casewise prevalence`.
struct PrevalenceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prevalence",
        abstract: "How common something is: n of N with an interval, overall and by group.",
        discussion: """
            The first argument names a column, several with commas between them, or a
            condition. Of two levels the event is counted (1, true, yes, or the second),
            of more every level; what is missing is counted apart and bounded.

              casewise prevalence parent_mental_health cases.csv
              casewise prevalence domestic_abuse,disability cases.csv --by team
              casewise prevalence 'need_score >= 7' cases.csv --cluster family_id
              casewise prevalence status counts.csv --level open --count n
            """)

    @Argument(
        help: ArgumentHelp(
            "The column (or columns, or a condition).", valueName: "column"))
    var column: String

    @Argument(
        help:
            "The CSV file (or - for standard input); several files of the same columns are stacked."
    )
    var data: [String]

    @Option(help: ArgumentHelp("A column whose levels are groups.", valueName: "column"))
    var by: String?

    @Option(
        help: ArgumentHelp(
            "A column of families or other clusters: cases that share its value are alike.",
            valueName: "column"))
    var cluster: String?

    @Option(help: "The level whose share is asked for.")
    var level: String?

    @Option(
        help: ArgumentHelp(
            "A column of counts, for data that have been counted: a row stands for that many cases.",
            valueName: "column"))
    var count: String?

    @Option(help: "What the cases are called in sentences: children, families, referrals.")
    var people: String?

    @Option(help: "The coverage of intervals.")
    var confidence: Double?

    @Option(
        help: "Whose words the result is told in: analyst (figures and tests) or practitioner.")
    var audience: Audience?

    @OptionGroup var combining: CombiningOptions
    @OptionGroup var reading: ReadingOptions

    @Option(
        name: .customLong("type"),
        help: ArgumentHelp(
            "The type of a column: integer, real, boolean, date or category.",
            valueName: "column=type"))
    var types: [String] = []

    @Option(help: "How many threads; they change the time and no digit.")
    var threads: Int?

    @OptionGroup var output: OutputOptions

    func run() throws {
        try output.deliver(plan) { plan in
            guard case .prevalence(let plan) = plan else { return "" }
            return try Runner().run(plan).rendered(as: output.chosen, isBold: output.isBold)
        }
    }

    /// The plan that the arguments are.
    private func plan() throws -> AnalysisPlan {
        var keys = reading.keys
        keys["analysis"] = .text("prevalence")
        keys.merge(try combining.keys()) { $1 }
        let columns = Self.columns(column)
        keys["column"] = columns.count == 1 ? .text(columns[0]) : .list(columns.map { .text($0) })
        keys["data"] = data.count == 1 ? .text(data[0]) : .list(data.map { .text($0) })
        if let by { keys["by"] = .text(by) }
        if let cluster { keys["cluster"] = .text(cluster) }
        if let level { keys["level"] = .text(level) }
        if let count { keys["count"] = .text(count) }
        if let people { keys["people"] = .text(people) }
        if let confidence { keys["confidence"] = .number(confidence) }
        if let audience { keys["audience"] = .text(audience.rawValue) }
        if let kinds = try TypeOption.kinds(types) { keys["type"] = kinds }
        if let threads { keys["threads"] = .number(Double(threads)) }
        return try AnalysisPlan(.object(keys))
    }

    /// Parts at commas that stand outside of brackets, quotes and backticks.
    static func columns(_ text: String) -> [String] {
        var parts = [""]
        var depth = 0
        var quote: Character?
        for character in text {
            if let open = quote {
                if character == open { quote = nil }
            } else if "\"'`".contains(character) {
                quote = character
            } else if character == "(" {
                depth += 1
            } else if character == ")" {
                depth -= 1
            } else if character == ",", depth == 0 {
                parts.append("")
                continue
            }
            parts[parts.count - 1].append(character)
        }
        return parts.map { part in
            let head = part.drop(while: \.isWhitespace)
            return String(head.reversed().drop(while: \.isWhitespace).reversed())
        }
    }
}
