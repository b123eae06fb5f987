import Foundation
import Tables
import TestSupport
import Testing

@testable import ModelFormula

/// Random texts: each is a formula or a `FormulaError`, and none ends the program.
struct FormulaFuzzTests {
    private static let tokens = [
        "y", "a", "b", "x", "t", "d", "`a b`", "é", ".", "nosuch", "~", "+", "-", "*", "/", ":",
        "^",
        "**", "%in%", "==", "!=", "<", "<=", ">", ">=", "&", "|", "!", "(", ")", "(", ")", ",", "=",
        "0", "1", "2", "3.5", "1e9", "-1", "\"u\"", "'v'", "\"2024-01-02\"", "TRUE", "false",
        "log(",
        "sqrt(", "exp(", "I(", "C(", "poly(", "offset(", "count_equal(", "c(", "ref =", "degree =",
        "raw =", "f(", "age_at(", "ifelse(", "is_missing(", "year(", " ", "\n", "\\", "`", "\"",
    ]

    private func data() throws -> Table {
        try table(
            """
            y,a,b,x,t,d,a b,é
            1,u,v,1,true,2024-01-02,u,0
            0,v,v,-2,false,2023-01-02,v,0.5
            1,u,u,,true,,w,1e300
            0,,v,4,,1999-12-31,u,-3
            1,v,u,5.5,false,2024-01-02,,2
            """)
    }

    /// Takes a text as far as it goes: parsed, written and read again, learned, laid out,
    /// predicted.
    private func follow(_ text: String, _ data: Table) -> String {
        do {
            let formula = try Formula(parsing: text)
            let written = formula.predictors.description
            let again = try Formula(parsing: "~ \(written)").predictors
            #expect(again == formula.predictors, "\(text) was written as \(written)")
            _ = try? CrossTabulation(formula, table: data)
            let frame = try ModelFrame(formula, table: data)
            let excluded = frame.exclusions.reduce(0) { $0 + $1.rows }
            #expect(frame.rowCount + excluded == data.rowCount, "\(text)")
            let saved = try JSONDecoder().decode(
                ModelTerms.self, from: JSONEncoder().encode(frame.model))
            #expect(saved == frame.model, "\(text)")
            let specification = DesignSpecification(model: frame.model, schemas: frame.schemas)
            #expect(specification.coefficients().count == specification.count)
            _ = Design(specification, values: frame.values, rowCount: frame.rowCount)
            let new = try NewData(specification, table: data)
            var row: [(column: Int, value: Double)] = []
            for index in 0..<data.rowCount where new.gaps[index] == nil {
                new.designRow(index, into: &row)
                let isInside = row.allSatisfy { (0..<specification.count).contains($0.column) }
                #expect(isInside, "\(text)")
            }
            return "learned"
        } catch let error as FormulaError {
            let length = text.count + 1
            #expect(error.position.map { (1...length).contains($0) } ?? true, "\(text): \(error)")
            #expect(!error.message.isEmpty)
            return error.code.rawValue
        } catch {
            Issue.record("\(text): \(error)")
            return "other"
        }
    }

    @Test(arguments: 1...4) func randomTokens(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let data = try data()
        var seen: [String: Int] = [:]
        for _ in 0..<2000 {
            let count = Int.random(in: 0...12, using: &generator)
            let words = (0..<count).compactMap { _ in Self.tokens.randomElement(using: &generator) }
            let prefix = Bool.random(using: &generator) ? "y ~ " : ""
            seen[follow(prefix + words.joined(separator: " "), data), default: 0] += 1
        }
        #expect((seen["formula_syntax"] ?? 0) > 100 && (seen["learned"] ?? 0) > 4)
    }

    /// Random trees, most of which are formulas.
    @Test(arguments: 11...14) func randomTrees(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let data = try data()
        func pick(_ words: [String]) -> String { words.randomElement(using: &generator) ?? "a" }
        func term(_ depth: Int) -> String {
            let leaf = pick(["a", "b", "x", "t", "d", "`a b`", "é", ".", "1", "0"])
            guard depth > 0 else { return leaf }
            switch Int.random(in: 0...9, using: &generator) {
            case 0: return leaf
            case 1: return "(\(term(depth - 1)))"
            case 2:
                return
                    "\(pick(["C", "I", "log", "offset", "poly", "sqrt", "is_missing", "month"]))(\(term(depth - 1)))"
            case 3:
                return
                    "(\(term(depth - 1)) \(pick(["==", ">", "%in%"])) \(pick(["'u'", "2", "x"])))"
            case 4: return "\(pick(["-", "!"]))\(term(depth - 1))"
            case 5:
                let condition = pick(["t", "x > 2", "is_missing(d)", "a == 'u'", "t | x > 1"])
                return "ifelse(\(condition), \(term(1)), \(pick(["a", "x", "'v'", "d", "1"])))"
            default:
                let symbol = pick(["+", "+", "-", "*", ":", "/", "%in%", "^", "|", "&"])
                return "\(term(depth - 1)) \(symbol) \(term(depth - 1))"
            }
        }
        var learned = 0
        for _ in 0..<800 where follow("y ~ " + term(4), data) == "learned" { learned += 1 }
        #expect(learned > 20)
    }

    @Test func randomBytes() throws {
        var generator = SeededGenerator(seed: 7)
        let data = try data()
        for _ in 0..<3000 {
            let count = Int.random(in: 0...40, using: &generator)
            let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            _ = follow(String(decoding: bytes, as: UTF8.self), data)
            _ = follow("y ~ " + String(decoding: bytes.map { $0 & 0x7F }, as: UTF8.self), data)
        }
    }
}
