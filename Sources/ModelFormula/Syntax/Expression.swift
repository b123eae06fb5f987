/// A node of a parsed formula with the character it begins at, from 1.
public struct Expression: Sendable, Equatable {
    /// An operator between two operands.
    public enum Operator: String, Sendable {
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
        case power = "^"
        case interact = ":"
        case contains = "%in%"
        case equal = "=="
        case notEqual = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case and = "&"
        case or = "|"

        var isComparison: Bool {
            switch self {
            case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: true
            default: false
            }
        }
    }

    /// One argument of a call, with its name if it has one.
    public struct Argument: Sendable, Equatable {
        /// The name before `=`.
        public var name: String?
        /// The value.
        public var value: Expression
    }

    /// What the node is.
    public indirect enum Node: Sendable, Equatable {
        case name(String)
        case number(Double)
        case text(String)
        case dot
        case call(String, [Argument])
        case negative(Expression)
        case not(Expression)
        case binary(Operator, Expression, Expression)
        case parentheses(Expression)
    }

    /// What the node is.
    public let node: Node
    /// The character of the formula at which it begins (an operator: at which it stands), from 1.
    public let position: Int
    /// How many nodes stand on the longest way down from this one, itself included.
    let depth: Int

    init(node: Node, position: Int) {
        self.node = node
        self.position = position
        depth =
            switch node {
            case .name, .number, .text, .dot: 1
            case .call(_, let arguments): arguments.reduce(1) { max($0, $1.value.depth + 1) }
            case .negative(let operand), .not(let operand), .parentheses(let operand):
                operand.depth + 1
            case .binary(_, let left, let right): max(left.depth, right.depth) + 1
            }
    }

    /// Whether two expressions say the same, wherever they stand.
    public static func == (a: Expression, b: Expression) -> Bool { a.node == b.node }

    /// Whether this is a condition: true or false for each row.
    var isCondition: Bool {
        switch node {
        case .not: true
        case .binary(let symbol, _, let right):
            switch symbol {
            case .and, .or: true
            case .contains: right.isValueList
            default: symbol.isComparison
            }
        case .parentheses(let inner): inner.isCondition
        default: false
        }
    }

    /// Whether this lists values, as the right side of a membership does.
    var isValueList: Bool {
        switch node {
        case .text, .number: true
        case .call("c", _): true
        case .parentheses(let inner): inner.isValueList
        default: false
        }
    }

    /// The names that it mentions, of columns or not.
    public var names: Set<String> {
        switch node {
        case .name(let name): [name]
        case .call(_, let arguments):
            arguments.reduce(into: []) { $0.formUnion($1.value.names) }
        case .negative(let operand), .not(let operand), .parentheses(let operand): operand.names
        case .binary(_, let left, let right): left.names.union(right.names)
        case .number, .text, .dot: []
        }
    }

    var isNumber: Bool {
        if case .number = node { return true }
        return false
    }

    /// This expression without the parentheses around it.
    public var unwrapped: Expression {
        if case .parentheses(let inner) = node { return inner.unwrapped }
        return self
    }
}

extension Expression: CustomStringConvertible {
    /// The expression in one spelling: blanks around `+ - == ...`, none around `: ^ /`.
    public var description: String {
        switch node {
        case .name(let name): Self.needsBackticks(name) ? Self.quoted(name, in: "`") : name
        case .number(let value): Self.text(value)
        case .text(let value): Self.quoted(value, in: "\"")
        case .dot: "."
        case .call(let function, let arguments):
            function + "("
                + arguments.map {
                    ($0.name.map { $0 + " = " } ?? "") + $0.value.description
                }.joined(separator: ", ") + ")"
        case .negative(let operand): "-\(operand)"
        case .not(let operand): "!\(operand)"
        case .binary(let symbol, let left, let right):
            switch symbol {
            case .interact, .power, .divide: "\(left)\(symbol.rawValue)\(right)"
            default: "\(left) \(symbol.rawValue) \(right)"
            }
        case .parentheses(let inner): "(\(inner))"
        }
    }

    /// A text in quotes, as the lexer reads it back.
    private static func quoted(_ text: String, in quote: Character) -> String {
        "\(quote)" + text.map { $0 == quote || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
            + "\(quote)"
    }

    /// A number as people write it: 3 and not 3.0.
    static func text(_ value: Double) -> String {
        let text = value.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// A column's name as a formula takes it: in backticks where it needs them.
    public static func columnName(_ name: String) -> String {
        needsBackticks(name) ? quoted(name, in: "`") : name
    }

    static func needsBackticks(_ name: String) -> Bool {
        guard let first = name.first, first.isLetter || first == "." || first == "_" else {
            return true
        }
        // A dot alone stands for all columns, and before a digit it begins a number.
        return name == "." || first == "." && name.dropFirst().first?.isNumber == true
            || !name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "." || $0 == "_" }
    }
}
