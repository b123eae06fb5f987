import Foundation
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

/// Means that an end of their range holds: numbers under a log link, and score tests beside such rows.
struct BoundaryTests {
    private func fit(
        _ formula: String, _ text: String, _ settings: GLM
    ) throws -> GLMFit {
        let table = try CSVReader.read(Array(text.utf8))
        let frame = try ModelFrame(
            Formula(parsing: formula), table: table, response: request(of: settings.family))
        return try settings.fit(frame)
    }

    private let logOfNumbers = GLM(family: .gaussian, link: .log)
    private let groups =
        "y,team\n3,A\n5,A\n4,A\n6,A\n2,B\n3,B\n4,B\n1,B\n"

    /// Of groups alone all is known: log means, φ = RSS / (n - 3) and se(a) = √φ / (√n mean).
    @Test func aGroupWithNothingAboveZeroHasNoFiniteLogMean() throws {
        let fit = try fit("y ~ team", groups + "0,C\n0,C\n0,C\n0,C\n", logOfNumbers)
        #expect(fit.isConverged && !fit.isCompletelySeparated)
        let table = fit.coefficientTable(confidence: 0.95)
        #expect(table[2].status == .infinite && table[2].infiniteSign == -1)
        #expect(table[2].estimate == nil && table[2].standardError == nil)
        let dispersion = 10.0 / 9
        #expect(relativeError(try #require(fit.dispersion), dispersion) <= 1e-12)
        #expect(relativeError(try #require(table[0].estimate), log(4.5)) <= 1e-10)
        #expect(relativeError(try #require(table[1].estimate), log(2.5 / 4.5)) <= 1e-10)
        let error = dispersion.squareRoot() / (2 * 4.5)
        #expect(relativeError(try #require(table[0].standardError), error) <= 1e-8)
        #expect(relativeError(fit.deviance, 10.0) <= 1e-12)
        let likelihood = -6 * (log(2 * Double.pi * 10.0 / 12) + 1)
        #expect(relativeError(fit.logLikelihood, likelihood) <= 1e-12)
        let finding = try #require(fit.separationFindings().first)
        #expect(finding.term == "team[C]" && finding.sign == -1)
        #expect(fit.waldTests()[0].status == .infinite)
        let test = fit.likelihoodRatioTests()[0]
        #expect(test.status == .tested && test.degreesOfFreedom == 2)
        let robust = try fit.covariance(of: .hc1, clusters: nil)
        let own = fit.coefficientTable(confidence: 0.95, covariance: robust)
        #expect(own[2].status == .infinite && own[2].standardError == nil)
        #expect(own[1].standardError.map { $0 > 0 && $0 < 1 } == true)
    }

    @Test func otherNumbersUnderALogKeepTheirMaximum() throws {
        let fit = try fit("y ~ team", groups + "0,C\n0,C\n1,C\n0,C\n", logOfNumbers)
        #expect(fit.isConverged && fit.directions.isEmpty)
        let estimate = try #require(fit.coefficientTable(confidence: 0.95)[2].estimate)
        #expect(relativeError(estimate, log(0.25 / 4.5)) <= 1e-10)
    }

    private static let separated = """
        y,x,g
        1,0.3,a
        1,-1.2,a
        1,0.8,a
        1,2.1,a
        0,0.1,b
        1,1.4,b
        0,-0.6,b
        0,0.9,b
        1,0.7,b
        0,-1.5,b
        1,1.9,c
        0,0.2,c
        1,-0.4,c
        0,-1.1,c
        0,0.5,c
        1,2.2,c

        """

    /// R 4.2: `anova(glm(y ~ g + x, binomial, control = list(epsilon = 1e-14, maxit = 100)), test = "Rao")`,
    /// and the same of the rows that are not separated.
    @Test func scoreTestsStandBesideASeparatedTerm() throws {
        let fit = try fit("y ~ x + g", Self.separated, GLM())
        #expect(!fit.directions.isEmpty)
        let tests = try fit.scoreTests()
        #expect(tests.map(\.status) == [.tested, .tested])
        #expect(tests.map(\.degreesOfFreedom) == [1, 2])
        #expect(relativeError(try #require(tests[0].statistic), 4.356951964219) <= 1e-6)
        #expect(relativeError(try #require(tests[1].statistic), 5.171382177084) <= 1e-6)
        let rest = Self.separated.split(separator: "\n").filter { !$0.hasSuffix("a") }
        let without = try self.fit("y ~ x + g", rest.joined(separator: "\n") + "\n", GLM())
        let own = try #require(without.scoreTests()[0].statistic)
        #expect(relativeError(try #require(tests[0].statistic), own) <= 1e-10)
    }
}
