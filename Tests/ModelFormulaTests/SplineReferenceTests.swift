import Foundation
import Tables
import TestSupport
import Testing

@testable import ModelFormula

/// `Reference/splines.json`: knots, columns and predictions of R's `rcs`, `ns` and `bs`, and the
/// columns of `model.matrix` where they meet factors.
struct ReferenceSplines: Decodable, Sendable {
    struct Entry: Decodable, Sendable, CustomTestStringConvertible {
        let sample: String
        let call: String
        let refused: Bool?
        let knots: [Double]
        let boundary: [Double]?
        let rows: [Int]?
        let columns: [[Double]]?
        let at: [Double]?
        let predicted: [[Double]]?
        var testDescription: String { "\(sample): \(call)" }
    }
    struct Matrix: Decodable, Sendable, CustomTestStringConvertible {
        let formula: String
        let rows: [Int]
        let columns: [[Double]]
        var testDescription: String { formula }
    }
    enum Cell: Decodable, Sendable {
        case number(Double), text(String)
        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            self =
                try (try? container.decode(Double.self)).map { .number($0) }
                ?? .text(container.decode(String.self))
        }
        var text: String {
            switch self {
            case .number(let number): "\(number)"
            case .text(let text): text
            }
        }
    }
    let samples: [String: [Double]]
    let cases: [Entry]
    let cohort: [String: [Cell]]
    let matrices: [Matrix]

    private static let kept = Result { try reference("splines.json", as: ReferenceSplines.self) }
    static func read() throws -> ReferenceSplines { try kept.get() }
}

/// `Reference/splines_exact.json`: the same columns in exact fractions.
private struct ExactSplines: Decodable {
    struct Entry: Decodable {
        let name: String
        let kind: String
        let knots: [Double]
        let boundary: [Double]?
        let degree: Int?
        let at: [Double]
        let columns: [[Double]]
    }
    let cases: [Entry]
}

/// A table of one column `x` and an outcome.
func sample(_ values: [Double]) throws -> Table {
    let outcome = Column(
        name: "y", values: .boolean(values.indices.map { $0 % 2 == 0 }),
        validity: ValidityMask(allValid: values.count))
    let number = Column(
        name: "x", values: .real(values), validity: ValidityMask(allValid: values.count))
    return try Table(columns: [outcome, number], rowCount: values.count)
}

struct SplineReferenceTests {
    private static func cases(refused: Bool) throws -> [ReferenceSplines.Entry] {
        try ReferenceSplines.read().cases.filter { ($0.refused ?? isTied($0)) == refused }
    }

    /// R puts knots on the boundary where ties have them there, which leaves columns of zeros.
    private static func isTied(_ entry: ReferenceSplines.Entry) -> Bool {
        guard let boundary = entry.boundary, entry.call.contains("Boundary") == false else {
            return false
        }
        return Set(entry.knots + boundary).count < entry.knots.count + 2
    }

    @Test func theReferenceHoldsWhatItShould() throws {
        #expect(try Self.cases(refused: false).count == 162)
        #expect(try Self.cases(refused: true).count == 8)
        #expect(try Self.matrices().count == 31)
    }

    /// The knots, the columns of the rows used and those of new values, to 1e-12 of the largest.
    @Test(arguments: try cases(refused: false))
    func knotsAndColumnsAreThoseOfR(_ entry: ReferenceSplines.Entry) throws {
        let values = try #require(try ReferenceSplines.read().samples[entry.sample])
        let frame = try ModelFrame(
            Formula(parsing: "y ~ \(entry.call)"), table: try sample(values))
        let basis = try #require(frame.schemas.first?.spline)
        let width = (values.max() ?? 0) - (values.min() ?? 0)
        #expect(basis.knots.count == entry.knots.count && basis.isConsistent)
        for (own, expected) in zip(basis.knots, entry.knots.sorted()) {
            #expect(abs(own - expected) <= 1e-12 * width, "knot \(own) is not \(expected)")
        }
        if let boundary = entry.boundary { #expect(basis.boundary == boundary) }
        guard case .dense(let own) = frame.values[0], let rows = entry.rows,
            let expected = entry.columns, let at = entry.at, let predicted = entry.predicted
        else {
            Issue.record("no columns")
            return
        }
        #expect(own.count == expected.count && own.count == basis.width)
        for (column, expected) in zip(own, expected) {
            expectClose(rows.map { column[$0] }, expected, entry)
        }
        // Far out R's cubes cancel, more than 1e-12 of what is left: the fractions tell who is right.
        for (column, expected) in zip(basis.columns(at), predicted) {
            expectClose(column, expected, entry, digits: basis.form == .restricted ? 3e-11 : 1e-12)
        }
    }

    private func expectClose(
        _ own: [Double], _ expected: [Double], _ entry: ReferenceSplines.Entry,
        digits: Double = 1e-12
    ) {
        let scale = expected.reduce(0) { max($0, abs($1)) }
        for (a, b) in zip(own, expected) {
            #expect(abs(a - b) <= digits * scale, "\(entry.testDescription): \(a) is not \(b)")
        }
    }

    /// Where R takes fewer knots than were asked, or puts them on the boundary, the formula is
    /// refused, and following the hint gives a fit.
    @Test(arguments: try cases(refused: true))
    func tiesThatLeaveNoPlaceAreRefused(_ entry: ReferenceSplines.Entry) throws {
        let values = try #require(try ReferenceSplines.read().samples[entry.sample])
        let error = try #require(
            #expect(throws: FormulaError.self) {
                try ModelFrame(Formula(parsing: "y ~ \(entry.call)"), table: try sample(values))
            })
        #expect(error.code == .typeMismatch && error.position != nil)
        let hint = try #require(error.hint)
        let call = try #require(hint.split(separator: " ", maxSplits: 2).last)
        let frame = try ModelFrame(
            Formula(parsing: "y ~ \(call.dropLast())"), table: try sample(values))
        #expect(frame.schemas.first?.spline != nil)
    }

    /// To 4 units in the last place of the largest part, also a million ranges beyond the knots.
    @Test func columnsAreExact() throws {
        let entries = try reference("splines_exact.json", as: ExactSplines.self).cases
        #expect(entries.count == 9)
        for entry in entries {
            let form = try #require(SplineBasis.Form(rawValue: entry.kind))
            let basis = SplineBasis(
                form, knots: entry.knots, boundary: entry.boundary ?? [], degree: entry.degree ?? 3)
            #expect(basis.isConsistent)
            let own = basis.columns(entry.at)
            for (column, expected) in zip(own, entry.columns) {
                for (place, (a, b)) in zip(column, expected).enumerated() {
                    // B-splines add up to 1: outside, parts of opposite sign leave their sum.
                    let scale =
                        form == .restricted
                        ? abs(b) : entry.columns.reduce(1) { max($0, abs($1[place])) }
                    #expect(
                        abs(a - b) <= 2e-14 * scale,
                        "\(entry.kind) \(entry.name) at \(entry.at[place]): \(a) is not \(b)")
                }
            }
        }
    }

    /// `Reference/splines_formulaic.json`: designs of formulaic over the same cohort.
    private struct FormulaicDesigns: Decodable {
        let matrices: [ReferenceSplines.Matrix]
    }

    private static func matrices() throws -> [ReferenceSplines.Matrix] {
        try ReferenceSplines.read().matrices
            + reference("splines_formulaic.json", as: FormulaicDesigns.self).matrices
    }

    /// Each column of R's `model.matrix`, or of formulaic's, is one column here and the other way
    /// round, to 1e-12.
    @Test(arguments: try matrices())
    func splinesMeetFactorsAsElsewhere(_ entry: ReferenceSplines.Matrix) throws {
        let cohort = try ReferenceSplines.read().cohort
        let names = ["age", "days", "sex", "ward", "months", "left early"]
        let columns = try names.map { try #require(cohort[$0]) }
        let lines = (0..<90).map { row in
            ([row % 3 == 0 ? "1" : "0"] + columns.map { $0[row].text }).joined(separator: ",")
        }
        let table = try table(
            (["y," + names.joined(separator: ",")] + lines).joined(separator: "\n"))
        let formula = entry.formula.replacingOccurrences(of: "~", with: "y ~", options: .anchored)
        let frame = try ModelFrame(Formula(parsing: formula), table: table)
        let specification = DesignSpecification(model: frame.model, schemas: frame.schemas)
        let own = try matrix(specification, table, rows: entry.rows)
        #expect(own.count == entry.columns.count)
        var left = entry.columns
        for (index, column) in own.enumerated() {
            let place = left.firstIndex { expected in
                let scale = expected.reduce(1) { max($0, abs($1)) }
                return zip(column, expected).allSatisfy { abs($0 - $1) <= 1e-12 * scale }
            }
            guard let place else {
                Issue.record("\(specification.coefficients()[index].name) is no column there")
                continue
            }
            left.remove(at: place)
        }
        #expect(left.isEmpty)
    }
}

/// The columns of a model over a table, as prediction makes them.
func matrix(_ specification: DesignSpecification, _ table: Table, rows: [Int]) throws -> [[Double]]
{
    let data = try NewData(specification, table: table)
    var columns = [[Double]](
        repeating: [Double](repeating: 0, count: rows.count), count: specification.count)
    var elements: [(column: Int, value: Double)] = []
    for (place, row) in rows.enumerated() {
        #expect(data.gaps[row] == nil)
        data.designRow(row, into: &elements)
        for (column, value) in elements { columns[column][place] += value }
    }
    return columns
}
