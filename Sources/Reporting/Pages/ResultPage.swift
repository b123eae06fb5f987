import AnalysisPlans

/// What all reports of results share: what was read, the warnings, what is shown and what not.
enum ResultPage {
    /// "cases.csv: 7,558 of 8,000 rows used", and what was joined and derived.
    static func source(_ data: DataSummary) -> String {
        let used =
            data.rows == 1 && data.rowsUsed == 1
            ? "its one row used"
            : data.rowsUsed == data.rows
                ? "all \(NumberText.count(data.rows)) rows used"
                : "\(NumberText.count(data.rowsUsed)) of \(NumberText.counted(data.rows, "row")) used"
        let combined = (data.joins ?? []).map(\.sentence) + (data.derived ?? []).map(\.sentence)
        let source = data.source == "-" ? "Standard input" : data.source
        return (["\(source): \(used)."] + combined).joined(separator: " ")
    }

    /// The parts that end every report.
    static func ending<Body>(_ frame: ResultFrame<Body>, into report: inout Report) {
        report.add("What this shows", list: frame.shows)
        report.add("What this does not show", list: frame.doesNotShow)
        let warnings = frame.warnings.filter { $0.severity == "warning" }
        let notes = frame.warnings.filter { $0.severity != "warning" }
        report.add("Warnings", list: warnings.map { "\($0.message) [\($0.code)]" })
        report.add("Notes", list: notes.map { "\($0.message) [\($0.code)]" })
    }

    /// The estimate's interval in one cell: "3.80 to 5.90".
    static func interval(_ low: Figure, _ high: Figure, _ show: (Double) -> String) -> String {
        guard low.value != nil || high.value != nil else { return "" }
        return (low.value.map(show) ?? "-∞") + " to " + (high.value.map(show) ?? "∞")
    }

    /// A number as JSON has it, for CSV.
    static func exact(_ figure: Figure) -> String? { figure.value.map(exact) }

    /// A number as JSON has it, for CSV.
    static func exact(_ value: Double) -> String {
        let text = value.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
