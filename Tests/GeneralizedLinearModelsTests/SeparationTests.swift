import Foundation
import ModelFormula
import Tables
import Testing
import TestSupport

@testable import GeneralizedLinearModels

private let cases = ReferenceCase.load("separation_cases.json")

struct SeparationTests {
    @Test(arguments: cases.filter { $0.expected != "one_outcome_only" })
    func infiniteCoefficientsAreNamedAndTheOthersKeepTheirLimit(_ expected: ReferenceCase) throws {
        let fit = try expected.fit()
        #expect(fit.isConverged)
        #expect(fit.directions.isEmpty == (expected.separatedRows == 0))
        #expect(fit.isCompletelySeparated == (expected.expected == "complete_separation"))
        #expect(abs(fit.deviance - expected.deviance) <= 1e-11 * max(1, expected.deviance))
        let rows = Dictionary(
            uniqueKeysWithValues: fit.coefficientTable(confidence: 0.95).map {
                ($0.coefficient.name, $0)
            })
        #expect(rows.count == expected.coefficients.count + expected.aliased.count)
        for row in expected.coefficients {
            let own = try #require(rows[row.term])
            if row.status == "infinite" {
                // Where several directions separate, a coefficient may grow either way or not.
                guard row.sign != "either" else { continue }
                #expect(own.status == .infinite, "\(row.term)")
                #expect(own.infiniteSign == (row.sign == "+" ? 1 : -1), "\(row.term)")
                #expect(own.estimate == nil && own.standardError == nil && own.interval == nil)
            } else {
                let error = try #require(row.stdError)
                let off = abs(try #require(own.estimate) - (try #require(row.estimate)))
                #expect(off <= 1e-9 * error, "\(row.term): off by \(off / error)")
                #expect(relativeError(try #require(own.standardError), error) <= 1e-8)
            }
        }
        for name in expected.aliased { #expect(rows[name]?.status == .aliased) }
    }

    @Test func theCellThatSeparatesIsCounted() throws {
        let fit = try #require(cases.first { $0.name == "level_all_events" }).fit()
        let finding = try #require(fit.separationFindings().first)
        #expect(finding.term == "ward[Byker]" && finding.sign == 1 && finding.rows == 15)
    }

    @Test func likelihoodRatioHoldsWhereWaldDoesNot() throws {
        let fit = try #require(cases.first { $0.name == "level_all_events" }).fit()
        #expect(fit.waldTests()[0].status == .infinite)
        let test = fit.likelihoodRatioTests()[0]
        #expect(test.status == .tested && test.degreesOfFreedom > 0)
        #expect((test.statistic ?? 0) > 20)
    }
}
