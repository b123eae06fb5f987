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
        let curves = result.coefficients.filter { $0.curve == true }
        if !curves.isEmpty {
            let terms = Set(curves.map(\.variable))
            table.note =
                "Not shown: \(NumberText.counted(curves.count, "coefficient")) of "
                + (terms.count == 1 ? curves[0].variable : "\(terms.count) terms")
                + ", none of which means anything by itself; see Terms"
                + (result.comparisons == nil ? "." : " and Along curves.")
        }
        table.rows = result.coefficients.filter { $0.curve != true }.map { row in
            let start = [row.term, row.reference.value ?? ""]
            guard row.status == "estimated", let estimate = row.estimate.value else {
                let logarithm = ratio == nil ? [] : [""]
                let ends = ends(row, isRatio: ratio != nil)
                return start
                    + [unbounded(row, isRatio: ratio != nil), ends.isEmpty ? row.status : ends]
                    + logarithm
                    + ["", "", "-"]
            }
            let ending = [
                row.stdError.value.map { NumberText.decimal($0, 4) } ?? "",
                row.statistic.value.map { NumberText.decimal($0) } ?? "",
                row.pDisplay.value ?? "",
            ]
            guard ratio != nil else {
                return start
                    + [NumberText.significant(estimate, 5), told(row, isRatio: false)] + ending
            }
            let interval = told(row, isRatio: true)
            let value = row.oddsRatio.value ?? row.ratio?.value
            return start
                + [
                    value.map(NumberText.ratio) ?? "∞", interval,
                    NumberText.decimal(estimate, 4),
                ] + ending
        }
        return table
    }

    /// The interval of an estimate, or that there is none.
    private static func told(_ row: FitResult.Coefficient, isRatio: Bool) -> String {
        let ends = ends(row, isRatio: isRatio)
        return ends.isEmpty && row.stdErrorStatus != nil ? "none" : ends
    }

    /// The interval, of ratios or as it is; nothing where neither end has a number.
    private static func ends(_ row: FitResult.Coefficient, isRatio: Bool) -> String {
        guard isRatio else {
            return ResultPage.interval(row.confLow, row.confHigh) { NumberText.significant($0, 4) }
        }
        let isOdds = row.ratio == nil && row.ratioLow == nil && row.ratioHigh == nil
        let low = isOdds ? row.oddsRatioLow : row.ratioLow ?? Figure(nil)
        let high = isOdds ? row.oddsRatioHigh : row.ratioHigh ?? Figure(nil)
        // A ratio has 0 at the end that its logarithm does not have.
        return low.value == nil && high.value != nil
            ? ResultPage.interval(Figure(0), high, NumberText.ratio)
            : ResultPage.interval(low, high, NumberText.ratio)
    }

    /// Firth's coefficients beside the plain ones.
    static func firth(
        _ firth: FirthResult, _ confidence: Double, without curves: Set<String> = []
    ) -> ReportTable {
        var table = ReportTable([
            ("term", .left), ("odds ratio", .right),
            ("\(NumberText.level(confidence)) interval", .right), ("log odds", .right),
            ("std. error", .right), ("likelihood ratio", .right), ("p", .right),
        ])
        table.rows = firth.coefficients.filter { !curves.contains($0.term) }.map { row in
            guard let estimate = row.estimate.value, let ratio = row.oddsRatio.value else {
                return [row.term, "-", row.status, "", "", "", "-"]
            }
            return [
                row.term, NumberText.ratio(ratio),
                ResultPage.interval(row.oddsRatioLow, row.oddsRatioHigh, NumberText.ratio),
                NumberText.decimal(estimate, 4),
                row.stdError.value.map { NumberText.decimal($0, 4) } ?? "",
                row.statistic.value.map { NumberText.decimal($0) } ?? "",
                row.pDisplay.value ?? "",
            ]
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
