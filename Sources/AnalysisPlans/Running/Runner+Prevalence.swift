import HypothesisTests
import ModelFormula
import Tables

extension Runner {
    /// Counts how common something is, overall and by group.
    public func run(_ plan: PrevalencePlan) throws(AnalysisError)
        -> ResultFrame<PrevalenceResult>
    {
        let prepared = try source.data(plan.options)
        let table = prepared.table
        return try translatingErrors {
            let data = try LevelColumns(
                plan.columns, groups: plan.by.map { [$0] } ?? [],
                clusters: plan.cluster.map { [$0] } ?? [], table: table,
                frequencies: plan.count, toldReal: plan.toldReal)
            let counting = PrevalenceCount(plan, data)
            try counting.check()
            let result = try counting.result()
            let used = counting.rowsUsed
            var excluded = data.exclusions
            let without = data.isUsed.lazy.filter { $0 }.count - used
            if without > 0 {
                excluded.append(
                    RowExclusion(
                        code: "missing", column: plan.columns.joined(separator: ", "),
                        rows: without))
            }
            let summary = prepared.summary(rowsUsed: used, rowsExcluded: excluded)
            let sentences = PrevalenceSentences(
                result: result, confidence: plan.confidence, data: summary)
            let columns = (data.asked + data.beside).flatMap(\.columns)
            return ResultFrame(
                analysis: "prevalence", plan: .prevalence(plan), data: summary, result: result,
                warnings: Warnings.excluded(summary) + counting.warnings(table)
                    + prepared.warnings(on: columns + (plan.count.map { [$0] } ?? [])),
                shows: sentences.shows(to: plan.audience),
                doesNotShow: sentences.doesNotShow(to: plan.audience))
        }
    }
}
