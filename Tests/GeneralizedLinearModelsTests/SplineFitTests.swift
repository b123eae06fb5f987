import Foundation
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

/// `Reference/spline_fits.json`: R's `glm()` of splines and of missing values as levels.
struct ReferenceSplineFits: Decodable, Sendable {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        let formula: String
        let missing: String
        let counts: Bool
        let rows: Int
        let ordered: Bool
        let estimates: [Double]
        let errors: [Double]
        let deviance: Double
        let predicted: [Double?]
        var testDescription: String { "\(formula) (\(missing)\(counts ? ", counts" : ""))" }
    }
    struct Row: Decodable, Sendable {
        let age: Double
        let absence: Double?
        let moment: Double
        let sex: String
        let ward: String?
        let y: Int?
        let cases: Int?

        var line: String {
            "\(y ?? 0),\(age),\(absence.map { "\($0)" } ?? ""),\(moment),\(sex),\(ward ?? ""),"
                + "\(cases ?? 1)"
        }
    }
    let data: [Row]
    let later: [Row]
    let cases: [Case]

    private static let kept = Result {
        try reference("spline_fits.json", as: ReferenceSplineFits.self)
    }
    static func read() throws -> ReferenceSplineFits { try kept.get() }
}

private func table(_ rows: [ReferenceSplineFits.Row]) throws -> Table {
    let text = "y,age,absence,moment,sex,ward,cases\n" + rows.map(\.line).joined(separator: "\n")
    return try CSVReader.read(Array(text.utf8))
}

private func fit(_ entry: ReferenceSplineFits.Case, _ table: Table) throws -> GLMFit {
    let frame = try ModelFrame(
        Formula(parsing: entry.formula), table: table, weights: entry.counts ? "cases" : nil,
        weightsAreCounts: entry.counts,
        missing: try #require(MissingRule(rawValue: entry.missing)))
    return try GLM(weightKind: .frequency).fit(frame)
}

struct SplineFitTests {
    private static func cases() throws -> [ReferenceSplineFits.Case] {
        try ReferenceSplineFits.read().cases
    }

    @Test(arguments: try cases())
    func fitsAreThoseOfR(_ entry: ReferenceSplineFits.Case) throws {
        let fit = try fit(entry, table(ReferenceSplineFits.read().data))
        #expect(fit.isConverged)
        #expect(Int(fit.caseCount) == entry.rows)
        #expect(fit.estimates.count == entry.estimates.count)
        #expect(relativeError(fit.deviance, entry.deviance) < 1e-12)
        let errors = fit.coefficients.indices.map { fit.covariance[$0, $0].squareRoot() }
        func sorted(_ figures: [Double]) -> [Double] {
            entry.ordered ? figures : figures.sorted()
        }
        // R solves raw columns of 1.6e12: what that costs it is measured by their condition.
        let digits = entry.formula.contains("rcs(moment") ? 1e-6 : 1e-9
        for (a, b) in zip(sorted(errors), sorted(entry.errors)) {
            #expect(relativeError(a, b) < max(1e-8, digits), "standard error \(a) is not \(b)")
        }
        let pairs = zip(sorted(fit.estimates), sorted(entry.estimates))
        for ((a, b), error) in zip(pairs, sorted(entry.errors)) {
            #expect(abs(a - b) < digits * max(abs(b), error), "estimate \(a) is not \(b)")
        }
    }

    /// Rows that come later are predicted as in R, from the file that is kept; those without a value
    /// where the model has a place for it too.
    @Test(arguments: try cases())
    func laterRowsArePredictedFromTheFile(_ entry: ReferenceSplineFits.Case) throws {
        let (data, later) = (
            try table(ReferenceSplineFits.read().data), try table(ReferenceSplineFits.read().later)
        )
        let model = try FittedModel(fit(entry, data), .init(engineVersion: "test", table: data))
        let text = try JSONEncoder().encode(model)
        let read = try JSONDecoder().decode(FittedModel.self, from: text)
        #expect(read.isConsistent)
        let chunk = TableChunk(table: later, unreadable: [:], firstUnreadable: nil)
        let predicted = try Predictor(read, confidence: 0.95).predict(chunk)
        for (row, (own, expected)) in zip(predicted, entry.predicted).enumerated() {
            guard let expected else {
                #expect(own.status == .missingInput)
                continue
            }
            #expect(own.status == .predicted)
            let probability = try #require(own.mean)
            #expect(relativeError(probability, expected) < 1e-8, "row \(row)")
        }
        // The same file in other hands gives the same bits.
        let direct = try Predictor(model, confidence: 0.95).predict(chunk)
        #expect(direct == predicted)
    }

    /// The model of a cell that cannot be read gives no answer, also where a missing one has a place.
    @Test func unreadableCellsHaveNoPlace() throws {
        let entry = try #require(try Self.cases().first { $0.missing == "level" })
        let (data, later) = (
            try table(ReferenceSplineFits.read().data), try table(ReferenceSplineFits.read().later)
        )
        let model = try FittedModel(fit(entry, data), .init(engineVersion: "test", table: data))
        let predicted = try Predictor(model, confidence: 0.95).predict(
            TableChunk(table: later, unreadable: ["absence": [4]], firstUnreadable: nil))
        #expect(predicted[4].status == .invalidInput && predicted[4].obstacle == "absence")
        #expect(predicted[5].status == .predicted)
    }

    /// What is put in for a missing number moves its indicator's coefficient and nothing else.
    @Test func theConstantThatIsPutInDoesNotMatter() throws {
        let data = try table(ReferenceSplineFits.read().data)
        let own = try GLM().fit(
            ModelFrame(Formula(parsing: "y ~ absence + sex"), table: data, missing: .level))
        let other = try GLM().fit(
            ModelFrame(
                Formula(
                    parsing: "y ~ ifelse(is_missing(absence), 1000, absence) + is_missing(absence) "
                        + "+ sex"), table: data))
        for (a, b) in [(0, 0), (1, 1), (3, 3)] {
            #expect(relativeError(own.estimates[a], other.estimates[b]) < 1e-10)
        }
        #expect(relativeError(own.deviance, other.deviance) < 1e-13)
        #expect(own.estimates[2] != other.estimates[2])
    }

    /// Weights as repeated rows, a hundred times, where knots, means and polynomials are learned.
    @Test func countsAreRepeatedRows() throws {
        var random = SeededGenerator(seed: 97)
        let rows = try ReferenceSplineFits.read().data
        let formulas = [
            "y ~ rcs(age, 4) + absence", "y ~ ns(age, 3)*sex", "y ~ bs(absence, 4) + ward",
            "y ~ poly(age, 2) + rcs(absence, 3)",
        ]
        for trial in 0..<100 {
            let counts = (0..<200).map { _ in Int.random(in: 0...3, using: &random) }
            let some = (0..<200).map { _ in rows.randomElement(using: &random) ?? rows[0] }
            func text(_ lines: [String]) throws -> Table {
                try CSVReader.read(
                    Array(
                        ("y,age,absence,moment,sex,ward,was,cases\n"
                            + lines.joined(separator: "\n")).utf8))
            }
            let weighted = try text(zip(some, counts).map { "\($0.line),\($1)" })
            let repeated = try text(
                zip(some, counts).flatMap { row, count in
                    [String](repeating: "\(row.line),1", count: count)
                })
            let formula = try Formula(parsing: formulas[trial % formulas.count])
            let one = try GLM().fit(
                ModelFrame(
                    formula, table: weighted, weights: "cases", weightsAreCounts: true,
                    missing: .level))
            let many = try GLM().fit(ModelFrame(formula, table: repeated, missing: .level))
            #expect(one.status == many.status)
            #expect(relativeError(one.deviance, many.deviance) < 1e-12)
            for column in one.estimates.indices where one.status[column] == .estimated {
                let (a, b) = (one.estimates[column], many.estimates[column])
                #expect(abs(a - b) <= 1e-10 * max(abs(b), 1), "\(one.coefficients[column].name)")
            }
        }
    }
}
