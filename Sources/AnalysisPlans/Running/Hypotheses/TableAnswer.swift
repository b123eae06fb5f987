import HypothesisTests
import ModelFormula
import Tables

extension Runner {
    /// A category between the levels of a category.
    static func tableAnswer(_ plan: TestPlan, _ formula: Formula, _ table: Table) throws
        -> HypothesisAnswer
    {
        if plan.cluster != nil || plan.samplingWeights != nil {
            return try clusteredTableAnswer(plan, formula, table)
        }
        let read = try CrossTabulation(
            formula, table: table, weights: plan.frequencies, threads: plan.threads ?? coreCount)
        let (counts, order) = try ordered(read, by: plan)
        let analysis: TwoWayAnalysis
        do {
            analysis = try TwoWayAnalysis(
                of: ContingencyTable(
                    rowLabels: counts.rowLabels, columnLabels: counts.columnLabels,
                    counts: counts.counts), event: counts.event, reference: counts.reference,
                confidence: plan.confidence, order: order, simulation: plan.simulation)
        } catch {
            throw AnalysisError(
                "table", "The counts cannot be analysed: \(error).",
                hint: "Look at the table's levels and weights.", exitCode: .data)
        }
        let counted = HypothesisResult.CountTable(counts)
        let result = HypothesisResult(counts, counted, analysis)
        return HypothesisAnswer(
            result: result, rowsUsed: counts.rowCount, exclusions: counts.exclusions,
            warnings: Warnings.of(counts, analysis) + Warnings.simulated(analysis.tests)
                + Warnings.nothingDrawn(plan, analysis.tests)
                + Warnings.sides(result, plan.confidence)
        ) { data in
            TableSentences(
                result: result, table: counted, data: data, confidence: plan.confidence,
                groupName: counts.groupName, isOrderDeclared: order.isDeclared)
        }
    }

    /// The counts in the declared order of their levels, and the scores of those that have one:
    /// 1, 2, 3, ... where it was declared, the levels themselves where they are numbers.
    private static func ordered(
        _ read: CrossTabulation, by plan: TestPlan
    ) throws(AnalysisError) -> (CrossTabulation, TableOrder) {
        let rowNames = [read.groupName, read.rowVariable]
        try plan.requireOrders(of: [read.groupName, read.columnVariable])
        let rows = try plan.places(
            of: read.rowLabels, named: rowNames, besides: read.unusedLevels)
        let columns = try plan.places(
            of: read.columnLabels, named: [read.columnVariable], besides: read.unusedLevels)
        let counts = read.rearranged(
            rows: rows ?? Array(read.rowLabels.indices),
            columns: columns ?? Array(read.columnLabels.indices))
        var order = TableOrder(
            rowScores: counts.rowScores, columnScores: counts.columnScores,
            isDeclared: rows != nil || columns != nil)
        if rows != nil { order.rowScores = TableOrder.steps(counts.rowLabels.count) }
        if columns != nil { order.columnScores = TableOrder.steps(counts.columnLabels.count) }
        return (counts, order)
    }
}
