import AnalysisPlans

/// A description of a file, laid out: what asks for a look first, then the columns by what they hold.
public enum DescribePage {
    typealias Row = DescribeResult.ColumnRow

    /// Rows of one table at most; the CSV output has all.
    static let mostRows = 60

    /// The report of a description.
    public static func report(_ frame: ResultFrame<DescribeResult>) -> Report {
        let result = frame.result
        var report = Report()
        report.blocks.append(.title("What is in \(frame.data.source)"))
        if frame.data.joins != nil || frame.data.derived != nil
            || frame.data.rowsUsed < frame.data.rows
        {
            report.blocks.append(.paragraph(ResultPage.source(frame.data)))
        }
        report.blocks.append(.paragraph(overview(result)))
        let warnings = result.findings.filter { $0.severity == "warning" }
        let notes = result.findings.filter { $0.severity != "warning" }
        report.add("What to look at", list: capped(warnings.map(sentence)))
        report.add("Good to know", list: capped(notes.map(sentence)))
        addMissing(result, into: &report)
        addColumns(result, into: &report)
        addOutcomes(result, into: &report)
        report.add("What this shows", list: frame.shows)
        report.add("What this does not show", list: frame.doesNotShow)
        report.add("Notes", list: frame.warnings.map { "\($0.message) [\($0.code)]" })
        report.add("What could come next", list: result.next)
        return report
    }

    private static func overview(_ result: DescribeResult) -> String {
        let overview = result.overview
        let cells = overview.missingCells
        let complete =
            cells == 0
            ? "No value is missing."
            : "\(NumberText.counted(overview.completeRows, "row")) "
                + "(\(percent(overview.completeRows, of: overview.rows))) "
                + "\(NumberText.verb(overview.completeRows, "is", "are")) complete"
                + (overview.emptyColumns > 0
                    ? ", apart from \(NumberText.counted(overview.emptyColumns, "column")) without "
                        + "any value" : "") + "; "
                + "\(NumberText.counted(cells, "cell")) \(cells == 1 ? "has" : "have") no value."
        let hasDays = result.columns.contains { $0.dates != nil }
        let day = hasDays ? " Days after \(overview.extractDate) count as the future." : ""
        return "\(NumberText.counted(overview.rows, "row")), "
            + "\(NumberText.counted(overview.columns, "column")). \(complete)\(day)"
    }

    private static func sentence(_ finding: DescribeResult.FindingRow) -> String {
        [finding.message, finding.next, "[\(finding.code)]"].filter { !$0.isEmpty }
            .joined(separator: " ")
    }

    /// The first of many findings, and how many more there are.
    private static func capped(_ sentences: [String]) -> [String] {
        guard sentences.count > mostRows else { return sentences }
        return sentences.prefix(mostRows)
            + ["And \(NumberText.count(sentences.count - mostRows)) more: --json has all of them."]
    }

    private static func addMissing(_ result: DescribeResult, into report: inout Report) {
        guard result.overview.missingCells > 0 else { return }
        report.blocks.append(.heading("What is missing"))
        var columns = ReportTable([("column", .left), ("missing", .right), ("share", .right)])
        let rows = result.columns.filter { $0.missing > 0 }.sorted {
            ($1.missing, $0.position) < ($0.missing, $1.position)
        }
        columns.rows = rows.map {
            [$0.name, NumberText.count($0.missing), NumberText.percent($0.missingShare)]
        }
        report.blocks.append(.table(capped(columns)))
        let patterns = result.missing.patterns
        guard rows.count > 1 else { return }
        report.blocks.append(.heading("What is missing together"))
        var together = ReportTable([("rows", .right), ("share", .right), ("missing", .left)])
        together.rows = patterns.map { pattern in
            [
                NumberText.count(pattern.rows), NumberText.percent(pattern.share),
                pattern.columns.isEmpty ? "nothing" : list(pattern.columns),
            ]
        }
        let more = result.missing.patternCount - patterns.count
        if more > 0 {
            together.note = "\(NumberText.counted(more, "more pattern")) with fewer rows."
        }
        report.blocks.append(.table(together))
    }

    private static func addOutcomes(_ result: DescribeResult, into report: inout Report) {
        guard !result.outcomes.isEmpty else { return }
        report.blocks.append(.heading("What could be an outcome"))
        let named = result.outcomes.filter(\.namedLikeOutcome)
        var table = ReportTable([
            ("column", .left), ("event", .left), ("events", .right), ("of", .right),
            ("share", .right),
        ])
        table.rows = (named.isEmpty ? result.outcomes : named).map {
            [
                $0.column, $0.event, NumberText.count($0.events), NumberText.count($0.values),
                NumberText.percent($0.share),
            ]
        }
        let others = named.isEmpty ? 0 : result.outcomes.count - named.count
        if named.isEmpty {
            table.note =
                "Columns of yes and no; none is named like an outcome. A condition makes one of any "
                + "column, as in (age > 15)."
        } else if others > 0 {
            table.note =
                "Named like an outcome; \(NumberText.counted(others, "more column")) of yes and no "
                + "could be one too."
        }
        report.blocks.append(.table(capped(table)))
    }

    /// The first rows of a long table, and where the others are.
    static func capped(_ table: ReportTable) -> ReportTable {
        guard table.rows.count > mostRows else { return table }
        var short = table
        short.rows = Array(table.rows.prefix(mostRows))
        let more =
            "\(NumberText.count(table.rows.count - mostRows)) more; --format csv has a row for each "
            + "column."
        short.note = [table.note, more].compactMap(\.self).joined(separator: " ")
        return short
    }

    /// Names in one cell: all of a few, the first of many.
    static func list(_ names: [String]) -> String {
        names.count <= 5
            ? names.joined(separator: ", ")
            : names.prefix(4).joined(separator: ", ") + " and \(names.count - 4) more"
    }

    static func percent(_ part: Int, of whole: Int) -> String {
        NumberText.percent(whole > 0 ? Double(part) / Double(whole) : 0)
    }
}
