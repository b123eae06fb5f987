import Distributions
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

    /// Numbers below 0 in a group that holds none above it: the mean nears 0 as well.
    @Test(arguments: ["0,C\n-1,C\n0,C\n0,C\n", "-1,C\n-2,C\n", "-1e-3,C\n0,C\n", "-900,C\n"])
    func numbersBelowZeroAreALimitToo(_ rows: String) throws {
        let fit = try fit("y ~ team", groups + rows, logOfNumbers)
        #expect(fit.isConverged && !fit.isCompletelySeparated)
        let table = fit.coefficientTable(confidence: 0.95)
        #expect(table[2].status == .infinite && table[2].infiniteSign == -1)
        #expect(relativeError(try #require(table[0].estimate), log(4.5)) <= 1e-10)
        #expect(relativeError(try #require(table[1].estimate), log(2.5 / 4.5)) <= 1e-10)
        let squares = rows.split(separator: "\n").reduce(0.0) {
            let y = Double($1.prefix { $0 != "," }) ?? .nan
            return $0 + y * y
        }
        #expect(relativeError(fit.deviance, 10 + squares) <= 1e-12)
    }

    // MARK: What is made of such a fit

    private let zeros = "0,C\n0,C\n0,C\n0,C\n"

    @Test func profilesOfTheFiniteCoefficientsStand() throws {
        let with = try fit("y ~ team", groups + zeros, logOfNumbers)
        let intervals = try with.profileIntervals(confidence: 0.95)
        #expect(intervals[2] == nil || intervals[2]?.low.value == nil)
        let bounds = try #require(intervals[1])
        let (low, high) = (try #require(bounds.low.value), try #require(bounds.high.value))
        let own = try #require(with.coefficientTable(confidence: 0.95)[1].estimate)
        #expect(low < own && own < high && low.isFinite && high.isFinite)
        // The groups are apart: with φ of the whole fit it is the profile of the two alone.
        let dispersion = try #require(with.dispersion)
        let quantile = StudentT(degreesOfFreedom: 9).upperQuantile(0.025)
        for end in [low, high] {
            // The best squares of teams A and B where log means differ by the end.
            let ratio = exp(end)
            let mean = (4 * 4.5 + 4 * 2.5 * ratio) / (4 + 4 * ratio * ratio)
            let rise =
                4 * (mean - 4.5) * (mean - 4.5) + 4 * (ratio * mean - 2.5) * (ratio * mean - 2.5)
            #expect(relativeError(rise / dispersion, quantile * quantile) <= 1e-8)
        }
    }

    @Test func effectsPredictionsAndClustersOfIt() throws {
        let text = groups + zeros
        let table = try CSVReader.read(Array(text.utf8))
        let fit = try fit("y ~ team", text, logOfNumbers)
        for effect in try fit.effects(table: table) {
            let isLimit = effect.level == "C"
            #expect((effect.estimate == nil) == isLimit, "\(effect)")
            #expect(!isLimit || effect.note?.hasPrefix("Separation puts the mean") == true)
        }
        let model = try FittedModel(fit, FittedModel.Origins(engineVersion: "0"))
        let kept = try JSONDecoder().decode(FittedModel.self, from: JSONEncoder().encode(model))
        let rows = try Predictor(kept, confidence: 0.95).predict(
            TableChunk(table: table, unreadable: [:], firstUnreadable: nil))
        #expect(relativeError(try #require(rows[0].mean), 4.5) <= 1e-10)
        #expect(rows[11].status == .infinite && rows[11].mean == 0 && rows[11].interval == nil)
        let robust = try fit.covariance(
            of: .cr1, clusters: (0..<12).map { $0 < 8 ? $0 / 2 : 4 + $0 % 2 })
        #expect(robust.standardErrors[2] == nil)
        #expect(robust.standardErrors[0].map { $0 > 0 && $0.isFinite } == true)
    }

    /// With rows in a scratch file the limit is not followed, and words say so.
    @Test func inAScratchFileItIsRefused() throws {
        let bytes = Array((groups + zeros).utf8)
        let formula = try Formula(parsing: "y ~ team")
        var options = StoredFrameOptions()
        options.response = .numbers
        options.memory = 1 << 26
        let file = try FileBytes(bytes)
        let spilled = try CSVReader.spill(
            file, dialect: CSVDialect(), keeping: ["y", "team"], to: try ScratchFile(in: "/tmp"),
            memory: 1 << 26, threads: 1)
        let frame = try ModelFrame(
            formula, spilled: spilled, to: try ScratchFile(in: "/tmp"), options)
        let error = #expect(throws: FitError.self) { try logOfNumbers.fit(frame) }
        #expect(error?.code == .notInPieces)
        #expect(error?.message.hasPrefix("Some estimates are infinite (team[C])") == true)
    }

    @Test func besideAnEliminatedFactorItIsRefused() throws {
        var settings = logOfNumbers
        settings.eliminatesFrom = 1
        let text =
            "y,x,lev\n"
            + (0..<60).map {
                "\($0 % 6 == 4 ? 0 : 1 + $0 % 7),\(Double(($0 * 7) % 11)),l\($0 % 6)\n"
            }.joined()
        let error = #expect(throws: FitError.self) { try fit("y ~ x + lev", text, settings) }
        #expect(error?.code == .largeFactor)
        #expect(
            error?.message.hasPrefix(
                "Under a log link 1 of the 6 levels of \"lev\" have no mean (\"l4\" for one)")
                == true)
        let rest = text.split(separator: "\n").filter { !$0.hasSuffix("l4") }
        let eliminated = try fit("y ~ x + lev", rest.joined(separator: "\n") + "\n", settings)
        let plain = try fit("y ~ x + lev", rest.joined(separator: "\n") + "\n", logOfNumbers)
        #expect(eliminated.isConverged && plain.isConverged)
        #expect(relativeError(eliminated.estimates[1], plain.estimates[1]) <= 1e-10)
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
        let tests = fit.scoreTests()
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
