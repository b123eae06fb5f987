import AnalysisPlans
import Glibc

/// Coefficients of samples drawn anew, and how much rests on single clusters.
extension FitPage {
    static func bootstrapBlocks(_ result: FitResult, _ plan: FitPlan) -> [Report.Block] {
        guard let bootstrap = result.bootstrap else { return [] }
        let isWild = bootstrap.weights != nil || bootstrap.isExact != nil
        let unit = bootstrap.cluster.map { "values of \($0)" } ?? "rows or cases"
        let drawn =
            isWild
            ? (bootstrap.isExact == true
                ? "All \(NumberText.count(bootstrap.replicates)) samples of weights"
                : "\(NumberText.counted(bootstrap.replicates, "sample")) of weights (seed "
                    + "\(bootstrap.seed))")
            : "\(NumberText.counted(bootstrap.replicates, "sample")) (seed \(bootstrap.seed))"
        return [
            .heading(isWild ? "Wild cluster bootstrap" : "Bootstrap of pairs"),
            .paragraph(
                "\(drawn) of \(NumberText.count(bootstrap.units)) \(unit)"
                    + (bootstrap.fitted == 0
                        ? "; none could be fitted."
                        : bootstrap.lost > 0
                            ? "; \(NumberText.count(bootstrap.fitted)) could be fitted." : ".")),
            .table(isWild ? wild(bootstrap) : pairs(bootstrap, result, plan.confidence)),
        ]
    }

    private static func pairs(
        _ bootstrap: FitResult.Bootstrap, _ result: FitResult, _ confidence: Double
    ) -> ReportTable {
        let level = NumberText.level(confidence)
        let ratio = result.glance.ratio.map { $0.replacing("_", with: " ") + "s" }
        var table = ReportTable([
            ("term", .left), ("std. error", .right), ("\(level) percentile", .right),
            ("\(level) basic", .right),
        ])
        if let ratio { table.note = "Intervals are of \(ratio)." }
        let curves = Set(result.coefficients.filter { $0.curve == true }.map(\.term))
        table.rows = bootstrap.coefficients.filter { !curves.contains($0.term) }.map { row in
            func ends(_ low: Figure?, _ high: Figure?) -> String {
                guard row.status == "estimated" else { return row.status }
                return ResultPage.interval(low ?? Figure(nil), high ?? Figure(nil)) {
                    ratio == nil
                        ? NumberText.significant($0, 4) : NumberText.ratio(exp($0))
                }
            }
            return [
                row.term, row.stdError?.value.map { NumberText.decimal($0, 4) } ?? "-",
                ends(row.confLow, row.confHigh), ends(row.basicLow, row.basicHigh),
            ]
        }
        return table
    }

    private static func wild(_ bootstrap: FitResult.Bootstrap) -> ReportTable {
        var table = ReportTable([
            ("term", .left), ("t (CR1)", .right), ("as extreme", .right), ("p", .right),
        ])
        table.rows = bootstrap.coefficients.map { row in
            [
                row.term, row.statistic?.value.map { NumberText.decimal($0) } ?? "-",
                row.extreme.map { NumberText.count($0) } ?? "", row.pDisplay?.value ?? "-",
            ]
        }
        return table
    }

    /// "Of 24 values of team, one of 120 rows moves sex[male] most, by 0.03 (0.4 of its standard ..."
    static func clusters(_ clusters: FitResult.Checks.Clusters) -> String {
        let own = clusters.largest.filter { $0.term != "(Intercept)" }
        let most = (own.isEmpty ? clusters.largest : own).max {
            abs($0.inStdErrors.value ?? 0) < abs($1.inStdErrors.value ?? 0)
        }
        guard let most, let share = most.inStdErrors.value else {
            return "No value of \(clusters.column) can be left out alone."
        }
        let named = most.cluster.value.map { ", \(NumberText.quoted($0))," } ?? ""
        return
            "Of \(NumberText.counted(clusters.clusters, "value")) of \(clusters.column) the one\(named) "
            + "whose leaving out moves a coefficient most has \(NumberText.counted(most.rows, "row")): "
            + "\(most.term) by \(NumberText.significant(most.change, 3)), "
            + "\(NumberText.decimal(abs(share))) of its standard errors."
    }
}
