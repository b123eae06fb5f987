import FactorScreening
import HypothesisTests
import ModelFormula
import Tables

extension Runner {
    /// Screens every candidate factor of a table against one outcome.
    ///
    /// - Parameter progress: is told in words, before each step, what is being done.
    public func run(
        _ plan: ScreenPlan, progress: (String) -> Void = { _ in }
    ) throws(AnalysisError) -> ResultFrame<ScreenResult> {
        // Whatever takes long comes after what can be refused at once.
        if let options = plan.registration {
            try RegisterFile(path: try source.resolve(options.register)).requireReady()
        }
        progress("reading \(plan.options.data)")
        let prepared = try source.data(plan.options)
        return try translatingErrors {
            var options = ScreeningOptions()
            options.candidates = plan.candidates
            options.exclude = plan.exclude
            options.adjust = plan.adjust
            options.needs = plan.needs
            options.cluster = plan.cluster
            options.count = plan.count
            options.derivations = prepared.derivations
            options.correction = plan.correction
            options.support = plan.support
            options.confidence = plan.confidence
            options.toldKinds = Set(plan.options.kinds.keys)
            options.threads = plan.threads ?? Self.coreCount
            let screening: Screening
            do {
                screening = try Screening(of: prepared.table, outcome: plan.outcome, options) {
                    switch $0 {
                    case .candidate(let name, let number, let count):
                        progress("candidate \(number) of \(count): \(name.prefix(40))")
                    case .together: progress("what goes together")
                    }
                }
            } catch ScreeningError.adjustment(let error) {
                var refusal = AnalysisError(error, in: plan.adjust ?? "", at: "/adjust")
                if error.isOfData { refusal.exitCode = .data }
                throw refusal
            } catch let error as ScreeningError {
                throw AnalysisError(error)
            } catch let error as FormulaError {
                var refusal = AnalysisError(error, options: plan.columnOptions)
                // A screen has an outcome and no formula.
                if refusal.pointer == "/formula" { refusal.pointer = "/outcome" }
                throw refusal
            }
            let result = ScreenResult(screening)
            let data = prepared.summary(
                rowsUsed: screening.rows, rowsExcluded: screening.exclusions)
            let sentences = ScreenSentences(
                result: result, data: data, confidence: plan.confidence,
                correction: plan.correction, adjust: plan.adjust,
                areNamed: plan.needs != nil)
            var frame = ResultFrame(
                analysis: "screen", plan: .screen(plan), data: data, result: result,
                warnings: Warnings.excluded(data)
                    + ScreenWarnings(screening: screening).all
                    + prepared.warnings(on: screening.factors.map(\.column)),
                shows: sentences.shows(to: plan.audience),
                doesNotShow: sentences.doesNotShow(to: plan.audience))
            try enter(&frame, plan)
            return frame
        }
    }
}

extension AnalysisError {
    init(_ error: ScreeningError) {
        switch error {
        case .unknownColumn(let name, let key, let columns):
            self.init(
                "unknown_column", "There is no column named \"\(name)\".",
                hint: NearestNames.hint(for: name, among: columns), pointer: "/\(key)")
        case .adjustment(let error): self.init(error)
        case .notACandidate(let name, let reason):
            self.init(
                "not_a_candidate",
                "\"\(name)\" cannot be a candidate: \(ScreenSentences.reason(reason.rawValue)).",
                hint: "Leave it out of candidates.", pointer: "/candidates", exitCode: .data)
        case .needOfNumbers(let name):
            self.init(
                "need_of_numbers", "\"\(name)\" holds numbers; needs are levels.",
                hint: "Derive a condition: --derive 'high_\(name) = \(name) >= ...'.",
                pointer: "/needs", exitCode: .data)
        case .tooManyNeeds(let count):
            self.init(
                "too_many_needs",
                "The needs have \(count) levels in all; at most \(ScreeningOptions.mostNeeds) are "
                    + "looked at.", hint: "Name fewer columns with needs.", pointer: "/needs",
                exitCode: .data)
        case .emptyCluster(let name):
            self.init(
                "cluster", "\"\(name)\" has no value in any row.",
                hint: "Name the column that says which cases are of one family.",
                pointer: "/cluster", exitCode: .data)
        case .clusterBesideAdjustment:
            self.init(
                "plan_value", "Clusters are not allowed for beside an adjustment set.",
                hint: "Leave one of them out.", pointer: "/cluster")
        case .tooManyCases:
            self.init(
                "too_many_cases",
                "The counts come to more than \(NumberText.count(ScreeningOptions.mostCases)) cases.",
                hint: "Screen a part of them with filter.", pointer: "/count", exitCode: .data)
        case .constantOutcome(let level, let rows):
            self.init(
                "constant_outcome",
                "The outcome is \"\(level)\" in all \(NumberText.counted(rows, "row")) that have "
                    + "one.", hint: "A screen needs cases with the event and cases without it.",
                pointer: "/outcome", exitCode: .data)
        case .noCandidate:
            self.init(
                "no_candidate", "No column is left that could be a candidate.",
                hint: "describe says what each column is for.", exitCode: .data)
        case .confidence(let level):
            self.init(
                "plan_value", "The confidence \(level) does not lie between 0 and 1.",
                pointer: "/confidence")
        }
    }
}
