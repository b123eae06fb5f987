import Foundation
import TestSupport
import Testing

@testable import AnalysisPlans

/// Runs a plan of a test, on the seeds or on a file of its own.
private func answer(
    _ formula: String, _ keys: [String: JSONValue] = [:], folder: String? = nil
) throws -> ResultFrame<HypothesisResult> {
    var object = keys
    object["analysis"] = .text("test")
    object["formula"] = .text(formula)
    guard case .test(let plan) = try AnalysisPlan(.object(object)) else {
        throw AnalysisError("test", "no plan of a test")
    }
    return try Runner(folder: folder ?? projectRoot.appendingPathComponent("seeds").path).run(plan)
}

private let services = JSONValue.text("services-cohort.csv")
private let neet = JSONValue.text("neet-cohort.csv")

/// Numbers between groups, pairs, correlations and rates, from a plan to its sentences.
@Suite struct SampleAnswerTests {
    struct Question: Sendable, CustomTestStringConvertible {
        let formula: String
        let keys: [String: JSONValue]
        let design: String
        var testDescription: String { formula }
    }

    static let questions = [
        Question(formula: "days_open ~ team", keys: ["data": services], design: "samples"),
        Question(
            formula: "days_open ~ domestic_abuse", keys: ["data": services], design: "samples"),
        Question(
            formula: "domestic_abuse ~ days_open", keys: ["data": services], design: "samples"),
        Question(
            formula: "cost_council ~ C(service, ref = \"usual\")", keys: ["data": services],
            design: "samples"),
        Question(
            formula: "absence ~ looked_after",
            keys: ["data": neet, "permutations": .number(199), "seed": .number(3)],
            design: "samples"),
        Question(
            formula: "absence ~ social_care_contacts", keys: ["data": neet], design: "correlation"),
        Question(
            formula: "cost_council ~ cost_nhs", keys: ["data": services, "paired": .boolean(true)],
            design: "paired_samples"),
        Question(
            formula: "social_care_contacts ~ looked_after",
            keys: ["data": neet, "exposure": .number(1)], design: "rates"),
        Question(
            formula: "prior_referrals ~ team",
            keys: ["data": services, "exposure": .text("days_open")], design: "rates"),
        Question(
            formula: "exclusions ~ sex", keys: ["data": neet, "exposure": .number(1)],
            design: "rates"),
    ]

    @Test(arguments: questions, Audience.allCases)
    func everySentenceIsSound(question: Question, audience: Audience) throws {
        var keys = question.keys
        keys["audience"] = .text(audience.rawValue)
        let frame = try answer(question.formula, keys)
        #expect(frame.result.design == question.design)
        #expect(!frame.shows.isEmpty && !frame.doesNotShow.isEmpty)
        for sentence in frame.shows + frame.doesNotShow + frame.warnings.map(\.message) {
            #expect(WordingCheck.faults(in: sentence) == [], "\(sentence)")
        }
        #expect(frame.result.primary.value != nil)
        #expect(frame.result.effects.first?.estimate.value != nil)
    }

    /// Fifty cases of two teams, the numbers of one turned about.
    private func small(_ turned: Bool, cases: Int = 25) throws -> Workspace {
        let workspace = try Workspace()
        var text = "team,days,before,absent\n"
        for index in 0..<cases {
            let days = Double(100 + 7 * (index % 9))
            let (a, b) = turned ? (days + 30.5, days) : (days, days + 30.5)
            let change = Double(turned ? 2 + index % 3 : -2 - index % 3)
            text += "Elm,\(a),\(a + change),\(turned ? 9 : 3)\n"
            text += "Oak,\(b),\(b + change),\(turned ? 3 : 9)\n"
        }
        try workspace.write("cases.csv", text)
        return workspace
    }

    @Test(arguments: Audience.allCases)
    func theSignTurnsTheSentence(audience: Audience) throws {
        let (one, other) = (try small(false), try small(true))
        for (formula, keys) in [
            ("days ~ team", [:]), ("absent ~ team", ["exposure": .number(1)]),
            ("before ~ days", ["paired": .boolean(true)]),
        ] as [(String, [String: JSONValue])] {
            var keys = keys
            keys["data"] = .text("cases.csv")
            keys["audience"] = .text(audience.rawValue)
            let (a, b) = (
                try answer(formula, keys, folder: one.folder.path),
                try answer(formula, keys, folder: other.folder.path)
            )
            #expect(a.shows.first != b.shows.first, "\(formula)")
        }
        let keys: [String: JSONValue] = ["data": .text("cases.csv")]
        let there = try answer("days ~ team", keys, folder: one.folder.path)
        let back = try answer("days ~ team", keys, folder: other.folder.path)
        let difference = { (frame: ResultFrame<HypothesisResult>) in
            frame.result.effects.first { $0.name == "mean_difference" }?.estimate.value
        }
        #expect(difference(there) == 30.5 && difference(back) == -30.5)
        let few = try small(false, cases: 20)
        let fewer = try answer("days ~ team", keys, folder: few.folder.path)
        #expect(fewer.shows != there.shows)
    }

    @Test func aCategoryBeforeANumberIsComparedTheOtherWayRound() throws {
        let keys: [String: JSONValue] = ["data": neet]
        let there = try answer("absence ~ looked_after", keys).result
        let back = try answer("looked_after ~ absence", keys)
        #expect(back.result.reversed == true && there.reversed == nil)
        #expect(back.result.outcome == "absence" && back.result.group.value == "looked_after")
        #expect(back.result.effects.first?.estimate == there.effects.first?.estimate)
        #expect(back.warnings.contains { $0.code == "compared_the_other_way_round" })
    }

    @Test func countsOfCasesAreRepetition() throws {
        let workspace = try Workspace()
        try workspace.write(
            "counted.csv", "g,x,k\na,1.5,2\na,2.5,1\nb,0.5,3\nb,4.5,2\na,3.5,2\nb,1.5,0\n")
        try workspace.write(
            "repeated.csv",
            "g,x\na,1.5\na,1.5\na,2.5\nb,0.5\nb,0.5\nb,0.5\nb,4.5\nb,4.5\na,3.5\na,3.5\n")
        for keys in [[:], ["exposure": .number(1)]] as [[String: JSONValue]] {
            let formula = keys.isEmpty ? "x ~ g" : "x - 0.5 ~ g"
            let counted = try answer(
                formula, keys.merging(["data": .text("counted.csv"), "count": .text("k")]) { $1 },
                folder: workspace.folder.path
            ).result
            let repeated = try answer(
                formula, keys.merging(["data": .text("repeated.csv")]) { $1 },
                folder: workspace.folder.path
            ).result
            #expect(counted.tests.map(\.pValue) == repeated.tests.map(\.pValue))
            #expect(counted.effects.map(\.confLow) == repeated.effects.map(\.confLow))
            #expect(counted.samples?.map(\.n) == repeated.samples?.map(\.n))
        }
    }

    @Test func whatCannotBeAskedIsRefused() throws {
        let cases: [(String, [String: JSONValue], String)] = [
            ("neet ~ sex", ["data": neet, "permutations": .number(99)], "/permutations"),
            (
                "absence ~ social_care_contacts", ["data": neet, "permutations": .number(9)],
                "/permutations"
            ),
            ("absence ~ sex", ["data": neet, "seed": .number(9)], "/seed"),
            ("sex ~ ward", ["data": neet, "exposure": .number(1)], "/formula"),
            ("absence ~ sex", ["data": neet, "exposure": .number(1)], ""),
            ("exclusions ~ absence", ["data": neet, "exposure": .number(1)], "/formula"),
            ("exclusions ~ sex", ["data": neet, "exposure": .text("nowhere")], "/exposure"),
            ("exclusions ~ sex", ["data": neet, "exposure": .number(2)], "/exposure"),
            ("absence ~ sex", ["data": neet, "paired": .boolean(true)], "/formula"),
            (
                "exclusions ~ sex",
                ["data": neet, "exposure": .number(1), "paired": .boolean(true)], "/paired"
            ),
            ("absence ~ sex", ["data": neet, "permutations": .number(0)], "/permutations"),
            ("referral_date ~ team", ["data": services], "/formula"),
        ]
        for (formula, keys, pointer) in cases {
            #expect("\(formula) \(keys)") {
                _ = try answer(formula, keys)
            } throws: { error in
                guard let error = error as? AnalysisError else { return false }
                return (error.pointer ?? "") == pointer && !error.message.isEmpty
            }
        }
    }

    /// The published naive difference of the Lalonde data (MatchIt::lalonde): -635.03.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["CASEWISE_DATA"] != nil))
    func lalondesNaiveDifferenceIsThePublishedOne() throws {
        let frame = try answer("re78 ~ treat", ["data": .text("$CASEWISE_DATA/lalonde.csv")])
        let difference = try #require(
            frame.result.effects.first { $0.name == "mean_difference" }?.estimate.value)
        #expect((difference * 100).rounded() == -63503)
    }
}
