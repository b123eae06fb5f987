import Foundation
import TestSupport
import Testing

private struct Answer: Decodable {
    struct Body: Decodable {
        struct Test: Decodable {
            var name: String
            var statistic: Double?
        }
        struct Effect: Decodable {
            var name: String
            var estimate: Double?
        }
        struct Row: Decodable {
            var term: String
            var estimate: Double?
            var status: String
        }
        struct Glance: Decodable {
            var nEvents: Double
            var logLikelihood: Double
        }
        var tests: [Test]
        var effects: [Effect]?
        var coefficients: [Row]?
        var glance: Glance?
    }
    var result: Body
}

/// The plans of `Models/`, run as they stand.
struct ModelPlanTests {
    private func run(_ model: String) throws -> [Answer] {
        let plan = projectRoot.appendingPathComponent("Models/\(model)/plan.json").path
        let ending = try runProgram(casewiseProgram, ["run", plan, "--json"], in: projectRoot)
        #expect(ending.code == 0, "\(ending.errors)")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode([Answer].self, from: Data(ending.output.utf8))
    }

    @Test func neetRisk() throws {
        let answers = try run("neet-risk")
        #expect(answers.count == 2)
        let ratio = answers[0].result.effects?.first { $0.name == "risk_ratio" }?.estimate
        #expect(abs((ratio ?? 0) - 5.886) < 0.001)
        let fit = try #require(answers[1].result.glance)
        #expect(fit.nEvents == 499 && relativeError(fit.logLikelihood, -1521.694525172598) < 1e-12)
    }

    /// Published figures: 163 of 712; chi-squared 27.9217 and 26.0771, odds ratio 2.904; constant
    /// -.91744, gcse5eq -1.10191, log-likelihood -353.9105; `Western` aliased.
    @Test(
        .enabled(
            if: ProcessInfo.processInfo.environment["CASEWISE_DATA"] != nil,
            "CASEWISE_DATA names no folder"))
    func schoolToWork() throws {
        let answers = try run("school-to-work")
        #expect(answers.count == 4)
        let pearson = answers[..<2].map { $0.result.tests.first?.statistic ?? 0 }
        #expect(abs(pearson[0] - 27.9217) < 5e-5 && abs(pearson[1] - 26.0771) < 5e-5)
        let odds = answers[1].result.effects?.first { $0.name == "odds_ratio" }?.estimate
        #expect(abs((odds ?? 0) - 2.904) < 5e-4)
        let seven = answers[2].result
        #expect(seven.glance?.nEvents == 163)
        #expect(abs((seven.glance?.logLikelihood ?? 0) + 353.9105) < 5e-5)
        let estimates = Dictionary(
            uniqueKeysWithValues: (seven.coefficients ?? []).map { ($0.term, $0.estimate ?? 0) })
        #expect(abs((estimates["(Intercept)"] ?? 0) + 0.91744) < 5e-6)
        #expect(abs((estimates["gcse5eq[yes]"] ?? 0) + 1.10191) < 5e-6)
        let aliased = answers[3].result.coefficients?.filter { $0.status == "aliased" }.map(\.term)
        #expect(aliased == ["Western[yes]"])
    }
}
