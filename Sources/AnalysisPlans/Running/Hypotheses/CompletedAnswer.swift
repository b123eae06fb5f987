import DataDescription
import HypothesisTests
import ModelFormula
import Tables

extension Runner {
    /// An answer with what every shape may have beside it: a margin, and a warning of cases that
    /// share an identifier although no cluster was told.
    static func completed(
        _ answer: HypothesisAnswer, _ plan: TestPlan, _ table: Table
    ) throws -> HypothesisAnswer {
        var answer = answer
        if plan.cluster == nil {
            answer.warnings += repeatedIdentifiers(answer.result, plan, table)
        } else if answer.result.cluster == nil, answer.result.survival == nil {
            throw AnalysisError(
                "plan_value",
                "How two numbers go together is not told by clusters.",
                hint: "Leave cluster out, or compare groups: absence ~ (gcse_passes >= 5).",
                pointer: "/cluster")
        }
        if let margin = plan.margin {
            let part = try marginPart(plan, margin, answer.result)
            answer.result.margin = part
            let (inner, result) = (answer.sentences, answer.result)
            answer.sentences = { data in
                MarginSentences(
                    inner: inner(data), margin: part, group: result.group.value ?? result.outcome,
                    confidence: plan.confidence)
            }
        }
        return answer
    }

    /// A warning where a column that tells people or families apart repeats among the rows used.
    private static func repeatedIdentifiers(
        _ result: HypothesisResult, _ plan: TestPlan, _ table: Table
    ) -> [ResultWarning] {
        // A row of counted data is no case.
        guard result.survival == nil, plan.frequencies == nil else { return [] }
        let columns = result.missing.compactMap { table[$0.column] }
        let isComplete = columns.allSatisfy { $0.validity.isComplete }
        let rows =
            isComplete
            ? nil
            : (0..<table.rowCount).filter { row in columns.allSatisfy { $0.validity[row] } }
        let found = RepeatedIdentifiers.find(
            in: table, rows: rows, apart: Set(columns.map(\.name)))
        guard let first = found.first else { return [] }
        let name = CommandText.argument(first.column)
        let takesClusters =
            result.design != "correlation" && (result.measures?.count ?? 0) < 3
        return [
            ResultWarning(
                "repeated_id",
                "\(NumberText.count(first.rows)) rows share "
                    + "\(NumberText.counted(first.values, "value")) of \(first.column). Cases "
                    + "that share one are alike, so that intervals and p-values here may be too small"
                    + (takesClusters ? ": say --cluster \(name)." : "."),
                terms: found.map(\.column))
        ]
    }
}
