import Foundation
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

private struct WildReference: Decodable {
    struct Test: Decodable {
        let statistic: Double
        let extreme: Int
        let samples: Int
    }
    struct Case: Decodable {
        let name: String
        let data: String
        let formula: String
        let size: Int
        let weights: String?
        let tests: [Test]
    }
    let cases: [Case]

    static let cases: [Case] =
        (try? reference("wild.json", as: WildReference.self))?.cases ?? []

    static func fit(_ expected: Case, threads: Int = 1) throws -> GLMFit {
        let table = try CSVReader.read([UInt8](Data(contentsOf: referenceURL(expected.data))))
        let frame = try ModelFrame(
            Formula(parsing: expected.formula), table: table, weights: expected.weights,
            response: .numbers)
        return try GLM(family: .gaussian, weightKind: .precision).fit(frame)
    }
}

/// The wild cluster bootstrap against every sample of few clusters, fitted anew (`wild.R`).
struct WildBootstrapTests {
    @Test func everyCaseIsRead() { #expect(WildReference.cases.count == 6) }

    @Test(arguments: WildReference.cases.indices)
    func allSamplesAreThoseOfR(_ index: Int) throws {
        let expected = WildReference.cases[index]
        let fit = try WildReference.fit(expected)
        let clusters = (0..<fit.frame.rowCount).map { $0 % expected.size }
        for (column, reference) in expected.tests.enumerated() {
            let test = try #require(
                try fit.wildClusterTest(
                    of: column, clusters: clusters, replicates: 9999, seed: 1))
            #expect(test.isExact && test.replicates == reference.samples)
            #expect(
                relativeError(test.statistic, reference.statistic) < 1e-9,
                "\(expected.name) \(column)")
            #expect(test.extreme == reference.extreme, "\(expected.name) \(column)")
            #expect(test.weights == (expected.size < 10 ? .webb : .rademacher))
            #expect(test.pValue == Double(test.extreme) / Double(test.replicates))
        }
    }

    @Test func drawsComeNearAllSamples() throws {
        let expected = try #require(WildReference.cases.first { $0.name == "ten" })
        let fit = try WildReference.fit(expected)
        let clusters = (0..<fit.frame.rowCount).map { $0 % 10 }
        for column in 0..<3 {
            let all = try #require(
                try fit.wildClusterTest(of: column, clusters: clusters, replicates: 1024, seed: 1))
            let drawn = try #require(
                try fit.wildClusterTest(of: column, clusters: clusters, replicates: 1023, seed: 1))
            let again = try #require(
                try fit.wildClusterTest(of: column, clusters: clusters, replicates: 1023, seed: 1))
            #expect(all.isExact && !drawn.isExact && drawn.replicates == 1023)
            #expect(abs(all.pValue - drawn.pValue) < 0.05)
            #expect(drawn.extreme == again.extreme)
        }
    }

    @Test func oneClusterHasNoTest() throws {
        let fit = try WildReference.fit(WildReference.cases[0])
        #expect(throws: FitError.self) {
            try fit.wildClusterTest(
                of: 1, clusters: [Int](repeating: 0, count: fit.frame.rowCount), replicates: 99,
                seed: 1)
        }
    }
}
