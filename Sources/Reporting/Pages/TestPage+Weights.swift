import AnalysisPlans

extension TestPage {
    /// The shares that sampling weights make of the counts.
    static func weightBlocks(
        _ result: HypothesisResult, _ confidence: Double
    ) -> [Report.Block] {
        guard let weighting = result.weighting, !weighting.shares.isEmpty else { return [] }
        var page = ReportTable([
            (result.group.value ?? "", .left), (result.outcome, .left),
            ("weighted share", .right), ("\(NumberText.level(confidence)) interval", .right),
        ])
        page.rows = weighting.shares.prefix(mostRows).map {
            [
                $0.row, $0.column, $0.share.value.map(NumberText.percent) ?? "-",
                ResultPage.interval($0.confLow, $0.confHigh, NumberText.percent),
            ]
        }
        page.note = omitted(weighting.shares.count)
        return [.heading("Shares by \(weighting.variable)"), .table(page)]
    }
}
