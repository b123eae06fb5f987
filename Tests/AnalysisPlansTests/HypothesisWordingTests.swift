import Foundation
import TestSupport
import Testing

@testable import AnalysisPlans

/// Runs a plan of a test on the seeds.
private func answer(
    _ formula: String, _ audience: Audience, _ keys: [String: JSONValue] = [:]
) throws -> ResultFrame<HypothesisResult> {
    var object = keys
    object["analysis"] = .text("test")
    object["formula"] = .text(formula)
    object["audience"] = .text(audience.rawValue)
    if object["data"] == nil { object["data"] = .text("neet-cohort.csv") }
    guard case .test(let plan) = try AnalysisPlan(.object(object)) else {
        throw AnalysisError("test", "no plan of a test")
    }
    return try Runner(folder: projectRoot.appendingPathComponent("seeds").path).run(plan)
}

struct HypothesisWordingTests {
    static let formulas = [
        "neet ~ sex", "neet ~ ward", "sen ~ ethnicity", "neet ~ (absence > 2)",
        "looked_after ~ C(sen, ref = \"support\")",
    ]

    @Test(arguments: formulas, Audience.allCases)
    func everySentenceIsSound(_ formula: String, _ audience: Audience) throws {
        let frame = try answer(formula, audience)
        #expect(!frame.shows.isEmpty && !frame.doesNotShow.isEmpty)
        for sentence in frame.shows + frame.doesNotShow {
            #expect(WordingCheck.faults(in: sentence) == [], "\(sentence)")
        }
    }

    @Test(arguments: Audience.allCases)
    func theOutcomeTurnsTheSentence(_ audience: Audience) throws {
        let there = try answer("neet ~ looked_after", audience)
        let back = try answer("neet == 0 ~ looked_after", audience)
        #expect(there.shows != back.shows)
        #expect(Set(there.shows).isDisjoint(with: back.shows.prefix(1)))
    }

    @Test func thePractitionersPageHasNoTests() throws {
        let frame = try answer("neet ~ looked_after", .practitioner)
        #expect(frame.shows.contains { $0.contains("in every 100") })
        #expect(!frame.shows.contains { $0.contains("chi-squared") })
    }
}
