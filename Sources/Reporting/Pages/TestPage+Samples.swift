import AnalysisPlans

extension TestPage {
    /// The numbers of groups, or of two variables, where the result has them.
    static func sampleBlocks(_ result: HypothesisResult) -> [Report.Block] {
        guard let samples = result.samples, !samples.isEmpty else { return [] }
        let name = result.design == "samples" ? result.group.value ?? "" : "number"
        var page = ReportTable([
            (name, .left), ("n", .right), ("mean", .right), ("sd", .right), ("median", .right),
            ("quartiles", .right), ("skewness", .right),
        ])
        page.rows = samples.prefix(mostRows).map { row in
            let plain = { (figure: Figure) in figure.value.map(NumberText.plain) ?? "-" }
            return [
                row.level, NumberText.count(row.n), plain(row.mean), plain(row.sd),
                plain(row.median),
                row.n > 0 ? "\(plain(row.lowerQuartile)) to \(plain(row.upperQuartile))" : "-",
                row.skewness.value.map { NumberText.decimal($0) } ?? "-",
            ]
        }
        page.note = omitted(samples.count)
        return [.heading("Numbers"), .table(page)]
    }

    /// The groups' events and rates, where the result has them.
    static func rateBlocks(_ result: HypothesisResult, _ confidence: Double) -> [Report.Block] {
        guard let rates = result.rates, !rates.isEmpty else { return [] }
        let isFitted = rates.contains(where: \.isFitted)
        let counted: [(String, ReportTable.Alignment)] =
            isFitted ? [("rate as counted", .right), ("fitted rate", .right)] : [("rate", .right)]
        var page = ReportTable(
            [
                (result.group.value ?? "", .left), ("cases", .right), ("events", .right),
                ("exposure", .right),
            ] + counted + [("\(NumberText.level(confidence)) interval", .right)])
        page.rows = rates.prefix(mostRows).map { row in
            [
                row.level, NumberText.count(row.cases), NumberText.count(row.events),
                NumberText.plain(row.exposure),
            ]
                + (isFitted ? [row.observedRate.value.map(NumberText.plain) ?? "-"] : [])
                + [
                    row.rate.value.map(NumberText.plain) ?? "-",
                    ResultPage.interval(row.confLow, row.confHigh, NumberText.plain),
                ]
        }
        page.note = omitted(rates.count)
        return [.heading("Rates"), .table(page)]
    }
}
