import Foundation
import TestSupport
import Testing

@testable import AnalysisPlans

private func plan(_ formula: String, _ keys: [String: JSONValue], _ data: String) throws -> FitPlan
{
    try FitPlan.asked(formula, keys, data: data)
}

private func fit(_ formula: String, _ keys: [String: JSONValue], data: String = servicesCohort)
    throws
    -> ResultFrame<FitResult>
{
    let frame = try Runner().run(plan(formula, keys, data))
    for sentence in frame.shows + frame.doesNotShow {
        #expect(WordingCheck.faults(in: sentence) == [], "\(sentence)")
    }
    return frame
}

/// Tests of terms, bootstraps, contrasts, steps, clusters and curves through plans.
struct FitQuestionTests {
    // MARK: Tests of terms

    @Test func theTestThatIsAskedForLeads() throws {
        let formula = "safely_closed ~ service + need_score + domestic_abuse"
        let plain = try fit(formula, [:])
        #expect(plain.result.termTest == .likelihoodRatio)
        #expect(Set(plain.result.tests.map(\.name)) == ["likelihood_ratio", "wald"])
        let score = try fit(formula, ["term_test": .text("score")])
        // R 4.2.2: drop1(glm(..., binomial, control = glm.control(epsilon = 1e-15)), test = "Rao").
        let expected = [10.1150922130059371, 38.9822679995513681, 2.7235881467472609]
        #expect(score.result.leadingTests.map(\.name) == ["score", "score", "score"])
        for (test, statistic) in zip(score.result.leadingTests, expected) {
            #expect(relativeError(test.statistic.value ?? 0, statistic) < 1e-9)
        }
        #expect(relativeError(score.result.leadingTests[0].pValue.value ?? 0, 1.76127225e-2) < 1e-8)
        let wald = try fit(formula, ["term_test": .text("wald")])
        #expect(Set(wald.result.tests.map(\.name)) == ["wald"])
        #expect(wald.result.leadingTests.count == 3)
        #expect(
            score.shows.contains { $0.contains("No relation is shown") && $0.contains("p = .099") })
    }

    @Test(
        arguments: [
            (["term_test": .text("scores")], "term_test"),
            (["term_test": .text("score"), "cluster": .text("family_id")], "term_test"),
            (["term_test": .text("likelihood_ratio"), "se": .text("HC1")], "term_test"),
            (["term_test": .text("wald"), "penalty": .text("lasso")], "term_test"),
            (["bootstrap": .text("wild")], "bootstrap"),
            (["bootstrap": .text("wild"), "cluster": .text("team")], "bootstrap"),
            (["bootstrap": .text("wild"), "family": .text("gaussian")], "bootstrap"),
            (["bootstrap": .text("rows")], "bootstrap"),
            (["bootstrap": .text("pairs"), "penalty": .text("firth")], "bootstrap"),
            (["bootstrap": .text("pairs"), "penalty": .text("ridge")], "bootstrap"),
            (["bootstrap": .text("pairs"), "replicates": .number(38)], "replicates"),
            (["replicates": .number(99)], "replicates"), (["seed": .number(3)], "seed"),
            (["contrast": .text("sex=male,female")], "contrast"), (["step": .text("x=1")], "step"),
            (["effects": .boolean(true), "contrast": .text("sex")], "contrast"),
            (["effects": .boolean(true), "contrast": .text("sex=male")], "contrast"),
            (["effects": .boolean(true), "contrast": .text("sex=male,male")], "contrast"),
            (["effects": .boolean(true), "step": .text("need_score=much")], "step"),
            (["effects": .boolean(true), "step": .text("need_score=0")], "step"),
            (["audience": .text("practitioner"), "penalty": .text("firth")], "audience"),
        ] as [([String: JSONValue], String)])
    func whatMakesNoSenseIsRefusedByItsKey(_ keys: [String: JSONValue], _ key: String) throws {
        let error = #expect(throws: AnalysisError.self) {
            try plan("safely_closed ~ need_score + sex", keys, servicesCohort)
        }
        #expect(error?.pointer == "/\(key)", "\(String(describing: error))")
        #expect(error?.hint != nil || key == "term_test" || key == "bootstrap", "\(key)")
    }

    // MARK: Bootstraps

    @Test func pairsAreDrawnByFamily() throws {
        let keys: [String: JSONValue] = [
            "bootstrap": .text("pairs"), "replicates": .number(99), "seed": .number(7),
            "cluster": .text("family_id"), "filter": .list([.text("referral_year == 2023")]),
        ]
        let frame = try fit("safely_closed ~ need_score + sex", keys)
        let bootstrap = try #require(frame.result.bootstrap)
        #expect(bootstrap.kind == "pairs" && bootstrap.cluster == "family_id")
        #expect(bootstrap.units == frame.result.standardErrors.clusters)
        #expect(bootstrap.replicates == 99 && bootstrap.seed == 7)
        #expect(bootstrap.fitted + bootstrap.lost == 99)
        for (row, coefficient) in zip(bootstrap.coefficients, frame.result.coefficients) {
            #expect(row.term == coefficient.term)
            let share = (row.stdError?.value ?? 0) / (coefficient.stdError.value ?? .nan)
            #expect(share > 0.7 && share < 1.4)
            #expect((row.confLow?.value ?? 9) < (row.confHigh?.value ?? 0))
        }
        #expect(frame.shows.contains { $0.hasPrefix("Over 99 samples of ") })
        let again = try fit("safely_closed ~ need_score + sex", keys)
        #expect(try JSONText.encode(again) == JSONText.encode(frame))
        var told: [String] = []
        _ = try Runner().run(plan("safely_closed ~ sex", keys, servicesCohort)) { told.append($0) }
        #expect(told.count == 99 && told.last == "sample 99 of 99")
    }

    @Test func samplesWithoutALevelAreCountedAndSaid() throws {
        let lines = (0..<60).map { k in
            "\(k % 3 == 0 ? 1 : 0),\(k < 2 ? "rare" : k % 2 == 0 ? "a" : "b")"
        }
        let folder = try Workspace()
        let path = try folder.write("few.csv", "y,g\n" + lines.joined(separator: "\n") + "\n")
        let frame = try fit(
            "y ~ g", ["bootstrap": .text("pairs"), "replicates": .number(199)], data: path)
        let bootstrap = try #require(frame.result.bootstrap)
        #expect(bootstrap.withoutLevel > 10 && bootstrap.separated > 10)
        let warning = try #require(frame.warnings.first { $0.code == "lost_samples" })
        #expect(warning.severity == "warning" && warning.message.contains("held no row"))
    }

    @Test func theWildBootstrapTestsEachCoefficient() throws {
        let keys: [String: JSONValue] = [
            "family": .text("gaussian"), "cluster": .text("team"), "bootstrap": .text("wild"),
            "replicates": .number(199),
        ]
        let frame = try fit("need_score ~ child_age + sex", keys)
        let bootstrap = try #require(frame.result.bootstrap)
        #expect(bootstrap.kind == "wild" && bootstrap.isExact != nil && bootstrap.weights != nil)
        #expect(bootstrap.coefficients.count == 3)
        for row in bootstrap.coefficients {
            #expect((row.pValue?.value ?? 0) > 0 && (row.pValue?.value ?? 2) <= 1)
            #expect(row.stdError == nil)
        }
        #expect(frame.shows.contains { $0.hasPrefix("By the wild cluster bootstrap") })
    }

    // MARK: Contrasts and steps

    @Test func contrastsAndStepsAreAnswered() throws {
        let keys: [String: JSONValue] = [
            "effects": .boolean(true), "by": .text("sex"),
            "contrast": .list([.text("service=intensive,mentoring"), .text("child_age=16,10,5")]),
            "step": .list([.text("need_score=3")]),
        ]
        let frame = try fit("safely_closed ~ service * sex + ns(child_age, 3) + need_score", keys)
        let rows = try #require(frame.result.effects)
        for group in [nil, "female", "male"] {
            let own = rows.filter { $0.group.value == group }
            let ages = own.filter { $0.isDifference && $0.variable.value == "child_age" }
            #expect(ages.compactMap(\.level.value) == ["16", "10"])
            #expect(ages.allSatisfy { $0.reference.value == "5" && $0.status == "estimated" })
            #expect(own.contains { $0.name == "average_difference" && $0.step == 3 })
            let service = own.first { $0.isDifference && $0.reference.value == "mentoring" }
            func mean(_ level: String) -> Double {
                own.first { $0.isMean && $0.level.value == level }?.estimate.value ?? .nan
            }
            let apart = mean("intensive") - mean("mentoring")
            #expect(abs((service?.estimate.value ?? 0) - apart) < 1e-14)
        }
        // No mean is told twice.
        let means = rows.filter { $0.isMean && $0.variable.value == "service" }
        #expect(
            Set(means.map { "\($0.level.value ?? "") \($0.group.value ?? "")" }).count
                == means.count)
        #expect(frame.shows.contains { $0.contains("3 more of need_score changes") })
        #expect(frame.shows.contains { $0.contains("child_age \"16\"") })
    }

    @Test(arguments: [("service=best,usual", "best"), ("nothing=1,2", "nothing")])
    func whatIsNoValueIsRefused(_ contrast: String, _ word: String) throws {
        let error = #expect(throws: AnalysisError.self) {
            try fit(
                "safely_closed ~ service", ["effects": .boolean(true), "contrast": .text(contrast)])
        }
        #expect(error?.message.contains("\"\(word)\"") == true, "\(String(describing: error))")
    }

    // MARK: Clusters

    /// Of a linear regression what leaving a cluster out changes is told exactly.
    @Test func whatRestsOnOneTeamIsTold() throws {
        let keys: [String: JSONValue] = [
            "family": .text("gaussian"), "checks": .boolean(true), "cluster": .text("team"),
        ]
        let formula = "need_score ~ child_age + sex"
        let frame = try fit(formula, keys)
        let clusters = try #require(frame.result.checks?.clusters)
        #expect(clusters.column == "team" && clusters.largest.count == 3)
        for largest in clusters.largest {
            let team = try #require(largest.cluster.value)
            let without = try fit(
                formula,
                ["family": .text("gaussian"), "filter": .list([.text("team != \"\(team)\"")])])
            func estimate(_ frame: ResultFrame<FitResult>) -> Double {
                frame.result.coefficients.first { $0.term == largest.term }?.estimate.value ?? .nan
            }
            #expect(abs(estimate(without) - estimate(frame) - largest.change) < 1e-10)
            let error = frame.result.coefficients.first { $0.term == largest.term }?.stdError.value
            #expect(
                relativeError(largest.inStdErrors.value ?? 0, largest.change / (error ?? 0)) < 1e-12
            )
        }
    }

    @Test func noIdentifierOfAFamilyIsRepeated() throws {
        let frame = try fit(
            "safely_closed ~ need_score",
            ["checks": .boolean(true), "cluster": .text("family_id")])
        let clusters = try #require(frame.result.checks?.clusters)
        #expect(
            clusters.clusters == 1962 && clusters.largest.allSatisfy { $0.cluster.value == nil })
        #expect(try !JSONText.encode(frame).contains("F0"))
    }

    // MARK: Curves

    @Test(arguments: [
        "rcs(child_age, 4)", "ns(child_age, 3)", "bs(child_age, 5)", "poly(child_age, 2)",
    ])
    func columnsOfACurveHaveNoRatioAndPredictionsInstead(_ curve: String) throws {
        let frame = try fit("safely_closed ~ \(curve) + sex + \(curve):sex", [:])
        let parts = frame.result.coefficients.filter {
            $0.term.hasPrefix(curve) || $0.term.contains(":")
        }
        #expect(parts.count > 2)
        #expect(
            parts.allSatisfy {
                $0.oddsRatio.value == nil && $0.curve == true && $0.estimate.value != nil
            })
        #expect(frame.result.coefficients.first { $0.term == "sex[male]" }?.oddsRatio.value != nil)
        let rows = try #require(frame.result.comparisons)
        #expect(rows.filter(\.isMean).count == 3 && rows.filter(\.isDifference).count == 2)
        #expect(rows.allSatisfy { $0.variable.value == "child_age" && $0.status == "estimated" })
        #expect(frame.shows.contains { $0.hasPrefix("With child_age ") })
    }

    @Test func aStraightLineNeedsNoComparisons() throws {
        let frame = try fit("safely_closed ~ child_age", [:])
        #expect(frame.result.comparisons == nil && frame.result.bootstrap == nil)
        #expect(frame.result.coefficients.allSatisfy { $0.curve == nil })
    }
}
