import AnalysisPlans

extension TestPage {
    /// How common the event is in each of several measures, and how the cases answer together.
    static func measureBlocks(_ result: HypothesisResult, _ audience: Audience) -> [Report.Block] {
        guard let measures = result.measures else { return [] }
        var page = ReportTable([("measure", .left), ("event", .right), ("interval", .right)])
        page.rows = measures.map { measure in
            [
                measure.name,
                "\(NumberText.count(measure.events)) of \(NumberText.count(measure.cases))"
                    + (measure.share.value.map { " (\(NumberText.percent($0)))" } ?? ""),
                ResultPage.interval(measure.confLow, measure.confHigh, NumberText.percent),
            ]
        }
        var blocks: [Report.Block] = [.heading("Measures"), .table(page)]
        if let patterns = result.patterns {
            var page = ReportTable(measures.map { ($0.name, .left) } + [("cases", .right)])
            page.rows = patterns.sorted { $0.cases > $1.cases }.prefix(mostRows).map {
                $0.levels + [NumberText.count($0.cases)]
            }
            page.note = omitted(patterns.count)
            blocks += [.heading("Answers of the same cases"), .table(page)]
        }
        if audience == .analyst, let comparisons = result.comparisons {
            var page = ReportTable([
                ("measure", .left), ("against", .left), ("cases that differ", .right),
                ("p", .right), ("corrected p", .right),
            ])
            page.rows = comparisons.prefix(mostRows).map {
                [
                    $0.first, $0.second, NumberText.count($0.discordantPairs),
                    $0.pValue.value.map(probability) ?? "",
                    $0.pAdjusted.value.map(probability) ?? "",
                ]
            }
            page.note =
                "McNemar's test, exact below 25 cases that differ; p corrected by Holm's method."
            blocks += [.heading("Two at a time"), .table(page)]
        }
        return blocks
    }

    private static func probability(_ p: Double) -> String {
        p < 0.001
            ? "< .001" : p > 0.999 ? "> .999" : String(NumberText.decimal(p, 3).dropFirst())
    }
}
