import Distributions
import FoundationEssentials
import GeneralizedLinearModels
import ModelFormula
import ModelValidation
import Tables

extension Runner {
    /// Says how good a model's risks are, where, and for whom.
    ///
    /// - Parameter progress: is told in words how far long work is.
    public func run(
        _ plan: ValidatePlan, progress: @escaping (String) -> Void = { _ in }
    ) throws(AnalysisError) -> ResultFrame<ValidationResult> {
        switch plan.subject {
        case .model(let path): try validateModel(plan, path, progress)
        case .formula(let formula): try validateFormula(plan, formula, progress)
        }
    }

    /// A kept model on cases that it was not fitted to.
    private func validateModel(
        _ plan: ValidatePlan, _ path: String, _ progress: (String) -> Void
    ) throws(AnalysisError) -> ResultFrame<ValidationResult> {
        let model = try Self.loadModel(resolve(path), named: path)
        var options = plan.options
        // Columns have the kinds that the model knows.
        for column in model.columns where options.kinds[column.name] == nil {
            options.kinds[column.name] = column.kind
        }
        let prepared = try source.data(options)
        return try translatingErrors(plan) {
            let table = try Self.derived(prepared.table, model.derivations ?? [])
            try ValidationParts.check(plan, table)
            let found = try ValidatedCases(
                model, path: path, table, cluster: plan.cluster, confidence: plan.confidence)
            try Self.requireBoth(found)
            return frame(
                plan, prepared, try unseen(plan, model, found, table, design: "new_data"), found)
        }
    }

    /// What is told of a model by cases that it was not fitted to.
    private func unseen(
        _ plan: ValidatePlan, _ model: FittedModel, _ found: ValidatedCases, _ table: Table,
        design: String
    ) throws -> ValidationResult {
        let parts = try ValidationParts(
            plan, found, table, points: points(plan), threads: threads(plan))
        var result = parts.result(design: design, formula: model.formula, risks: "new_data")
        result.figures = parts.figures()
        let refit = try? Self.refit(model.formula, table, rows: found.rows)
        result.recalibration = Self.recalibration(found.cases, refit, plan.confidence)
        return result
    }

    /// A formula fitted to earlier cases, on later ones.
    private func validateLater(
        _ plan: ValidatePlan, _ formula: String, time: String, until moment: String,
        _ prepared: PreparedData
    ) throws -> ResultFrame<ValidationResult> {
        let split = try TimeSplit(prepared.table, by: time, until: moment)
        let earlier = prepared.table.selecting(split.earlier)
        let fit = try GLM(threads: threads(plan)).fit(
            ModelFrame(
                Formula(parsing: formula), table: earlier, response: .binary,
                cluster: plan.cluster))
        let model = try FittedModel(
            fit, FittedModel.Origins(engineVersion: engineVersion, table: earlier))
        let later = prepared.table.selecting(split.later)
        let found = try ValidatedCases(
            model, path: formula, later, cluster: plan.cluster, confidence: plan.confidence)
        try Self.requireBoth(found)
        var result = try unseen(plan, model, found, later, design: "temporal")
        result.fittedTo = fit.caseCount
        var excluded: [String: RowExclusion] = [:]
        for one in split.exclusions + fit.dataFrame.exclusions + found.exclusions {
            let key = one.code + "\n" + one.column
            excluded[key] = RowExclusion(
                code: one.code, column: one.column, rows: one.rows + (excluded[key]?.rows ?? 0))
        }
        return frame(
            plan, prepared, result, rowsUsed: fit.dataFrame.rowCount + found.rows.count,
            excluded.values.sorted { ($0.code, $0.column) < ($1.code, $1.column) })
    }

    /// A formula on the cases that it is fitted to, by samples and folds of them.
    private func validateFormula(
        _ plan: ValidatePlan, _ text: String, _ progress: @escaping (String) -> Void
    ) throws(AnalysisError) -> ResultFrame<ValidationResult> {
        let prepared = try source.data(plan.options)
        return try translatingErrors(plan) {
            let table = prepared.table
            try ValidationParts.check(plan, table)
            if let time = plan.time, let moment = plan.trainUntil {
                return try validateLater(plan, text, time: time, until: moment, prepared)
            }
            let formula = try Formula(parsing: text)
            let fit = try GLM(threads: threads(plan)).fit(
                ModelFrame(formula, table: table, response: .binary, cluster: plan.cluster))
            guard fit.frame.response.event != nil else {
                throw AnalysisError(
                    "outcome_type", "Risks are of an outcome of two levels.",
                    hint: "Validate a formula whose outcome is yes or no for each row.",
                    exitCode: .data)
            }
            let refits = try ModelRefits(fit, clusters: fit.frame.clusters, seed: plan.seed)
            let found = ValidatedCases(
                fit, refits, outcome: formula.outcome.map { "\($0)" } ?? "")
            let resampled = try ResampledFigures(
                plan, fit, refits, found.cases, threads: threads(plan), progress)
            let told = resampled.outOfFold.map { fold in
                ValidatedCases(found, fold.cases, places: fold.places)
            }
            let parts = try ValidationParts(
                plan, told ?? found, table, points: points(plan), threads: threads(plan))
            var result = parts.result(
                design: "resampling", formula: text,
                risks: told == nil ? "apparent" : "out_of_fold")
            result.nObs = found.cases.caseCount
            result.nEvents = found.cases.eventCount
            let apparent = try ValidationParts(
                plan, found, table, points: nil, threads: threads(plan))
            result.figures = resampled.corrected(
                apparent.figures(), heldOut: parts.figures())
            result.resampling = resampled.told
            let prevalence = found.cases.eventCount / found.cases.caseCount
            result.sampleSize =
                (try? ModelSampleSize(
                    prevalence: prevalence, parameters: max(1, fit.rank - 1)
                )).map { ValidationResult.SampleSize($0, cases: found.cases.caseCount) }
            return frame(plan, prepared, result, found)
        }
    }

    private func frame(
        _ plan: ValidatePlan, _ prepared: PreparedData, _ result: ValidationResult,
        _ found: ValidatedCases
    ) -> ResultFrame<ValidationResult> {
        frame(plan, prepared, result, rowsUsed: found.rows.count, found.exclusions)
    }

    private func frame(
        _ plan: ValidatePlan, _ prepared: PreparedData, _ result: ValidationResult,
        rowsUsed: Int, _ exclusions: [RowExclusion]
    ) -> ResultFrame<ValidationResult> {
        let data = prepared.summary(rowsUsed: rowsUsed, rowsExcluded: exclusions)
        let sentences = ValidationSentences(result: result, plan: plan)
        return ResultFrame(
            analysis: ValidatePlan.analysis, plan: .validate(plan), data: data, result: result,
            warnings: Warnings.excluded(data) + Warnings.ofValidation(result)
                + prepared.warnings(on: plan.by),
            shows: sentences.shows(to: plan.audience),
            doesNotShow: sentences.doesNotShow(to: plan.audience))
    }

    private func threads(_ plan: ValidatePlan) -> Int { plan.threads ?? Self.coreCount }

    private func points(_ plan: ValidatePlan) throws(AnalysisError) -> PointsScore? {
        guard let file = plan.points else { return nil }
        let path = try resolve(file)
        let bytes = try translatingErrors { try ByteSource(path: path).readAll() }
        do throws(PointsError) {
            return try PointsScore(json: bytes)
        } catch {
            throw AnalysisError(error, at: "/points")
        }
    }

    private static func requireBoth(_ found: ValidatedCases) throws(AnalysisError) {
        guard found.cases.hasBothOutcomes else {
            throw AnalysisError(
                "constant_outcome",
                "Of the \(NumberText.count(found.rows.count)) cases with a risk "
                    + (found.cases.eventCount > 0 ? "all" : "none")
                    + " had the outcome, so that nothing can be said of the model.",
                hint: "Validate on cases of both outcomes.", exitCode: .data)
        }
    }

    /// The formula fitted to the same rows; nil where it uses others or its estimates are infinite.
    private static func refit(_ formula: String, _ table: Table, rows: [Int]) throws -> (
        logOdds: [Double], coefficients: Int
    )? {
        let fit = try GLM().fit(
            ModelFrame(
                Formula(parsing: formula), table: table.selecting(rows), response: .binary))
        guard fit.frame.usedRows.count == rows.count, fit.isConverged else { return nil }
        let refits = try ModelRefits(fit, seed: 1)
        return (refits.linearPredictors, fit.rank)
    }

    private static func recalibration(
        _ cases: ScoredCases, _ refit: (logOdds: [Double], coefficients: Int)?,
        _ confidence: Double
    ) -> [ValidationResult.RecalibrationRow] {
        let ways = Recalibration(cases, refitted: refit, level: 1 - confidence)
        return ways.rows.map { row in
            ValidationResult.RecalibrationRow(
                step: row.step.rawValue, intercept: Figure(row.intercept),
                slope: Figure(row.slope), logLikelihood: Figure(row.logLikelihood),
                statistic: Figure(row.statistic), df: row.degreesOfFreedom,
                pValue: Figure(row.pValue?.value), log10P: Figure(row.pValue?.log10),
                brier: Figure(row.brier), chosen: row.step == ways.chosen)
        }
    }
}
