import AnalysisPlans

extension TestPage {
    /// The strata's counts, the pooled and crude effects side by side, and whether strata differ.
    static func strataBlocks(_ result: HypothesisResult, _ audience: Audience) -> [Report.Block] {
        guard let strata = result.strata, let table = result.table else { return [] }
        var blocks: [Report.Block] = [
            .heading("Counts within strata"), .table(counts(strata, table, result)),
        ]
        if audience == .analyst {
            let tests = result.homogeneity ?? []
            if !tests.isEmpty {
                var page = ReportTable([
                    ("do the strata tell the same?", .left), ("statistic", .right),
                    ("df", .right), ("p", .right), ("", .left),
                ])
                page.rows = tests.map {
                    [
                        $0.method, $0.statistic.map { NumberText.significant($0, 6) } ?? "",
                        $0.df.map { NumberText.significant($0) } ?? "", $0.pDisplay.value ?? "",
                        $0.note ?? "",
                    ]
                }
                blocks += [.heading("Homogeneity"), .table(page)]
            }
            if let crude = result.crudeTest {
                blocks += crudeBlocks(result, crude)
            }
        }
        return blocks
    }

    /// Risk difference and odds ratio of each level in each stratum.
    static func stratumEffectBlocks(_ result: HypothesisResult) -> [Report.Block] {
        let within = result.effects.filter { $0.stratum.value != nil }
        guard !within.isEmpty else { return [] }
        var page = ReportTable([
            ((result.stratumVariables ?? []).joined(separator: ", "), .left), ("level", .left),
            ("against", .left), ("risk difference", .right), ("interval", .right),
            ("odds ratio", .right), ("interval", .right),
        ])
        let differences = within.filter { $0.name == "risk_difference" }
        let ratios = within.filter { $0.name == "odds_ratio" }
        page.rows = zip(differences, ratios).prefix(mostRows).map { difference, ratio in
            [
                difference.stratum.value ?? "", difference.level.value ?? "",
                difference.reference.value ?? "",
            ] + estimate(difference) + estimate(ratio)
        }
        page.note = omitted(differences.count)
        return [.heading("Effects within strata"), .table(page)]
    }

    /// An effect's estimate and interval.
    private static func estimate(_ effect: HypothesisResult.EffectRow?) -> [String] {
        guard let effect else { return ["", ""] }
        let show = number(of: effect)
        return [
            effect.estimate.value.map(show) ?? (effect.status == "infinite" ? "∞" : "-"),
            ResultPage.interval(effect.confLow, effect.confHigh, show),
        ]
    }

    private static func crudeBlocks(
        _ result: HypothesisResult, _ test: HypothesisResult.Test
    ) -> [Report.Block] {
        var page = ReportTable([
            ("effect", .left), ("level", .left), ("against", .left),
            ("counted together", .right), ("interval", .right), ("within strata", .right),
            ("interval", .right),
        ])
        page.rows = (result.crudeEffects ?? []).prefix(mostRows).map { crude in
            let pooled = result.effects.first {
                $0.name == crude.name && $0.level == crude.level && $0.stratum.value == nil
            }
            return [
                words[crude.name] ?? crude.name, crude.level.value ?? "",
                crude.reference.value ?? "",
            ] + estimate(crude) + estimate(pooled)
        }
        if let p = test.pDisplay.value, let statistic = test.statistic {
            page.note =
                "Counted together, \(test.method): \(NumberText.significant(statistic, 6)) on "
                + "\(NumberText.significant(test.df ?? 0)) df, \(NumberText.pValue(p))."
        }
        return page.rows.isEmpty
            ? page.note.map { [.paragraph($0)] } ?? []
            : [.heading("Crude beside adjusted"), .table(page)]
    }

    /// A line for each group of each stratum, with the event as n of N where there is one.
    private static func counts(
        _ strata: [HypothesisResult.Stratum], _ table: HypothesisResult.CountTable,
        _ result: HypothesisResult
    ) -> ReportTable {
        let names = (result.stratumVariables ?? []).joined(separator: ", ")
        let event = result.event.value.flatMap { table.columns.firstIndex(of: $0) }
        var page = ReportTable(
            [(names, .left)]
                + (event == nil
                    ? [(table.rowVariable, .left)] + table.columns.map { ($0, .right) }
                    : table.rows.map { ("\(table.rowVariable): \($0)", .right) })
                + [("", .left)])
        let shown = strata.prefix(mostRows)
        let words = [
            "one_case": "one case", "one_row": "one group only", "one_column": "one outcome only",
            "empty": "no case",
        ]
        if let event {
            page.rows = shown.map { stratum in
                [stratum.stratum]
                    + stratum.counts.map { row in
                        let total = row.reduce(0, +)
                        return total == 0
                            ? "none"
                            : "\(NumberText.count(row[event])) of \(NumberText.count(total)) "
                                + "(\(NumberText.percent(Double(row[event]) / Double(total))))"
                    } + [words[stratum.use] ?? ""]
            }
        } else {
            page.rows = shown.flatMap { stratum in
                stratum.counts.indices.map { i in
                    [i == 0 ? stratum.stratum : "", table.rows[i]]
                        + stratum.counts[i].map { NumberText.count($0) }
                        + [i == 0 ? words[stratum.use] ?? "" : ""]
                }
            }
        }
        page.note = omitted(strata.count)
        return page
    }
}
