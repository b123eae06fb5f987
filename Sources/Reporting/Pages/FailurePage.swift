import AnalysisPlans

/// What stands in the place of a result that a list of plans has not.
public enum FailurePage {
    /// The error of one plan, in a format of which results are parts.
    public static func render(
        _ error: AnalysisError, plan: Int, as format: OutputFormat
    ) -> String {
        if format == .csv {
            return CSVRenderer.render(
                ["plan", "error", "message", "hint"],
                [["\(plan)", error.code, error.message, error.hint]])
        }
        var report = Report()
        report.blocks = [.title("Plan \(plan) has no result")]
        report.blocks += [error.message, error.hint].compactMap { $0.map { .paragraph($0) } }
        return rendered(report, as: format, isBold: false, isPart: true)
    }
}
