import AnalysisPlans

/// A test of a two-way table, laid out.
public enum TestPage {
    /// More rows of a table than a page shows.
    static let mostRows = 40

    /// The report of a test.
    public static func report(_ frame: ResultFrame<HypothesisResult>) -> Report {
        let result = frame.result
        var report = Report()
        guard case .test(let plan) = frame.plan else { return report }
        report.blocks.append(
            .title(title(result)))
        report.blocks.append(.paragraph(ResultPage.source(frame.data)))
        if let event = result.event.value, result.survival == nil {
            report.blocks.append(
                .paragraph(
                    "The event is that \(result.outcome) is \(NumberText.quoted(event))."))
        }
        report.blocks += countBlocks(result)
        report.blocks += levelBlocks(result, plan)
        report.blocks += strataBlocks(result, plan.audience)
        report.blocks += measureBlocks(result, plan.audience)
        report.blocks += sampleBlocks(result) + rateBlocks(result, plan.confidence)
        report.blocks += survivalBlocks(
            result, plan.confidence, isForAnalyst: plan.audience == .analyst)
        if plan.audience == .analyst {
            report.blocks.append(.heading("Tests"))
            report.blocks.append(.table(tests(result)))
            if !result.effects.isEmpty {
                report.blocks.append(.heading("Effects"))
                report.blocks.append(.table(effects(result, plan.confidence)))
            }
            report.blocks += stratumEffectBlocks(result)
            report.blocks += residualBlocks(result)
            report.blocks += weightBlocks(result, plan.confidence)
            report.blocks += clusterBlocks(result)
            report.blocks += marginBlocks(result, plan.confidence)
        }
        ResultPage.ending(frame, into: &report)
        return report
    }

    /// "neet by sex within ward", "rater_a beside rater_b".
    private static func title(_ result: HypothesisResult) -> String {
        let word = result.design == "paired_table" ? "beside" : "by"
        let strata = result.stratumVariables.map { " within " + $0.joined(separator: ", ") }
        return result.outcome + (result.group.value.map { " \(word) \($0)" } ?? "") + (strata ?? "")
    }

    private static func tests(_ result: HypothesisResult) -> ReportTable {
        var page = ReportTable([
            ("test", .left), ("statistic", .right), ("df", .right), ("p", .right),
            ("log10 p", .right), ("", .left),
        ])
        page.rows = result.tests.map { test in
            [
                test.method, test.statistic.map { NumberText.significant($0, 6) } ?? "",
                degrees(test), test.pDisplay.value ?? "",
                test.log10P.value.map { NumberText.decimal($0, 3) } ?? "",
                test.name == result.primary.value ? "<- read this one" : test.note ?? "",
            ]
        }
        return page
    }

    /// "3", or "2.9, 5310" of a ratio.
    private static func degrees(_ test: HypothesisResult.Test) -> String {
        [test.df, test.df2].compactMap(\.self).map { NumberText.significant($0) }
            .joined(separator: ", ")
    }

    private static func effects(_ result: HypothesisResult, _ confidence: Double) -> ReportTable {
        var page = ReportTable([
            ("effect", .left), ("level", .left), ("against", .left), ("estimate", .right),
            ("\(NumberText.level(confidence)) interval", .right), ("", .left),
        ])
        // Strata have a table of their own.
        let effects = result.effects.filter { $0.stratum.value == nil }
        page.rows = effects.prefix(mostRows * 4).map { effect in
            let show = number(of: effect)
            return [
                words[effect.name] ?? effect.name, effect.level.value ?? "",
                effect.reference.value ?? "",
                effect.estimate.value.map(show) ?? (effect.status == "infinite" ? "∞" : "-"),
                ResultPage.interval(effect.confLow, upper(effect), show),
                remark(effect),
            ]
        }
        page.note = omitted(effects.count, of: mostRows * 4)
        return page
    }

    /// Why a figure is missing, or what drawn limits rest on.
    private static func remark(_ effect: HypothesisResult.EffectRow) -> String {
        guard effect.status == "estimated" else { return effect.note ?? effect.status }
        if let replicates = effect.replicates, let seed = effect.seed {
            return "drawn: \(NumberText.count(replicates)) resamples, seed \(seed)"
        }
        let isWithout = effect.confLow.value == nil && effect.confHigh.value == nil
        return isWithout ? effect.note ?? "" : ""
    }

    /// The upper limit; of what cannot be above 1, 1 where the data set none.
    private static func upper(_ effect: HypothesisResult.EffectRow) -> Figure {
        let isBounded = effect.name.hasPrefix("cramers_v") && effect.confLow.value != nil
        return isBounded && effect.confHigh.value == nil ? Figure(1) : effect.confHigh
    }

    /// How an effect's numbers are shown: with enough digits to tell it from none.
    static func number(of effect: HypothesisResult.EffectRow) -> (Double) -> String {
        guard effect.name.hasPrefix("risk_difference") else { return number(of: effect.name) }
        let points = NumberText.pointsShown(
            effect.estimate.value, effect.confLow.value, effect.confHigh.value)
        return { points($0) + " pp" }
    }

    /// How the numbers of effects of a name are shown.
    static func number(of name: String) -> (Double) -> String {
        if name.hasPrefix("risk_difference") { return { NumberText.points($0) + " pp" } }
        if name == "proportion" { return NumberText.percent }
        if name.contains("ratio") { return NumberText.ratio }
        let measured = [
            "mean_difference", "hodges_lehmann_shift", "pseudomedian", "rate_difference", "theta",
        ]
        if measured.contains(name) { return NumberText.plain }
        return { NumberText.decimal($0, 3) }
    }

    static let words = [
        "risk_difference": "risk difference", "risk_ratio": "risk ratio",
        "odds_ratio": "odds ratio", "odds_ratio_conditional": "odds ratio (conditional, exact)",
        "cramers_v": "Cramer's V", "cramers_v_bias_corrected": "Cramer's V, bias-corrected",
        "phi": "phi", "risk_difference_per_step": "risk difference a step", "gamma": "gamma",
        "kendall_tau_b": "Kendall's tau-b", "somers_d": "Somers' d", "proportion": "share",
        "cohens_w": "distance from expected (w)",
        "odds_ratio_paired": "odds ratio (paired)", "agreement": "agreement",
        "cohens_kappa": "Cohen's kappa", "cohens_kappa_linear": "kappa, linear weights",
        "cohens_kappa_quadratic": "kappa, quadratic weights",
        "mean_difference": "difference of means", "hedges_g": "Hedges' g",
        "hodges_lehmann_shift": "median of all differences (Hodges-Lehmann)",
        "probability_of_superiority": "share of pairs in which it is the higher",
        "omega_squared": "omega squared", "eta_squared": "eta squared",
        "epsilon_squared": "epsilon squared of ranks", "pseudomedian": "pseudomedian",
        "pearson_correlation": "Pearson's r", "spearman_correlation": "Spearman's rho",
        "rate_ratio": "rate ratio",
        "rate_difference": "rate difference", "rate_ratio_poisson": "rate ratio, Poisson exact",
        "rate_ratio_mid_p": "rate ratio, mid-p", "rate_ratio_score": "rate ratio, score",
        "rate_ratio_negative_binomial": "rate ratio, negative binomial",
        "pearson_dispersion": "dispersion (Poisson: 1)",
        "theta": "theta (variance is mean + mean^2/theta)",
        "concordance": "concordance", "hazard_ratio": "hazard ratio",
        "rmst_difference": "difference of mean times", "rmst_ratio": "ratio of mean times",
        "mean_count_difference": "difference of mean counts",
        "mean_count_ratio": "ratio of mean counts",
    ]

    /// Tests and effects as tidy rows.
    public static func csv(_ frame: ResultFrame<HypothesisResult>) -> String {
        let header = [
            "kind", "name", "level", "reference", "stratum", "statistic", "df", "p_value",
            "log10_p",
            "estimate", "conf_low", "conf_high", "method", "status",
        ]
        let tests = frame.result.tests.map { test -> [String?] in
            [
                "test", test.name, nil, nil, nil, test.statistic.map(ResultPage.exact),
                test.df.map(ResultPage.exact), ResultPage.exact(test.pValue),
                ResultPage.exact(test.log10P), nil, nil, nil, test.method, test.status,
            ]
        }
        let effects = frame.result.effects.map { effect -> [String?] in
            [
                "effect", effect.name, effect.level.value, effect.reference.value,
                effect.stratum.value, nil, nil, nil, nil, ResultPage.exact(effect.estimate),
                ResultPage.exact(effect.confLow),
                ResultPage.exact(effect.confHigh), effect.method, effect.status,
            ]
        }
        return CSVRenderer.render(header, tests + effects)
    }
}
