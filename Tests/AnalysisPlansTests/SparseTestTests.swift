import Foundation
import TestSupport
import Testing

@testable import AnalysisPlans

/// Tests of terms with too few events for their coefficients, and clusters that none share.
struct SparseTestTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    private func fit(
        _ formula: String, _ text: String, _ keys: [String: JSONValue] = [:]
    ) throws -> ResultFrame<FitResult> {
        let path = try workspace.write("cases.csv", text)
        let frame = try Runner().run(FitPlan.asked(formula, keys, data: path))
        for sentence in frame.shows + frame.doesNotShow {
            #expect(WordingCheck.faults(in: sentence) == [], "\(sentence)")
        }
        return frame
    }

    /// Noise: so many levels of so many rows, each row 0 or 1 like the toss of a coin.
    private func noise(levels: Int, rows: Int, seed: UInt64) -> String {
        var state = seed
        var text = "y,g,x\n"
        for level in 0..<levels {
            for row in 0..<rows {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text += "\(state >> 63),l\(level),\((level * 7 + row * 3) % 11)\n"
            }
        }
        return text
    }

    @Test(arguments: ["analyst", "practitioner"])
    func noPageLeansOnATestOfManyLevelsWithFewRows(audience: String) throws {
        let frame = try fit(
            "y ~ g + x", noise(levels: 60, rows: 4, seed: 14), ["audience": .text(audience)])
        let test = try #require(frame.result.leadingTests.first { $0.term == "g" })
        // What the warning is about: of noise, by this test a finding.
        #expect((test.pValue.value ?? 1) < 0.05)
        let warning = try #require(frame.warnings.first { $0.code == "sparse_test" })
        #expect(warning.terms == ["g"])
        #expect(warning.message.contains("g (") && warning.message.contains("59 coefficients"))
        #expect(warning.message.contains("--term-test score"))
        for other in frame.warnings where other.code == "quasi_separation" {
            #expect(other.message.contains("score test") && !other.message.contains("ratio test"))
        }
        for sentence in frame.shows {
            #expect(!sentence.contains("where g is"), "\(sentence)")
            #expect(!sentence.contains("seldom"), "\(sentence)")
        }
        #expect(
            frame.shows.contains {
                $0.contains(
                    audience == "analyst"
                        ? "No test is read of g" : "cannot tell whether y goes with g")
            }, "\(frame.shows)")
    }

    @Test func theScoreTestOfTheSameLevelsStandsWithoutAWarning() throws {
        let frame = try fit(
            "y ~ g + x", noise(levels: 60, rows: 4, seed: 14), ["term_test": .text("score")])
        let test = try #require(frame.result.leadingTests.first { $0.term == "g" })
        #expect((test.pValue.value ?? 0) > 0.05 && test.df == 59)
        #expect(!frame.warnings.contains { $0.code == "sparse_test" })
    }

    @Test func enoughEventsForEachCoefficientAreNotWarnedOf() throws {
        let frame = try fit("y ~ g + x", noise(levels: 10, rows: 20, seed: 5))
        #expect(!frame.warnings.contains { $0.code == "sparse_test" })
        let numbers = try fit(
            "x ~ g", noise(levels: 60, rows: 4, seed: 14), ["family": .text("gaussian")])
        #expect(!numbers.warnings.contains { $0.code == "sparse_test" })
    }

    @Test func clustersThatNoTwoRowsShareAreSaidToBeNone() throws {
        var text = "y,x,person_id,family_id\n"
        for row in 0..<60 {
            text += "\(row * 7 % 3 == 0 ? 1 : 0),\(row * 5 % 13),p\(row),f\(row / 2)\n"
        }
        let frame = try fit(
            "y ~ x", text, ["cluster": .text("person_id"), "audience": .text("practitioner")])
        let codes = frame.warnings.map(\.code)
        #expect(codes.contains("unshared_clusters") && codes.contains("repeated_id"))
        #expect(frame.warnings.first { $0.code == "repeated_id" }?.terms == ["family_id"])
        #expect(
            frame.shows.contains(
                "Each of the 60 cases has a person_id of its own, so none had to be counted together."
            ))
        #expect(!frame.shows.contains { $0.contains("tend to be") })
        let analyst = try fit("y ~ x", text, ["cluster": .text("person_id")])
        #expect(
            analyst.shows.contains { $0.hasPrefix("Each of the 60 values of person_id is of one") })
        let shared = try fit("y ~ x", text, ["cluster": .text("family_id")])
        #expect(!shared.warnings.contains { $0.code == "unshared_clusters" })
    }

    @Test func aGroupOfNoughtsIsInfiniteUnderALogOfNumbers() throws {
        let text =
            "hours,team\n3,A\n5,A\n4,A\n6,A\n2,B\n3,B\n4,B\n1,B\n0,C\n0,C\n0,C\n0,C\n"
        let keys: [String: JSONValue] = ["family": .text("gaussian"), "link": .text("log")]
        let frame = try fit("hours ~ team", text, keys)
        let row = try #require(frame.result.coefficients.last)
        #expect(row.status == "infinite" && row.direction == "negative" && row.pValue.value == nil)
        let warning = try #require(frame.warnings.first { $0.code == "quasi_separation" })
        #expect(warning.message.contains("all 4 rows with team[C] had \"0\""), "\(warning.message)")
        let robust = try fit("hours ~ team", text, keys.merging(["se": .text("HC1")]) { $1 })
        #expect(robust.result.coefficients.last?.status == "infinite")
        #expect(robust.result.coefficients.last?.pValue.value == nil)
    }
}
