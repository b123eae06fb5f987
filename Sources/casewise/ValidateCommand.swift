import AnalysisPlans
import ArgumentParser
import Reporting

/// `casewise validate`.
struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Say whether a model's risks are good enough to use, at the places there are.",
        discussion: """
            A kept model is validated on cases that it has not seen; a formula is fitted to
            the cases, and its figures are corrected by samples of them and told for
            folds that are held out, families whole.

              casewise validate m.json next-year.csv --places 40
              casewise validate 'neet ~ absence + looked_after' cases.csv --places 5% \\
                --cluster family_id --by sex,ethnicity
              casewise validate m.json new.csv --places 40 \\
                --against 'free_school_meals == "yes"' --points roni.json
              casewise validate 'neet ~ absence + sex' cases.csv --time cohort_year \
                --train-until 2023 --places 40
            """)

    @Argument(
        help: ArgumentHelp(
            "A file that fit --save-model wrote, or a formula.", valueName: "model|formula"))
    var subject: String

    @Argument(
        help:
            "The CSV file (or - for standard input); several files of the same columns are stacked."
    )
    var data: [String]

    @Option(
        help: ArgumentHelp(
            "The places there are: a number, or a share of the cases as 5%; several with commas.",
            valueName: "number"))
    var places: String?

    @Option(
        help: ArgumentHelp(
            "Columns of groups that figures are told for, at the first number of places.",
            valueName: "columns"))
    var by: String?

    @Option(
        help: ArgumentHelp(
            "A condition by which the same places would be offered; may stand several times.",
            valueName: "condition"))
    var against: [String] = []

    @Option(
        help: ArgumentHelp("A file of points that the model is compared with.", valueName: "file"))
    var points: String?

    @Option(
        help: ArgumentHelp(
            "Risks from which an offer would be made, for net benefit (1% to 50%).",
            valueName: "risks"))
    var thresholds: String?

    @Option(
        help: ArgumentHelp(
            "A column of families or other clusters, drawn and held out whole.",
            valueName: "column"))
    var cluster: String?

    @Option(
        help: ArgumentHelp(
            "Fit the formula to cases up to this date (or number) of --time, and judge it by later ones.",
            valueName: "date"))
    var trainUntil: String?

    @Option(
        help: ArgumentHelp("The column of dates or numbers of --train-until.", valueName: "column"))
    var time: String?

    @Option(
        help: ArgumentHelp("How many samples are drawn (200); 0 for none.", valueName: "number"))
    var replicates: Int?

    @Option(
        help: ArgumentHelp(
            "How many folds a formula is held out by (10); 0 for none.", valueName: "number"))
    var folds: Int?

    @Option(help: ArgumentHelp("How often the folds are dealt (5).", valueName: "number"))
    var repeats: Int?

    @Option(help: ArgumentHelp("The seed of samples and folds (1).", valueName: "number"))
    var seed: Int?

    @Option(help: "What the cases are called in sentences (young people).")
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
        try output.deliver(plan, formula: subject.contains("~") ? subject : nil) { plan in
            guard case .validate(let plan) = plan else { return "" }
            return try Validating.run(plan, Runner(), output)
                .rendered(as: output.chosen, isBold: output.isBold)
        }
    }

    /// The plan that the arguments are.
    private func plan() throws -> AnalysisPlan {
        var keys = reading.keys
        keys["analysis"] = .text("validate")
        keys.merge(try combining.keys()) { $1 }
        keys[subject.contains("~") ? "formula" : "model"] = .text(subject)
        keys["data"] = data.count == 1 ? .text(data[0]) : .list(data.map { .text($0) })
        for (key, listed) in [("places", places), ("thresholds", thresholds)] {
            if let listed { keys[key] = .list(Self.parts(listed).map { .text($0) }) }
        }
        if let by { keys["by"] = .list(PrevalenceCommand.columns(by).map { .text($0) }) }
        if !against.isEmpty { keys["against"] = .list(against.map { .text($0) }) }
        for (key, value) in [
            ("points", points), ("cluster", cluster), ("people", people),
            ("audience", audience?.rawValue), ("time", time), ("train_until", trainUntil),
        ] {
            if let value { keys[key] = .text(value) }
        }
        for (key, value) in [
            ("replicates", replicates), ("folds", folds), ("repeats", repeats), ("seed", seed),
            ("threads", threads),
        ] {
            if let value { keys[key] = .number(Double(value)) }
        }
        if let confidence { keys["confidence"] = .number(confidence) }
        if let kinds = try TypeOption.kinds(types) { keys["type"] = kinds }
        return try AnalysisPlan(.object(keys))
    }

    private static func parts(_ text: String) -> [String] {
        text.split(separator: ",", omittingEmptySubsequences: false).map {
            $0.filter { !$0.isWhitespace }
        }
    }
}

/// Runs a validation, telling a terminal how far it is.
enum Validating {
    static func run(
        _ plan: ValidatePlan, _ runner: Runner, _ output: OutputOptions
    ) throws -> ResultFrame<ValidationResult> {
        let progress = output.progress
        defer { progress.finish() }
        return try runner.run(plan) { progress.tell($0) }
    }
}
