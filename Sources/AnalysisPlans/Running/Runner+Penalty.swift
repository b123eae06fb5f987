import GeneralizedLinearModels
import ModelFormula
import Tables

extension Runner {
    /// Fits a regression under the penalty that a plan asks for.
    public func run(_ plan: FitPlan, under options: PenaltyOptions) throws(AnalysisError)
        -> ResultFrame<PenalizedResult>
    {
        let prepared = try source.data(plan.options)
        let modelPath = try modelPath(plan)
        return try translatingErrors(plan) {
            let formula = try Formula(parsing: plan.formula)
            let frame = try ModelFrame(
                formula, table: prepared.table, weights: plan.weights,
                weightsAreCounts: plan.weightKind == .frequency, missing: plan.missing,
                response: plan.response, trials: plan.trials)
            guard let penalty = options.penalty else {
                throw AnalysisError("plan_value", "\(options.alpha) is no share.", hint: nil)
            }
            let asked = PenalizedRegression(
                penalty: penalty, lambdas: options.lambda.map { [$0] },
                regression: GLM(
                    family: plan.family, link: plan.link, weightKind: plan.weightKind,
                    threads: plan.threads ?? Self.coreCount))
            let (path, index): (PenalizedPath, Int)
            var validated: CrossValidatedPath?
            if options.lambda == nil {
                let folds = try CrossValidationFolds(
                    outcome: frame.outcome, weights: frame.weights,
                    families: families(options, frame, prepared.table), count: options.folds,
                    seed: options.seed)
                let chosen = try asked.crossValidated(frame, folds: folds)
                (path, index, validated) = (chosen.path, chosen.index(options.rule), chosen)
            } else {
                (path, index) = (try asked.path(frame), 0)
            }
            let result = PenalizedResult(path, validated, at: index, options)
            if let modelPath {
                let model = try FittedModel(path, at: index, origins(prepared, frame))
                try WholeFile.write(JSONText.encode(model), to: modelPath)
            }
            let data = prepared.summary(
                rowsUsed: frame.rowCount, rowsExcluded: frame.exclusions)
            let sentences = PenaltySentences(result: result, data: data)
            return ResultFrame(
                analysis: "fit", plan: .fit(plan), data: data, result: result,
                warnings: warnings(result, frame, data)
                    + prepared.warnings(on: frame.missing.map(\.column)),
                shows: sentences.shows(to: plan.audience),
                doesNotShow: sentences.doesNotShow(to: plan.audience))
        }
    }

    /// A code for the family of each row used; a row without a value is one by itself.
    private func families(_ options: PenaltyOptions, _ frame: ModelFrame, _ table: Table)
        throws -> [Int]?
    {
        guard let cluster = options.cluster else { return nil }
        let columns = try LevelColumns([], clusters: [cluster], table: table)
        guard let codes = columns.beside.first?.codes else { return nil }
        return frame.usedRows.map { codes[$0] < 0 ? -1 - $0 : Int(codes[$0]) }
    }

    private func warnings(_ result: PenalizedResult, _ frame: ModelFrame, _ data: DataSummary)
        -> [ResultWarning]
    {
        var warnings = [
            ResultWarning("no_standard_errors", result.noStandardErrors, isNote: true)
        ]
        warnings += frame.notices.map {
            ResultWarning($0.code, $0.message, isNote: true, terms: $0.terms)
        }
        let aliased = result.coefficients.filter { $0.status == "aliased" }.map(\.term)
        if !aliased.isEmpty {
            warnings.append(
                ResultWarning(
                    "aliased_term",
                    "\(NumberText.counted(aliased.count, "column")) "
                        + "\(NumberText.verb(aliased.count, "says", "say")) nothing beside the "
                        + "others and \(NumberText.verb(aliased.count, "was", "were")) left out.",
                    terms: aliased))
        }
        if !result.glance.converged {
            warnings.append(
                ResultWarning(
                    "not_converged",
                    "The conditions of the minimum are met to "
                        + "\(NumberText.significant(result.glance.violation, 2)) only, where 1e-9 "
                        + "is asked for."))
        }
        return warnings
    }
}
