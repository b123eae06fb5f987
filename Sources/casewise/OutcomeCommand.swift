import AnalysisPlans
import ArgumentParser
import Reporting

/// `casewise outcome`.
struct OutcomeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outcome",
        abstract: "NEET from records of activity: on a day, ever, for six months, and how long.",
        discussion: """
            The file has a row for each activity (who, code, first day, last day) or a row
            for each person with a column for each month. A JSON file says which codes are
            NEET; those of Models/neet-outcome are to be read and changed.

              casewise outcome history.csv --codes nccis-2025.json --id child \\
                --at 2025-03-01 --extract-date 2025-03-31
              casewise outcome history.csv --codes nccis-2025.json --id child \\
                --from 2024-03-01 --to 2025-02-28 --extract-date 2025-03-31 \\
                --cohort pupils.csv --by ward --persons outcomes.csv
              casewise outcome mvad.csv --codes months-in-words.json --id id \\
                --months 'Jul.93..Jun.99' --from 1993-09-01 --to 1999-06-30

            --persons (or --format csv) writes a row for each person that a model's data
            join: casewise fit 'neet_at ~ absence' pupils.csv --join outcomes.csv --on child.
            What is not known is kept apart: a field is empty where it could change the
            answer, _best takes it for not NEET and _worst for NEET.
            """)

    @Argument(
        help:
            "The CSV file (or - for standard input); several files of the same columns are stacked."
    )
    var data: [String]

    @Option(help: ArgumentHelp("The table that says which codes are NEET.", valueName: "file"))
    var codes: String

    @Option(help: ArgumentHelp("The column that says who it is.", valueName: "column"))
    var id: String

    @Option(help: ArgumentHelp("The column of codes; code if not said.", valueName: "column"))
    var code: String?

    @Option(help: ArgumentHelp("The column of first days; start if not said.", valueName: "column"))
    var start: String?

    @Option(
        help: ArgumentHelp(
            "The column of last days, empty where it goes on; end if not said.", valueName: "column"
        ))
    var end: String?

    @Option(
        help: ArgumentHelp(
            "The columns of months: a pattern (Mon.YY, YYYY-MM), first..last, or a list with commas.",
            valueName: "columns"))
    var months: String?

    @Option(
        help: ArgumentHelp(
            "The month of the first of them, where their names do not say it.", valueName: "month"))
    var firstMonth: String?

    @Option(help: ArgumentHelp("The day whose state is asked for.", valueName: "day"))
    var at: String?

    @Option(help: ArgumentHelp("The first day of the window.", valueName: "day"))
    var from: String?

    @Option(help: ArgumentHelp("The last day of the window.", valueName: "day"))
    var to: String?

    @Option(
        help: ArgumentHelp(
            "How months are counted: month_end (the state on the last day) or days (of 30.4375).",
            valueName: "rule"))
    var monthsBy: String?

    @Option(
        help: ArgumentHelp(
            "Which of two activities holds: latest (began last) or participating (not NEET).",
            valueName: "rule"))
    var overlap: String?

    @Option(help: ArgumentHelp("The day that the data were extracted.", valueName: "day"))
    var extractDate: String?

    @Option(
        help: ArgumentHelp(
            "The day of a prediction, after which the outcome must begin.", valueName: "day"))
    var predictionDate: String?

    @Option(
        help: ArgumentHelp(
            "A file with a row for each person who counts; without a record they are not known.",
            valueName: "file"))
    var cohort: String?

    @Option(
        help: ArgumentHelp(
            "A column of the cohort or the data whose levels are groups.", valueName: "column"))
    var by: String?

    @Option(help: ArgumentHelp("Write a row for each person to this file.", valueName: "file"))
    var persons: String?

    @Option(help: "What the people are called in sentences.")
    var people: String?

    @Option(help: "The coverage of intervals.")
    var confidence: Double?

    @Option(
        help: "Whose words the result is told in: analyst (figures and bounds) or practitioner.")
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
            guard case .outcome(let plan) = plan else { return "" }
            return try Runner().run(plan).rendered(as: output.chosen, isBold: output.isBold)
        }
    }

    /// The plan that the arguments are.
    private func plan() throws -> AnalysisPlan {
        var keys = reading.keys
        keys["analysis"] = .text("outcome")
        keys.merge(try combining.keys()) { $1 }
        keys["data"] = data.count == 1 ? .text(data[0]) : .list(data.map { .text($0) })
        let texts: [(String, String?)] = [
            ("codes", codes), ("id", id), ("code", code), ("start", start), ("end", end),
            ("months", months), ("first_month", firstMonth), ("at", at), ("from", from),
            ("to", to), ("months_by", monthsBy), ("overlap", overlap),
            ("extract_date", extractDate), ("prediction_date", predictionDate),
            ("cohort", cohort), ("by", by), ("persons", persons), ("people", people),
            ("audience", audience?.rawValue),
        ]
        for (key, text) in texts {
            if let text { keys[key] = .text(text) }
        }
        if let confidence { keys["confidence"] = .number(confidence) }
        if let kinds = try TypeOption.kinds(types) { keys["type"] = kinds }
        if let threads { keys["threads"] = .number(Double(threads)) }
        return try AnalysisPlan(.object(keys))
    }
}
