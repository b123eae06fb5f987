import HypothesisTests
import ModelFormula
import Tables

extension Runner {
    /// A category between the levels of a category.
    static func tableAnswer(_ plan: TestPlan, _ formula: Formula, _ table: Table) throws
        -> HypothesisAnswer
    {
        if let cluster = plan.cluster {
            return try clusteredTableAnswer(plan, formula, table, cluster: cluster)
        }
        let counts = try CrossTabulation(
            formula, table: table, weights: plan.frequencies, threads: plan.threads ?? coreCount)
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
        let counted = HypothesisResult.CountTable(counts)
        let result = HypothesisResult(counts, counted, analysis)
        return HypothesisAnswer(
            result: result, rowsUsed: counts.rowCount, exclusions: counts.exclusions,
            warnings: Warnings.of(counts, analysis)
        ) { data in
            TableSentences(
                result: result, table: counted, data: data, confidence: plan.confidence,
                groupName: counts.groupName)
        }
    }
}
