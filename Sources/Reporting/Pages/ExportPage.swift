import AnalysisPlans

/// A model written for others: the query, the rows or the file itself.
public enum ExportPage {
    static func text(_ frame: ResultFrame<ExportResult>) throws -> String {
        let result = frame.result
        if let sql = result.sql { return sql }
        if let rows = result.coefficients { return csv(rows) }
        return try result.model.map { try JSONText.encode($0) + "\n" } ?? ""
    }

    private static let header = [
        "kind", "term", "variable", "level", "reference", "estimate", "std_error", "status", "used",
        "column",
    ]

    private static func csv(_ rows: [ExportRow]) -> String {
        CSVRenderer.render(
            header,
            rows.map { row in
                let figures = [row.estimate, row.standardError].map { $0.map(ResultPage.exact) }
                return [row.kind, row.term, row.variable, row.level, row.reference] + figures
                    + [row.status, row.used.map(ResultPage.exact), row.column]
            })
    }
}

extension ResultFrame<ExportResult> {
    /// The query, the rows or the model in itself; as JSON the result with its plan.
    public func rendered(
        as format: OutputFormat, isBold: Bool = false, isPart: Bool = false
    ) throws -> String {
        switch format {
        case .json: return try JSONText.encode(self) + "\n"
        case .text, .csv: return try ExportPage.text(self)
        case .markdown:
            // A fence longer than any in the text cannot be closed by it.
            return "`````\n" + (try ExportPage.text(self)) + "`````\n"
        case .html:
            var page = Report()
            page.blocks = [.title("A model written out")]
            ResultPage.ending(self, into: &page)
            let body =
                HTMLRenderer.body(page) + "<pre>"
                + HTMLRenderer.escape(try ExportPage.text(self)) + "</pre>\n"
            return isPart ? body : HTMLRenderer.head(page) + body + HTMLRenderer.tail
        }
    }
}
