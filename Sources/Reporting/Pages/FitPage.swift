import AnalysisPlans

/// A fit, laid out.
public enum FitPage {
    /// The report of a fit.
    public static func report(_ frame: ResultFrame<FitResult>) -> Report {
        let glance = frame.result.glance
        var report = Report()
        guard case .fit(let plan) = frame.plan else { return report }
        report.blocks.append(.title("Logistic regression: \(plan.formula)"))
        report.blocks.append(.paragraph(ResultPage.source(frame.data)))
        report.blocks.append(
            .paragraph(
                "The event is that \(glance.outcome) is \(NumberText.quoted(glance.event)): "
                    + "\(NumberText.count(glance.nEvents)) of \(NumberText.count(glance.nObs)) "
                    + "cases (\(NumberText.percent(glance.nEvents / glance.nObs)))."))
        report.blocks.append(.heading("Coefficients"))
        report.blocks.append(.table(coefficients(frame.result, plan.confidence)))
        if !frame.result.tests.isEmpty {
            report.blocks.append(.heading("Terms"))
            report.blocks.append(.table(terms(frame.result)))
        }
        report.blocks.append(.heading("Fit"))
        report.blocks.append(
            .paragraph(
                "Log-likelihood \(NumberText.decimal(glance.logLikelihood, 3)), deviance "
                    + "\(NumberText.decimal(glance.deviance, 3)) on "
                    + "\(NumberText.count(glance.dfResidual)) df (null deviance "
                    + "\(NumberText.decimal(glance.nullDeviance, 3)) on "
                    + "\(NumberText.count(glance.dfNull)) df), AIC "
                    + "\(NumberText.decimal(glance.aic, 2)), BIC "
                    + "\(NumberText.decimal(glance.bic, 2)), "
                    + "\(NumberText.counted(glance.iterations, "Newton step"))"
                    + (glance.converged ? "." : ", not converged.")))
        ResultPage.ending(frame, into: &report)
        return report
    }

    private static func coefficients(_ result: FitResult, _ confidence: Double) -> ReportTable {
        var table = ReportTable([
            ("term", .left), ("against", .left), ("odds ratio", .right),
            ("\(NumberText.level(confidence)) interval", .right), ("log odds", .right),
            ("std. error", .right), ("z", .right), ("p", .right),
        ])
        table.rows = result.coefficients.map { row in
            let against = row.reference.value ?? ""
            guard row.status == "estimated", let estimate = row.estimate.value else {
                let ratio =
                    switch (row.status, row.direction) {
                    case ("infinite", "positive"): "∞"
                    case ("infinite", _): "0"
                    default: "-"
                    }
                return [row.term, against, ratio, row.status, "", "", "", "-"]
            }
            return [
                row.term, against, row.oddsRatio.value.map(NumberText.ratio) ?? "∞",
                ResultPage.interval(row.oddsRatioLow, row.oddsRatioHigh, NumberText.ratio),
                NumberText.decimal(estimate, 4),
                row.stdError.value.map { NumberText.decimal($0, 4) } ?? "",
                row.statistic.value.map { NumberText.decimal($0) } ?? "",
                row.pDisplay.value ?? "",
            ]
        }
        return table
    }

    private static func terms(_ result: FitResult) -> ReportTable {
        var table = ReportTable([
            ("term", .left), ("df", .right), ("likelihood ratio", .right), ("p", .right),
            ("Wald", .right), ("p", .right),
        ])
        let wald = Dictionary(
            result.tests.filter { $0.name == "wald" }.map { ($0.term, $0) },
            uniquingKeysWith: { first, _ in first })
        func pair(_ test: FitResult.TermTestRow?) -> [String] {
            guard let test, let statistic = test.statistic.value else {
                return ["-", "-"]
            }
            return [NumberText.decimal(statistic), test.pDisplay.value ?? ""]
        }
        let tests = result.tests.filter { $0.name == "likelihood_ratio" }
        // Beside an interaction a Wald test is about the reference levels alone: another question.
        let parts = tests.map { Set($0.term.split(separator: ":")) }
        table.rows = zip(tests, parts).map { test, own in
            let isContained = parts.contains { $0.isStrictSuperset(of: own) }
            return [test.term, "\(test.df)"] + pair(test)
                + (isContained ? ["-", "-"] : pair(wald[test.term]))
        }
        return table
    }

    /// The coefficients as tidy rows.
    public static func csv(_ frame: ResultFrame<FitResult>) -> String {
        CSVRenderer.render(
            [
                "term", "variable", "level", "reference", "estimate", "std_error", "statistic",
                "p_value", "log10_p", "conf_low", "conf_high", "odds_ratio", "odds_ratio_low",
                "odds_ratio_high", "status",
            ],
            frame.result.coefficients.map { row in
                [row.term, row.variable, row.level.value, row.reference.value]
                    + [
                        row.estimate, row.stdError, row.statistic, row.pValue, row.log10P,
                        row.confLow, row.confHigh, row.oddsRatio, row.oddsRatioLow,
                        row.oddsRatioHigh,
                    ].map(ResultPage.exact) + [row.status]
            })
    }
}
