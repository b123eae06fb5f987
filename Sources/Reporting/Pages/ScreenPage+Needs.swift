import AnalysisPlans

extension ScreenPage {
    /// What goes together: needs where they were named, else columns of yes and no.
    static func addNeeds(
        _ result: ScreenResult, _ plan: ScreenPlan, into report: inout Report
    ) {
        let (needs, confidence) = (result.needs, plan.confidence)
        let noun = plan.needs == nil ? "yes/no columns" : "needs"
        guard needs.pairsTried > 0 else { return }
        report.blocks.append(
            .heading("\(plan.needs == nil ? "Yes/no columns" : "Needs") that go together"))
        let kept = needs.patterns.filter(\.survives)
        guard !kept.isEmpty else {
            report.blocks.append(
                .paragraph(
                    "None of \(NumberText.counted(needs.pairsTried, "pair")) and "
                        + "\(NumberText.counted(needs.triplesTried, "triple")) of \(noun) stands out "
                        + "after the correction."))
            return
        }
        var page = ReportTable([
            (plan.needs == nil ? "columns" : "needs", .left), ("cases", .right),
            ("expected", .right), ("from pairs", .right),
            ("lift", .right), ("\(NumberText.level(confidence)) interval", .right), ("q", .right),
            ("with the event", .right),
        ])
        page.rows = kept.prefix(20).map { pattern in
            [
                pattern.needs.joined(separator: " + "),
                "\(NumberText.count(pattern.observed)) of \(NumberText.count(pattern.cases))",
                NumberText.decimal(pattern.expected, 1),
                pattern.expectedFromPairs.map { NumberText.decimal($0, 1) } ?? "",
                pattern.lift.value.map(NumberText.ratio) ?? "-",
                ResultPage.interval(pattern.confLow, pattern.confHigh, NumberText.ratio),
                q(pattern.qValue), part(pattern.outcome),
            ]
        }
        page.note = [
            omitted(kept.count, of: 20),
            "By evidence, of \(NumberText.counted(needs.pairsTried, "pair")) and "
                + "\(NumberText.counted(needs.triplesTried, "triple")) tried; \"from pairs\" is what "
                + "three \(plan.needs == nil ? "columns" : "needs") would come to if only pairs went "
                + "together.",
        ].compactMap(\.self).joined(separator: " ")
        report.blocks.append(.table(page))
    }
}
