import Foundation
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

private struct RobustReference: Decodable {
    struct Test: Decodable {
        let term: String
        let statistic: Double?
        let df: Int
        let log10P: Double?
    }
    struct Case: Decodable {
        let name: String
        let data: String
        let formula: String
        let family: Family
        let link: Link
        let rule: String
        let size: Int
        let weights: String?
        let weightKind: GLM.WeightKind?
        let estimates: [Double]
        let errors: [String: [Double]]
        let wald: [Test]?
        let score: [Test]?

        /// The clusters of the rows used, as `robust.R` numbers them.
        func clusters(_ count: Int) -> [Int] {
            (0..<count).map { row in
                switch rule {
                case "blocks": row / size
                case "modulo": row % size
                default: Int(Double(row).squareRoot())
                }
            }
        }

        func fit() throws -> GLMFit {
            let table = try CSVReader.read([UInt8](Data(contentsOf: referenceURL(data))))
            let frame = try ModelFrame(
                Formula(parsing: formula), table: table, weights: weights,
                response: request(of: family))
            return try GLM(family: family, link: link, weightKind: weightKind ?? .frequency)
                .fit(frame)
        }
    }
    let cases: [Case]

    static let cases: [Case] = {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let data = try? Data(contentsOf: referenceURL("robust.json")) else { return [] }
        return (try? decoder.decode(RobustReference.self, from: data))?.cases ?? []
    }()
}

/// Robust covariances against R's sandwich, clubSandwich and survey (`robust.R`).
struct RobustTests {
    @Test func everyCaseIsRead() { #expect(RobustReference.cases.count == 43) }

    @Test(arguments: RobustReference.cases.indices)
    func standardErrorsAgreeWithR(_ index: Int) throws {
        let expected = RobustReference.cases[index]
        let fit = try expected.fit()
        let clusters = expected.clusters(fit.frame.rowCount)
        for (name, errors) in expected.errors.sorted(by: { $0.key < $1.key }) {
            let kind = try #require(
                RobustCovariance.Kind(rawValue: name)
                    ?? (name.hasPrefix("sampling") ? .sandwich : nil))
            let isClustered = kind.needsClusters || name == "sampling_clustered"
            let robust = try fit.covariance(of: kind, clusters: isClustered ? clusters : nil)
            for k in errors.indices where !robust.unsupported.contains(k) {
                let error = robust.standardErrors[k] ?? 0
                #expect(
                    relativeError(error, errors[k]) < 1e-8,
                    "\(expected.name) \(name) \(fit.coefficients[k].name) \(error) \(errors[k])")
            }
            #expect(robust.unsupported.isEmpty, "\(expected.name) \(name)")
        }
    }

    @Test(arguments: RobustReference.cases.indices)
    func testsOfTermsAgreeWithR(_ index: Int) throws {
        let expected = RobustReference.cases[index]
        guard let wald = expected.wald, let score = expected.score else { return }
        let fit = try expected.fit()
        let robust = try fit.covariance(
            of: .cr1, clusters: expected.clusters(fit.frame.rowCount))
        for (test, reference) in zip(fit.waldTests(covariance: robust), wald) {
            guard let statistic = reference.statistic else {
                #expect(test.status == .notEstimable, "\(expected.name) \(test.term)")
                continue
            }
            #expect(
                relativeError(test.statistic ?? 0, statistic) < 1e-7,
                "\(expected.name) \(test.term)")
            #expect(test.degreesOfFreedom == reference.df)
            #expect(relativeError(test.pValue?.log10 ?? 0, reference.log10P ?? 1) < 1e-7)
        }
        for (test, reference) in zip(fit.scoreTests(), score) {
            #expect(
                relativeError(test.statistic ?? 0, reference.statistic ?? 1) < 1e-8,
                "\(expected.name) \(test.term) \(test.statistic ?? 0) \(reference.statistic ?? 1)")
            #expect(test.degreesOfFreedom == reference.df)
            #expect(
                relativeError(test.pValue?.log10 ?? 0, reference.log10P ?? 1) < 1e-8,
                "\(expected.name) \(test.term)")
        }
    }
}
