import Foundation
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

/// Reasons add up to what moves a case away from the mean of the model's cases.
struct ContributionTests {
    private func chunk(_ table: Table) -> TableChunk {
        TableChunk(table: table, unreadable: [:], firstUnreadable: nil)
    }

    private func contributions(_ model: FittedModel, _ cohort: ExportCohort) throws -> (
        Contributor, [Contributions?], [Prediction]
    ) {
        let chunk = chunk(try cohort.table())
        let predictions = try Predictor(model, confidence: 0.95).predict(chunk)
        let contributor = try #require(Contributor(model))
        return (
            contributor, try contributor.contributions(chunk, predictions), predictions
        )
    }

    @Test(arguments: [
        "y ~ ward + age + absence", "y ~ ward * sex + rcs(absence, 3) + offset(log(months))",
        "y ~ age + I(age^2) + sen + score:sex", "y ~ sex:ward + 0",
    ])
    func partsAddUp(_ formula: String) throws {
        let cohort = ExportCohort(400, seed: 21)
        let model = try ScoringQueryTests.model(.init(formula: formula), cohort)
        let (contributor, found, predictions) = try contributions(model, cohort)
        var totals: [Double] = []
        for (reasons, prediction) in zip(found, predictions) {
            guard let mean = prediction.mean else {
                #expect(reasons == nil)
                continue
            }
            let reasons = try #require(reasons)
            let eta = log(mean) - log1p(-mean)
            #expect(abs(contributor.reference + reasons.total - eta) < 1e-11)
            #expect(
                abs(reasons.parts.reduce(0) { $0 + $1.amount } - reasons.total) < 1e-12)
            #expect(
                zip(reasons.parts, reasons.parts.dropFirst()).allSatisfy {
                    abs($0.amount) >= abs($1.amount)
                })
            totals.append(reasons.total)
        }
        // Over the model's own cases every part has a mean of 0.
        #expect(abs(totals.reduce(0, +) / Double(totals.count)) < 1e-11)
    }

    @Test func whatSharesAColumnStandsTogether() throws {
        let cohort = ExportCohort(400, seed: 22)
        func groups(_ formula: String) throws -> [[String]] {
            let model = try ScoringQueryTests.model(.init(formula: formula), cohort)
            return try #require(Contributor(model)).groups.map(\.columns)
        }
        #expect(try groups("y ~ ward + age") == [["ward"], ["age"]])
        #expect(try groups("y ~ ward * sex + age") == [["ward", "sex"], ["age"]])
        #expect(try groups("y ~ age + I(age^2) + sex") == [["age"], ["sex"]])
        #expect(try groups("y ~ sex + offset(log(months))") == [["sex"], []])
    }

    @Test func aFileWithoutMeansStillReadsAndHasNoReasons() throws {
        let cohort = ExportCohort(300, seed: 23)
        let model = try ScoringQueryTests.model(.init(formula: "y ~ ward + age"), cohort)
        var object = try #require(
            JSONSerialization.jsonObject(with: JSONEncoder().encode(model)) as? [String: Any])
        #expect(object.removeValue(forKey: "means") != nil)
        let old = try JSONDecoder().decode(
            FittedModel.self, from: JSONSerialization.data(withJSONObject: object))
        #expect(old.isConsistent && old.means == nil && Contributor(old) == nil)
        #expect(
            try Predictor(old, confidence: 0.95).predict(chunk(cohort.table()))
                == Predictor(model, confidence: 0.95).predict(chunk(cohort.table())))
    }
}
