import Foundation
import Testing

@testable import AnalysisPlans

/// 9 cases of a level that all had the event, beside 24 others of which half had.
private let separated =
    "reopened,ward,age\n"
    + (0..<9).map { "yes,Byker,\($0 % 5)\n" }.joined()
    + (0..<24).map { "\($0 % 2 == 0 ? "no" : "yes"),Walker,\($0 / 4)\n" }.joined()

private func fit(
    _ keys: [String: JSONValue], formula: String = "reopened ~ C(ward, ref = \"Walker\") + age"
)
    throws -> ResultFrame<FitResult>
{
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(
        "penalised-\(UUID().uuidString).csv")
    try Data(separated.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try Runner().run(FitPlan.asked(formula, keys, data: file.path))
}

/// Profile intervals and Firth's penalised likelihood through plans.
struct PenalisedPlanTests {
    @Test func aPlainFitOffersThePenaltyAndItsEstimate() throws {
        let frame = try fit([:])
        let row = frame.result.coefficients[1]
        #expect(row.status == "infinite" && row.confLow.value == nil)
        let beside = try #require(row.firthEstimate?.value)
        #expect(beside > 1 && beside < 6)
        #expect(frame.result.firth == nil)
        let warning = try #require(frame.warnings.first { $0.code == "quasi_separation" })
        #expect(warning.message.contains("--penalty firth"))
        #expect(frame.shows.contains { $0.contains("by Firth's penalised likelihood") })
    }

    @Test func thePenaltyAddsAFitWithIntervalsAndTests() throws {
        let frame = try fit(["penalty": .text("firth")])
        let firth = try #require(frame.result.firth)
        #expect(firth.coefficients.map(\.term) == frame.result.coefficients.map(\.term))
        #expect(firth.tests.map(\.term) == frame.result.tests.prefix(2).map(\.term))
        let row = firth.coefficients[1]
        let (low, high) = (try #require(row.confLow.value), try #require(row.confHigh.value))
        #expect(low < row.estimate.value ?? .nan && row.estimate.value ?? .nan < high)
        #expect(row.estimate == frame.result.coefficients[1].firthEstimate ?? Figure(nil))
        for sentence in frame.shows + frame.doesNotShow {
            #expect(sentence.contains { $0.isNumber }, "\(sentence)")
        }
        #expect(firth.predictionIntercept.value != nil)
    }

    @Test func aProfileHasAnInfiniteEndOnOneSide() throws {
        let frame = try fit(["interval": .text("profile")])
        let row = frame.result.coefficients[1]
        #expect(row.confHigh.value == nil && row.confHighStatus == "infinite")
        #expect(row.confLow.value != nil && row.confLowStatus == nil)
        #expect(row.oddsRatioLow.value != nil)
        let age = frame.result.coefficients[2]
        let wald = try fit([:]).result.coefficients[2]
        #expect(age.confLow.value != wald.confLow.value)
        #expect(abs((age.confLow.value ?? 9) - (wald.confLow.value ?? 0)) < 0.2)
        #expect(frame.shows.contains { $0.contains("at least") })
    }

    @Test func whatIsNotForAFamilyIsRefused() {
        for keys: [String: JSONValue] in [
            ["penalty": .text("firth"), "link": .text("probit")],
            ["penalty": .text("firth"), "dispersion": .text("estimated")],
            ["penalty": .text("firths")], ["interval": .text("score")],
        ] {
            #expect(throws: AnalysisError.self) { try fit(keys) }
        }
    }
}
