import AnalysisPlans
import ArgumentParser
import Reporting
import Tables

/// `casewise run`.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a plan, or a list of plans, from a JSON file.",
        discussion: """
            Paths in a plan are relative to the plan's own folder (from standard input:
            to the working directory); $CASEWISE_DATA/... names the folder of data kept
            outside. A list runs to its end and exits with the highest code.

              casewise run plan.json
              casewise run plan.json --data this-year.csv --json
              cat plan.json | casewise run - --format markdown --output report.md
            """)

    @Argument(help: "The plan (or - for standard input).")
    var plan: String

    @Option(
        help: ArgumentHelp("Put this file in the place of each plan's data.", valueName: "file"))
    var data: String?

    @OptionGroup var output: OutputOptions

    func run() throws {
        var worst = SystemExit.success
        try output.telling {
            let document = try PlanDocument(path: plan)
            let folder = plan == "-" ? nil : PlanDocument.folder(of: plan)
            switch document {
            case .one(let plan):
                try output.telling(formula: plan.formula) {
                    try requireKeptApart([replacingData(plan)], at: 0, Runner(folder: folder))
                    let sink = try output.sink(
                        whole: output.chosen == .json, apartFrom: files([plan]))
                    try write(replacingData(plan), Runner(folder: folder), to: sink)
                    try sink.finish()
                }
            case .list(let plans):
                worst = try writeList(plans, Runner(folder: folder))
            }
        }
        if worst != .success { throw ReportedFailure(code: worst) }
    }

    /// The plan file and the files of its plans, which no output may replace.
    private func files(_ plans: [AnalysisPlan]) throws -> [String] {
        let runner = Runner(folder: plan == "-" ? nil : PlanDocument.folder(of: plan))
        return [plan]
            + plans.flatMap { replacingData($0).files }.compactMap { try? runner.resolve($0) }
    }

    /// Refuses a model in the place of a plan, of data or a register that any plan reads, or of a model
    /// that a plan before keeps.
    private func requireKeptApart(_ plans: [AnalysisPlan?], at index: Int, _ runner: Runner)
        throws(AnalysisError)
    {
        guard let kept = plans[index]?.keptModel else { return }
        let others =
            plans.flatMap { $0?.lastingFiles ?? [] } + plans[..<index].compactMap { $0?.keptModel }
        do throws(AnalysisError) {
            let paths = [plan] + others.compactMap { try? runner.resolve($0) }
            try WholeFile.requireApart(try runner.resolve(kept), paths)
        } catch {
            var refusal = error
            if refusal.code == "same_file" { refusal.pointer = "/save_model" }
            throw refusal
        }
    }

    /// The plan with the data that the command line names, which lie in the working directory.
    private func replacingData(_ plan: AnalysisPlan) -> AnalysisPlan {
        guard let data else { return plan }
        var changed = plan
        changed.data = PlanDocument.fromWorkingDirectory(data)
        return changed
    }

    private func write(
        _ plan: AnalysisPlan, _ runner: Runner, to sink: OutputSink, isPart: Bool = false
    ) throws {
        switch plan {
        case .test(let plan):
            let frame = try runner.run(plan)
            try sink.write(
                frame.rendered(as: output.chosen, isBold: output.isBold, isPart: isPart))
        case .fit(let plan):
            if let penalty = plan.penalty {
                try sink.write(
                    runner.run(plan, under: penalty).rendered(
                        as: output.chosen, isBold: output.isBold, isPart: isPart))
                return
            }
            let frame = try Fitting.run(plan, runner, output)
            try sink.write(
                frame.rendered(as: output.chosen, isBold: output.isBold, isPart: isPart))
        case .describe(let plan):
            let frame = try runner.run(plan)
            try sink.write(
                frame.rendered(as: output.chosen, isBold: output.isBold, isPart: isPart))
        case .screen(let plan):
            let frame = try Screening.run(plan, runner, output)
            try sink.write(
                frame.rendered(as: output.chosen, isBold: output.isBold, isPart: isPart))
        case .register(let plan):
            let frame = try runner.run(plan)
            try sink.write(
                frame.rendered(as: output.chosen, isBold: output.isBold, isPart: isPart))
        case .power(let plan):
            let frame = try runner.run(plan)
            try sink.write(
                frame.rendered(as: output.chosen, isBold: output.isBold, isPart: isPart))
        case .prevalence(let plan):
            let frame = try runner.run(plan)
            try sink.write(
                frame.rendered(as: output.chosen, isBold: output.isBold, isPart: isPart))
        case .validate(let plan):
            let frame = try Validating.run(plan, runner, output)
            try sink.write(
                frame.rendered(as: output.chosen, isBold: output.isBold, isPart: isPart))
        case .outcome(let plan):
            let answer = try runner.run(plan)
            try sink.write(
                answer.rendered(as: output.chosen, isBold: output.isBold, isPart: isPart))
        case .export(let plan):
            let frame = try runner.run(plan)
            try sink.write(
                frame.rendered(as: output.chosen, isBold: output.isBold, isPart: isPart))
        case .predict(let plan):
            try Predicting.write(
                plan, runner, as: output.chosen, to: sink, isBold: output.isBold, isPart: isPart)
        }
    }

    /// Runs a list to its end; what fails stands as its error, and nothing half written stays.
    private func writeList(
        _ plans: [Result<AnalysisPlan, AnalysisError>], _ runner: Runner
    ) throws -> SystemExit {
        let format = output.chosen
        let sink = try output.sink(
            whole: true, apartFrom: files(plans.compactMap { try? $0.get() }))
        let known = plans.map { (try? $0.get()).map(replacingData) }
        var worst = SystemExit.success
        let brackets = ListBrackets(format)
        try sink.write(brackets.open)
        for (index, item) in plans.enumerated() {
            if index > 0 { try sink.write(brackets.between) }
            let place = try sink.place()
            var formula: String?
            do {
                let plan = try item.get()
                formula = plan.formula
                try requireKeptApart(known, at: index, runner)
                try write(replacingData(plan), runner, to: sink, isPart: true)
            } catch var error as AnalysisError {
                if error.code == "closed_pipe" || error.code == "write_failed" { throw error }
                try sink.cut(to: place)
                worst = max(worst, error.exitCode)
                if error.pointer?.hasPrefix("/\(index)") != true {
                    error.pointer = "/\(index)" + (error.pointer ?? "")
                }
                if format == .json {
                    try sink.write(JSONText.encode(["error": error]) + "\n")
                } else {
                    Failure.print("plan \(index + 1): " + Failure.text(error, formula: formula))
                    try sink.write(brackets.failure(error, plan: index + 1))
                }
            }
        }
        try sink.write(brackets.close)
        try sink.finish()
        return worst
    }
}

/// What stands around and between the results of a list.
private struct ListBrackets {
    let open: String
    let between: String
    let close: String
    private let format: OutputFormat

    /// What stands in the place of a plan that has no result.
    func failure(_ error: AnalysisError, plan: Int) -> String {
        FailurePage.render(error, plan: plan, as: format)
    }

    init(_ format: OutputFormat) {
        self.format = format
        switch format {
        case .json: (open, between, close) = ("[\n", ",\n", "]\n")
        case .html: (open, between, close) = (HTMLPage.opening, "<hr>\n", HTMLPage.closing)
        case .text:
            (open, between, close) = (
                "", "\n" + String(repeating: "=", count: 72) + "\n\n", ""
            )
        case .markdown: (open, between, close) = ("", "\n---\n\n", "")
        case .csv: (open, between, close) = ("", "\n", "")
        }
    }
}
