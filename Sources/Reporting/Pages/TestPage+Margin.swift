import AnalysisPlans

extension TestPage {
    /// The clusters that cases share.
    static func clusterBlocks(_ result: HypothesisResult) -> [Report.Block] {
        guard let cluster = result.cluster else { return [] }
        var page = ReportTable([
            ("clusters by", .left), ("clusters", .right), ("cases", .right),
            ("in shared clusters", .right), ("largest", .right),
            ("intraclass correlation", .right), ("design effect", .right),
        ])
        page.rows = [
            [
                cluster.variable, NumberText.count(cluster.clusters),
                NumberText.count(cluster.cases), NumberText.count(cluster.casesInShared),
                NumberText.count(cluster.largest),
                cluster.intraclassCorrelation.value.map { NumberText.decimal($0, 3) } ?? "-",
                cluster.designEffect.value.map { NumberText.decimal($0, 3) } ?? "-",
            ]
        ]
        page.note = "Standard errors are \(cluster.standardErrors)."
        return [.heading("Clusters"), .table(page)]
    }

    /// The effect held against the smallest one that matters.
    static func marginBlocks(
        _ result: HypothesisResult, _ confidence: Double
    ) -> [Report.Block] {
        guard let margin = result.margin else { return [] }
        let show = number(of: margin.effect)
        var columns: [(String, ReportTable.Alignment)] = [
            ("level", .left), ("against", .left), ("estimate", .right),
            ("\(NumberText.level(confidence)) interval", .right),
            ("\(NumberText.level(2 * confidence - 1)) interval", .right),
            ("equivalence p", .right), ("grade", .left),
        ]
        if margin.better.value != nil { columns.append(("less good?", .left)) }
        var page = ReportTable(columns)
        page.rows = margin.rows.prefix(mostRows).map { row in
            [
                row.level.value ?? "", row.reference.value ?? "",
                row.estimate.value.map(show) ?? "-",
                ResultPage.interval(row.confLow, row.confHigh, show),
                ResultPage.interval(row.innerLow, row.innerHigh, show),
                row.tests.first { $0.name == "equivalence" }?.pDisplay.value ?? "",
                row.grade.value.map(plain) ?? row.note ?? "",
            ]
                + (margin.better.value == nil ? [] : [row.nonInferiority.value.map(plain) ?? ""])
        }
        var note = "The bounds are \(show(margin.low)) and \(show(margin.high))"
        if let better = margin.better.value { note += "; \(better) is better" }
        if let method = margin.rows.first?.method { note += "; by \(method)" }
        page.note = note + "."
        return [.heading("Against the smallest difference that matters"), .table(page)]
    }

    private static func plain(_ word: String) -> String {
        switch word {
        case "consistent_with_effect": "consistent with a difference that matters"
        case "non_inferior": "not by the margin"
        case "inferior": "by the margin or more"
        default: word.split(separator: "_").joined(separator: " ")
        }
    }
}
