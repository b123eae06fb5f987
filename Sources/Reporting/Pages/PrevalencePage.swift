import AnalysisPlans

/// How common something is, laid out.
public enum PrevalencePage {
    /// More rows of a table than a page shows.
    static let mostRows = 60

    /// The report of shares.
    public static func report(_ frame: ResultFrame<PrevalenceResult>) -> Report {
        let result = frame.result
        var report = Report()
        guard case .prevalence(let plan) = frame.plan else { return report }
        report.blocks.append(
            .title(
                "How common: " + result.columns.map(\.name).joined(separator: ", ")
                    + (result.by.value.map { " by \($0)" } ?? "")))
        report.blocks.append(.paragraph(ResultPage.source(frame.data)))
        for column in result.columns {
            if result.columns.count > 1 { report.blocks.append(.heading(column.name)) }
            report.blocks.append(.table(table(result, column, plan)))
        }
        ResultPage.ending(frame, into: &report)
        return report
    }

    private static func table(
        _ result: PrevalenceResult, _ column: PrevalenceResult.ColumnPart, _ plan: PrevalencePlan
    ) -> ReportTable {
        var columns: [(String, ReportTable.Alignment)] = [(column.name, .left)]
        if let by = result.by.value { columns.append((by, .left)) }
        columns += [
            (result.people, .right), ("share", .right),
            ("\(NumberText.level(plan.confidence)) interval", .right), ("no value", .right),
        ]
        let hasMissing = column.missing > 0
        if hasMissing { columns.append(("if none / all of these", .right)) }
        let isClustered = result.cluster.value != nil && plan.audience == .analyst
        if isClustered { columns.append(("design effect", .right)) }
        columns.append(("", .left))
        var page = ReportTable(columns)
        let rows = result.rows.filter { $0.column == column.name }
        page.rows = rows.prefix(mostRows).map { row in
            var cells = [row.level]
            if result.by.value != nil { cells.append(row.group.value ?? "(all)") }
            cells += [
                "\(NumberText.count(row.events)) of \(NumberText.count(row.cases))",
                row.share.value.map(NumberText.percent) ?? "-",
                ResultPage.interval(row.confLow, row.confHigh, NumberText.percent),
                NumberText.count(row.missing),
            ]
            if hasMissing {
                cells.append(
                    (row.lowIfMissing.value.map(NumberText.percent) ?? "-") + " / "
                        + (row.highIfMissing.value.map(NumberText.percent) ?? "-"))
            }
            if isClustered {
                cells.append(row.designEffect?.value.map { NumberText.decimal($0) } ?? "-")
            }
            return cells + [row.tooFew ? "too few to say much" : ""]
        }
        var notes: [String] = []
        if let method = rows.first(where: { $0.status == "estimated" })?.method {
            notes.append("Intervals: \(method).")
        }
        if rows.contains(where: \.tooFew) { notes.append("Too few: \(result.tooFewRule).") }
        if rows.count > mostRows {
            notes.append(
                "\(NumberText.count(rows.count - mostRows)) more rows are in --format json.")
        }
        page.note = notes.isEmpty ? nil : notes.joined(separator: " ")
        return page
    }

    /// Shares as tidy rows.
    public static func csv(_ frame: ResultFrame<PrevalenceResult>) -> String {
        let header = [
            "column", "level", "group", "events", "cases", "share", "conf_low", "conf_high",
            "method", "missing", "low_if_missing", "high_if_missing", "clusters",
            "design_effect", "effective_cases", "too_few", "status",
        ]
        let rows = frame.result.rows.map { row -> [String?] in
            [
                row.column, row.level, row.group.value, "\(row.events)", "\(row.cases)",
                ResultPage.exact(row.share), ResultPage.exact(row.confLow),
                ResultPage.exact(row.confHigh), row.method, "\(row.missing)",
                ResultPage.exact(row.lowIfMissing), ResultPage.exact(row.highIfMissing),
                row.clusters.map { "\($0)" }, row.designEffect.flatMap(ResultPage.exact),
                row.effectiveCases.flatMap(ResultPage.exact), row.tooFew ? "true" : "false",
                row.status,
            ]
        }
        return CSVRenderer.render(header, rows)
    }
}

extension ResultFrame<PrevalenceResult> {
    /// The result in a format, with a line break at its end.
    public func rendered(
        as format: OutputFormat, isBold: Bool = false, isPart: Bool = false
    ) throws -> String {
        switch format {
        case .json: try JSONText.encode(self) + "\n"
        case .csv: PrevalencePage.csv(self)
        default:
            Reporting.rendered(
                PrevalencePage.report(self), as: format, isBold: isBold, isPart: isPart)
        }
    }
}
