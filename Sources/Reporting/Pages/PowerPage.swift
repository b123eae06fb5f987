import AnalysisPlans

/// A planned study, laid out.
public enum PowerPage {
    /// The report of a planned study.
    public static func report(_ frame: ResultFrame<PowerResult>) -> Report {
        let result = frame.result
        var report = Report()
        guard case .power(let plan) = frame.plan else { return report }
        report.blocks.append(.title("A planned study: \(result.method)"))
        report.blocks.append(.table(figures(result, plan)))
        let points = result.curve.filter { $0.axis == "n" }
        if points.count > 1, plan.audience == .analyst {
            report.blocks.append(.heading("Power by size"))
            report.blocks.append(.table(curve(points, result)))
        }
        ResultPage.ending(frame, into: &report)
        return report
    }

    private static let counts = [
        "first_group": "n in the first group", "each_group": "n in each group", "all": "n",
        "pairs": "pairs", "events": "events",
    ]

    private static func figures(_ result: PowerResult, _ plan: PowerPlan) -> ReportTable {
        var page = ReportTable([("", .left), ("", .right), ("", .left)])
        func mark(_ key: String) -> String { result.solvedFor == key ? "<- solved for" : "" }
        for (key, name) in [
            ("baseline", "baseline"), ("difference", "difference assumed"),
            ("alternative", "alternative assumed"), ("sd", "standard deviation"),
        ] where !result.effects.contains(where: { $0.name == key }) {
            if let number = plan.told(key) {
                page.rows.append([name, NumberText.significant(number, 5), ""])
            }
        }
        for effect in result.effects {
            let name = effect.name.split(separator: "_").joined(separator: " ")
            page.rows.append([
                result.effects.count > 1 ? "\(name), \(effect.direction)" : name,
                effect.value.value.map { NumberText.significant($0, 5) } ?? "none",
                mark("effect"),
            ])
        }
        page.rows.append(["power", NumberText.percent(result.power), mark("power")])
        page.rows.append([
            counts[result.nCounts] ?? "n", NumberText.decimal(result.n, 1), mark("n"),
        ])
        for group in result.groups {
            page.rows.append([
                "cases, \(group.name)", NumberText.count(group.n),
                group.clusters.map { NumberText.counted($0, "cluster") } ?? "",
            ])
        }
        if let total = result.total.value {
            page.rows.append(["cases in all", NumberText.count(total), ""])
        }
        if let events = result.events, result.nCounts != "events" {
            page.rows.append(["events expected", NumberText.decimal(events, 1), ""])
        }
        page.rows.append(["level", NumberText.significant(plan.alpha), ""])
        if result.designEffect != 1 {
            page.rows.append(["design effect", NumberText.decimal(result.designEffect, 3), ""])
        }
        return page
    }

    private static func curve(_ points: [PowerResult.Point], _ result: PowerResult) -> ReportTable {
        var page = ReportTable([(counts[result.nCounts] ?? "n", .right), ("power", .right)])
        // Every fourth point is enough to read; the CSV and JSON have them all.
        page.rows = points.enumerated().filter { $0.offset % 4 == 1 || points.count < 8 }.map {
            [NumberText.count($0.element.n), NumberText.percent($0.element.power)]
        }
        return page
    }

    /// The curve as rows.
    public static func csv(_ frame: ResultFrame<PowerResult>) -> String {
        CSVRenderer.render(
            ["axis", "n", "effect", "power"],
            frame.result.curve.map {
                [
                    $0.axis, ResultPage.exact($0.n), ResultPage.exact($0.effect),
                    ResultPage.exact($0.power),
                ]
            })
    }
}

extension ResultFrame<PowerResult> {
    /// The result in a format, with a line break at its end.
    public func rendered(
        as format: OutputFormat, isBold: Bool = false, isPart: Bool = false
    ) throws -> String {
        switch format {
        case .json: try JSONText.encode(self) + "\n"
        case .csv: PowerPage.csv(self)
        default:
            Reporting.rendered(PowerPage.report(self), as: format, isBold: isBold, isPart: isPart)
        }
    }
}
