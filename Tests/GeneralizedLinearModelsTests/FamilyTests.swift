import Foundation
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

private struct FamilyReference: Decodable {
    struct Case: Decodable {
        let name: String
        let data: String
        let formula: String
        let family: Family
        let link: Link
        let dispersionKind: GLM.Dispersion
        let weights: String?
        let weightKind: GLM.WeightKind?
        let n: Double
        let rank: Int
        let estimates: [Double]
        let stdErrors: [Double]
        let deviance: Double
        let nullDeviance: Double
        let dispersion: Double
        let logLikelihood: Double
        let theta: Double?
        let thetaSe: Double?
        let logP: [Double]
    }
    let cases: [Case]

    static let cases: [Case] = {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let data = try? Data(contentsOf: referenceURL("families.json")) else { return [] }
        return (try? decoder.decode(FamilyReference.self, from: data))?.cases ?? []
    }()
}

func request(of family: Family) -> Response.Request {
    switch family {
    case .binomial: .binary
    case .poisson, .negativeBinomial: .counts
    case .gaussian: .numbers
    case .gamma: .positiveNumbers
    }
}

/// Families and links against R's glm and MASS's glm.nb, run to the floor of doubles (`families.R`).
struct FamilyTests {
    @Test func everyCaseIsRead() { #expect(FamilyReference.cases.count == 48) }

    @Test(arguments: FamilyReference.cases.indices)
    func agreesWithR(_ index: Int) throws {
        let expected = FamilyReference.cases[index]
        let table = try CSVReader.read(
            [UInt8](Data(contentsOf: referenceURL(expected.data))))
        let frame = try ModelFrame(
            Formula(parsing: expected.formula), table: table, weights: expected.weights,
            response: request(of: expected.family))
        let fit = try GLM(
            family: expected.family, link: expected.link, dispersion: expected.dispersionKind,
            weightKind: expected.weightKind ?? .frequency
        ).fit(frame)
        #expect(fit.isConverged, "\(expected.name)")
        #expect(fit.caseCount == expected.n && fit.rank == expected.rank)
        for k in expected.estimates.indices {
            let (estimate, error) = (fit.estimates[k], fit.standardErrors[k] ?? 0)
            let difference = abs(estimate - expected.estimates[k])
            #expect(
                difference < 1e-10 * max(abs(expected.estimates[k]), expected.stdErrors[k]),
                "\(expected.name) \(fit.coefficients[k].name)")
            #expect(
                relativeError(error, expected.stdErrors[k]) < 1e-8,
                "\(expected.name) \(fit.coefficients[k].name)")
        }
        #expect(relativeError(fit.deviance, expected.deviance) < 1e-10, "\(expected.name)")
        #expect(relativeError(fit.nullDeviance, expected.nullDeviance) < 1e-9, "\(expected.name)")
        #expect(relativeError(fit.dispersion ?? 0, expected.dispersion) < 1e-10)
        #expect(
            relativeError(fit.logLikelihood, expected.logLikelihood) < 1e-11, "\(expected.name)")
        if let theta = expected.theta {
            #expect(relativeError(fit.theta ?? 0, theta) < 1e-9, "\(expected.name)")
            #expect(relativeError(fit.thetaStandardError ?? 0, expected.thetaSe ?? 0) < 1e-8)
        }
        for (row, logP) in zip(fit.coefficientTable(confidence: 0.95), expected.logP) {
            #expect(relativeError(row.pValue?.log10 ?? 0, logP) < 1e-8, "\(expected.name)")
        }
    }
}
