import AnalysisPlans

/// Who was NEET, laid out.
public enum OutcomePage {
    /// The report of shares and months.
    public static func report(_ frame: ResultFrame<OutcomeResult>) -> Report {
        let result = frame.result
        var report = Report()
        guard case .outcome(let plan) = frame.plan else { return report }
        report.blocks.append(
            .title("NEET from activity" + (result.by.value.map { " by \($0)" } ?? "")))
        report.blocks.append(.paragraph(ResultPage.source(frame.data)))
        report.blocks.append(
            .paragraph(
                "\(NumberText.count(result.persons)) \(result.people), "
                    + "\(NumberText.counted(result.activities, result.layout == "wide" ? "month" : "activity", result.layout == "wide" ? "months" : "activities")); "
                    + "codes: \(result.codes.name) \(result.codes.version), of which NEET "
                    + "\(result.codes.neet.joined(separator: " "))."))
        for definition in result.outcomes {
            report.blocks.append(.heading(definition.definition))
            report.blocks.append(.table(table(result, definition, plan)))
        }
        if let states = result.states, plan.audience == .analyst {
            report.blocks.append(.heading("States on the day"))
            var page = ReportTable([
                ("state", .left), (result.people, .right), ("share", .right),
            ])
            page.rows = states.map {
                [
                    $0.state == "neet" ? "NEET" : $0.state.replacing("_", with: " "),
                    NumberText.count($0.persons),
                    $0.share.value.map(NumberText.percent) ?? "-",
                ]
            }
            report.blocks.append(.table(page))
        }
        if let months = result.months {
            report.blocks.append(.heading("Months of the window, in the mean"))
            report.blocks.append(.table(table(months, result)))
        }
        ResultPage.ending(frame, into: &report)
        return report
    }

    private static func table(
        _ result: OutcomeResult, _ definition: OutcomeResult.Definition, _ plan: OutcomePlan
    ) -> ReportTable {
        let isAnalyst = plan.audience == .analyst
        let level = NumberText.level(plan.confidence)
        var columns: [(String, ReportTable.Alignment)] = []
        if let by = result.by.value { columns.append((by, .left)) }
        columns += [("NEET of those known", .right), ("share", .right)]
        if isAnalyst { columns.append(("\(level) interval", .right)) }
        columns.append(("not known", .right))
        columns.append(("NEET or not known", .right))
        columns.append(("if none / all of these", .right))
        if isAnalyst { columns.append(("\(level) with chance", .right)) }
        columns.append(("", .left))
        var page = ReportTable(columns)
        let rows = result.rows.filter { $0.outcome == definition.name }
        page.rows = rows.map { row in
            var cells: [String] = []
            if result.by.value != nil { cells.append(row.group.value ?? "(all)") }
            cells += [
                "\(NumberText.count(row.yes)) of \(NumberText.count(row.yes + row.no))",
                percent(row.share.estimate),
            ]
            if isAnalyst {
                cells.append(
                    ResultPage.interval(
                        row.share.confLow, row.share.confHigh, NumberText.percent))
            }
            cells.append(
                "\(NumberText.count(row.notKnown)) (\(percent(row.notKnownShare.estimate)))")
            cells.append(percent(row.combined.estimate))
            cells.append("\(percent(row.bounds.best)) / \(percent(row.bounds.worst))")
            if isAnalyst {
                cells.append(
                    ResultPage.interval(
                        row.bounds.confLow, row.bounds.confHigh, NumberText.percent))
            }
            return cells + [row.tooFew ? "too few to say much" : ""]
        }
        var notes: [String] = []
        if isAnalyst {
            notes.append(
                "Intervals: Wilson score; with chance: \(rows.first?.bounds.method ?? "").")
        }
        if rows.contains(where: \.tooFew) { notes.append("Too few: \(result.tooFewRule).") }
        page.note = notes.isEmpty ? nil : notes.joined(separator: " ")
        return page
    }

    private static func percent(_ figure: Figure) -> String {
        figure.value.map(NumberText.percent) ?? "-"
    }

    private static func table(
        _ months: [OutcomeResult.MonthsRow], _ result: OutcomeResult
    ) -> ReportTable {
        var columns: [(String, ReportTable.Alignment)] = []
        if let by = result.by.value { columns.append((by, .left)) }
        columns += [
            (result.people, .right), ("known to be NEET", .right), ("not known", .right),
            ("were all NEET", .right),
        ]
        var page = ReportTable(columns)
        let show = { (figure: Figure) in figure.value.map { NumberText.fixed($0, 2) } ?? "-" }
        page.rows = months.map { row in
            (result.by.value == nil ? [] : [row.group.value ?? "(all)"])
                + [
                    NumberText.count(row.persons), show(row.meanBest), show(row.meanNotKnown),
                    show(row.meanWorst),
                ]
        }
        return page
    }
}

extension OutcomeAnswer {
    /// The result in a format, with a line break at its end; as CSV it is a row for each person.
    public func rendered(
        as format: OutputFormat, isBold: Bool = false, isPart: Bool = false
    ) throws -> String {
        switch format {
        case .json: try JSONText.encode(frame) + "\n"
        case .csv: persons.text
        default:
            Reporting.rendered(
                OutcomePage.report(frame), as: format, isBold: isBold, isPart: isPart)
        }
    }
}
