import Tables
import Testing

@testable import ModelFormula

/// A table from CSV text.
func table(_ text: String) throws -> Table { try CSVReader.read(Array(text.utf8)) }

/// What an expression after `~` comes to over a table.
func evaluate(_ text: String, _ table: Table, isLearning: Bool = true) throws -> EvaluatedValues {
    try Evaluator(table: table, isLearning: isLearning).values(
        Formula(parsing: "~ \(text)").predictors)
}

/// What a formula error says, all of it, as a test can compare it.
struct WrongFormula: Sendable, CustomTestStringConvertible {
    var formula: String
    var position: Int?
    var message: String
    var hint: String?
    var code = FormulaError.Code.syntax
    var testDescription: String { String(formula.prefix(60)) }

    /// Checks an error against what is expected of it.
    func expect(_ error: FormulaError?) {
        #expect(error?.code == code)
        #expect(error?.position == position)
        #expect(error?.message == message)
        #expect(error?.hint == hint)
    }
}

extension Expression {
    /// The tree in prefix notation, which shows what binds to what.
    var tree: String {
        switch node {
        case .name, .number, .text, .dot: description
        case .call(let function, let arguments):
            "("
                + ([function] + arguments.map { ($0.name.map { "\($0)=" } ?? "") + $0.value.tree })
                .joined(separator: " ") + ")"
        case .negative(let operand): "(- \(operand.tree))"
        case .not(let operand): "(! \(operand.tree))"
        case .binary(let symbol, let left, let right):
            "(\(symbol.rawValue) \(left.tree) \(right.tree))"
        case .parentheses(let inner): "[\(inner.tree)]"
        }
    }
}
