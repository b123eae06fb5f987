import AnalysisPlans

/// A test of a two-way table, laid out.
public enum TestPage {
    /// More rows of a table than a page shows.
    static let mostRows = 40

    /// The report of a test.
    public static func report(_ frame: ResultFrame<TableTestResult>) -> Report {
        let result = frame.result
        var report = Report()
        guard case .test(let plan) = frame.plan else { return report }
        let table = result.table
        report.blocks.append(.title("\(table.columnVariable) by \(table.rowVariable)"))
        report.blocks.append(.paragraph(ResultPage.source(frame.data)))
        if let event = result.event.value {
            report.blocks.append(
                .paragraph(
                    "The event is that \(table.columnVariable) is \(NumberText.quoted(event))."))
        }
        report.blocks.append(.heading("Counts"))
        report.blocks.append(.table(counts(result)))
        report.blocks.append(.heading("Tests"))
        report.blocks.append(.table(tests(result)))
        report.blocks.append(.heading("Effects"))
        report.blocks.append(.table(effects(result, plan.confidence)))
        if table.rows.count > 2 || table.columns.count > 2, !result.residuals.isEmpty {
            report.blocks.append(.heading("Cells that stand out"))
            report.blocks.append(contentsOf: residuals(result))
        }
        ResultPage.ending(frame, into: &report)
        return report
    }

    /// Every cell as n of N of its row.
    private static func counts(_ result: TableTestResult) -> ReportTable {
        let table = result.table
        // The title has said what a long expression is about.
        let isLong = table.columnVariable.count > 24
        var page = ReportTable(
            [(table.rowVariable, .left)]
                + table.columns.map { (isLong ? $0 : "\(table.columnVariable): \($0)", .right) })
        page.rows = table.rows.indices[..<min(mostRows, table.rows.count)].map { row in
            let total = table.counts[row].reduce(0, +)
            return [table.rows[row]]
                + table.counts[row].map { count in
                    "\(NumberText.count(count)) of \(NumberText.count(total)) "
                        + "(\(NumberText.percent(Double(count) / Double(max(1, total)))))"
                }
        }
        page.note = omitted(table.rows.count)
        return page
    }

    private static func omitted(_ rows: Int) -> String? {
        rows > mostRows
            ? "\(NumberText.count(rows - mostRows)) more rows are in --format json." : nil
    }

    private static func tests(_ result: TableTestResult) -> ReportTable {
        var page = ReportTable([
            ("test", .left), ("statistic", .right), ("df", .right), ("p", .right),
            ("log10 p", .right), ("", .left),
        ])
        page.rows = result.tests.map { test in
            [
                test.method, test.statistic.map { NumberText.significant($0, 6) } ?? "",
                test.df.map { NumberText.significant($0) } ?? "", test.pDisplay.value ?? "",
                test.log10P.value.map { NumberText.decimal($0, 3) } ?? "",
                test.name == result.primary.value ? "<- read this one" : test.note ?? "",
            ]
        }
        return page
    }

    private static func effects(_ result: TableTestResult, _ confidence: Double) -> ReportTable {
        var page = ReportTable([
            ("effect", .left), ("level", .left), ("against", .left), ("estimate", .right),
            ("\(NumberText.level(confidence)) interval", .right), ("", .left),
        ])
        page.rows = result.effects[..<min(mostRows * 4, result.effects.count)].map { effect in
            let show = number(of: effect.name)
            return [
                words[effect.name] ?? effect.name, effect.level.value ?? "",
                effect.reference.value ?? "",
                effect.estimate.value.map(show) ?? (effect.status == "infinite" ? "∞" : "-"),
                ResultPage.interval(effect.confLow, effect.confHigh, show),
                effect.status == "estimated" ? "" : effect.note ?? effect.status,
            ]
        }
        page.note = omitted(result.table.rows.count)
        return page
    }

    /// How an effect's numbers are shown.
    private static func number(of name: String) -> (Double) -> String {
        if name == "risk_difference" { return { NumberText.points($0) + " pp" } }
        if name.contains("ratio") { return NumberText.ratio }
        return { NumberText.decimal($0, 3) }
    }

    private static let words = [
        "risk_difference": "risk difference", "risk_ratio": "risk ratio",
        "odds_ratio": "odds ratio", "odds_ratio_conditional": "odds ratio (conditional, exact)",
        "cramers_v": "Cramer's V", "cramers_v_bias_corrected": "Cramer's V, bias-corrected",
        "phi": "phi",
    ]

    /// The cells that differ from independence beyond their corrected p of .05.
    private static func residuals(_ result: TableTestResult) -> [Report.Block] {
        let standing = result.residuals.filter { $0.pAdjusted < 0.05 }.sorted {
            abs($0.adjusted) > abs($1.adjusted)
        }
        let cells = NumberText.counted(result.residuals.count, "cell")
        guard !standing.isEmpty else {
            return [.paragraph("None of the \(cells), once p is corrected for their number.")]
        }
        var page = ReportTable([
            (result.table.rowVariable, .left), (result.table.columnVariable, .left),
            ("observed", .right), ("expected", .right), ("adjusted residual", .right),
            ("corrected p", .right),
        ])
        page.rows = standing.prefix(12).map {
            [
                $0.row, $0.column, NumberText.count($0.observed),
                NumberText.decimal($0.expected, 1), NumberText.decimal($0.adjusted),
                $0.pAdjusted < 0.001
                    ? "< .001" : String(NumberText.decimal($0.pAdjusted, 3).dropFirst()),
            ]
        }
        page.note =
            "\(standing.count) of \(cells), corrected by Holm's method"
            + (standing.count > 12 ? "; the 12 largest." : ".")
        return [.table(page)]
    }

    /// Tests and effects as tidy rows.
    public static func csv(_ frame: ResultFrame<TableTestResult>) -> String {
        let header = [
            "kind", "name", "level", "reference", "statistic", "df", "p_value", "log10_p",
            "estimate", "conf_low", "conf_high", "method", "status",
        ]
        let tests = frame.result.tests.map { test -> [String?] in
            [
                "test", test.name, nil, nil, test.statistic.map(ResultPage.exact),
                test.df.map(ResultPage.exact), ResultPage.exact(test.pValue),
                ResultPage.exact(test.log10P), nil, nil, nil, test.method, test.status,
            ]
        }
        let effects = frame.result.effects.map { effect -> [String?] in
            [
                "effect", effect.name, effect.level.value, effect.reference.value, nil, nil, nil,
                nil, ResultPage.exact(effect.estimate), ResultPage.exact(effect.confLow),
                ResultPage.exact(effect.confHigh), effect.method, effect.status,
            ]
        }
        return CSVRenderer.render(header, tests + effects)
    }
}
