import AnalysisPlans
import ArgumentParser
import Reporting

/// `casewise screen`.
struct ScreenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "screen",
        abstract:
            "Hold every candidate factor against an outcome, corrected for how many there are.",
        discussion: """
            The outcome is a column of two levels or a condition. Candidates are all
            other columns but identifiers, free text and days of birth; whether a value
            is missing is a candidate too. What comes out are leads, and no reasons.

              casewise screen neet cases.csv
              casewise screen 'months_neet >= 6' cases.csv --exclude neet,activity_code
              casewise screen neet cases.csv --adjust 'sex + age' --correction by
              casewise screen neet cases.csv --needs looked_after,sen,young_carer
              casewise screen neet cases.csv --cluster family_id

            A register counts every candidate that was tried (casewise register):

              casewise screen neet cases.csv --register asked.jsonl

            The CSV output has a row for each effect and each pattern of needs.
            """)

    @Argument(help: "The outcome, as in neet or 'months_neet >= 6'.")
    var outcome: String

    @Argument(
        help:
            "The CSV file (or - for standard input); several files of the same columns are stacked."
    )
    var data: [String]

    @Option(
        help: ArgumentHelp(
            "Look at these columns alone, with commas between them.", valueName: "columns"))
    var candidates: String?

    @Option(
        help: ArgumentHelp(
            "Leave these columns out, with commas between them.", valueName: "columns"))
    var exclude: String?

    @Option(
        help: ArgumentHelp(
            "Test each candidate beside these terms, as in 'sex + age'.", valueName: "terms"))
    var adjust: String?

    @Option(
        help: ArgumentHelp(
            "Look at these columns of needs for going together, with commas between them.",
            discussion: "If not said, every yes/no column is looked at, and none is called a need.",
            valueName: "columns"))
    var needs: String?

    @Option(
        help: ArgumentHelp(
            "A column of families or other clusters: cases that share its value are alike.",
            valueName: "column"))
    var cluster: String?

    @Option(
        help: ArgumentHelp(
            "A column of counts, for data that have been counted: a row stands for that many cases.",
            valueName: "column"))
    var count: String?

    @Option(
        help: ArgumentHelp(
            "The fewest cases of a need, and of a pattern that is listed (10).", valueName: "cases")
    )
    var support: Int?

    @Option(
        help: ArgumentHelp(
            "The correction for how many were tried: bh, by, holm, hochberg, hommel or bonferroni.",
            valueName: "name"))
    var correction: String?

    @Option(help: "The coverage of intervals; what survives has q of at most 1 less it.")
    var confidence: Double?

    @Option(
        help: "Whose words the result is told in: analyst (figures and tests) or practitioner.")
    var audience: Audience?

    @Option(
        help: ArgumentHelp(
            "Enter each candidate that is tested in this register of hypotheses, as a question of "
                + "its own.",
            valueName: "file"))
    var register: String?

    @Option(
        help: ArgumentHelp(
            "The question of the screen, for the register; what goes with the outcome, if not said."
        ))
    var question: String?

    @Option(
        help: ArgumentHelp(
            "The family of questions that all candidates are entered in; one named for the screen, "
                + "if not said.",
            valueName: "name"))
    var family: String?

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
            guard case .screen(let plan) = plan else { return "" }
            return try Screening.run(plan, Runner(), output)
                .rendered(as: output.chosen, isBold: output.isBold)
        }
    }

    /// The plan that the arguments are.
    private func plan() throws -> AnalysisPlan {
        var keys = reading.keys
        keys["analysis"] = .text("screen")
        keys.merge(try combining.keys()) { $1 }
        keys["data"] = data.count == 1 ? .text(data[0]) : .list(data.map { .text($0) })
        keys["outcome"] = .text(outcome)
        for (key, columns) in [("candidates", candidates), ("exclude", exclude), ("needs", needs)] {
            if let columns { keys[key] = .list(Self.names(columns)) }
        }
        if let adjust { keys["adjust"] = .text(adjust) }
        if let cluster { keys["cluster"] = .text(cluster) }
        if let count { keys["count"] = .text(count) }
        if let support { keys["support"] = .number(Double(support)) }
        if let correction { keys["correction"] = .text(correction) }
        if let confidence { keys["confidence"] = .number(confidence) }
        if let audience { keys["audience"] = .text(audience.rawValue) }
        for (key, value) in [("register", register), ("question", question), ("family", family)] {
            if let value { keys[key] = .text(value) }
        }
        if let kinds = try TypeOption.kinds(types) { keys["type"] = kinds }
        if let threads { keys["threads"] = .number(Double(threads)) }
        return try AnalysisPlan(.object(keys))
    }

    private static func names(_ text: String) -> [JSONValue] {
        text.split(separator: ",").map { part in
            .text(
                part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed().map(String.init)
                    .joined())
        }
    }
}
