import Foundation
import TestSupport
import Testing

@testable import AnalysisPlans

private struct WeightReference: Decodable {
    struct Case: Decodable {
        let formula: String
        let clusters: Bool
        let rows: Int
        let f: Double
        let df: [Double]
        let p: Double
        let v: Double
        let differences: [Double]?
        let errors: [Double]?
        let shares: [Double]?
    }
    let cases: [Case]
}

private func expected() throws -> [WeightReference.Case] {
    try reference("sampling_weights.json", as: WeightReference.self).cases
}

/// The NEET cohort beside made-up weights, 1 + (7919 row mod 300) / 100 with the header as row 1.
private let weighted: String = {
    let source = projectRoot.appendingPathComponent("seeds/neet-cohort.csv")
    let lines = ((try? String(contentsOf: source, encoding: .utf8)) ?? "").split(separator: "\n")
    let rows = lines.enumerated().map { index, line in
        index == 0
            ? line + ",w,one,none" : line + ",\(1 + Double(7919 * (index + 1) % 300) / 100),1,0"
    }
    let file = FileManager.default.temporaryDirectory
        .appendingPathComponent("casewise-weights-\(ProcessInfo.processInfo.processIdentifier).csv")
    try? rows.joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
    return file.path
}()

private func answer(
    _ formula: String, _ keys: [String: JSONValue], weights: String = "w"
) throws -> ResultFrame<HypothesisResult> {
    var object = keys
    object["analysis"] = .text("test")
    object["formula"] = .text(formula)
    object["data"] = .text(weighted)
    object["weights"] = .text(weights)
    object["weight_kind"] = .text("sampling")
    guard case .test(let plan) = try AnalysisPlan(.object(object)) else {
        throw AnalysisError("test", "no plan of a test")
    }
    return try Runner().run(plan)
}

/// Tests of tables whose cases stand for others, against R's survey (`sampling_weights.R`).
struct SamplingWeightsTests {
    @Test(arguments: 0..<6) func agreesWithSurvey(_ index: Int) throws {
        let expected = try expected()[index]
        let frame = try answer(
            expected.formula, expected.clusters ? ["cluster": .text("family_id")] : [:])
        let result = frame.result
        #expect(frame.data.rowsUsed == expected.rows)
        let test = try #require(result.tests.first { $0.name == "rao_scott_second_order" })
        #expect(result.primary.value == test.name)
        #expect(relativeError(test.statistic ?? 0, expected.f) < 1e-10)
        #expect(relativeError(test.df ?? 0, expected.df[0]) < 1e-10)
        #expect(relativeError(test.df2 ?? 0, expected.df[1]) < 1e-10)
        #expect(relativeError(test.pValue.value ?? 0, expected.p) < 1e-8)
        let v = try #require(result.effects.first { $0.name == "cramers_v" })
        #expect(relativeError(v.estimate.value ?? 0, expected.v) < 1e-10)
        #expect((v.confLow.value ?? 1) < expected.v && (v.confHigh.value ?? 0) > expected.v)
        guard let differences = expected.differences, let errors = expected.errors,
            let shares = expected.shares
        else { return }
        let rows = result.effects.filter { $0.name == "risk_difference" }
        #expect(rows.count == differences.count)
        for (row, (difference, error)) in zip(rows, zip(differences, errors)) {
            #expect(relativeError(row.estimate.value ?? 0, difference) < 1e-10)
            let width = (row.confHigh.value ?? 0) - (row.confLow.value ?? 0)
            #expect(relativeError(width / (2 * 1.9599639845400545), error) < 1e-9)
        }
        let told = try #require(result.weighting?.shares)
        #expect(told.count == shares.count)
        for (share, value) in zip(told, shares) {
            #expect(relativeError(share.share.value ?? 0, value) < 1e-12)
            #expect((share.confLow.value ?? 1) < value && (share.confHigh.value ?? 0) > value)
        }
    }

    @Test func equalWeightsChangeNothing() throws {
        let weighed = try answer("neet ~ looked_after", [:], weights: "one").result
        let clustered = try answer(
            "neet ~ looked_after", ["cluster": .text("person_id")], weights: "one"
        ).result
        #expect(weighed.weighting?.effectiveCases.value == 7_834)
        #expect(weighed.cluster == nil)
        for (a, b) in zip(weighed.tests, clustered.tests) {
            #expect(relativeError(a.statistic ?? 0, b.statistic ?? 1) < 1e-12)
        }
    }

    @Test func sentencesTellWeightedSharesAndWhatTheyRestOn() throws {
        let analyst = try answer("neet ~ looked_after", [:])
        #expect(
            analyst.shows[0].hasPrefix(
                "neet is \"1\" for 26.1% by w (45 of 171 cases) where looked_after is \"yes\""))
        #expect(analyst.shows.contains { $0.contains("7,834 cases weigh 19,569 by w, from 1 to") })
        #expect(analyst.doesNotShow.contains { $0.hasPrefix("Whether the weights are right") })
        let practitioner = try answer("neet ~ looked_after", ["audience": .text("practitioner")])
        #expect(practitioner.shows[0].contains("about 26 in every 100 (45 of 171 counted)"))
        #expect(practitioner.doesNotShow.contains { $0.contains("stand for 19,569 by w") })
    }

    @Test func whatCannotBeWeighedIsRefused() throws {
        for (formula, keys, pointer) in [
            ("absence ~ sex", [:], "/weights"), ("~ sen", [:], "/weights"),
            ("neet ~ sex | sen", [:], "/weights"),
            ("neet ~ sex", ["seed": .number(1)], "/seed"),
            (
                "neet ~ sen",
                [
                    "order": .object([
                        "sen": .list([.text("none"), .text("support"), .text("ehcp")])
                    ])
                ], "/order"
            ),
        ] as [(String, [String: JSONValue], String)] {
            let error = #expect(throws: AnalysisError.self, "\(formula)") {
                try answer(formula, keys)
            }
            #expect(error?.pointer == pointer, "\(formula): \(error?.message ?? "")")
            #expect(error?.hint != nil)
        }
        for name in ["none", "ward", "not_there"] {
            #expect(throws: AnalysisError.self, "\(name)") {
                try answer("neet ~ sex", [:], weights: name)
            }
        }
    }
}
