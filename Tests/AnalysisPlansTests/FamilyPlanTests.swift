import Foundation
import TestSupport
import Testing

@testable import AnalysisPlans

private func fit(_ formula: String, _ keys: [String: JSONValue], data: String = servicesCohort)
    throws
    -> ResultFrame<FitResult>
{
    try Runner().run(FitPlan.asked(formula, keys, data: data))
}

/// Families and links through plans: results, sentences, warnings, refusals.
struct FamilyPlanTests {
    @Test(
        arguments: [
            (
                "cost_council ~ service", "gamma", nil, "mean_ratio",
                "The mean of cost_council where"
            ),
            ("cost_council ~ service", "gamma", "inverse", nil, "The inverse of the mean of"),
            ("need_score ~ team", "gaussian", nil, nil, "The mean of need_score where team is"),
            ("need_score ~ team", "gaussian", "log", "mean_ratio", "The mean of need_score where"),
            ("prior_referrals ~ team", "poisson", nil, "rate_ratio", "The rate of prior_referrals"),
            ("prior_referrals ~ team", "negative_binomial", nil, "rate_ratio", "The rate of prior"),
            (
                "safely_closed ~ need_score", "binomial", "cloglog", "hazard_ratio",
                "The hazard that safely_closed is"
            ),
            (
                "safely_closed ~ need_score", "binomial", "probit", nil,
                "The normal score that safely_closed is"
            ),
            (
                "safely_closed ~ need_score", "binomial", nil, "odds_ratio",
                "The odds that safely_closed"
            ),
        ] as [(String, String, String?, String?, String)])
    func everyFamilyIsToldInItsWords(
        _ formula: String, _ family: String, _ link: String?, _ ratio: String?, _ words: String
    ) throws {
        var keys: [String: JSONValue] = ["family": .text(family)]
        if let link { keys["link"] = .text(link) }
        let frame = try fit(formula, keys)
        #expect(frame.result.glance.ratio == ratio)
        #expect(frame.result.glance.converged)
        #expect(frame.shows.contains { $0.hasPrefix(words) }, "\(frame.shows)")
        for sentence in frame.shows + frame.doesNotShow {
            #expect(sentence.contains { $0.isNumber }, "\(sentence)")
        }
        let row = try #require(frame.result.coefficients.dropFirst().first)
        #expect((row.oddsRatio.value != nil) == (ratio == "odds_ratio"))
        #expect((row.ratio?.value != nil) == (ratio != nil && ratio != "odds_ratio"))
        let isEstimated = family == "gamma" || family == "gaussian"
        #expect(frame.result.tests.allSatisfy { ($0.df2 != nil) == isEstimated })
    }

    @Test func swappingLevelsTurnsTheSentences() throws {
        let plain = try fit("need_score ~ sex", ["family": .text("gaussian")])
        let turned = try fit(
            "need_score ~ C(sex, ref = \"male\")", ["family": .text("gaussian")])
        let (a, b) = (plain.result.coefficients[1], turned.result.coefficients[1])
        #expect(
            abs((a.estimate.value ?? 0) + (b.estimate.value ?? 1)) < 1e-12)
        #expect(plain.shows != turned.shows)
    }

    @Test func countsThatVaryMoreThanPoissonsAreWarnedOf() throws {
        let data = projectRoot.appendingPathComponent(
            "Tests/GeneralizedLinearModelsTests/Reference/visits.csv"
        ).path
        let poisson = try fit("visits ~ age", ["family": .text("poisson")], data: data)
        let warning = try #require(poisson.warnings.first { $0.code == "overdispersion" })
        #expect(warning.message.contains("--family negative_binomial"))
        let quasi = try fit(
            "visits ~ age", ["family": .text("poisson"), "dispersion": .text("estimated")],
            data: data)
        #expect(quasi.warnings.allSatisfy { $0.code != "overdispersion" })
        let dispersion = try #require(quasi.result.glance.dispersion?.value)
        #expect(dispersion > 5)
        #expect(quasi.result.glance.logLikelihood.value == nil)
        let (wide, narrow) = (quasi.result.coefficients[1], poisson.result.coefficients[1])
        let ratio = (wide.stdError.value ?? 0) / (narrow.stdError.value ?? 1)
        #expect(relativeError(ratio, dispersion.squareRoot()) < 1e-10)
        let negative = try fit(
            "visits ~ age", ["family": .text("negative_binomial")], data: data)
        #expect(negative.warnings.allSatisfy { $0.code != "overdispersion" })
        #expect((negative.result.glance.theta?.value ?? 0) > 0.5)
    }

    @Test func countsThatVaryLessHaveNoTheta() throws {
        let workspace = try Workspace()
        let rows = (0..<40).map { "\(3 + $0 % 2),\($0 % 4)" }
        let path = try workspace.write("even.csv", "y,x\n" + rows.joined(separator: "\n") + "\n")
        let frame = try fit("y ~ x", ["family": .text("negative_binomial")], data: path)
        let poisson = try fit("y ~ x", ["family": .text("poisson")], data: path)
        #expect(frame.result.glance.theta?.value == nil)
        #expect(frame.warnings.contains { $0.code == "no_overdispersion" })
        for (a, b) in zip(frame.result.coefficients, poisson.result.coefficients) {
            #expect(abs((a.estimate.value ?? 0) - (b.estimate.value ?? 1)) < 1e-12)
        }
    }

    @Test func groupsOfTrialsSayWhatTheirRowsSay() throws {
        let workspace = try Workspace()
        let wide = try workspace.write(
            "wide.csv", "team,closed,open\nAsh,7,13\nElm,12,9\nOak,4,15\n")
        var long = "team,out\n"
        for (team, closed, open) in [("Ash", 7, 13), ("Elm", 12, 9), ("Oak", 4, 15)] {
            long += String(repeating: "\(team),1\n", count: closed)
            long += String(repeating: "\(team),0\n", count: open)
        }
        let rows = try fit("out ~ team", [:], data: try workspace.write("long.csv", long))
        let groups = try fit("cbind(closed, open) ~ team", [:], data: wide)
        let trials = try fit(
            "closed ~ team", ["trials": .text("all")],
            data: try workspace.write(
                "trials.csv", "team,closed,all\nAsh,7,20\nElm,12,21\nOak,4,19\n"))
        for other in [groups, trials] {
            for (a, b) in zip(rows.result.coefficients, other.result.coefficients) {
                #expect(abs((a.estimate.value ?? 0) - (b.estimate.value ?? 1)) < 1e-11)
                #expect(relativeError(a.stdError.value ?? 0, b.stdError.value ?? 1) < 1e-10)
            }
            #expect(other.result.glance.nTrials?.value == 60)
            #expect(other.result.glance.nEvents.value == 23)
            #expect(other.shows[0].hasPrefix("There are 23 successes of 60 trials (38.3%)"))
            // A saturated model of groups leaves no deviance; of rows it does.
            #expect(abs(other.result.glance.deviance) < 1e-10)
        }
        #expect(rows.result.glance.deviance > 70)
    }

    @Test(
        arguments: [
            ("(need_score / 2) ~ sex", "poisson", [:], "outcome"),
            ("days_open ~ sex", "gaussian", ["link": "inverse"], "plan_value"),
            ("days_open ~ sex", "gaussian", ["trials": "case_id"], "plan_value"),
            ("team ~ sex", "gaussian", [:], "type_mismatch"),
            ("cbind(prior_referrals, need_score) ~ sex", "poisson", [:], "outcome"),
            ("cbind(prior_referrals) ~ sex", "binomial", [:], "formula_syntax"),
            ("prior_referrals ~ sex", "binomial", ["trials": "nobody"], "unknown_column"),
            ("prior_referrals ~ sex", "binomial", ["trials": "child_age"], "outcome"),
            ("(need_score - 5) ~ sex", "gamma", [:], "outcome"),
            ("days_open ~ sex", "negative_binomial", ["dispersion": "estimated"], "plan_value"),
        ] as [(String, String, [String: String], String)])
    func whatAFamilyCannotTakeIsRefused(
        _ formula: String, _ family: String, _ keys: [String: String], _ code: String
    ) throws {
        var all: [String: JSONValue] = ["family": .text(family)]
        for (key, value) in keys { all[key] = .text(value) }
        let error = #expect(throws: AnalysisError.self) {
            _ = try fit(formula, all)
        }
        #expect(error?.code == code, "\(error?.code ?? "") \(error?.message ?? "")")
        #expect(error?.hint != nil, "\(error?.message ?? "")")
    }

    @Test func countsPredictMeans() throws {
        let workspace = try Workspace()
        let model = workspace.folder.appendingPathComponent("model.json").path
        let data = projectRoot.appendingPathComponent(
            "Tests/GeneralizedLinearModelsTests/Reference/visits.csv"
        ).path
        let fitted = try fit(
            "visits ~ need + age", ["family": .text("poisson"), "save_model": .text(model)],
            data: data)
        guard
            case .predict(let plan) = try AnalysisPlan(
                .object([
                    "analysis": .text("predict"), "model": .text(model), "data": .text(data),
                ]))
        else { throw CancellationError() }
        var rows: [PredictionRow] = []
        let frame = try Runner().run(plan) { rows += $0 }
        #expect(rows.allSatisfy { $0.probability == nil })
        let means = rows.compactMap { $0.mean?.value }
        #expect(means.count == 328)
        // A canonical link with an intercept gives the sum of the outcome back.
        #expect(
            abs(means.reduce(0, +) - (fitted.result.glance.nEvents.value ?? 0)) < 1e-8)
        #expect(frame.shows[0].contains("have an expected visits"))
        #expect(frame.result.meanProbability == nil)
        #expect(frame.result.event.value == nil)
    }
}
