import Foundation
import TestSupport
import Testing

@testable import AnalysisPlans

private func fit(
    _ formula: String, _ keys: [String: JSONValue], data: String = servicesCohort,
    folder: String? = nil
) throws -> ResultFrame<FitResult> {
    try Runner(folder: folder).run(FitPlan.asked(formula, keys, data: data))
}

/// Clusters, robust standard errors and sampling weights through plans.
struct RobustFitTests {
    @Test func clustersAreAllowedFor() throws {
        let plain = try fit("safely_closed ~ need_score", [:])
        let frame = try fit("safely_closed ~ need_score", ["cluster": .text("family_id")])
        // R 4.2.2, sandwich 3.0.2: vcovCL(glm(y ~ need_score, binomial), ~family_id, type = "HC0").
        let expected = [0.1031151626268439, 0.0223116197047422]
        for (row, error) in zip(frame.result.coefficients, expected) {
            #expect(relativeError(row.stdError.value ?? 0, error) < 1e-8)
        }
        for (a, b) in zip(plain.result.coefficients, frame.result.coefficients) {
            #expect(a.estimate.value == b.estimate.value)
        }
        let errors = frame.result.standardErrors
        #expect(errors.kind == "CR1" && errors.factorName == "G/(G - 1)")
        #expect(errors.clusters == 1962 && errors.smallest == 1 && errors.largest == 3)
        #expect(errors.reference == "normal" && errors.cluster == "family_id")
        #expect(errors.factor == 1962.0 / 1961)
        #expect(
            frame.shows.contains(
                "Intervals and p-values allow for the 1,962 values of family_id, whose cases may "
                    + "be alike (CR1, G/(G - 1) = 1.00051)."), "\(frame.shows)")
        #expect(frame.result.tests.map(\.name) == ["wald"])
        #expect(!frame.warnings.contains { $0.code == "repeated_id" })
        #expect(
            plain.warnings.contains {
                $0.code == "repeated_id" && $0.message.hasSuffix("say --cluster family_id.")
            })
        #expect(plain.result.standardErrors.kind == "model")
        guard case .fit(let plan) = frame.plan else { throw CancellationError() }
        #expect(plan.robust?.rawValue == "CR1")
    }

    @Test func rowsThatVaryAsTheyLike() throws {
        let frame = try fit("safely_closed ~ need_score", ["se": .text("HC3")])
        // vcovHC(glm(y ~ need_score, binomial), "HC3") of the same.
        let expected = [0.1059000111127120, 0.0228913820182803]
        for (row, error) in zip(frame.result.coefficients, expected) {
            #expect(relativeError(row.stdError.value ?? 0, error) < 1e-8)
        }
        #expect(frame.result.standardErrors.factor == 1)
        #expect(frame.warnings.contains { $0.code == "repeated_id" })
        let linear = try fit(
            "need_score ~ team", ["se": .text("HC1"), "family": .text("gaussian")])
        #expect(linear.result.standardErrors.reference == "student")
        #expect(linear.result.tests.map(\.name) == ["wald_f"])
        #expect(linear.result.tests[0].df2 == linear.result.glance.dfResidual)
    }

    @Test func samplingWeightsHaveTheSandwich() throws {
        let frame = try fit(
            "safely_closed ~ need_score",
            [
                "derive": .list([.text("w = prior_referrals + 1")]), "weights": .text("w"),
                "weight_kind": .text("sampling"), "cluster": .text("family_id"),
            ])
        // R survey 4.1.1: svyglm(y ~ need_score, svydesign(~family_id, weights = ~w)), complete rows;
        // with the incomplete ones in the design its G counts their families too.
        let expected = [
            (1.6454001969163921, 0.11342315269057651), (-0.1377850296716174, 0.02484687812400429),
        ]
        for (row, (estimate, error)) in zip(frame.result.coefficients, expected) {
            #expect(relativeError(row.estimate.value ?? 0, estimate) < 1e-8)
            #expect(relativeError(row.stdError.value ?? 0, error) < 1e-8)
        }
        #expect(frame.result.standardErrors.kind == "sandwich")
        #expect(frame.result.glance.nObs == 2884)
        #expect(frame.result.glance.aic.value == nil)
    }

    /// The scores of a level that one cluster has have no spread: its effects have no interval, and
    /// those that do not rest on it keep theirs.
    @Test func effectsOfASingleClusterHaveNoInterval() throws {
        let frame = try fit(
            "need_score ~ sex + team",
            [
                "family": .text("gaussian"), "cluster": .text("team"),
                "effects": .boolean(true),
            ])
        let effects = try #require(frame.result.effects)
        let teams = effects.filter { $0.variable.value == "team" && $0.name == "mean_difference" }
        #expect(teams.count == 5)
        #expect(teams.allSatisfy { $0.estimate.value != nil && $0.confLow.value == nil })
        #expect(teams.allSatisfy { $0.note?.contains("single cluster") == true })
        let sex = effects.filter { $0.variable.value == "sex" && $0.name == "mean_difference" }
        #expect(sex.count == 1 && sex.allSatisfy { $0.confLow.value != nil })
        let row = try #require(frame.result.coefficients.first { $0.term == "sex[male]" })
        #expect(relativeError(sex[0].confLow.value ?? 0, row.confLow.value ?? 1) < 1e-10)
    }

    @Test func fewClustersAreWarnedOf() throws {
        let frame = try fit(
            "need_score ~ sex + team",
            ["family": .text("gaussian"), "cluster": .text("team")])
        let few = try #require(frame.warnings.first { $0.code == "few_clusters" })
        #expect(few.message.contains("below about 30 clusters"))
        // Of each team one cluster tells, which is the team.
        let single = try #require(frame.warnings.first { $0.code == "single_cluster" })
        #expect(single.terms.contains { $0.hasPrefix("team[") })
        let team = try #require(frame.result.tests.first { $0.term == "team" })
        #expect(team.status == "not_estimable" && team.statistic.value == nil)
        #expect(frame.result.tests.first { $0.term == "sex" }?.status == "tested")
    }

    @Test(arguments: [
        (["se": "HC7"], "There are no standard errors \"HC7\"."),
        (["se": "CR1"], "The standard errors CR1 are of clusters."),
        (
            ["se": "HC1", "cluster": "family_id"],
            "The standard errors HC1 take each case for a stranger to all others, and cluster says "
                + "that some are not."
        ),
        (["se": "sandwich"], "The standard errors sandwich belong to sampling weights."),
        (
            ["se": "model", "weights": "need_score", "weight_kind": "sampling"],
            "Under sampling weights the model's own standard errors mean nothing."
        ),
        (["cluster": "familly"], "There is no column named \"familly\" of clusters."),
    ])
    func whatCannotBeAskedIsSaid(_ keys: [String: String], _ message: String) throws {
        let error = #expect(throws: AnalysisError.self) {
            try fit("safely_closed ~ need_score", keys.mapValues { .text($0) })
        }
        #expect(error?.message == message)
        #expect(error?.hint?.isEmpty == false)
    }

    @Test func rowsWithoutAClusterAreLeftOut() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "robust-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let lines = (0..<90).map { row in
            "\(row * 7 % 10),\(row % 4),\(row % 9 == 0 ? "" : "f\(row / 2)")"
        }
        try ("y,x,family\n" + lines.joined(separator: "\n")).write(
            to: folder.appendingPathComponent("a.csv"), atomically: true, encoding: .utf8)
        let frame = try fit(
            "y ~ x", ["family": .text("gaussian"), "cluster": .text("family")], data: "a.csv",
            folder: folder.path)
        #expect(frame.data.rowsUsed == 80)
        #expect(
            frame.data.rowsExcluded.map { "\($0.code) \($0.column) \($0.rows)" }
                == ["missing family 10"])
        #expect(frame.result.standardErrors.clusters == 45)
    }
}
