import AnalysisPlans

/// How good a model's risks are, laid out.
public enum ValidationPage {
    /// More rows of a table than a page shows.
    private static let mostRows = 60

    /// The report of a validation.
    public static func report(_ frame: ResultFrame<ValidationResult>) -> Report {
        let result = frame.result
        var report = Report()
        guard case .validate(let plan) = frame.plan else { return report }
        report.blocks.append(.title("Is it good enough: \(result.formula)"))
        report.blocks.append(.paragraph(ResultPage.source(frame.data)))
        if !result.capacity.isEmpty {
            report.blocks.append(.heading("At the places there are"))
            report.blocks.append(.table(capacity(result, plan)))
        }
        if !result.comparisons.isEmpty, let first = result.capacity.first {
            report.blocks.append(.heading("The \(count(first.offered)) places offered otherwise"))
            report.blocks.append(.table(comparisons(result, plan)))
        }
        if !result.subgroups.isEmpty {
            report.blocks.append(.heading("For whom"))
            report.blocks.append(.table(subgroups(result, plan)))
        }
        if plan.audience == .analyst {
            report.blocks.append(.heading("Figures"))
            report.blocks.append(.table(figures(result, plan)))
            report.blocks.append(.heading("Calibration, by tenths of the cases"))
            report.blocks.append(.table(groups(result, plan)))
            if !result.recalibration.isEmpty {
                report.blocks.append(.heading("Adapted to these cases"))
                report.blocks.append(.table(recalibration(result)))
            }
        }
        ResultPage.ending(frame, into: &report)
        return report
    }

    private static func count(_ value: Double) -> String {
        value == value.rounded() ? NumberText.count(value) : NumberText.decimal(value, 1)
    }

    private static func interval(_ plan: ValidatePlan) -> String {
        "\(NumberText.level(plan.confidence)) interval"
    }

    // MARK: Places

    private static func capacity(_ result: ValidationResult, _ plan: ValidatePlan) -> ReportTable {
        var page = ReportTable([
            ("places", .right), ("risk from", .right), ("found", .right),
            ("wrongly offered", .right), ("missed", .right), ("found of offered", .right),
            (interval(plan), .right), ("found of all", .right), (interval(plan), .right),
        ])
        page.rows = result.capacity.map { part in
            let ppv = part.figures.first { $0.name == "ppv" }
            let recall = part.figures.first { $0.name == "sensitivity" }
            return [
                part.asked.hasSuffix("%") ? "\(part.asked) = \(count(part.places))" : part.asked,
                part.threshold.value.map(NumberText.percent) ?? "-", count(part.found),
                count(part.wronglyOffered), count(part.missed), share(ppv), reach(ppv),
                share(recall), reach(recall),
            ]
        }
        if result.capacity.contains(where: { $0.tied > $0.placesForTied }) {
            page.note =
                "Cases that share the risk of the last place are drawn among; counts are means over the draw."
        }
        return page
    }

    private static func share(_ row: ValidationResult.FigureRow?) -> String {
        row?.estimate.value.map(NumberText.percent) ?? "-"
    }

    private static func reach(_ row: ValidationResult.FigureRow?) -> String {
        row.map { ResultPage.interval($0.confLow, $0.confHigh, NumberText.percent) } ?? ""
    }

    private static func comparisons(
        _ result: ValidationResult, _ plan: ValidatePlan
    ) -> ReportTable {
        var page = ReportTable([
            ("offered by", .left), ("found", .right), ("wrongly offered", .right),
            ("missed", .right), ("the model finds", .right), (interval(plan), .right),
        ])
        if let first = result.capacity.first {
            page.rows.append([
                "the model", count(first.found), count(first.wronglyOffered), count(first.missed),
                "", "",
            ])
        }
        page.rows += result.comparisons.map { row in
            [
                row.name, NumberText.decimal(row.found, 1),
                NumberText.decimal(row.wronglyOffered, 1), NumberText.decimal(row.missed, 1),
                row.difference.estimate.value.map { signed($0, 1) } ?? "-",
                ResultPage.interval(row.difference.confLow, row.difference.confHigh) {
                    signed($0, 1)
                },
            ]
        }
        return page
    }

    private static func signed(_ value: Double, _ places: Int) -> String {
        (value > 0 ? "+" : "") + NumberText.decimal(value, places)
    }

    // MARK: Groups

    private static func subgroups(_ result: ValidationResult, _ plan: ValidatePlan) -> ReportTable {
        var page = ReportTable([
            ("group", .left), ("cases", .right), ("events", .right), ("offered", .right),
            ("found", .right), ("found of all", .right), (interval(plan), .right),
            ("found of offered", .right), (interval(plan), .right), ("observed/expected", .right),
            ("too few", .left),
        ])
        page.rows = result.subgroups.prefix(mostRows).map { group in
            func figure(_ name: String) -> ValidationResult.FigureRow? {
                group.figures.first { $0.name == name }
            }
            let few = Set(group.tooFew.flatMap(\.figures))
            func judged(_ name: String, _ show: (ValidationResult.FigureRow?) -> String) -> String {
                few.contains(name) ? "" : show(figure(name))
            }
            return [
                "\(group.column) = \(group.level)", count(group.cases), count(group.events),
                count(group.offered), count(group.found), judged("recall", share),
                judged("recall", reach), judged("ppv", share), judged("ppv", reach),
                judged("observed_expected") {
                    $0?.estimate.value.map { NumberText.decimal($0) } ?? "-"
                },
                group.tooFew.map { $0.what.replacing("_", with: "-") }.joined(separator: ", "),
            ]
        }
        var notes = result.tooFewRule.map { ["Too few to judge: \($0)."] } ?? []
        if result.subgroups.count > mostRows {
            notes.append(
                "\(NumberText.count(result.subgroups.count - mostRows)) more groups are in --format json."
            )
        }
        page.note = notes.isEmpty ? nil : notes.joined(separator: " ")
        return page
    }

    // MARK: Figures

    private static func figures(_ result: ValidationResult, _ plan: ValidatePlan) -> ReportTable {
        let isResampled = result.design == "resampling"
        var columns: [(String, ReportTable.Alignment)] = [
            ("figure", .left), ("estimate", .right), (interval(plan), .right),
        ]
        if isResampled {
            columns += [("apparent", .right), ("optimism", .right), ("by folds", .right)]
        }
        var page = ReportTable(columns)
        let show: (Double) -> String = { NumberText.fixed($0, 4) }
        page.rows = result.figures.map { row in
            var cells = [
                row.name.replacing("_", with: " "), row.estimate.value.map(show) ?? "-",
                ResultPage.interval(row.confLow, row.confHigh, show),
            ]
            if isResampled {
                cells += [row.apparent, row.optimism, row.crossValidated].map {
                    $0?.value.map(show) ?? "-"
                }
            }
            return cells
        }
        if let told = result.resampling {
            page.note =
                "\(NumberText.counted(told.fitted, "sample")) of \(NumberText.count(told.replicates))"
                + (told.folds > 0
                    ? "; \(told.folds) folds, dealt \(NumberText.counted(told.repeats, "time"))"
                    : "")
                + "; seed \(told.seed)."
        }
        return page
    }

    private static func groups(_ result: ValidationResult, _ plan: ValidatePlan) -> ReportTable {
        var page = ReportTable([
            ("risk", .right), ("mean risk", .right), ("cases", .right), ("events", .right),
            ("share", .right), (interval(plan), .right),
        ])
        page.rows = result.calibrationGroups.map { group in
            [
                "\(NumberText.percent(group.lowestRisk)) to \(NumberText.percent(group.highestRisk))",
                NumberText.percent(group.meanRisk), count(group.cases), count(group.events),
                NumberText.percent(group.observed),
                ResultPage.interval(group.confLow, group.confHigh, NumberText.percent),
            ]
        }
        return page
    }

    private static func recalibration(_ result: ValidationResult) -> ReportTable {
        var page = ReportTable([
            ("", .left), ("intercept", .right), ("slope", .right), ("log-likelihood", .right),
            ("against the last", .right), ("df", .right), ("p", .right), ("Brier", .right),
        ])
        page.rows = result.recalibration.map { row in
            [
                row.step + (row.chosen ? " (enough)" : ""),
                row.intercept.value.map { NumberText.fixed($0, 4) } ?? "-",
                row.slope.value.map { NumberText.fixed($0, 4) } ?? "-",
                row.logLikelihood.value.map { NumberText.decimal($0, 3) } ?? "-",
                row.statistic.value.map { NumberText.decimal($0) } ?? "",
                row.statistic.value == nil ? "" : "\(row.df)",
                row.pValue.value.map { NumberText.significant($0, 3) } ?? "",
                row.brier.value.map { NumberText.fixed($0, 5) } ?? "-",
            ]
        }
        page.note =
            "The first that the last is no better than; figures of the cases that it was adapted to."
        return page
    }

    /// Figures, places and groups as tidy rows.
    public static func csv(_ frame: ResultFrame<ValidationResult>) -> String {
        let header = [
            "part", "group", "name", "estimate", "conf_low", "conf_high", "apparent", "optimism",
            "cross_validated", "status",
        ]
        let result = frame.result
        func row(_ part: String, _ group: String?, _ figure: ValidationResult.FigureRow)
            -> [String?]
        {
            [
                part, group, figure.name, ResultPage.exact(figure.estimate),
                ResultPage.exact(figure.confLow), ResultPage.exact(figure.confHigh),
                figure.apparent.flatMap(ResultPage.exact),
                figure.optimism.flatMap(ResultPage.exact),
                figure.crossValidated.flatMap(ResultPage.exact), figure.status,
            ]
        }
        func counted(_ part: String, _ group: String, _ counts: [(String, Double)]) -> [[String?]] {
            counts.map {
                [part, group, $0.0, ResultPage.exact($0.1), nil, nil, nil, nil, nil, "estimated"]
            }
        }
        var rows = result.figures.map { row("figures", nil, $0) }
        for part in result.capacity {
            rows += counted(
                "places", part.asked,
                [
                    ("offered", part.offered), ("found", part.found), ("missed", part.missed),
                    ("wrongly_offered", part.wronglyOffered),
                ])
            rows += part.figures.map { row("places", part.asked, $0) }
        }
        for other in result.comparisons {
            rows += counted("comparison", other.name, [("found", other.found)])
            rows.append(row("comparison", other.name, other.difference))
        }
        for group in result.subgroups {
            let name = "\(group.column)=\(group.level)"
            rows += counted(
                "group", name,
                [
                    ("cases", group.cases), ("events", group.events), ("offered", group.offered),
                    ("found", group.found),
                ])
            rows += group.figures.map { row("group", name, $0) }
        }
        return CSVRenderer.render(header, rows)
    }
}

extension ResultFrame<ValidationResult> {
    /// The result in a format, with a line break at its end.
    public func rendered(
        as format: OutputFormat, isBold: Bool = false, isPart: Bool = false
    ) throws -> String {
        switch format {
        case .json: try JSONText.encode(self) + "\n"
        case .csv: ValidationPage.csv(self)
        default:
            Reporting.rendered(
                ValidationPage.report(self), as: format, isBold: isBold, isPart: isPart)
        }
    }
}
