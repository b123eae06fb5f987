import FoundationEssentials
import GeneralizedLinearModels
import ModelFormula
import Tables

/// Runs plans: reads their data, computes, and says what came of it.
public struct Runner {
    let source: DataSource

    /// A runner for plans whose relative paths start at `folder`; at the working directory if nil.
    public init(folder: String? = nil) { source = DataSource(folder: folder) }

    /// The path of a file that a plan names.
    public func resolve(_ path: String) throws(AnalysisError) -> String {
        try source.resolve(path)
    }

    /// Fits a regression, and keeps the model where the plan says so.
    ///
    /// - Parameter progress: is told in words how far long work is.
    public func run(
        _ plan: FitPlan, progress: @escaping (String) -> Void = { _ in }
    ) throws(AnalysisError) -> ResultFrame<FitResult> {
        let modelPath = try modelPath(plan)
        let (prepared, frame) = try frame(plan, progress)
        defer { prepared.settle() }
        let table = prepared.table
        return try translatingErrors(plan) {
            var regression = GLM(
                family: plan.family, link: plan.link, dispersion: plan.dispersion,
                weightKind: plan.weightKind, threads: plan.threads ?? Self.coreCount)
            if let asked = plan.needingWholeCovariance {
                try regression.requireWholeCovariance(frame, for: asked)
                if frame.schemas.contains(where: { $0.levels.count >= GLM.eliminationPaysFrom }) {
                    progress("\(asked) takes every level by itself: of so many this may take long")
                }
            } else {
                regression.eliminatesFrom = GLM.eliminationPaysFrom
            }
            let fit = try regression.fit(frame)
            if let failure = frame.stored?.failure { throw failure }
            let robust = try plan.robust.map {
                try fit.covariance(of: $0, clusters: frame.clusters)
            }
            var result = FitResult(
                fit, confidence: plan.confidence, covariance: robust, cluster: plan.cluster,
                termTest: plan.termTest)
            if let failure = frame.stored?.failure { throw failure }
            if plan.interval == .profile {
                result.take(try fit.profileIntervals(confidence: plan.confidence))
            }
            let firth =
                try plan.hasFirth
                ? fit.firth() : frame.stored == nil ? fit.firthBesideInfinite() : nil
            if let firth { result.setBeside(firth) }
            if plan.hasFirth, let firth {
                result.firth = FirthResult(firth, confidence: plan.confidence)
            }
            try addEffects(plan, fit, robust, table, to: &result)
            if plan.checks { try result.addChecks(plan, fit, table) }
            if let failure = frame.stored?.failure { throw failure }
            if let asked = plan.bootstrap {
                result.bootstrap = try bootstrap(asked, plan, fit, progress)
            }
            if plan.verify {
                result.verification = FitResult.VerificationResult(try fit.verification())
            }
            try prepared.requireUnchanged()
            let data = prepared.summary(
                rowsUsed: fit.dataFrame.rowCount, rowsExcluded: fit.dataFrame.exclusions)
            if let modelPath {
                let origins = try origins(prepared, frame)
                let model =
                    if plan.hasFirth, let firth {
                        try FittedModel(firth, origins)
                    } else {
                        try FittedModel(fit, covariance: robust, origins)
                    }
                try WholeFile.write(JSONText.encode(model), to: modelPath)
            }
            let sparse = Set(result.sparseTests(events: fit.scarcerEvents).map(\.term))
            let sentences = FitSentences(
                result: result, data: data, confidence: plan.confidence, settings: regression,
                variables: VariableInWords.of(fit.frame), missingStates: frame.missingStates,
                contrasts: plan.contrast.compactMap { FitPlan.comparison($0) }, by: plan.by,
                oneSided: plan.audience == .practitioner
                    && result.coefficients.contains { $0.status == "infinite" }
                    ? OneSidedLevel.of(fit.frame, caseCount: fit.caseCount) : [], sparse: sparse)
            return ResultFrame(
                analysis: "fit", plan: .fit(plan), data: data, result: result,
                warnings: Warnings.of(
                    fit, data, robust, sparse: sparse, hasScoreTests: plan.termTest == .score)
                    + Warnings.ofTests(fit, result)
                    + Warnings.clusters(fit, robust, plan, table)
                    + Warnings.withoutTerms(fit, result)
                    + Warnings.ofEffects(result, by: plan.by) + Warnings.ofChecks(result)
                    + Warnings.ofBootstrap(result)
                    + prepared.warnings(on: frame.missing.map(\.column)),
                shows: sentences.shows(to: plan.audience),
                doesNotShow: sentences.doesNotShow(to: plan.audience))
        }
    }

    /// The rows of a fit, in memory or in a scratch file.
    private func frame(
        _ plan: FitPlan, _ progress: @escaping (String) -> Void
    ) throws(AnalysisError) -> (PreparedData, ModelFrame) {
        if let memory = plan.memory {
            let read = try StoredReading(plan, memory, source, progress: progress)
            return (read.prepared, read.frame)
        }
        let prepared = try source.dataWhileHashing(plan.options)
        do throws(AnalysisError) {
            return (prepared, try frame(plan, prepared.table))
        } catch {
            prepared.settle()
            throw error
        }
    }

    private func frame(_ plan: FitPlan, _ table: Table) throws(AnalysisError) -> ModelFrame {
        try translatingErrors(plan) {
            let formula = try Formula(parsing: plan.formula)
            return try ModelFrame(
                formula, table: table, weights: plan.weights,
                weightsAreCounts: plan.weightKind == .frequency, missing: plan.missing,
                response: plan.response, trials: plan.trials, cluster: plan.cluster)
        }
    }

    /// As many threads as the machine lends this process.
    public static var coreCount: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }
}
