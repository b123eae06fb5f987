import Foundation
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

/// A hard case with the values that it must give (`Reference/hard_cases.py`).
struct HardCase: Decodable, Sendable {
    struct Slope: Decodable, Sendable {
        let column: String
        let estimate: Double
        let stdError: Double
    }

    let name: String
    let data: String
    let formula: String
    let family: Family
    let link: Link
    let weights: String?
    let weightKind: GLM.WeightKind?
    let kept: [String]
    let aliased: [String]
    let estimates: [Double]
    let stdErrors: [Double]
    let deviance: Double
    let dispersion: Double
    let theta: Double?
    let log10P: [Double]
    let penalisedLogLikelihood: Double?
    let hc0: [Double]?
    let hc3: [Double]?
    let cr1: [Double]?
    let slope: Slope?

    private struct File: Decodable { let cases: [HardCase] }

    static let all: [HardCase] = {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let data = try? Data(contentsOf: referenceURL("hard_cases.json")) else { return [] }
        return (try? decoder.decode(File.self, from: data))?.cases ?? []
    }()

    static func named(_ name: String) throws -> HardCase {
        try #require(all.first { $0.name == name }, "\(name)")
    }

    /// The settings of the regression.
    var glm: GLM {
        GLM(family: family, link: link, weightKind: weightKind ?? .frequency)
    }

    func table() throws -> Table {
        try CSVReader.read([UInt8](Data(contentsOf: referenceURL(data))))
    }

    func frame() throws -> ModelFrame {
        try ModelFrame(
            Formula(parsing: formula), table: table(), weights: weights,
            response: request(of: family), cluster: "team")
    }

    func fit() throws -> GLMFit { try glm.fit(frame()) }
}

/// What the figures of a hard case are held to.
struct HardTolerance {
    var estimate = 1e-10
    var standardError = 1e-8
    var deviance = 1e-12
    var logP = 1e-9
    /// Relative, of robust standard errors.
    var robust = 1e-8
}

/// Coefficients, standard errors, p-values, robust standard errors and the average marginal effect of a
/// fit against those of a case.
func expectAgreement(_ fit: GLMFit, _ expected: HardCase, _ held: HardTolerance = HardTolerance())
    throws
{
    #expect(fit.isConverged)
    let names = fit.coefficients.map(\.name)
    #expect(names.filter { expected.kept.contains($0) } == expected.kept)
    for (index, name) in names.enumerated() {
        #expect((fit.status[index] == .aliased) == expected.aliased.contains(name), "\(name)")
    }
    let rows = fit.coefficientTable(confidence: 0.95)
    for (k, name) in expected.kept.enumerated() {
        let own = rows[try #require(names.firstIndex(of: name))]
        let off = abs(try #require(own.estimate) - expected.estimates[k])
        #expect(
            off <= held.estimate * max(abs(expected.estimates[k]), expected.stdErrors[k]),
            "\(name): off by \(off / expected.stdErrors[k]) standard errors")
        let errorOff = relativeError(try #require(own.standardError), expected.stdErrors[k])
        #expect(errorOff <= held.standardError, "\(name) standard error: \(errorOff)")
        let logOff = abs(try #require(own.pValue).log10 - expected.log10P[k])
        #expect(logOff <= held.logP * max(1, abs(expected.log10P[k])), "\(name) p: \(logOff)")
    }
    let devianceOff = relativeError(fit.deviance, expected.deviance)
    #expect(devianceOff <= held.deviance, "deviance: \(devianceOff)")
    #expect(
        relativeError(try #require(fit.dispersion), expected.dispersion)
            <= max(1e-10, held.deviance))
    if let theta = expected.theta {
        #expect(relativeError(try #require(fit.theta), theta) <= max(1e-9, held.deviance))
    }
    for (kind, errors) in [
        (RobustCovariance.Kind.hc0, expected.hc0), (.hc3, expected.hc3), (.cr1, expected.cr1),
    ] {
        guard let errors else { continue }
        let clusters = kind.needsClusters ? fit.frame.clusters : nil
        let found = try fit.covariance(of: kind, clusters: clusters)
        for (k, name) in expected.kept.enumerated() {
            let column = try #require(names.firstIndex(of: name))
            // One that a single row or cluster decides is not given.
            if found.unsupported.contains(column) { continue }
            let off = relativeError(try #require(found.standardErrors[column]), errors[k])
            #expect(off <= held.robust, "\(kind.rawValue) \(name): \(off)")
        }
    }
    if let slope = expected.slope {
        let effects = try fit.effects(
            EffectsRequest([.slope(slope.column)]), table: expected.table())
        let own = try #require(effects.first)
        let off = abs(try #require(own.estimate) - slope.estimate)
        #expect(
            off <= 10 * held.estimate * max(abs(slope.estimate), slope.stdError),
            "slope: off by \(off / slope.stdError) standard errors")
        let errorOff = relativeError(try #require(own.standardError), slope.stdError)
        #expect(errorOff <= held.standardError, "standard error of the slope: \(errorOff)")
    }
}
