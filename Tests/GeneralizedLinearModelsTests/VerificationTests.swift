import Distributions
import Foundation
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

struct VerificationTests {
    @Test func soundFitsAgreeToManyDigits() throws {
        for expected in CheckReference.cases {
            let (fit, _) = try expected.fit()
            let verification = try fit.verification()
            #expect(verification.route == .qr && verification.note == nil, "\(expected.name)")
            #expect(verification.rows.count == fit.rank)
            #expect((verification.fewestDigits ?? 0) > 9, "\(expected.name)")
        }
    }

    /// A column and itself but for noise of 1e-4, 1e-6, ...: digits go as the columns come together.
    @Test func digitsFallAsColumnsComeTogether() throws {
        var generator = SeededGenerator(seed: 8)
        let base = (0..<400).map { _ in
            (
                Double.random(in: -1...1, using: &generator),
                Double.random(in: -1...1, using: &generator),
                Double.random(in: 0...1, using: &generator)
            )
        }
        var digits: [Double] = []
        for noise in [1e-1, 1e-4, 1e-7] {
            let lines = base.map { x, e, u in
                "\(u < 1 / (1 + exp(-x)) ? 1 : 0),\(x),\(x + noise * e)"
            }
            let table = try CSVReader.read(
                Array(("y,a,b\n" + lines.joined(separator: "\n")).utf8))
            let fit = try GLM().fit(ModelFrame(Formula(parsing: "y ~ a + b"), table: table))
            digits.append(try fit.verification().fewestDigits ?? 0)
        }
        #expect(digits[0] > 11)
        #expect(digits[0] >= digits[1] && digits[1] > digits[2])
    }

    /// Estimates that are moved do not agree with what the rows say.
    @Test func aFitThatIsWrongIsFound() throws {
        let table = try table("referrals.csv")
        let frame = try ModelFrame(Formula(parsing: "neet ~ age + absence"), table: table)
        let fit = try GLM().fit(frame)
        let rows = FittedRows(fit)
        let (factor, side) = rows.weightedTriangle()
        // R b = Q'√W z holds at the estimates.
        for i in 0..<3 {
            var sum = 0.0
            for j in i..<3 { sum += factor[i, j] * rows.beta[j] }
            #expect(abs(sum - side[i]) < 1e-10 * (1 + abs(side[i])))
        }
        #expect(try (fit.verification().fewestDigits ?? 0) > 11)
    }

    /// Weights of a sample stand for many cases each: of their scale no check may depend.
    @Test func checksDoNotDependOnTheScaleOfSamplingWeights() throws {
        var generator = SeededGenerator(seed: 5)
        let rows = (0..<400).map { row in
            let x = Double.random(in: -1...1, using: &generator)
            let y = Double.random(in: 0..<1, using: &generator) < 1 / (1 + exp(-x)) ? 1 : 0
            let weight = 1 + row % 3
            return "\(y),\(x),\(weight),\(100 * weight)"
        }
        let table = try CSVReader.read(
            Array(("y,x,small,large\n" + rows.joined(separator: "\n")).utf8))
        let fits = try ["small", "large"].map {
            try GLM(weightKind: .sampling).fit(
                ModelFrame(
                    Formula(parsing: "y ~ x"), table: table, weights: $0, weightsAreCounts: false))
        }
        let tests = try fits.map { try #require($0.linkTest().pValue?.value) }
        #expect(relativeError(tests[0], tests[1]) < 1e-6)
        let distances = try fits.map { try $0.rowChecks().cook.compactMap { $0 } }
        #expect(distances[0].count == 400)
        for (a, b) in zip(distances[0], distances[1]) { #expect(relativeError(a, b) < 1e-9) }
        let clusters = (0..<400).map { $0 / 4 }
        let plain = try #require(fits[0].linkTest().standardError)
        #expect(try fits[0].linkTest(clusters: clusters).standardError != plain)
    }

    /// A row that a sample leaves out may lie where exp(η) is no number.
    @Test func aRowOfWeightZeroAddsNothing() {
        for (family, link) in [(Family.poisson, Link.log), (.gaussian, .log), (.gamma, .log)] {
            let model = RowModel(family, link)
            var (weight, residual) = ([1.0, 1], [1.0, 1])
            let likelihood = model.weigh(
                2, eta: [0, 800], outcome: [1, 0], prior: [1, 0], weight: &weight,
                residual: &residual)
            #expect(likelihood.isFinite && weight[0] > 0)
            #expect(weight[1] == 0 && residual[1] == 0, "\(family)")
        }
    }

    @Test func countsThatNoDoubleTellsApartAreRefused() throws {
        let table = try CSVReader.read(Array("n,x\n1,1\n2,2\n1e19,3\n4,4\n".utf8))
        #expect(throws: FormulaError.self) {
            try ModelFrame(Formula(parsing: "n ~ x"), table: table, response: .counts)
        }
    }
}
