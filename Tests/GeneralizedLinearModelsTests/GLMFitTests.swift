import Distributions
import Foundation
import Testing
import TestSupport

@testable import GeneralizedLinearModels

/// What a case is held to: shares of a standard error, or relative.
struct Tolerance {
    var estimate = 1e-10
    var standardError = 1e-8
    var deviance = 1e-12
    var logP = 1e-9
    var test = 1e-9
}

extension ReferenceCase {
    /// What to hold a case to. Beside an outlier of a million a standard error keeps its 1e-8 and a
    /// last digit more or less by the processor's kernels; a statistic is its square.
    var tolerance: Tolerance {
        name.hasPrefix("outlier") ? Tolerance(logP: 2e-8, test: 2e-8) : Tolerance()
    }
}

func expectAgreement(
    _ fit: GLMFit, _ expected: ReferenceCase, _ held: Tolerance? = nil
) throws {
    let tolerance = held ?? expected.tolerance
    let table = fit.coefficientTable(confidence: 0.95)
    let found = Dictionary(uniqueKeysWithValues: table.map { ($0.coefficient.name, $0) })
    let estimated = table.filter { $0.status == .estimated }.map(\.coefficient.name)
    #expect(Set(estimated) == Set(expected.coefficients.map(\.term)))
    #expect(
        Set(table.filter { $0.status == .aliased }.map(\.coefficient.name))
            == Set(expected.aliased))
    for row in expected.coefficients {
        let own = try #require(found[row.term])
        let (estimate, error) = (try #require(row.estimate), try #require(row.stdError))
        let difference = abs(try #require(own.estimate) - estimate)
        #expect(
            difference <= tolerance.estimate * max(abs(estimate), error),
            "\(row.term): off by \(difference / error) standard errors")
        let errorOff = relativeError(try #require(own.standardError), error)
        #expect(errorOff <= tolerance.standardError, "\(row.term) std_error: \(errorOff)")
        let logP = try #require(row.log10P)
        let logOff = abs(try #require(own.pValue).log10 - logP) / max(1, abs(logP))
        #expect(logOff <= tolerance.logP, "\(row.term) log10_p: \(logOff)")
        // The same statistic has the same p to the last digits.
        if let statistic = row.statistic, let p = Normal.twoSidedPValue(statistic) {
            #expect(abs(p.log10 - logP) <= 1e-12 * max(1, abs(logP)), "\(row.term)")
        }
        let interval = try #require(own.interval)
        let width = 4 * error * tolerance.standardError + abs(estimate) * tolerance.estimate
        #expect(abs(interval.low - (try #require(row.confLow))) <= width + error * 1e-9)
        #expect(abs(interval.high - (try #require(row.confHigh))) <= width + error * 1e-9)
    }
    #expect(relativeError(fit.deviance, expected.deviance) <= tolerance.deviance)
    #expect(relativeError(fit.logLikelihood, expected.logLikelihood) <= tolerance.deviance)
    if let aic = expected.aic {
        #expect(relativeError(fit.deviance + 2 * Double(fit.rank), aic) <= tolerance.deviance)
    }
    if let null = expected.nullDeviance {
        #expect(relativeError(fit.nullDeviance, null) <= 1e-12)
    }
    #expect(fit.caseCount == expected.nObs)
    // A row of weight 0 is left out here and kept, to no effect, by R.
    if expected.weights == nil { #expect(fit.frame.rowCount == expected.rowsUsed) }
    #expect(fit.frame.response.event == expected.event)
    if let df = expected.dfResidual { #expect(fit.residualDegreesOfFreedom == df) }
    if let df = expected.dfNull { #expect(fit.nullDegreesOfFreedom == df) }
    #expect(fit.isConverged)
    try expectTests(fit.waldTests(), expected.waldTests ?? [], 1, tolerance)
    try expectTests(
        fit.likelihoodRatioTests(), expected.lrTests ?? [], expected.deviance, tolerance)
}

/// - Parameter noise: what the statistic is a difference of.
private func expectTests(
    _ tests: [TermTest], _ expected: [ReferenceCase.Test], _ noise: Double, _ tolerance: Tolerance
) throws {
    let found = Dictionary(uniqueKeysWithValues: tests.map { ($0.term, $0) })
    for test in expected {
        let own = try #require(found[test.term])
        #expect(own.degreesOfFreedom == test.df, "\(test.term)")
        guard test.df > 0, let statistic = test.statistic else { continue }
        let off = abs(try #require(own.statistic) - statistic)
        #expect(
            off <= tolerance.test * statistic + 1e-12 * noise, "\(test.term): off by \(off)")
        let logP = try #require(test.log10P)
        #expect(
            abs(try #require(own.pValue).log10 - logP)
                <= tolerance.test * max(1, abs(logP)) + 1e-12 * noise, "\(test.term)")
    }
}

private let cases = ReferenceCase.load("glm_cases.json")

struct GLMFitTests {
    @Test func referenceValuesAreThere() {
        #expect(cases.count >= 30)
        #expect(ReferenceCase.load("separation_cases.json").count >= 14)
        #expect(ReferenceCase.load("mvad.json").count == 3)
    }

    /// Every case but those that have a test of their own name below.
    @Test(
        arguments: cases.filter { own in
            !own.name.hasPrefix("collinear") && own.name != "grouped_trials"
        })
    func agreesWithR(_ expected: ReferenceCase) throws {
        try expectAgreement(try expected.fit(), expected)
    }

    @Test(
        "Real data: the mvad school-to-work study",
        .enabled(
            if: ProcessInfo.processInfo.environment["CASEWISE_DATA"] != nil,
            "CASEWISE_DATA names no folder"),
        arguments: ReferenceCase.load("mvad.json"))
    func mvad(_ published: ReferenceCase) throws {
        let folder = try #require(ProcessInfo.processInfo.environment["CASEWISE_DATA"])
        var expected = published
        expected.formula = published.formula.replacingOccurrences(
            of: "jobless6 ~", with: "count_equal(Sep.93:Jun.99, \"joblessness\") >= 6 ~")
        expected.event = "true"
        try expectAgreement(try expected.fit(URL(fileURLWithPath: folder)), expected)
    }
}
