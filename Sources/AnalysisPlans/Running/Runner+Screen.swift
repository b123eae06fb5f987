import FactorScreening
import HypothesisTests
import ModelFormula
import Tables

extension Runner {
    /// Screens every candidate factor of a table against one outcome.
    public func run(_ plan: ScreenPlan) throws(AnalysisError) -> ResultFrame<ScreenResult> {
        let prepared = try source.data(plan.options)
        return try translatingErrors {
            var options = ScreeningOptions()
            options.candidates = plan.candidates
            options.exclude = plan.exclude
            options.adjust = plan.adjust
            options.needs = plan.needs
            options.correction = plan.correction
            options.support = plan.support
            options.confidence = plan.confidence
            options.toldKinds = Set(plan.options.kinds.keys)
            options.threads = plan.threads ?? Self.coreCount
            let screening: Screening
            do {
                screening = try Screening(of: prepared.table, outcome: plan.outcome, options)
            } catch let error as ScreeningError {
                throw AnalysisError(error)
            }
            let result = ScreenResult(screening)
            let data = prepared.summary(
                rowsUsed: screening.cases, rowsExcluded: screening.exclusions)
            let sentences = ScreenSentences(
                result: result, data: data, confidence: plan.confidence,
                correction: plan.correction, adjust: plan.adjust)
            return ResultFrame(
                analysis: "screen", plan: .screen(plan), data: data, result: result,
                warnings: Warnings.excluded(data)
                    + Self.warnings(screening)
                    + prepared.warnings(on: screening.factors.map(\.column)),
                shows: sentences.shows(to: plan.audience),
                doesNotShow: sentences.doesNotShow(to: plan.audience))
        }
    }

    private static func warnings(_ screening: Screening) -> [ResultWarning] {
        var warnings: [ResultWarning] = []
        let leaks = screening.factors.filter(\.suspectsLeakage).map(\.name)
        if !leaks.isEmpty {
            let one = leaks.count == 1
            warnings.append(
                ResultWarning(
                    "suspected_leakage",
                    "\(listed(leaks)) nearly \(one ? "determines" : "determine") the outcome (half "
                        + "or more of its deviance): leave out with exclude what is recorded with "
                        + "the outcome or after it.", terms: leaks))
        }
        let sparse = screening.factors.filter(\.isSparse).map(\.name)
        if !sparse.isEmpty {
            warnings.append(
                ResultWarning(
                    "small_expected_counts",
                    "\(listed(sparse)): too few cases for the approximations to be close (fewer "
                        + "than 5 expected in many cells, or than 10 events for each degree of "
                        + "freedom).", isNote: true, terms: sparse))
        }
        let rare = screening.factors.filter { $0.lumpedLevels > 0 }
        if !rare.isEmpty {
            warnings.append(
                ResultWarning(
                    "rare_levels",
                    "Levels with fewer than \(screening.options.rareBelow) cases are counted as "
                        + "one: "
                        + rare.map {
                            "\($0.lumpedLevels) of \($0.name) "
                                + "(\(NumberText.counted($0.lumpedCases, "case")))"
                        }.joined(separator: ", ") + ".", isNote: true, terms: rare.map(\.name)))
        }
        for identifier in screening.repeatedIdentifiers
        where identifier.column != screening.options.cluster {
            warnings.append(
                ResultWarning(
                    "repeated_id",
                    "\(NumberText.counted(identifier.rows, "row")) share a value of "
                        + "\(identifier.column) with another: "
                        + "cases of one family are more alike than others, so that p-values here "
                        + "are too small and intervals too narrow.", terms: [identifier.column]))
        }
        return warnings
    }

    private static func listed(_ names: [String]) -> String {
        names.count <= 5
            ? names.joined(separator: ", ")
            : names.prefix(4).joined(separator: ", ") + " and \(names.count - 4) more"
    }
}

extension AnalysisError {
    init(_ error: ScreeningError) {
        switch error {
        case .unknownColumn(let name, let key, let columns):
            self.init(
                "unknown_column", "There is no column named \"\(name)\".",
                hint: NearestNames.hint(for: name, among: columns), pointer: "/\(key)",
                exitCode: .data)
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
