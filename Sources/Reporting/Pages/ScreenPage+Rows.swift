import AnalysisPlans

extension ScreenPage {
    /// Every effect of every candidate, and every pattern of needs, as tidy rows.
    public static func csv(_ frame: ResultFrame<ScreenResult>) -> String {
        let header = [
            "kind", "name", "rank", "effect", "level", "reference", "cases", "events", "missing",
            "estimate", "conf_low", "conf_high", "test", "statistic", "df", "p_value", "log10_p",
            "q_value", "survives", "sparse", "suspects_leakage", "representative", "expected",
            "status", "few_events", "design_effect",
        ]
        var rows: [[String?]] = []
        for (index, candidate) in frame.result.candidates.enumerated() {
            func row(
                _ kind: String, _ effect: HypothesisResult.EffectRow?,
                _ test: HypothesisResult.Test, _ q: Figure, cases: Int, events: Int
            ) -> [String?] {
                [
                    kind, candidate.name, "\(index + 1)", effect?.name, effect?.level.value,
                    effect?.reference.value, "\(cases)", "\(events)", "\(candidate.missing)",
                    effect.flatMap { ResultPage.exact($0.estimate) },
                    effect.flatMap { ResultPage.exact($0.confLow) },
                    effect.flatMap { ResultPage.exact($0.confHigh) }, test.name,
                    test.statistic.map(ResultPage.exact), test.df.map(ResultPage.exact),
                    ResultPage.exact(test.pValue), ResultPage.exact(test.log10P),
                    ResultPage.exact(q), "\(candidate.survives)", "\(candidate.sparse)",
                    "\(candidate.suspectsLeakage)", candidate.representative.value, nil,
                    effect?.status ?? test.status, "\(candidate.fewEvents)",
                    candidate.designEffect.flatMap(ResultPage.exact),
                ]
            }
            let effects = candidate.effects.isEmpty ? [nil] : candidate.effects.map { $0 }
            rows += effects.map {
                row(
                    candidate.kind, $0, candidate.test, candidate.qValue, cases: candidate.cases,
                    events: candidate.events)
            }
            guard let adjusted = candidate.adjusted else { continue }
            let beside = adjusted.adjusted.isEmpty ? [nil] : adjusted.adjusted.map { $0 }
            rows += beside.map {
                row(
                    "adjusted", $0, adjusted.test, adjusted.qValue, cases: adjusted.cases,
                    events: adjusted.events)
            }
        }
        rows += frame.result.needs.patterns.enumerated().map { index, pattern in
            [
                "needs", pattern.needs.joined(separator: " + "), "\(index + 1)", "lift", nil, nil,
                "\(pattern.observed)", "\(pattern.outcome.events)", nil,
                ResultPage.exact(pattern.lift), ResultPage.exact(pattern.confLow),
                ResultPage.exact(pattern.confHigh), pattern.test.name,
                pattern.test.statistic.map(ResultPage.exact), pattern.test.df.map(ResultPage.exact),
                ResultPage.exact(pattern.test.pValue), ResultPage.exact(pattern.test.log10P),
                ResultPage.exact(pattern.qValue), "\(pattern.survives)", nil, nil, nil,
                ResultPage.exact(pattern.expected), pattern.test.status, nil, nil,
            ]
        }
        return CSVRenderer.render(header, rows)
    }
}
