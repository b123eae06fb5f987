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
            let data = try Self.levels(plan, table)
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
                        rows: without, cases: data.frequencies == nil ? nil : counting.casesUnused))
            }
            var summary = prepared.summary(rowsUsed: used, rowsExcluded: excluded)
            summary.cases = plan.count.flatMap { table.caseCount(in: $0) }
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

    /// The levels of all columns; an error points at the key that names what cannot be had.
    private static func levels(_ plan: PrevalencePlan, _ table: Table) throws -> LevelColumns {
        func read(_ columns: [String], _ by: String?, _ cluster: String?, _ count: String?)
            throws(FormulaError) -> LevelColumns
        {
            try LevelColumns(
                columns, groups: by.map { [$0] } ?? [], clusters: cluster.map { [$0] } ?? [],
                table: table, frequencies: count, toldReal: plan.toldReal)
        }
        do {
            return try read(plan.columns, plan.by, plan.cluster, plan.count)
        } catch {
            for column in plan.columns {
                do { _ = try read([column], nil, nil, nil) } catch {
                    throw pointed(error, column, "/column")
                }
            }
            if let by = plan.by {
                do { _ = try read([], by, nil, nil) } catch { throw pointed(error, by, "/by") }
            }
            if let cluster = plan.cluster {
                do { _ = try read([], nil, cluster, nil) } catch {
                    throw pointed(error, cluster, "/cluster")
                }
            }
            throw pointed(error, plan.count ?? "", "/count")
        }
    }

    private static func pointed(
        _ error: FormulaError, _ text: String, _ pointer: String
    ) -> AnalysisError {
        var pointed = AnalysisError(error, in: text, at: pointer)
        // The expression was read behind "~ ".
        pointed.position = error.position.flatMap { $0 > 2 ? $0 - 2 : nil }
        if pointed.position == nil { pointed.expression = nil }
        if error.code == .outcome || error.code == .weights { pointed.exitCode = .data }
        return pointed
    }
}
