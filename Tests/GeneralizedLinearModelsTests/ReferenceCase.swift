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
        var std_error: Double?
        var statistic: Double?
        var log10_p: Double?
        var conf_low: Double?
        var conf_high: Double?
    }

    struct Test: Decodable, Sendable {
        var term: String
        var statistic: Double?
        var df: Int
        var log10_p: Double?
    }

    var name: String
    var data: String
    var formula: String
    var weights: String?
    var weight_kind: String?
    var event: String
    var n_obs: Double
    var rows: Int
    var rows_used: Int
    var coefficients: [Row]
    var aliased: [String]
    var null_deviance: Double?
    var deviance: Double
    var log_likelihood: Double
    var aic: Double?
    var bic: Double?
    var df_residual: Double?
    var df_null: Double?
    var lr_tests: [Test]?
    var wald_tests: [Test]?
    var expected: String?
    var separated_rows: Int?

    var description: String { name }

    static func load(_ file: String) -> [ReferenceCase] {
        (try? reference(file, as: [ReferenceCase].self)) ?? []
    }

    func frame(_ folder: URL? = nil) throws -> ModelFrame {
        let url = folder?.appendingPathComponent(data) ?? referenceURL(data)
        let table = try CSVReader.read([UInt8](Data(contentsOf: url)))
        return try ModelFrame(Formula(parsing: formula), table: table, weights: weights)
    }

    func fit(_ folder: URL? = nil, threads: Int = 1) throws -> LogisticFit {
        let kind = weight_kind.flatMap { LogisticRegression.WeightKind(rawValue: $0) }
        return try LogisticRegression(weightKind: kind ?? .frequency, threads: threads)
            .fit(frame(folder))
    }
}
