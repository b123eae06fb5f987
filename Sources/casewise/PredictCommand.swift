import AnalysisPlans
import ArgumentParser
import Glibc
import Reporting

/// `casewise predict`.
struct PredictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "predict",
        abstract: "Give a saved model's probability, with its interval, for each row of a file.",
        discussion: """
            One row comes out for each row in, in file order; where there is no
            probability the status says why. Memory does not grow with the file.

              casewise predict fit.json new-cases.csv --id person_id --format csv
              casewise predict fit.json new-cases.csv --audience practitioner

            Columns that fit derived (--derive) are derived here by themselves; a
            file that it joined is joined here as well:

              casewise predict fit.json new-cases.csv --join wards.csv --on ward
            """)

    @Argument(help: "The file that fit --save-model wrote.")
    var model: String

    @Argument(help: "The CSV file (or - for standard input).")
    var data: String

    @Option(help: ArgumentHelp("Copy this column beside each prediction.", valueName: "column"))
    var id: String?

    @Option(help: "The coverage of intervals.")
    var confidence: Double?

    @Option(
        help: ArgumentHelp(
            "Whose words the sentences are: analyst or practitioner.", valueName: "audience"))
    var audience: Audience?

    @OptionGroup var combining: CombiningOptions
    @OptionGroup var reading: ReadingOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try output.telling {
            var keys = reading.keys
            keys.merge(try combining.keys()) { $1 }
            keys["analysis"] = .text("predict")
            keys["model"] = .text(model)
            keys["data"] = .text(data)
            if let id { keys["id"] = .text(id) }
            if let audience { keys["audience"] = .text(audience.rawValue) }
            if let confidence { keys["confidence"] = .number(confidence) }
            let asked = try AnalysisPlan(.object(keys))
            guard case .predict(let plan) = asked else { return }
            let sink = try output.sink(
                whole: output.chosen == .json, apartFrom: asked.files)
            try Predicting.write(
                plan, Runner(), as: output.chosen, to: sink, isBold: output.isBold)
            try sink.finish()
        }
    }
}

/// Runs a prediction and writes it as it comes, telling a terminal how far it is.
enum Predicting {
    static func write(
        _ plan: PredictPlan, _ runner: Runner, as format: OutputFormat, to sink: OutputSink,
        isBold: Bool, isPart: Bool = false
    ) throws {
        var writer = PredictionWriter(
            format, to: sink, idColumn: plan.id, isBold: isBold, isPart: isPart)
        let isWatched = isatty(STDERR_FILENO) == 1 && isatty(STDOUT_FILENO) == 0
        let frame = try runner.run(
            plan,
            progress: { rows in
                if isWatched { Failure.show("\r\(NumberText.count(rows)) rows") }
            }, emit: { try writer.write($0) })
        if isWatched { Failure.show("\n") }
        try writer.finish(frame)
    }
}
