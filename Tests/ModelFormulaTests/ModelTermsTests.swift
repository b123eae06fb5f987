import Foundation
import TestSupport
import Testing

@testable import ModelFormula

/// `Reference/model_terms.json`: what R's `terms()` makes of the same formulas.
struct ReferenceTerms: Decodable {
    struct Entry: Decodable, CustomTestStringConvertible {
        let formula: String
        let intercept: Bool
        let labels: [String]
        let terms: [[String]]
        let offsets: [String]
        var testDescription: String { formula }
    }
    let terms: [Entry]

    static func all() throws -> [Entry] {
        try reference("model_terms.json", as: ReferenceTerms.self).terms
    }
}

struct ModelTermsTests {
    private func terms(_ text: String, columns: [String] = ["y", "a", "b", "c", "d"]) throws
        -> ModelTerms
    {
        let formula = try Formula(parsing: text)
        let used = try formula.outcome.map {
            try ColumnReferences(columns: columns).names(in: $0)
        }
        return try ModelTerms(formula, columns: columns, used: Set(used ?? []))
    }

    private func labels(_ text: String) throws -> [String] {
        let model = try terms(text)
        return (model.hasIntercept ? ["1"] : []) + model.terms.map(model.name)
    }

    @Test(arguments: try ReferenceTerms.all())
    func termsAreThoseOfR(_ entry: ReferenceTerms.Entry) throws {
        let model = try terms(entry.formula)
        #expect(model.hasIntercept == entry.intercept)
        #expect(model.terms.map(model.name) == entry.labels)
        #expect(
            model.terms.map { $0.variables.map { model.variables[$0].description } }
                == entry.terms)
        #expect(model.offsets.map(\.description) == entry.offsets)
    }

    /// Where R has no answer or another: conditions are variables, 1 is the empty product.
    @Test(arguments: [
        ("y ~ (a > 1) + b", ["1", "(a > 1)", "b"]),
        ("y ~ a > 1", ["1", "(a > 1)"]),
        ("y ~ ((a > 1))*b", ["1", "(a > 1)", "b", "(a > 1):b"]),
        ("y ~ !a + b", ["1", "(!a + b)"]),
        ("y ~ (!a) + b", ["1", "(!a)", "b"]),
        ("y ~ (a > 1 & b < 2):c", ["1", "(a > 1 & b < 2):c"]),
        ("y ~ a %in% c(1, 2) + b", ["1", "(a %in% c(1, 2))", "b"]),
        ("y ~ a %in% \"x\"", ["1", "(a %in% \"x\")"]),
        ("y ~ (a > 1) + (a > 1)", ["1", "(a > 1)"]),
        ("y ~ I(a^2) + I(a ^ 2)", ["1", "I(a^2)"]),
        ("y ~ poly(a, 2) - poly(a,2) + b", ["1", "b"]),
        ("y ~ a + `b`", ["1", "a", "b"]),
        ("y ~ a:1", ["1", "a"]),
        ("y ~ -a + b", ["1", "b"]),
        ("y ~ a - -b", ["1", "a", "b"]),
        ("y ~ 1 + 1", ["1"]),
    ])
    func conditionsAndOtherSpellings(_ text: String, _ expected: [String]) throws {
        #expect(try labels(text) == expected)
    }

    @Test func dotLeavesOutWhatTheOutcomeReads() throws {
        #expect(try labels("count_equal(a:c, 1) ~ .") == ["1", "y", "d"])
        #expect(try labels("y == 1 & d > 2 ~ .") == ["1", "a", "b", "c"])
        #expect(try terms("y ~ .", columns: ["y"]).terms.isEmpty)
        let odd = try terms("y ~ .", columns: ["y", "my column", "."])
        #expect(odd.terms.map(odd.name) == ["`my column`", "`.`"])
    }

    @Test func aTermContainsItsMargins() throws {
        let model = try terms("y ~ a*b*c")
        let whole = try #require(model.terms.last)
        for term in model.terms { #expect(whole.contains(term)) }
        #expect(!model.terms[0].contains(whole))
        #expect(!model.terms[0].contains(model.terms[1]))
    }

    @Test(arguments: [
        "y ~ a*b - 1", "y ~ `a b` + poly(c, 2, raw = TRUE):(d == \"x\") + offset(log(a))",
        #"y ~ `it\`s`:`x\\\\y` + C(a, ref = "b\"c")"#, "y ~ . + `.`", "y ~ 1",
    ])
    func termsSurviveJSON(_ text: String) throws {
        let model = try terms(text, columns: ["y", "a", "`", "\\\\", ".", "5 %", ".5", "if"])
        let data = try JSONEncoder().encode(model)
        #expect(try JSONDecoder().decode(ModelTerms.self, from: data) == model)
    }

    @Test(arguments: [
        "{}", #"{"intercept": true, "terms": [[1]], "variables": ["a"], "offsets": []}"#,
        #"{"intercept": true, "terms": [[-1]], "variables": ["a"], "offsets": []}"#,
        #"{"intercept": true, "terms": [[0, 0]], "variables": ["a"], "offsets": []}"#,
        #"{"intercept": true, "terms": [[1, 0]], "variables": ["a", "b"], "offsets": []}"#,
        #"{"intercept": true, "terms": [[]], "variables": ["a"], "offsets": []}"#,
        #"{"intercept": true, "terms": [], "variables": ["a +"], "offsets": []}"#,
        #"{"intercept": true, "terms": [], "variables": [], "offsets": ["y ~ a"]}"#,
        #"{"intercept": true, "terms": [[0,1,2,3,4,5,6,7,8,9,10]], "offsets": [], "variables": "#
            + #"["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"]}"#,
    ])
    func termsThatCannotBeAreNotRead(_ text: String) {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(ModelTerms.self, from: Data(text.utf8))
        }
    }
}
