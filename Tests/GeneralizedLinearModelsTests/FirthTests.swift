import Foundation
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

private struct FirthReference: Decodable {
    struct Test: Decodable {
        let term: String
        let statistic: Double
        let df: Int
        let log10P: Double
    }
    struct Case: Decodable {
        let name: String
        let data: String
        let formula: String
        let weights: String?
        let weightKind: GLM.WeightKind?
        let kept: [Int]
        let estimates: [Double]
        let stdErrors: [Double]
        let logLikelihood: Double
        let flic: Double?
        let flicStdErrors: [Double]?
        let tests: [Test]
        let intervals: [Int]
        let low: [Double]
        let high: [Double]

        func fit(threads: Int = 1) throws -> FirthFit {
            let table = try CSVReader.read([UInt8](Data(contentsOf: referenceURL(data))))
            let frame = try ModelFrame(Formula(parsing: formula), table: table, weights: weights)
            return try GLM(weightKind: weightKind ?? .frequency, threads: threads).fit(frame)
                .firth()
        }
    }
    let cases: [Case]

    static let cases: [Case] = {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let data = try? Data(contentsOf: referenceURL("firth.json")) else { return [] }
        return (try? decoder.decode(FirthReference.self, from: data))?.cases ?? []
    }()
}

/// Firth's penalised likelihood against brglm2 and its own definitions in R (`firth.R`).
struct FirthTests {
    @Test func everyCaseIsRead() { #expect(FirthReference.cases.count == 20) }

    @Test(arguments: FirthReference.cases.indices)
    func estimatesAgreeWithR(_ index: Int) throws {
        let expected = FirthReference.cases[index]
        let fit = try expected.fit()
        #expect(fit.isConverged && fit.active == expected.kept, "\(expected.name)")
        for (k, column) in expected.kept.enumerated() {
            let error = expected.stdErrors[k]
            let off = abs(fit.estimates[column] - expected.estimates[k])
            #expect(
                off < 1e-9 * max(abs(expected.estimates[k]), error),
                "\(expected.name) \(column): off by \(off / error) standard errors")
            #expect(
                relativeError(fit.standardErrors[column] ?? 0, error) < 1e-8,
                "\(expected.name) \(column)")
            if let errors = expected.flicStdErrors {
                let own = fit.predictionIntercept?.standardErrors[column] ?? 0
                #expect(relativeError(own, errors[k]) < 1e-8, "\(expected.name) \(column)")
            }
        }
        #expect(
            relativeError(fit.penalisedLogLikelihood, expected.logLikelihood) < 1e-11,
            "\(expected.name)")
        #expect((fit.predictionIntercept == nil) == (expected.flic == nil))
        if let flic = expected.flic {
            let off = abs((fit.predictionIntercept?.estimate ?? 0) - flic)
            #expect(off < 1e-9 * expected.stdErrors[0], "\(expected.name)")
        }
    }

    @Test(arguments: FirthReference.cases.indices)
    func testsAgreeWithTheirDefinition(_ index: Int) throws {
        let expected = FirthReference.cases[index]
        let tests = try expected.fit().likelihoodRatioTests()
        #expect(expected.tests.isEmpty || tests.count == expected.tests.count)
        for (own, test) in zip(tests, expected.tests) where test.df > 0 {
            #expect(own.degreesOfFreedom == test.df, "\(expected.name) \(test.term)")
            #expect(
                abs((own.statistic ?? 0) - test.statistic) < 1e-9 * max(1, test.statistic),
                "\(expected.name) \(test.term)")
            #expect(
                abs((own.pValue?.log10 ?? 0) - test.log10P) < 1e-8 * max(1, abs(test.log10P)),
                "\(expected.name) \(test.term)")
        }
    }

    @Test(arguments: FirthReference.cases.indices)
    func intervalsSolveTheirEquation(_ index: Int) throws {
        let expected = FirthReference.cases[index]
        let intervals = try expected.fit().profileIntervals(confidence: 0.95)
        for (k, place) in expected.intervals.enumerated() {
            let own = try #require(intervals[expected.kept[place]])
            for (bound, value) in [(own.low, expected.low[k]), (own.high, expected.high[k])] {
                let off = abs((bound.value ?? .infinity) - value)
                #expect(
                    off < 1e-8 * max(abs(value), expected.stdErrors[place]),
                    "\(expected.name) \(place): \(bound), \(value)")
            }
        }
    }

    @Test func threadsChangeNoBit() throws {
        let rare = try #require(FirthReference.cases.first { $0.name == "rare" })
        let (one, many) = (try rare.fit(), try rare.fit(threads: 3))
        #expect(one.estimates == many.estimates && one.covariance == many.covariance)
        #expect(one.penalisedLogLikelihood == many.penalisedLogLikelihood)
        #expect(
            one.profileIntervals(confidence: 0.9) == many.profileIntervals(confidence: 0.9))
    }

    @Test func predictionsAddUpToTheEvents() throws {
        let expected = try #require(FirthReference.cases.first { $0.name == "endometrial" })
        let fit = try expected.fit()
        var beta = fit.estimates
        beta[0] = try #require(fit.predictionIntercept).estimate
        let scale = OriginalScale(fit.likelihood.pass.design)
        let means = fit.likelihood.pass.means(
            scale.scaled(beta), except: fit.plain.frame.outcome.map { _ in false })
        #expect(abs(means.reduce(0, +) - fit.plain.eventCount) < 1e-10)
    }

    @Test func otherFamiliesAreRefused() throws {
        let table = try CSVReader.read([UInt8](Data(contentsOf: referenceURL("visits.csv"))))
        let frame = try ModelFrame(
            Formula(parsing: "visits ~ age"), table: table, weights: nil, response: .counts)
        let fit = try GLM(family: .poisson).fit(frame)
        #expect(throws: FitError.self) { try fit.firth() }
    }
}
