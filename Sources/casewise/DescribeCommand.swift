import AnalysisPlans
import ArgumentParser
import Reporting

/// `casewise describe`.
struct DescribeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Say what is in a file, what is missing, what looks odd, and what to do next.",
        discussion: """
            Values of identifiers and of free text are never shown. The CSV output
            has a row for each column.

              casewise describe cases.csv
              casewise describe cases.csv --na-words=NA,-99 --type ward=category
              casewise describe cases.csv --extract-date 2024-03-31 --json
            """)

    @Argument(
        help:
            "The CSV file (or - for standard input); several files of the same columns are stacked."
    )
    var data: [String]

    @Option(
        help: ArgumentHelp(
            "The day that the data were extracted, as 2024-05-31: later days are in the future.",
            discussion: "Today if not said.", valueName: "day"))
    var extractDate: String?

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
            guard case .describe(let plan) = plan else { return "" }
            return try Runner().run(plan).rendered(as: output.chosen, isBold: output.isBold)
        }
    }

    /// The plan that the arguments are.
    private func plan() throws -> AnalysisPlan {
        var keys = reading.keys
        keys["analysis"] = .text("describe")
        keys.merge(try combining.keys()) { $1 }
        keys["data"] = data.count == 1 ? .text(data[0]) : .list(data.map { .text($0) })
        if let extractDate { keys["extract_date"] = .text(extractDate) }
        if let kinds = try TypeOption.kinds(types) { keys["type"] = kinds }
        if let threads { keys["threads"] = .number(Double(threads)) }
        return try AnalysisPlan(.object(keys))
    }
}
