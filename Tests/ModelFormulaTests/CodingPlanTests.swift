import TestSupport
import Testing

@testable import ModelFormula

/// `Reference/coding_plans.json`: the columns of patsy's designs, and the rank that they span.
struct ReferenceDesigns: Decodable {
    struct Entry: Decodable, CustomTestStringConvertible {
        let formula: String
        let columns: Int
        let rank: Int
        let names: [String]
        var testDescription: String { formula }
    }
    let levels: [String: [String]]
    let designs: [Entry]
}

private func specification(_ text: String, reference: Int = 0) throws -> DesignSpecification {
    let levels = try TestSupport.reference("coding_plans.json", as: ReferenceDesigns.self).levels
    let model = try ModelTerms(Formula(parsing: text), columns: [], used: [])
    let schemas = model.variables.map { variable in
        let name = variable.description
        let own = levels[name] ?? []
        let isPolynomial = name.hasPrefix("poly")
        return VariableSchema(
            name: name, kind: own.isEmpty ? isPolynomial ? .polynomial : .numeric : .factor,
            levels: own, reference: own.isEmpty ? 0 : reference,
            polynomial: isPolynomial ? PolynomialBasis(rawDegree: 2) : nil, range: nil)
    }
    return DesignSpecification(model: model, schemas: schemas)
}

private func names(_ text: String, reference: Int = 0) throws -> [String] {
    try specification(text, reference: reference).coefficients().map(\.name)
}

struct CodingPlanTests {
    private static func designs() throws -> [ReferenceDesigns.Entry] {
        try reference("coding_plans.json", as: ReferenceDesigns.self).designs
    }

    /// No more columns than the rank and no fewer, and for each the coding that patsy chose.
    @Test(arguments: try designs())
    func columnsSpanWhatTheTermsSay(_ entry: ReferenceDesigns.Entry) throws {
        let specification = try specification(entry.formula)
        #expect(specification.count == entry.rank)
        let names = specification.coefficients().map {
            $0.name.split(separator: ":").sorted().joined(separator: ":")
        }
        #expect(names.count == entry.columns)
        #expect(names.sorted() == entry.names)
    }

    @Test(arguments: [
        ("~ a + x", ["(Intercept)", "a[a2]", "x"]),
        ("~ 0 + a + b", ["a[a1]", "a[a2]", "b[b2]", "b[b3]"]),
        ("~ x:a", ["(Intercept)", "x:a[a1]", "x:a[a2]"]),
        ("~ a/x", ["(Intercept)", "a[a2]", "a[a1]:x", "a[a2]:x"]),
        (
            "~ b:c",
            [
                "(Intercept)", "c[c2]", "b[b2]:c[c1]", "b[b3]:c[c1]", "b[b2]:c[c2]", "b[b3]:c[c2]",
            ]
        ),
        ("~ a*c", ["(Intercept)", "a[a2]", "c[c2]", "a[a2]:c[c2]"]),
        ("~ a + a:c", ["(Intercept)", "a[a2]", "a[a1]:c[c2]", "a[a2]:c[c2]"]),
        ("~ poly(x, 2)", ["(Intercept)", "poly(x, 2)[1]", "poly(x, 2)[2]"]),
        (
            "~ poly(x, 2):a",
            [
                "(Intercept)", "poly(x, 2)[1]:a[a1]", "poly(x, 2)[1]:a[a2]", "poly(x, 2)[2]:a[a1]",
                "poly(x, 2)[2]:a[a2]",
            ]
        ),
    ])
    func coefficientsAreNamedInOrder(_ text: String, _ expected: [String]) throws {
        #expect(try names(text) == expected)
    }

    @Test func anotherReferenceLeavesAnotherLevelOut() throws {
        #expect(try names("~ a + x", reference: 1) == ["(Intercept)", "a[a1]", "x"])
        let coefficients = try specification("~ a*c", reference: 1).coefficients()
        #expect(coefficients.map(\.reference) == [nil, "a2", "c2", "a2:c2"])
        #expect(coefficients.map(\.level) == [nil, "a1", "c1", "a1:c1"])
        #expect(coefficients.map(\.term) == ["(Intercept)", "a", "c", "a:c"])
        #expect(coefficients.map(\.termIndex) == [nil, 0, 1, 2])
    }

    /// Eight factors without most of their margins fall into very many pieces.
    @Test(arguments: ["~ %", "~ 0 + %", "~ f1 + %", "~ f1:f2 + %", "~ f8 + f3:f4 + %"])
    func manyFactorsTogetherSpanAllTheirCells(_ pattern: String) throws {
        let eight = (1...8).map { "f\($0)" }.joined(separator: ":")
        let text = pattern.replacing("%", with: eight)
        let model = try ModelTerms(Formula(parsing: text), columns: [], used: [])
        let plan = CodingPlan(model, isFactor: model.variables.map { _ in true })
        // Two levels each: the pieces' columns add up to all cells.
        let columns = plan.pieces.reduce(model.hasIntercept ? 1 : 0) { sum, piece in
            sum + piece.factors.reduce(1) { $0 * ($1.isFull ? 2 : 1) }
        }
        #expect(columns == 256)
    }
}
