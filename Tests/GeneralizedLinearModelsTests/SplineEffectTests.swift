import Foundation
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

/// Slopes through splines and through columns with missing values.
struct SplineEffectTests {
    /// The slope against steps of both signs, by Richardson's rule.
    @Test(arguments: [
        "rcs(absence, 4)", "ns(absence, df = 3)", "bs(absence, df = 5)", "rcs(absence, 4) * age",
        "bs(log(absence + 1), df = 4) + ward",
    ])
    func slopesAreTheLimitsOfSteps(_ term: String) throws {
        let table = try table("wards.csv")
        let fit = try GLM().fit(
            ModelFrame(Formula(parsing: "reopened ~ \(term)"), table: table))
        func middle(_ h: Double) throws -> Double {
            let found = try fit.effects(
                EffectsRequest([.step("absence", by: h), .step("absence", by: -h)]), table: table)
            return ((found[0].estimate ?? .nan) - (found[1].estimate ?? .nan)) / (2 * h)
        }
        let slope = try fit.effects(EffectsRequest([.slope("absence")]), table: table)[0]
        let limit = (4 * (try middle(5e-5)) - (try middle(1e-4))) / 3
        #expect(abs((slope.estimate ?? .nan) - limit) < 1e-8, "\(term)")
        #expect(slope.standardError.map { $0 > 0 } == true)
    }

    @Test func missingValuesAsALevelAreALevelAmongOthers() throws {
        let table = try table("visits.csv")
        let frame = try ModelFrame(
            Formula(parsing: "missed ~ need + age"), table: table, missing: .level)
        let fit = try GLM().fit(frame)
        let found = try fit.effects(table: table)
        let risk = found.first {
            $0.level == VariableSchema.missingLevel && $0.name == .riskDifference
        }
        #expect(risk?.status == .estimated)
        #expect(found.allSatisfy { $0.status == .estimated })
    }
}
