import Foundation
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

/// A fit that leaves no residual, or a small one (`Reference/perfect_fits.R`).
private struct ExactCase: Decodable, Sendable, CustomStringConvertible {
    struct Row: Decodable, Sendable {
        let y: Double
        let x: Double?
        let g: String?
        let w: Double?
    }

    let name: String
    let data: [Row]
    let formula: String
    let family: Family
    let link: Link
    let weights: String?
    let dfResidual: Double
    let perfect: Bool
    let estimates: [Double]
    let stdErrors: [Double?]

    var description: String { name }

    private struct File: Decodable { let cases: [ExactCase] }

    static let all: [ExactCase] = {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let data = try? Data(contentsOf: referenceURL("perfect_fits.json")) else { return [] }
        return (try? decoder.decode(File.self, from: data))?.cases ?? []
    }()

    var text: String {
        let lines = data.map { row in
            [row.y.description, row.x?.description, row.g, row.w?.description]
                .map { $0 ?? "" }.joined(separator: ",")
        }
        return (["y,x,g,w"] + lines).joined(separator: "\n")
    }

    func fit(scale: Double = 1, rows: [Int]? = nil) throws -> GLMFit {
        let table = try CSVReader.read(Array(text.utf8))
        let frame = try ModelFrame(
            Formula(parsing: formula), table: table, weights: weights, weightsAreCounts: false,
            response: request(of: family))
        return try GLM(
            family: family, link: link, dispersion: .estimated, weightKind: .precision
        ).fit(frame)
    }
}

/// Where residuals are nothing but rounding, or no degrees of freedom are left: the estimates stand, and
/// nothing is said of their error.
struct ExactFitTests {
    @Test func everyCaseIsRead() { #expect(ExactCase.all.count == 11) }

    @Test(arguments: ExactCase.all)
    private func estimatesStandAndErrorsOnlyWhereResidualsAre(_ expected: ExactCase) throws {
        let fit = try expected.fit()
        #expect(fit.isConverged)
        #expect(fit.status.allSatisfy { $0 == .estimated })
        let isOpen = expected.dfResidual > 0 && !expected.perfect
        #expect(
            fit.lackOfSpread
                == (isOpen ? nil : expected.dfResidual > 0 ? .noResidual : .noFreedom))
        let size = expected.estimates.reduce(0) { max($0, abs($1)) }
        for (k, row) in fit.coefficientTable(confidence: 0.95).enumerated() {
            let estimate = try #require(row.estimate)
            let reach = expected.stdErrors[k].map { 1e-2 * $0 } ?? 1e-9 * size
            #expect(abs(estimate - expected.estimates[k]) < reach, "\(row.coefficient.name)")
            #expect((row.standardError == nil) == !isOpen)
            #expect((row.interval == nil) == !isOpen)
            #expect((row.pValue == nil) == !isOpen)
            if let error = row.standardError, let known = expected.stdErrors[k] {
                // Tiny residuals have few digits, in R as here.
                #expect(abs(error / known - 1) < 1e-3)
            }
        }
        if !isOpen {
            #expect(fit.waldTests().allSatisfy { $0.status == .notEstimable && $0.pValue == nil })
            #expect(fit.likelihoodRatioTests().allSatisfy { $0.pValue == nil })
            #expect(fit.scoreTests().allSatisfy { $0.pValue == nil })
            #expect(try fit.profileIntervals(confidence: 0.95).allSatisfy { $0 == nil })
            #expect(try fit.verification().rows.isEmpty)
        }
        if expected.perfect {
            #expect(fit.deviance == 0 && fit.pearson == 0 && fit.dispersion == 0)
            #expect(fit.iterations < 30)
        }
    }

    @Test(arguments: ExactCase.all.filter { $0.perfect || $0.dfResidual == 0 })
    private func nothingMadeOfThemHasAnInterval(_ expected: ExactCase) throws {
        let fit = try expected.fit()
        let table = try CSVReader.read(Array(expected.text.utf8))
        for robust in [nil, try fit.covariance(of: .hc0)] {
            for effect in try fit.effects(table: table, robust: robust) {
                #expect(effect.status == .estimated && effect.estimate != nil)
                #expect(effect.interval == nil && effect.standardError == nil)
                #expect(effect.pValue == nil && effect.note != nil, "\(effect.name)")
            }
            #expect(robust?.standardErrors.allSatisfy { $0 == nil } ?? true)
        }
        let model = try FittedModel(fit, FittedModel.Origins(engineVersion: "0"))
        #expect(!model.hasIntervals && model.isConsistent && model.casewiseModel == 3)
        let kept = try JSONDecoder().decode(
            FittedModel.self, from: JSONEncoder().encode(model))
        #expect(kept.isConsistent)
        let rows = try Predictor(kept, confidence: 0.95).predict(
            TableChunk(table: table, unreadable: [:], firstUnreadable: nil))
        for (row, prediction) in rows.enumerated() {
            let mean = try #require(prediction.mean)
            #expect(abs(mean - expected.data[row].y) <= 1e-9 * abs(expected.data[row].y) + 1e-9)
            #expect(prediction.interval == nil)
        }
    }

    /// A scale of the outcome changes nothing of what is called rounding.
    @Test(arguments: [1e-90, 1e-9, 1, 1e9, 1e90])
    func scaleOfTheOutcomeDoesNotMatter(_ scale: Double) throws {
        let noise = [3.0, -1, 4, -1, 5, -9, 2, 6, -5, 3, -5, -2]
        for (spread, lack) in [(0.0, GLMFit.LackOfSpread.noResidual), (1e-11, nil)] {
            let lines = noise.indices.map {
                "\(scale * (2 * Double($0) + 1 + spread * noise[$0])),\($0)"
            }
            let table = try CSVReader.read(
                Array((["y,x"] + lines).joined(separator: "\n").utf8))
            let fit = try GLM(family: .gaussian).fit(
                ModelFrame(Formula(parsing: "y ~ x"), table: table, response: .numbers))
            #expect(fit.isConverged)
            #expect(fit.lackOfSpread == lack, "\(spread)")
            #expect(abs(fit.estimates[1] / (2 * scale) - 1) < 1e-9)
        }
    }

    // MARK: Robust errors

    private func frame(_ text: String, _ formula: String, _ request: Response.Request = .binary)
        throws -> (ModelFrame, Table)
    {
        let table = try CSVReader.read(Array(text.utf8))
        return (
            try ModelFrame(Formula(parsing: formula), table: table, response: request), table
        )
    }

    /// Twelve clusters that are alike to the last case: every sum of a cluster's scores is 0.
    @Test func clustersThatAreAlikeHaveNoSpread() throws {
        let one = ["1,0.5,a", "0,1.5,a", "1,2.5,b", "0,3.25,b", "0,0.75,b"]
        let lines = (0..<12).flatMap { _ in one }
        let clusters = (0..<12).flatMap { cluster in one.map { _ in cluster } }
        let (frame, table) = try frame(
            (["y,x,g"] + lines).joined(separator: "\n"), "y ~ x + g")
        let fit = try GLM().fit(frame)
        let robust = try fit.covariance(of: .cr1, clusters: clusters)
        #expect(robust.standardErrors.allSatisfy { $0 == nil })
        #expect(robust.spreadless == [0, 1, 2] && robust.unsupported.isEmpty)
        #expect(fit.waldTests(covariance: robust).allSatisfy { $0.status == .notEstimable })
        for effect in try fit.effects(table: table, robust: robust) {
            #expect(effect.interval == nil && effect.pValue == nil && effect.note != nil)
        }
        // Rows by themselves differ.
        let rows = try fit.covariance(of: .hc0)
        #expect(rows.standardErrors.allSatisfy { $0 != nil } && rows.spreadless.isEmpty)
    }

    /// Groups of trials that a saturated model meets: no residual, and so no robust error.
    @Test func aSaturatedModelOfTrialsHasNoRobustErrors() throws {
        let (frame, _) = try frame(
            "s,f,g\n3,7,a\n5,5,b\n2,9,c\n", "cbind(s, f) ~ g")
        let fit = try GLM().fit(frame)
        #expect(fit.standardErrors.allSatisfy { $0 != nil })
        let robust = try fit.covariance(of: .hc0)
        #expect(robust.standardErrors.allSatisfy { $0 == nil })
    }

    // MARK: Bootstraps of separated cases

    @Test func samplesOfSeparatedCasesAreSeparated() throws {
        let lines = (0..<12).flatMap { row in
            (0..<3).map { _ in "\(row < 6 ? 0 : 1),\(row)" }
        }
        let (frame, _) = try frame((["y,x"] + lines).joined(separator: "\n"), "y ~ x")
        let samples = try GLM().fit(frame).bootstrap(replicates: 99, seed: 1)
        #expect(samples.separated == 99 && samples.estimates.isEmpty)
        #expect(samples.rows(confidence: 0.9).allSatisfy { $0 == nil })
    }

    /// Of a level that all have the outcome the coefficients that are infinite have no figures, and the
    /// finite one has those of the limit.
    @Test func infiniteCoefficientsHaveNoSamples() throws {
        let lines =
            (0..<8).map { "1,a,\(($0 * 7) % 5)" } + (0..<20).map { "\($0 % 2),b,\(($0 * 3) % 7)" }
            + (0..<20).map { "\($0 % 3 == 0 ? 1 : 0),c,\(($0 * 5) % 6)" }
        let (frame, _) = try frame((["y,g,x"] + lines).joined(separator: "\n"), "y ~ g + x")
        let fit = try GLM().fit(frame)
        #expect(fit.status == [.infinite, .infinite, .infinite, .estimated])
        let rows = try fit.bootstrap(replicates: 99, seed: 1).rows(confidence: 0.9)
        #expect(rows[0] == nil && rows[1] == nil && rows[2] == nil && rows[3] != nil)
    }
}
