import Foundation
import ModelFormula
import Tables
import Testing
import TestSupport

@testable import GeneralizedLinearModels

/// A path with the values it must have, as `Reference/penalty_cases.R` made them.
struct PenaltyCase: Decodable, Sendable, CustomStringConvertible {
    struct Point: Decodable, Sendable {
        var index: Int
        var lambda: Double
        var coefficients: [Double]
        var scales: [Double]
        var deviance: Double
    }

    var name: String
    var data: String
    var formula: String
    var weights: String?
    var weightKind: String?
    var alpha: Double
    var standardize: Bool?
    var grouped: Bool?
    var lambdas: [Double]
    var points: [Point]

    init(
        name: String, data: String, formula: String, weights: String?, weightKind: String?,
        alpha: Double, lambdas: [Double], points: [Point]
    ) {
        self.name = name
        self.data = data
        self.formula = formula
        self.weights = weights
        self.weightKind = weightKind
        self.alpha = alpha
        self.lambdas = lambdas
        self.points = points
    }

    var description: String { name }

    static func load(_ file: String) -> [PenaltyCase] {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let data = try? Data(contentsOf: referenceURL(file)) else { return [] }
        return (try? decoder.decode([PenaltyCase].self, from: data)) ?? []
    }

    func frame() throws -> ModelFrame {
        let table = try CSVReader.read([UInt8](Data(contentsOf: referenceURL(data))))
        return try ModelFrame(Formula(parsing: formula), table: table, weights: weights)
    }

    func asked(threads: Int = 1) throws -> PenalizedRegression {
        let kind = weightKind.flatMap { GLM.WeightKind(rawValue: $0) }
        return PenalizedRegression(
            penalty: try #require(
                ElasticNetPenalty(
                    mixing: alpha, isStandardized: standardize ?? true, isGrouped: grouped ?? false)
            ),
            regression: GLM(weightKind: kind ?? .frequency, threads: threads))
    }
}

struct PenalizedPathTests {
    @Test func allReferencesAreThere() {
        #expect(PenaltyCase.load("penalty_cases.json").count == 22)
        #expect(PenaltyCase.load("penalty_groups.json").count == 6)
    }

    @Test(
        arguments: PenaltyCase.load("penalty_cases.json") + PenaltyCase.load("penalty_groups.json"))
    func agreesWithTheReferenceAndTheEquationsOfTheMinimum(_ expected: PenaltyCase) throws {
        let frame = try expected.frame()
        var asked = try expected.asked()
        let problem = try asked.problem(frame)
        let cases = frame.weights.map { $0.reduce(0, +) } ?? Double(frame.rowCount)
        let lambdas = problem.lambdas(count: 100, cases: cases)
        #expect(lambdas.count == expected.lambdas.count)
        for (a, b) in zip(lambdas, expected.lambdas) { #expect(relativeError(a, b) < 1e-12) }
        // The points alone, from one to the next however far; along whole paths of little data.
        let isWhole = frame.rowCount < 300
        if !isWhole { asked.lambdas = expected.points.map { lambdas[$0.index] } }
        let path = try asked.path(frame)
        #expect(path.points.count == (isWhole ? expected.lambdas.count : expected.points.count))
        let hasIntercept = path.coefficients.first?.termIndex == nil
        for (place, point) in expected.points.enumerated() {
            let got = path.points[isWhole ? point.index : place]
            #expect(got.isConverged && got.violation <= 1e-9, "\(point.index) \(got.violation)")
            // A deviance near 0, as of separated rows, is good to 1e-13 of the null model's.
            let slack = 1e-12 * point.deviance + 1e-13 * path.nullDeviance
            #expect(abs(got.deviance - point.deviance) < slack, "\(point.index)")
            try #require(got.estimates.count == point.coefficients.count)
            for (j, estimate) in got.estimates.enumerated() {
                // In standard deviations of the column, as the penalty counts them.
                let isIntercept = hasIntercept && j == 0
                let scale = isIntercept ? 1 : point.scales[j - (hasIntercept ? 1 : 0)]
                let size = max(1, abs(point.coefficients[j] * scale))
                #expect(
                    abs(estimate - point.coefficients[j]) * scale < 1e-10 * size,
                    "\(point.index) \(path.coefficients[j].name) \(estimate) \(point.coefficients[j])"
                )
                if point.index > 0 {
                    #expect((estimate == 0) == (point.coefficients[j] == 0), "\(point.index) \(j)")
                }
            }
        }
    }
}

/// A cross-validation with the values it must have, as `Reference/penalty_cases.R` made them.
struct FoldCase: Decodable, Sendable, CustomStringConvertible {
    var name: String
    var data: String
    var formula: String
    var weights: String?
    var weightKind: String?
    var alpha: Double
    var fold: [Int]
    var lambdas: [Double]
    var mean: [Double]
    var standardError: [Double]
    var lambdaMin: Double
    var lambda1Se: Double

    var description: String { name }

    static func load() -> [FoldCase] {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let data = try? Data(contentsOf: referenceURL("penalty_folds.json")) else {
            return []
        }
        return (try? decoder.decode([FoldCase].self, from: data)) ?? []
    }
}

struct CrossValidatedPathTests {
    @Test func allReferencesAreThere() { #expect(FoldCase.load().count == 7) }

    /// glmnet's own fits are good to 1e-7 or so, and so are its deviances.
    @Test(arguments: FoldCase.load())
    func agreesWithGlmnetOnTheSameFolds(_ expected: FoldCase) throws {
        let same = PenaltyCase(
            name: expected.name, data: expected.data, formula: expected.formula,
            weights: expected.weights, weightKind: expected.weightKind, alpha: expected.alpha,
            lambdas: [], points: [])
        let count = (expected.fold.max() ?? 0)
        let folds = try #require(
            CrossValidationFolds(fold: expected.fold.map { $0 - 1 }, count: count))
        let got = try same.asked(threads: 2).crossValidated(same.frame(), folds: folds)
        try #require(got.mean.count == expected.mean.count)
        for j in got.mean.indices {
            #expect(relativeError(got.mean[j], expected.mean[j]) < 1e-7, "\(j)")
            #expect(relativeError(got.standardError[j], expected.standardError[j]) < 1e-6, "\(j)")
        }
        let lambdas = got.path.lambdas
        #expect(relativeError(lambdas[got.minimumIndex], expected.lambdaMin) < 1e-12)
        #expect(relativeError(lambdas[got.oneStandardErrorIndex], expected.lambda1Se) < 1e-12)
    }
}
