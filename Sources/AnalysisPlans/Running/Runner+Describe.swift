import DataDescription
import Tables

extension Runner {
    /// Describes a file: what is in it, and what in it asks for a look.
    public func run(_ plan: DescribePlan) throws(AnalysisError) -> ResultFrame<DescribeResult> {
        let prepared = try source.data(plan.options)
        let table = prepared.table
        let description = TableDescription(
            of: table, extractDate: plan.extractDate, toldKinds: Set(plan.options.kinds.keys),
            threads: plan.threads ?? Self.coreCount)
        let result = DescribeResult(description, plan: plan)
        let data = prepared.summary(rowsUsed: table.rowCount, rowsExcluded: [])
        let sentences = DescribeSentences(
            result: result, table: description, missingWords: plan.options.missingWords.count)
        // What the reading was noted for is among the findings.
        var warnings = prepared.joinWarnings
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
