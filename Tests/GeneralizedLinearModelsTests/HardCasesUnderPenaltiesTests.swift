import Foundation
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

/// The cases that break others under Firth's penalty and under penalties on coefficients.
struct HardCasesUnderPenaltiesTests {
    @Test(arguments: [
        "epoch_milliseconds", "collinear_1e-12", "outlier", "outlier_against",
        "more_columns_than_rows", "quasi_separation", "fractional_weights",
    ])
    func firth(_ name: String) throws {
        let expected = try HardCase.named("firth_\(name)")
        let fit = try expected.fit().firth()
        #expect(fit.isConverged)
        let names = fit.plain.coefficients.map(\.name)
        #expect(fit.active.map { names[$0] } == expected.kept)
        for (k, column) in fit.active.enumerated() {
            let error = expected.stdErrors[k]
            let off = abs(fit.estimates[column] - expected.estimates[k])
            #expect(
                off < 1e-9 * max(abs(expected.estimates[k]), error),
                "\(names[column]): off by \(off / error) standard errors")
            let errorOff = relativeError(try #require(fit.standardErrors[column]), error)
            #expect(errorOff < 1e-8, "\(names[column]): \(errorOff)")
        }
        let value = try #require(expected.penalisedLogLikelihood)
        #expect(
            relativeError(fit.penalisedLogLikelihood, value) < 1e-10,
            "\(fit.penalisedLogLikelihood) \(value)")
        for row in fit.coefficientTable(confidence: 0.95) {
            guard let interval = row.interval, let estimate = row.estimate else { continue }
            let (low, high) = (try #require(interval.low.value), try #require(interval.high.value))
            #expect(low < estimate && estimate < high, "\(row.coefficient.name)")
            #expect((try #require(row.statistic)) >= 0)
        }
    }

    /// The penalty is a determinant, of which columns alike to 1e-10 leave no digit: that is said.
    @Test func firthOfColumnsAlikeTo1em10SaysThatItHasNone() throws {
        let fit = try HardCase.named("firth_collinear_1e-10").fit()
        #expect(fit.isConverged && fit.status.allSatisfy { $0 == .estimated })
        let error = #expect(throws: FitError.self) { try fit.firth() }
        #expect(error?.code == .notConverged && error?.message.contains("nearly dependent") == true)
    }

    /// Of thousands of millions of cases the penalty is nothing beside the likelihood.
    @Test func firthOfCountsOfThreeThousandMillions() throws {
        let table = try CSVReader.read(
            [UInt8](Data(contentsOf: referenceURL("large_counts.csv"))))
        let plain = try GLM().fit(
            ModelFrame(Formula(parsing: "open ~ ward + sex"), table: table, weights: "children"))
        let firth = try plain.firth()
        #expect(firth.isConverged)
        for k in plain.estimates.indices {
            let error = try #require(plain.standardErrors[k])
            #expect(abs(firth.estimates[k] - plain.estimates[k]) < 1e-2 * error)
            #expect(relativeError(try #require(firth.standardErrors[k]), error) < 1e-4)
        }
        let tests = firth.likelihoodRatioTests()
        #expect(tests.allSatisfy { ($0.pValue?.log10 ?? 0) < -300 })
    }

    @Test func firthOfFiveEventsInTwentyThousand() throws {
        let table = try CSVReader.read([UInt8](Data(contentsOf: referenceURL("rare.csv"))))
        let fit = try GLM().fit(
            ModelFrame(Formula(parsing: "harmed ~ age + visits"), table: table))
        let firth = try fit.firth()
        #expect(firth.isConverged)
        // Expected events are those seen and half a case for each coefficient, nearly.
        let intercept = try #require(firth.predictionIntercept).estimate
        #expect(intercept < firth.estimates[0])
    }

    private func path(
        _ name: String, _ mixing: Double, lambdas: [Double], formula: String? = nil
    ) throws -> PenalizedPath {
        let hard = try HardCase.named(name)
        let frame = try ModelFrame(
            Formula(parsing: formula ?? hard.formula), table: hard.table(), weights: hard.weights,
            response: request(of: hard.family))
        return try PenalizedRegression(
            penalty: try #require(ElasticNetPenalty(mixing: mixing)), lambdas: lambdas,
            regression: hard.glm
        ).path(frame)
    }

    private static let families = ["probit", "cloglog", "poisson", "gaussian", "gamma"]

    /// The conditions of a minimum hold at every point, and no figure is none.
    @Test(
        arguments: families,
        [
            "epoch_milliseconds", "collinear_1e-10", "collinear_1e-12", "outlier",
            "fractional_weights", "more_columns_than_rows",
        ])
    func conditionsHold(_ family: String, _ name: String) throws {
        for mixing in [0, 0.5, 1] {
            let path = try path("\(family)_\(name)", mixing, lambdas: [0.3, 0.03, 0.003])
            #expect(path.points.count == 3)
            for point in path.points {
                #expect(
                    point.isConverged && point.violation <= 1e-9,
                    "\(mixing) \(point.lambda): \(point.violation)")
                #expect(point.estimates.allSatisfy(\.isFinite) && point.deviance.isFinite)
            }
        }
    }

    /// Ridge shares a coefficient between copies: two of a half each are one with half the penalty on it.
    @Test(arguments: families)
    func ridgeSharesBetweenCopies(_ family: String) throws {
        let both = try path("\(family)_collinear_1e-12", 0, lambdas: [0.1])
        let estimates = try #require(both.points.first).estimates
        let names = both.coefficients.map(\.name)
        let (a, b) = (
            estimates[try #require(names.firstIndex(of: "first"))],
            estimates[try #require(names.firstIndex(of: "first_12"))]
        )
        #expect(abs(a) > 0.01 && abs(a - b) < 1e-9 * abs(a), "\(a) \(b)")
    }

    /// The lasso takes the first of two copies and leaves the other out.
    @Test(arguments: families)
    func lassoTakesOneOfTwoCopies(_ family: String) throws {
        let both = try path("\(family)_collinear_1e-12", 1, lambdas: [0.03])
        let formula = try HardCase.named("\(family)_collinear_1e-12").formula
        let alone = try path(
            "\(family)_collinear_1e-12", 1, lambdas: [0.03],
            formula: formula.replacingOccurrences(of: " + first_12", with: ""))
        let (two, one) = (try #require(both.points.first), try #require(alone.points.first))
        let names = both.coefficients.map(\.name)
        let copy = try #require(names.firstIndex(of: "first_12"))
        #expect(two.estimates[copy] == 0)
        let others = two.estimates.indices.filter { $0 != copy }.map { two.estimates[$0] }
        for (x, y) in zip(others, one.estimates) { #expect(abs(x - y) < 1e-9 * max(1, abs(y))) }
    }
}
