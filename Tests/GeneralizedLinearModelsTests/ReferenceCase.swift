import Foundation
import ModelFormula
import Tables
import TestSupport

@testable import GeneralizedLinearModels

/// A fit with the values it must give, as the scripts in `Reference/` made them.
struct ReferenceCase: Decodable, Sendable, CustomStringConvertible {
    struct Row: Decodable, Sendable {
        var term: String
        var status: String?
        var sign: String?
        var estimate: Double?
        var stdError: Double?
        var statistic: Double?
        var log10P: Double?
        var confLow: Double?
        var confHigh: Double?
    }

    struct Test: Decodable, Sendable {
        var term: String
        var statistic: Double?
        var df: Int
        var log10P: Double?
    }

    var name: String
    var data: String
    var formula: String
    var weights: String?
    var weightKind: String?
    var event: String
    var nObs: Double
    var rows: Int
    var rowsUsed: Int
    var coefficients: [Row]
    var aliased: [String]
    var nullDeviance: Double?
    var deviance: Double
    var logLikelihood: Double
    var aic: Double?
    var bic: Double?
    var dfResidual: Double?
    var dfNull: Double?
    var lrTests: [Test]?
    var waldTests: [Test]?
    var expected: String?
    var separatedRows: Int?

    var description: String { name }

    static func load(_ file: String) -> [ReferenceCase] {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let data = try? Data(contentsOf: referenceURL(file)) else { return [] }
        return (try? decoder.decode([ReferenceCase].self, from: data)) ?? []
    }

    func frame(_ folder: URL? = nil) throws -> ModelFrame {
        let url = folder?.appendingPathComponent(data) ?? referenceURL(data)
        let table = try CSVReader.read([UInt8](Data(contentsOf: url)))
        return try ModelFrame(Formula(parsing: formula), table: table, weights: weights)
    }

    func fit(_ folder: URL? = nil, threads: Int = 1) throws -> GLMFit {
        let kind = weightKind.flatMap { GLM.WeightKind(rawValue: $0) }
        return try GLM(weightKind: kind ?? .frequency, threads: threads)
            .fit(frame(folder))
    }
}
