import Tables
import TestSupport
import Testing

@testable import ModelFormula

/// `Reference/model_terms.json`: R's `poly()` and what it predicts at other values.
private struct ReferencePolynomials: Decodable {
    struct Entry: Decodable {
        let name: String
        let x: [Double]
        let degree: Int
        let columns: [[Double]]
        let at: [Double]
        let predicted: [[Double]]
    }
    let polynomials: [Entry]
}

private func frame(_ formula: String, _ text: String) throws -> ModelFrame {
    try ModelFrame(Formula(parsing: formula), table: table(text))
}

struct VariableTests {
    @Test func polynomialsAreThoseOfR() throws {
        let entries = try reference("model_terms.json", as: ReferencePolynomials.self).polynomials
        #expect(entries.count == 4)
        for entry in entries {
            let basis = try #require(PolynomialBasis(degree: entry.degree, values: entry.x))
            #expect(basis.isConsistent)
            for (values, expected) in [
                (basis.columns(entry.x), entry.columns), (basis.columns(entry.at), entry.predicted),
            ] {
                let scale = expected.joined().reduce(0) { max($0, abs($1)) }
                for (a, b) in zip(values.joined(), expected.joined()) {
                    #expect(abs(a - b) <= 1e-12 * scale, "\(entry.name): \(a) is not \(b)")
                }
            }
        }
    }

    @Test func rawPolynomialsArePowers() throws {
        let basis = PolynomialBasis(rawDegree: 3)
        #expect(basis.columns([2, -1]) == [[2, -1], [4, 1], [8, -1]])
        #expect(basis.isConsistent)
    }

    @Test func aPolynomialNeedsMoreValuesThanItsDegree() throws {
        let values = [1.0, 2, 2, 1, 3]
        #expect(PolynomialBasis(degree: 2, values: values) != nil)
        #expect(PolynomialBasis(degree: 3, values: values) == nil)
        #expect(PolynomialBasis(degree: 1, values: [5, 5]) == nil)
        #expect(PolynomialBasis(degree: 1, values: []) == nil)
        let error = #expect(throws: FormulaError.self) {
            try frame("y ~ poly(x, 2)", "y,x\n0,1\n1,2\n0,1\n1,2\n")
        }
        #expect(error?.code == .typeMismatch && error?.position == 10)
        #expect(
            error?.message == "\"x\" has too few distinct values for a polynomial of degree 2.")
    }

    private let wards = "y,w,n,b\n0,c,10,true\n1,a,9,false\n0,b,-1,true\n1,a,9,true\n"

    @Test(arguments: [
        ("w", ["a", "b", "c"], 0), ("C(w)", ["a", "b", "c"], 0),
        ("C(w, ref = \"b\")", ["a", "b", "c"], 1), ("C(w, 'c')", ["a", "b", "c"], 2),
        ("C(n)", ["-1", "9", "10"], 0), ("C(n, ref = 9)", ["-1", "9", "10"], 1),
        ("C(n, ref = \"10\")", ["-1", "9", "10"], 2), ("C(n, ref = -1)", ["-1", "9", "10"], 0),
        ("C(n / 4)", ["-0.25", "2.25", "2.5"], 0), ("b", ["false", "true"], 0),
        ("C(b, ref = \"true\")", ["false", "true"], 1), ("(n > 0)", ["false", "true"], 0),
        ("C(n > 9, ref = \"true\")", ["false", "true"], 1),
    ])
    func levelsAndReference(_ variable: String, _ levels: [String], _ reference: Int) throws {
        let schema = try #require(try frame("y ~ \(variable)", wards).schemas.first)
        #expect(schema.kind == .factor)
        #expect(schema.levels == levels)
        #expect(schema.reference == reference)
    }

    @Test(arguments: [
        WrongFormula(
            formula: "y ~ C(w, ref = \"d\")", position: 16,
            message: "\"d\" is not among the levels of \"w\".",
            hint: "There are: a, b, c.", code: .unknownLevel),
        WrongFormula(
            formula: "y ~ C(n, ref = 7)", position: 16,
            message: "\"7\" is not among the levels of \"n\".",
            hint: "There are: -1, 9, 10.", code: .unknownLevel),
        WrongFormula(
            formula: "y ~ C(w, ref = a)", position: 16, message: "ref is a level in quotes.",
            hint: "As in ref = \"Byker\"."),
        WrongFormula(
            formula: "y ~ C(w, base = \"a\")", position: 17, message: "C() takes a column and ref.",
            hint: "As in C(ward, ref = \"Byker\")."),
        WrongFormula(
            formula: "y ~ C(w, \"a\", \"b\")", position: 15, message: "C() takes a column and ref.",
            hint: "As in C(ward, ref = \"Byker\")."),
        WrongFormula(
            formula: "y ~ C()", position: 5, message: "C() needs a column first.",
            hint: "As in C(ward, ref = \"Byker\") or poly(age, 2)."),
        WrongFormula(
            formula: "y ~ poly(x = n)", position: 5, message: "poly() needs a column first.",
            hint: "As in C(ward, ref = \"Byker\") or poly(age, 2)."),
        WrongFormula(
            formula: "y ~ poly(n, 2.5)", position: 13,
            message: "The degree is a whole number from 1 to 20."),
        WrongFormula(
            formula: "y ~ poly(n, degree = 21)", position: 22,
            message: "The degree is a whole number from 1 to 20."),
        WrongFormula(
            formula: "y ~ poly(n, 2, raw = 1)", position: 22,
            message: "poly() takes a column, a degree and raw.",
            hint: "As in poly(age, 2) or poly(age, 2, raw = TRUE)."),
        WrongFormula(
            formula: "y ~ poly(w, 2)", position: 10,
            message: "\"w\" is a category; this place needs numbers.", code: .typeMismatch),
        WrongFormula(
            formula: "y ~ n + offset(w)", position: 16,
            message: "\"w\" is a category; this place needs numbers.", code: .typeMismatch),
        WrongFormula(
            formula: "y ~ C(C(w))", position: 7,
            message: "C() stands for a whole term and not inside an expression."),
        WrongFormula(
            formula: "C(y) ~ n", position: 1,
            message: "C() stands for a whole term and not inside an expression."),
        WrongFormula(
            formula: "y ~ n + absense", position: 9,
            message: "There is no column named \"absense\".", hint: "There are: y, w, n, b.",
            code: .unknownColumn),
    ])
    func errorsSayWhatAndWhere(_ wrong: WrongFormula) {
        wrong.expect(#expect(throws: FormulaError.self) { try frame(wrong.formula, wards) })
    }

    /// New data are coded as the data that the model was learned from.
    @Test func newRowsAreCodedAsLearned() throws {
        let frame = try frame("y ~ C(w, ref = \"b\") + n + poly(n, 2) + b:n", wards)
        let specification = DesignSpecification(model: frame.model, schemas: frame.schemas)
        let new = try NewData(
            specification,
            table: table("n,b,w,extra\n9,true,c,1\n9,false,b,2\n,true,a,3\n1,true,d,4\n"))
        #expect(new.gaps.map { $0?.gap } == [nil, nil, .missingInput, .unknownLevel])
        #expect(new.gaps.map { $0?.column } == [nil, nil, "n", "C(w, ref = \"b\")"])
        let names = specification.coefficients().map(\.name)
        let polynomial = try #require(frame.schemas[2].polynomial?.columns([9]))
        var row: [(column: Int, value: Double)] = []
        new.designRow(0, into: &row)
        let found = Dictionary(uniqueKeysWithValues: row.map { (names[$0.column], $0.value) })
        #expect(
            found == [
                "(Intercept)": 1, "C(w, ref = \"b\")[c]": 1, "n": 9,
                "poly(n, 2)[1]": polynomial[0][0], "poly(n, 2)[2]": polynomial[1][0],
                "n:b[true]": 9,
            ])
        new.designRow(1, into: &row)
        #expect(row.map { names[$0.column] }.contains("C(w, ref = \"b\")[c]") == false)
    }
}
