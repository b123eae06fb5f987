import Foundation
import TestSupport
import Testing

@testable import AnalysisPlans

/// Sentences that hold only of some counts are said of those alone.
@Suite struct TrueOfTheirCountsTests {
    private let workspace: Workspace

    init() throws { workspace = try Workspace() }

    private func keys(_ text: String, _ keys: [String: JSONValue]) throws -> [String: JSONValue] {
        var keys = keys
        keys["data"] = .text(try workspace.write("cases.csv", text))
        keys["audience"] = keys["audience"] ?? .text("practitioner")
        return keys
    }

    private func test(
        _ formula: String, _ text: String, _ more: [String: JSONValue] = [:]
    ) throws -> ResultFrame<HypothesisResult> {
        var object = try keys(text, more)
        object["analysis"] = .text("test")
        object["formula"] = .text(formula)
        guard case .test(let plan) = try AnalysisPlan(.object(object)) else {
            throw AnalysisError("test", "no plan of a test")
        }
        let frame = try Runner().run(plan)
        for sentence in frame.shows + frame.doesNotShow {
            #expect(WordingCheck.faults(in: sentence) == [], "\(sentence)")
            #expect(
                sentence.firstMatch(of: #/(^|[^0-9,.])1 (cases|persons)\b/#) == nil, "\(sentence)")
        }
        return frame
    }

    private func screen(_ text: String) throws -> ResultFrame<ScreenResult> {
        var object = try keys(text, ["outcome": .text("y")])
        object["analysis"] = .text("screen")
        guard case .screen(let plan) = try AnalysisPlan(.object(object)) else {
            throw AnalysisError("test", "no plan of a screen")
        }
        return try Runner().run(plan)
    }

    /// Rows of y, g and a stratum, so many of each.
    private func rows(_ cells: [(y: Int, g: String, s: String, count: Int)]) -> String {
        "y,g,s\n"
            + cells.flatMap { [String](repeating: "\($0.y),\($0.g),\($0.s)\n", count: $0.count) }
            .joined()
    }

    @Test func groupsWithinStrataHoldBothOutcomesOnlyWhereTheyDo() throws {
        let mixed = try test(
            "y ~ g | s",
            rows([
                (0, "a", "p", 9), (1, "a", "p", 4), (0, "b", "q", 8), (1, "b", "q", 6),
                (0, "b", "p", 5), (1, "a", "q", 5),
            ]))
        #expect(mixed.doesNotShow[0].hasSuffix("37 cases, and most groups hold both outcomes."))
        let apart = try test(
            "y ~ g | s",
            rows([
                (0, "a", "p", 9), (1, "b", "p", 4), (0, "a", "q", 8), (1, "b", "q", 6),
            ]))
        #expect(apart.doesNotShow[0].hasSuffix("these are counts of 27 cases."))
    }

    @Test func groupsOfAScreenHoldBothOutcomesOnlyWhereTheyDo() throws {
        let mixed = try screen(
            rows([
                (0, "a", "p", 20), (1, "a", "p", 15), (0, "b", "q", 18), (1, "b", "q", 16),
            ]))
        #expect(mixed.doesNotShow[0].hasSuffix("69 cases, and most groups hold both outcomes."))
        let apart = try screen(
            rows([(0, "a", "p", 20), (0, "a", "q", 18), (1, "b", "q", 15), (1, "b", "p", 16)]))
        #expect(apart.doesNotShow[0].hasSuffix("most groups hold both outcomes.") == false)
        #expect(apart.doesNotShow[0].hasSuffix("these are counts of 69 cases."))
    }

    @Test(arguments: ["analyst", "practitioner"])
    func oneCaseIsOneCase(_ audience: String) throws {
        let voice: [String: JSONValue] = ["audience": .text(audience)]
        let frame = try test("Surv(days, e) ~ g", "days,e,g\n5,1,a\n", voice)
        #expect(frame.data.rowsUsed == 1)
        #expect((frame.shows + frame.doesNotShow).contains { $0.contains("1 case") })
        _ = try test("Surv(days, e) ~ g", "days,e,g\n5,1,a\n7,0,b\n", voice)
        _ = try test("y ~ g | s", "y,g,s\n1,a,p\n", voice)
        _ = try test("n ~ g", "n,g\n1.5,a\n", voice)
    }
}
