import FoundationEssentials
import GeneralizedLinearModels
import HypothesisTests
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

    /// Tests one hypothesis.
    public func run(_ plan: TestPlan) throws(AnalysisError) -> ResultFrame<TableTestResult> {
        let (table, sha256) = try source.table(plan.options)
        return try translatingErrors {
            let formula = try Formula(parsing: plan.formula)
            let counts = try CrossTabulation(
                formula, table: table, weights: plan.weights,
                threads: plan.threads ?? Self.coreCount)
            let analysis: TwoWayAnalysis
            do {
                analysis = try TwoWayAnalysis(
                    of: ContingencyTable(
                        rowLabels: counts.rowLabels, columnLabels: counts.columnLabels,
                        counts: counts.counts), event: counts.event, reference: counts.reference,
                    confidence: plan.confidence)
            } catch {
                throw AnalysisError(
                    "table", "The counts cannot be analysed: \(error).",
                    hint: "Look at the table's levels and weights.", exitCode: .data)
            }
            let result = TableTestResult(counts, analysis)
            let data = DataSummary(
                source: plan.options.data, sha256: sha256, rows: table.rowCount,
                rowsUsed: counts.rowCount, rowsExcluded: counts.exclusions)
            let sentences = TestSentences(
                result: result, data: data, confidence: plan.confidence,
                groupName: counts.groupName)
            return ResultFrame(
                analysis: "test", plan: .test(plan), data: data, result: result,
                warnings: Warnings.of(counts, analysis, data)
                    + Warnings.reading(table, counts.missing.map(\.column)),
                shows: sentences.shows,
                doesNotShow: sentences.doesNotShow)
        }
    }

    /// Fits a logistic regression, and keeps the model where the plan says so.
    public func run(_ plan: FitPlan) throws(AnalysisError) -> ResultFrame<FitResult> {
        let (table, sha256) = try source.table(plan.options)
        let modelPath = try plan.saveModel.map { path throws(AnalysisError) in
            try source.resolve(path)
        }
        if let modelPath {
            try WholeFile.requireApart(modelPath, [try source.resolve(plan.options.data)])
        }
        return try translatingErrors {
            let formula = try Formula(parsing: plan.formula)
            let frame = try ModelFrame(formula, table: table, weights: plan.weights)
            let regression = LogisticRegression(
                weightKind: plan.weightKind, threads: plan.threads ?? Self.coreCount)
            let fit = try regression.fit(frame)
            let result = FitResult(fit, confidence: plan.confidence)
            let data = DataSummary(
                source: plan.options.data, sha256: sha256, rows: table.rowCount,
                rowsUsed: frame.rowCount, rowsExcluded: frame.exclusions)
            if let modelPath {
                let model = try FittedModel(fit, engineVersion: engineVersion)
                try WholeFile.write(JSONText.encode(model), to: modelPath)
            }
            let sentences = FitSentences(
                result: result, data: data, confidence: plan.confidence,
                variables: VariableInWords.of(frame))
            return ResultFrame(
                analysis: "fit", plan: .fit(plan), data: data, result: result,
                warnings: Warnings.of(fit, data)
                    + Warnings.reading(table, frame.missing.map(\.column)),
                shows: sentences.shows,
                doesNotShow: sentences.doesNotShow)
        }
    }

    /// As many threads as the machine lends this process.
    static var coreCount: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }
}
