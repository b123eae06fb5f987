import AnalysisPlans

extension FitPage {
    /// The coefficients: as ratios with their logarithms, or as they are where no ratio has a name.
    static func coefficients(_ result: FitResult, _ confidence: Double) -> ReportTable {
        let ratio = result.glance.ratio.map { $0.replacing("_", with: " ") }
        var columns: [(String, ReportTable.Alignment)] = [
            ("term", .left), ("against", .left), (ratio ?? "estimate", .right),
            ("\(NumberText.level(confidence)) interval", .right),
        ]
        if let ratio {
            columns.append((ratio == "odds ratio" ? "log odds" : "log ratio", .right))
        }
        columns += [
            ("std. error", .right), (result.glance.dispersion == nil ? "z" : "t", .right),
            ("p", .right),
        ]
        var table = ReportTable(columns)
        table.rows = result.coefficients.map { row in
            let start = [row.term, row.reference.value ?? ""]
            guard row.status == "estimated", let estimate = row.estimate.value else {
                let logarithm = ratio == nil ? [] : [""]
                return start + [unbounded(row, isRatio: ratio != nil), row.status] + logarithm
                    + ["", "", "-"]
            }
            let ending = [
                row.stdError.value.map { NumberText.decimal($0, 4) } ?? "",
                row.statistic.value.map { NumberText.decimal($0) } ?? "",
                row.pDisplay.value ?? "",
            ]
            guard ratio != nil else {
                let interval = ResultPage.interval(row.confLow, row.confHigh) {
                    NumberText.significant($0, 4)
                }
                return start + [NumberText.significant(estimate, 5), interval] + ending
            }
            let none = Figure(nil)
            let isOdds = row.ratio == nil
            let interval = ResultPage.interval(
                isOdds ? row.oddsRatioLow : row.ratioLow ?? none,
                isOdds ? row.oddsRatioHigh : row.ratioHigh ?? none, NumberText.ratio)
            let value = row.oddsRatio.value ?? row.ratio?.value
            return start
                + [
                    value.map(NumberText.ratio) ?? "∞", interval,
                    NumberText.decimal(estimate, 4),
                ] + ending
        }
        return table
    }

    /// What stands for an estimate that is none.
    private static func unbounded(_ row: FitResult.Coefficient, isRatio: Bool) -> String {
        switch (row.status, row.direction) {
        case ("infinite", "positive"): "∞"
        case ("infinite", _): isRatio ? "0" : "-∞"
        default: "-"
        }
    }
}
