import AnalysisPlans

extension TestPage {
    /// The levels of a single category beside their expected shares, where the result has them.
    static func levelBlocks(_ result: HypothesisResult, _ plan: TestPlan) -> [Report.Block] {
        guard let levels = result.levels else { return [] }
        let isAnalyst = plan.audience == .analyst
        let total = levels.reduce(0) { $0 + $1.observed }
        var page = ReportTable(
            [
                (result.outcome, .left), ("cases", .right),
                ("\(NumberText.level(plan.confidence)) interval", .right),
                (plan.expected == nil ? "equal share" : "expected", .right),
            ] + (isAnalyst ? [("adjusted residual", .right), ("corrected p", .right)] : []))
        page.rows = levels.prefix(mostRows).map { level in
            [
                level.level,
                "\(NumberText.count(level.observed)) of \(NumberText.count(total)) "
                    + "(\(level.share.value.map(NumberText.percent) ?? "-"))",
                ResultPage.interval(level.confLow, level.confHigh, NumberText.percent),
                NumberText.percent(level.expectedShare),
            ]
                + (isAnalyst
                    ? [
                        level.adjusted.value.map { NumberText.decimal($0) } ?? "-",
                        level.pAdjusted.value.map(corrected) ?? "-",
                    ] : [])
        }
        page.note = omitted(levels.count)
        return [.heading("Counts"), .table(page)]
    }

    private static func corrected(_ p: Double) -> String {
        p < 0.001
            ? "< .001" : p > 0.999 ? "> .999" : String(NumberText.decimal(p, 3).dropFirst())
    }
}
