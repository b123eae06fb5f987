import Foundation
import TestSupport
import Testing

@testable import AnalysisPlans

private let services = projectRoot.appendingPathComponent("seeds/services-cohort.csv").path

/// Runs a plan of a test.
private func answer(
    _ formula: String, _ keys: [String: JSONValue] = [:], data: String = services
) throws -> ResultFrame<HypothesisResult> {
    var object = keys
    object["analysis"] = .text("test")
    object["formula"] = .text(formula)
    object["data"] = .text(data)
    guard case .test(let plan) = try AnalysisPlan(.object(object)) else {
        throw AnalysisError("test", "no plan of a test")
    }
    return try Runner().run(plan)
}

private func refusal(_ formula: String, _ keys: [String: JSONValue]) -> AnalysisError? {
    do {
        _ = try answer(formula, keys)
        return nil
    } catch { return error as? AnalysisError }
}

private let families: [String: JSONValue] = ["cluster": .text("family_id")]

/// `test --cluster` and `--margin` from plan to sentences.
struct ClusterAndMarginTests {
    // R 4.2.2, survey 4.1.1: svychisq(~service + rereferred_12m, svydesign(ids = ~family_id),
    // statistic = "F"); sandwich 3.0.2: vcovCL(lm(rereferred_12m ~ service), HC0, cadjust).
    @Test func familiesOfTheServicesCohortAreThoseOfSurveyAndSandwich() throws {
        let frame = try answer("rereferred_12m ~ service", families)
        let result = frame.result
        #expect(result.primary.value == "rao_scott_second_order")
        let test = try #require(result.tests.first { $0.name == "rao_scott_second_order" })
        #expect(relativeError(try #require(test.statistic), 0.748086407401632) < 1e-11)
        #expect(relativeError(try #require(test.df2), 5310.07177545949) < 1e-11)
        #expect(relativeError(try #require(test.pValue.value), 0.52319646972465) < 1e-10)
        let effect = try #require(
            result.effects.first { $0.name == "risk_difference" && $0.level.value == "intensive" })
        let half = try #require(effect.confHigh.value) - #require(effect.estimate.value)
        #expect(relativeError(half, 1.9599639845400542 * 0.026939646921174) < 1e-8)
        #expect(effect.method.contains("cluster-robust"))
        let cluster = try #require(result.cluster)
        #expect(cluster.clusters == 1773 && cluster.cases == 2579 && cluster.largest == 3)
        #expect(
            abs(try #require(cluster.intraclassCorrelation.value) - 0.107044234205333) < 1e-12)
        #expect(
            relativeError(try #require(cluster.designEffect.value), 1.09083750201414) < 1e-12)
        #expect(result.reason.contains("1,773 values of family_id"))
        #expect(!frame.warnings.contains { $0.code == "repeated_id" })
        #expect(frame.data.rows - frame.data.rowsUsed == 421)
    }

    @Test func aRepeatedIdWithoutClusterIsWarnedAbout() throws {
        let warning = try #require(
            try answer("rereferred_12m ~ service").warnings.first { $0.code == "repeated_id" })
        #expect(warning.severity == "warning")
        #expect(warning.message.contains("--cluster family_id"))
        #expect(warning.message.contains("2,579 rows share 1,773 values of family_id"))
        #expect(warning.terms == ["family_id"])
        let workspace = try Workspace()
        // Unique, of few values, no id, and of counted data: nothing to warn about.
        let path = try workspace.write(
            "once.csv",
            "y,g,child_id,team_id,family_size,n\n"
                + (0..<60).map { "\($0 % 2),\($0 % 3),\($0),\($0 % 2),3,2" }.joined(separator: "\n")
        )
        #expect(
            try answer("y ~ g", data: path).warnings.allSatisfy { $0.code != "repeated_id" })
        let shared = try workspace.write(
            "shared.csv",
            "y,g,Child ID,n\n"
                + (0..<60).map { "\($0 % 2),\($0 % 3),\($0 / 2),2" }.joined(separator: "\n"))
        let found = try answer("y ~ g", data: shared).warnings.filter { $0.code == "repeated_id" }
        #expect(found.count == 1)
        #expect(
            try answer("y ~ g", ["count": .text("n")], data: shared)
                .warnings.allSatisfy { $0.code != "repeated_id" })
    }

    @Test func fewFamiliesAndMissingFamiliesAreTold() throws {
        let workspace = try Workspace()
        let path = try workspace.write(
            "few.csv",
            "y,g,family\n"
                + (0..<60).map { "\($0 * 7 % 5 % 2),\($0 % 3),\($0 == 9 ? "" : "f\($0 / 6)")" }
                .joined(separator: "\n"))
        let frame = try answer("y ~ g", ["cluster": .text("family")], data: path)
        #expect(frame.warnings.contains { $0.code == "few_clusters" })
        #expect(frame.data.rowsExcluded.contains { $0.column == "family" && $0.rows == 1 })
        #expect(try #require(frame.result.cluster).clusters == 10)
    }

    @Test func whatCannotBeIsRefusedAtItsKey() {
        #expect(refusal("status ~ team", ["cluster": .text("famly_id")])?.pointer == "/cluster")
        #expect(refusal("status ~ team", ["margin": .number(0)])?.pointer == "/margin")
        #expect(refusal("status ~ team", ["margin": .number(-0.1)])?.pointer == "/margin")
        #expect(refusal("status ~ team", ["margin": .number(1.5)])?.pointer == "/margin")
        #expect(refusal("status ~ team", ["better": .text("lower")])?.pointer == "/better")
        #expect(
            refusal("status ~ team", ["margin": .number(0.1), "better": .text("more")])?.pointer
                == "/better")
        // Three outcomes have no difference of shares.
        #expect(refusal("service ~ team", ["margin": .number(0.1)])?.pointer == "/margin")
    }

    @Test func theGradeIsThatOfTheIntervals() throws {
        var keys = families
        keys["margin"] = .number(0.05)
        keys["better"] = .text("lower")
        let frame = try answer("rereferred_12m ~ service", keys)
        let margin = try #require(frame.result.margin)
        #expect(margin.effect == "risk_difference" && margin.low == -0.05 && margin.high == 0.05)
        #expect(
            margin.rows.map(\.grade.value) == [
                "cannot_be_told", "little_difference", "cannot_be_told",
            ])
        #expect(
            margin.rows.map(\.nonInferiority.value) == [
                "cannot_be_told", "non_inferior", "cannot_be_told",
            ])
        #expect(margin.rows[0].tests.map(\.name).last == "non_inferiority")
        // The wide interval is the effect's own.
        let effect = try #require(frame.result.effects.first { $0.name == "risk_difference" })
        #expect(
            abs(try #require(margin.rows[0].confLow.value) - #require(effect.confLow.value)) < 1e-12
        )
        // A wider margin makes all of them little; a narrow one makes a clear difference an effect.
        keys["margin"] = .number(0.1)
        let wide = try answer("rereferred_12m ~ service", keys)
        #expect(
            try #require(wide.result.margin).rows.allSatisfy {
                $0.grade.value == "little_difference"
            })
        keys["margin"] = .number(0.02)
        let clear = try answer("rereferred_12m ~ domestic_abuse", keys)
        let row = try #require(clear.result.margin?.rows.first)
        #expect(row.grade.value == "consistent_with_effect")
        #expect(row.nonInferiority.value == "inferior")
        // Without clusters the method is the score test's.
        keys["cluster"] = nil
        let plain = try answer("rereferred_12m ~ domestic_abuse", keys)
        #expect(plain.result.margin?.rows.first?.method == "Farrington-Manning score")
    }

    @Test(
        arguments: ["rereferred_12m ~ service", "rereferred_12m ~ domestic_abuse", "sex ~ team"],
        Audience.allCases)
    func everySentenceIsSound(_ formula: String, _ audience: Audience) throws {
        for margin in [0.01, 0.05, 0.2] {
            for better in ["higher", "lower"] {
                var keys = families
                keys["audience"] = .text(audience.rawValue)
                keys["margin"] = .number(margin)
                keys["better"] = .text(better)
                let frame = try answer(formula, keys)
                for sentence in frame.shows + frame.doesNotShow {
                    #expect(WordingCheck.faults(in: sentence) == [], "\(sentence)")
                }
            }
        }
    }

    // Python 3 with scipy 1.17.1: Sato (1989) by his formulas from the counts of the 20 wards.
    @Test func aPooledDifferenceIsHeldAgainstAMarginBySato() throws {
        let neet = projectRoot.appendingPathComponent("seeds/neet-cohort.csv").path
        var keys: [String: JSONValue] = ["margin": .number(0.3), "better": .text("lower")]
        let frame = try answer("neet ~ looked_after | ward", keys, data: neet)
        let row = try #require(frame.result.margin?.rows.first)
        #expect(frame.result.margin?.rows.count == 1)
        #expect(row.method == "Mantel-Haenszel with Sato's interval")
        for (found, expected) in [
            (row.estimate, 0.19902026821324875), (row.confLow, 0.13270109181824288),
            (row.confHigh, 0.26533944460825465), (row.innerLow, 0.14336346089933324),
            (row.innerHigh, 0.2546770755271643),
        ] { #expect(abs(try #require(found.value) - expected) < 1e-12) }
        let p = try #require(row.tests.first { $0.name == "equivalence" }?.pValue.value)
        #expect(relativeError(p, 0.0014211173643548004) < 1e-10)
        #expect(row.nonInferiority.value == "non_inferior")
        #expect(frame.shows.contains { $0.hasPrefix("Within strata, where looked_after is") })
        // A level that never has the event leaves no standard error.
        let workspace = try Workspace()
        let path = try workspace.write(
            "never.csv",
            "y,g,s,n\n0,a,u,30\n0,a,v,20\n1,b,u,9\n0,b,u,21\n1,b,v,4\n0,b,v,16\n")
        keys["count"] = .text("n")
        let never = try #require(try answer("y ~ g | s", keys, data: path).result.margin?.rows[0])
        #expect(never.grade.value == nil && never.note?.contains("no standard error") == true)
    }

    @Test func aMarginNamesWhatItIsOf() throws {
        for audience in Audience.allCases {
            let keys: [String: JSONValue] = [
                "margin": .number(1.25), "audience": .text(audience.rawValue),
            ]
            let frame = try answer(#"Surv(days_open, status == "closed") ~ sex + child_age"#, keys)
            #expect(
                frame.shows.contains { $0.hasPrefix(#"Where sex is "male", against "female""#) })
            #expect(frame.shows.contains { $0.hasPrefix("For one unit more of child_age") })
            #expect(!frame.shows.contains { $0.contains("sex + child_age") })
        }
    }

    @Test func comparisonsWithoutASentenceAreCounted() throws {
        let neet = projectRoot.appendingPathComponent("seeds/neet-cohort.csv").path
        for audience in Audience.allCases {
            let frame = try answer(
                "neet ~ ward",
                ["margin": .number(0.05), "audience": .text(audience.rawValue)], data: neet)
            #expect(frame.result.margin?.rows.count == 19)
            #expect(
                frame.shows.contains {
                    $0.hasPrefix("15 more comparisons of the 19 are held against 5.0")
                })
        }
    }

    @Test func refusalsOfAMarginAreTrueOfTheirComparison() {
        for (formula, words) in [
            ("child_age ~ days_open", "how two numbers go together"),
            ("service ~ sex", "has not two levels"), ("service ~ sex | team", "has not two levels"),
            ("~ service", "here is one column"),
            (#"Surv(days_open, status == "closed") ~ 1"#, "no two groups' hazards"),
        ] {
            let error = refusal(formula, ["margin": .number(1.5)])
            #expect(
                error?.pointer == "/margin" && error?.message.contains(words) == true,
                "\(formula): \(error?.message ?? "")")
        }
    }

    @Test(arguments: Audience.allCases)
    func outcomeAndDirectionTurnTheSentences(_ audience: Audience) throws {
        var keys = families
        keys["audience"] = .text(audience.rawValue)
        keys["margin"] = .number(0.02)
        keys["better"] = .text("lower")
        let there = try answer("rereferred_12m ~ domestic_abuse", keys)
        let back = try answer("rereferred_12m == 0 ~ domestic_abuse", keys)
        #expect(there.shows != back.shows)
        #expect(there.shows.contains { $0.contains("it is less good by 2.0 percentage points") })
        #expect(back.shows.contains { $0.contains("it is not less good by 2.0") })
        keys["better"] = .text("higher")
        let turned = try answer("rereferred_12m ~ domestic_abuse", keys)
        #expect(turned.shows.contains { $0.contains("it is not less good by 2.0") })
    }
}

/// Numbers of cases that share families.
struct ClusteredSamplesTests {
    // R 4.2.2, sandwich 3.0.2: vcovCL(lm(days_open ~ service), family_id, HC0, cadjust).
    @Test func daysOfTheServicesCohortAreThoseOfSandwich() throws {
        let frame = try answer("days_open ~ service", families)
        let result = frame.result
        #expect(result.primary.value == "cluster_robust_wald")
        let test = try #require(result.tests.first)
        #expect(abs(try #require(test.statistic) - 78.1344421669) < 1e-9)
        let effect = try #require(result.effects.first { $0.level.value == "intensive" })
        #expect(abs(try #require(effect.estimate.value) - 88.35638645) < 1e-7)
        let half = try #require(effect.confHigh.value) - #require(effect.estimate.value)
        #expect(abs(half / 1.9599639845400542 - 10.295050500) < 1e-7)
        for audience in Audience.allCases {
            var keys = families
            keys["audience"] = .text(audience.rawValue)
            keys["margin"] = .number(20)
            keys["better"] = .text("lower")
            let frame = try answer("days_open ~ service", keys)
            for sentence in frame.shows + frame.doesNotShow {
                #expect(WordingCheck.faults(in: sentence) == [], "\(sentence)")
            }
        }
        #expect(try answer("days_open ~ service").warnings.contains { $0.code == "repeated_id" })
    }
}
