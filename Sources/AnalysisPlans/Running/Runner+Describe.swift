import DataDescription
import Tables

extension Runner {
    /// Describes a file: what is in it, and what in it asks for a look.
    public func run(_ plan: DescribePlan) throws(AnalysisError) -> ResultFrame<DescribeResult> {
        let (table, sha256) = try source.table(plan.options)
        let description = TableDescription(
            of: table, extractDate: plan.extractDate, toldKinds: Set(plan.options.kinds.keys),
            threads: plan.threads ?? Self.coreCount)
        let result = DescribeResult(description, plan: plan)
        let data = DataSummary(
            source: plan.options.data, sha256: sha256, rows: table.rowCount,
            rowsUsed: table.rowCount, rowsExcluded: [])
        let sentences = DescribeSentences(
            result: result, table: description, missingWords: plan.options.missingWords.count)
        var warnings: [ResultWarning] = []
        if description.isComparisonCapped {
            warnings.append(
                ResultWarning(
                    "comparison_capped",
                    "Not every column of numbers was compared with every other: columns that nearly "
                        + "repeat others may be among those after the first "
                        + "\(NumberText.count(Thresholds.columnsCompared)).", isNote: true))
        }
        return ResultFrame(
            analysis: "describe", plan: .describe(plan), data: data, result: result,
            warnings: warnings, shows: sentences.shows, doesNotShow: sentences.doesNotShow)
    }
}
