import AnalysisPlans

/// A fit, laid out.
public enum FitPage {
    /// The report of a fit.
    public static func report(_ frame: ResultFrame<FitResult>) -> Report {
        let glance = frame.result.glance
        var report = Report()
        guard case .fit(let plan) = frame.plan else { return report }
        report.blocks.append(.title("\(title(plan)): \(plan.formula)"))
        report.blocks.append(.paragraph(ResultPage.source(frame.data)))
        if let event = glance.event.value, let events = glance.nEvents.value {
            report.blocks.append(
                .paragraph(
                    "The event is that \(glance.outcome) is \(NumberText.quoted(event)): "
                        + "\(NumberText.count(events)) of \(NumberText.count(glance.nObs)) "
                        + "cases (\(NumberText.percent(events / glance.nObs)))."))
        }
        guard plan.audience == .analyst else {
            report.blocks += practitionerBlocks(frame.result, plan)
            ResultPage.ending(frame, into: &report)
            return report
        }
        if !frame.result.coefficients.isEmpty {
            report.blocks.append(.heading("Coefficients"))
            report.blocks.append(.table(coefficients(frame.result, plan.confidence)))
        }
        if let factor = frame.result.largeFactor {
            report.blocks.append(.paragraph(levels(factor)))
        }
        if !frame.result.tests.isEmpty {
            report.blocks.append(.heading("Terms"))
            report.blocks.append(.table(terms(frame.result)))
        }
        let curves = Set(frame.result.coefficients.filter { $0.curve == true }.map(\.term))
        if let firth = frame.result.firth {
            report.blocks.append(.heading("By Firth's penalised likelihood"))
            report.blocks.append(.table(self.firth(firth, plan.confidence, without: curves)))
            if let intercept = firth.predictionIntercept.value {
                report.blocks.append(
                    .paragraph(
                        "Intervals and tests are of the penalised likelihood. Chances are told with "
                            + "the intercept \(NumberText.decimal(intercept, 4)), at which they add "
                            + "up to the events seen (FLIC)."))
            }
        }
        report.blocks += curveBlocks(frame.result, plan)
        report.blocks += effectBlocks(frame.result, plan)
        report.blocks += bootstrapBlocks(frame.result, plan)
        report.blocks += checkBlocks(frame.result)
        report.blocks.append(.heading("Fit"))
        report.blocks.append(.paragraph(summary(glance)))
        if let line = StandardErrorWords(frame.result.standardErrors).line {
            report.blocks.append(.paragraph(line))
        }
        ResultPage.ending(frame, into: &report)
        return report
    }

    /// "Logistic regression", "Poisson regression (log link), dispersion estimated".
    private static func title(_ plan: FitPlan) -> String {
        let name =
            switch (plan.family, plan.link) {
            case (.binomial, .logit): "Logistic regression"
            case (.binomial, .probit): "Probit regression"
            case (.binomial, _): "Complementary log-log regression"
            case (.poisson, _): "Poisson regression"
            case (.negativeBinomial, _): "Negative-binomial regression"
            case (.gaussian, .identity): "Linear regression"
            case (.gaussian, _): "Gaussian regression with log link"
            case (.gamma, .log): "Gamma regression with log link"
            case (.gamma, _): "Gamma regression with inverse link"
            }
        return name + (plan.dispersion == .estimated ? ", dispersion estimated" : "")
    }

    private static func summary(_ glance: FitResult.Glance) -> String {
        var parts: [String] = []
        if let value = glance.logLikelihood.value {
            parts.append("Log-likelihood \(NumberText.decimal(value, 3))")
        }
        parts.append(
            (parts.isEmpty ? "Deviance " : "deviance ")
                + "\(NumberText.decimal(glance.deviance, 3)) on "
                + "\(NumberText.count(glance.dfResidual)) df (null deviance "
                + "\(glance.nullDeviance.value.map { NumberText.decimal($0, 3) } ?? "-") on "
                + "\(NumberText.count(glance.dfNull)) df)")
        if let dispersion = glance.dispersion?.value {
            parts.append("dispersion \(NumberText.significant(dispersion, 5))")
        }
        if let theta = glance.theta {
            let error = glance.thetaStdError?.value.map {
                " (standard error \(NumberText.significant($0, 3)))"
            }
            parts.append(
                "theta \(theta.value.map { NumberText.significant($0, 5) } ?? "infinite")"
                    + (error ?? ""))
        }
        if let aic = glance.aic.value, let bic = glance.bic.value {
            parts.append("AIC \(NumberText.decimal(aic, 2))")
            parts.append("BIC \(NumberText.decimal(bic, 2))")
        }
        parts.append(NumberText.counted(glance.iterations, "Newton step"))
        return parts.joined(separator: ", ") + (glance.converged ? "." : ", not converged.")
    }

    private static func terms(_ result: FitResult) -> ReportTable {
        guard result.termTest != .wald else { return waldTerms(result) }
        let isF = result.tests.contains { $0.name == "f" }
        let isWaldF = result.tests.contains { $0.name == "wald_f" }
        let leading = result.termTest == .score ? "score" : isF ? "F" : "likelihood ratio"
        var table = ReportTable([
            ("term", .left), ("df", .right), (leading, .right), ("p", .right),
            (isWaldF ? "Wald F" : "Wald", .right), ("p", .right),
        ])
        let wald = Dictionary(
            result.tests.filter { $0.kind == .wald }.map { ($0.term, $0) },
            uniquingKeysWith: { first, _ in first })
        func pair(_ test: FitResult.TermTestRow?) -> [String] {
            guard let test, let statistic = test.statistic.value else {
                return ["-", "-"]
            }
            return [NumberText.decimal(statistic), test.pDisplay.value ?? ""]
        }
        let tests = result.leadingTests
        // Beside an interaction a Wald test is about the reference levels alone: another question.
        let parts = tests.map { Set($0.term.split(separator: ":")) }
        table.rows = zip(tests, parts).map { test, own in
            let isContained = parts.contains { $0.isStrictSuperset(of: own) }
            return [test.term, "\(test.df)"] + pair(test)
                + (isContained ? ["-", "-"] : pair(wald[test.term]))
        }
        return table
    }

    /// Wald's tests alone, where they are asked for or likelihoods cannot be compared.
    private static func waldTerms(_ result: FitResult) -> ReportTable {
        let isF = result.tests.contains { $0.name == "wald_f" }
        var table = ReportTable([
            ("term", .left), ("df", .right), (isF ? "Wald F" : "Wald", .right), ("p", .right),
        ])
        table.rows = result.leadingTests.map { test in
            guard let statistic = test.statistic.value else { return [test.term, "-", "-", "-"] }
            return [
                test.term, "\(test.df)", NumberText.decimal(statistic), test.pDisplay.value ?? "",
            ]
        }
        return table
    }
}
