/// A parsed formula: an outcome, if there is one, and what it is to be explained by.
public struct Formula: Sendable, Equatable {
    /// The side left of `~`; nil where there is none.
    public let outcome: Expression?
    /// The side right of `~`.
    public let predictors: Expression
    /// The formula as it was written.
    public let source: String

    /// Parses text such as `neet ~ absence + C(ward, ref = "Byker")`.
    ///
    /// Operators bind as in R, loosest first: `~`, `|`, `&`, `!`, comparisons, `+ -`, `* /`,
    /// `%in%`, `:`, unary minus, `^` (also written `**`).
    ///
    /// - Throws: `FormulaError` at the character that has no place.
    public init(parsing source: String) throws(FormulaError) {
        var parser = FormulaParser(tokens: try Lexer.tokens(of: source))
        (outcome, predictors) = try parser.formula()
        self.source = source
    }

    init(outcome: Expression?, predictors: Expression, source: String) {
        self.outcome = outcome
        self.predictors = predictors
        self.source = source
    }

    /// Whether two formulas say the same, however they are spaced.
    public static func == (a: Formula, b: Formula) -> Bool {
        a.outcome == b.outcome && a.predictors == b.predictors
    }
}

/// Builds a tree from tokens by precedence climbing.
struct FormulaParser {
    private let tokens: [Lexer.Placed]
    /// What the text is, in messages: a formula or an expression.
    private let noun: String
    private var index = 0
    private var depth = 0

    /// Parentheses deeper than any person writes, and shallower than the stack.
    private static let deepest = 200
    /// The deepest tree: whoever walks it does so by recursion.
    private static let deepestTree = 500

    init(tokens: [Lexer.Placed], noun: String = "formula") {
        self.tokens = tokens
        self.noun = noun
    }

    private var current: Lexer.Placed { tokens[index] }

    private mutating func take(_ symbol: String) -> Bool {
        guard current.token == .symbol(symbol) else { return false }
        index += 1
        return true
    }

    mutating func formula() throws(FormulaError) -> (Expression?, Expression) {
        if take("~") {
            let right = try expression()
            try expectEnd()
            return (nil, right)
        }
        let left = try expression()
        guard take("~") else {
            if current.token == .end {
                throw FormulaError(
                    .syntax, "A formula needs a \"~\" between the outcome and what explains it.",
                    hint: "As in neet ~ absence + sex.", at: current.position)
            }
            throw unexpected()
        }
        let right = try expression()
        try expectEnd()
        return (left, right)
    }

    /// An expression alone: no "~" stands in it.
    mutating func rowExpression() throws(FormulaError) -> Expression {
        let expression = try expression()
        try expectEnd()
        return expression
    }

    /// A name, "=" and an expression.
    mutating func derivation() throws(FormulaError) -> (
        name: String, position: Int, expression: Expression
    ) {
        let position = current.position
        guard case .name(let name) = current.token, tokens[index + 1].token == .symbol("=") else {
            throw FormulaError(
                .syntax, "A derived column begins with its name and \"=\".",
                hint: "As in days_open = closed - opened; a name with blanks goes in backticks.",
                at: position)
        }
        index += 2
        return (name, position, try rowExpression())
    }

    private func expectEnd() throws(FormulaError) {
        if current.token != .end { throw unexpected() }
    }

    private func unexpected() -> FormulaError {
        switch current.token {
        case .end:
            FormulaError(
                .syntax, "The \(noun) ends too early.",
                hint: "Something is missing after the last operator or parenthesis.",
                at: current.position)
        case .symbol("~") where noun == "formula":
            FormulaError(.syntax, "There is a second \"~\".", at: current.position)
        case .symbol("="):
            FormulaError(
                .syntax, "A single \"=\" has no place here.", hint: "To compare, write \"==\".",
                at: current.position)
        case .symbol(let symbol):
            FormulaError(.syntax, "\"\(symbol)\" has no place here.", at: current.position)
        case .name(let name):
            FormulaError(
                .syntax, "An operator is missing before \"\(name)\".",
                hint: "A column name with blanks goes in backticks: `my column`.",
                at: current.position)
        case .number, .text:
            FormulaError(
                .syntax, "An operator is missing before this value.", at: current.position)
        }
    }

    /// Binary operators from loosest to tightest, but for the two that are unary as well.
    private static let levels: [[String]] = [
        ["|"], ["&"], ["!"], ["==", "!=", "<", "<=", ">", ">="], ["+", "-"], ["*", "/"], ["%in%"],
        [":"],
    ]

    private mutating func expression(_ level: Int = 0) throws(FormulaError) -> Expression {
        guard level < Self.levels.count else { return try unary() }
        if Self.levels[level] == ["!"] {
            let position = current.position
            guard take("!") else { return try expression(level + 1) }
            try deepen()
            defer { depth -= 1 }
            return Expression(node: .not(try expression(level)), position: position)
        }
        var left = try expression(level + 1)
        var sum: [(position: Int, operand: Expression)] = []
        while case .symbol(let symbol) = current.token, Self.levels[level].contains(symbol),
            let kind = Expression.Operator(rawValue: symbol)
        {
            let position = current.position
            index += 1
            let right = try expression(level + 1)
            if kind.isComparison, case .symbol(let next) = current.token,
                Self.levels[level].contains(next)
            {
                throw FormulaError(
                    .syntax, "Comparisons cannot be chained.",
                    hint: "Write two and join them: (a < b) & (b < c).", at: current.position)
            }
            if kind == .add {
                sum.append((position, right))
                continue
            }
            left = joined(left, sum[...])
            sum.removeAll()
            left = Expression(node: .binary(kind, left, right), position: position)
            if left.depth > Self.deepestTree { throw tooLong(at: position) }
        }
        left = joined(left, sum[...])
        if left.depth > Self.deepestTree { throw tooLong(at: left.position) }
        return left
    }

    /// Adds operands one after the other, or by halves where they are very many: a sum of all
    /// columns of a wide file is no deep tree.
    private func joined(
        _ first: Expression, _ rest: ArraySlice<(position: Int, operand: Expression)>
    ) -> Expression {
        if rest.count > 100 {
            let middle = rest.startIndex + rest.count / 2
            let right = joined(rest[middle].operand, rest[(middle + 1)...])
            return Expression(
                node: .binary(.add, joined(first, rest[..<middle]), right),
                position: rest[middle].position)
        }
        return rest.reduce(first) {
            Expression(node: .binary(.add, $0, $1.operand), position: $1.position)
        }
    }

    private mutating func unary() throws(FormulaError) -> Expression {
        let position = current.position
        if take("-") {
            try deepen()
            defer { depth -= 1 }
            return Expression(node: .negative(try unary()), position: position)
        }
        if take("+") {
            try deepen()
            defer { depth -= 1 }
            return try unary()
        }
        let base = try primary()
        let power = current.position
        guard take("^") else { return base }
        try deepen()
        defer { depth -= 1 }
        return Expression(node: .binary(.power, base, try unary()), position: power)
    }

    private mutating func deepen() throws(FormulaError) {
        depth += 1
        if depth > Self.deepest {
            throw FormulaError(.syntax, "The \(noun) is nested too deeply.", at: current.position)
        }
    }

    private func tooLong(at position: Int) -> FormulaError {
        FormulaError(
            .syntax, "More than \(Self.deepestTree) operators follow each other here.",
            hint: "Only \"+\" may stand so often in a row.", at: position)
    }

    private mutating func primary() throws(FormulaError) -> Expression {
        let position = current.position
        switch current.token {
        case .number(let value):
            index += 1
            return Expression(node: .number(value), position: position)
        case .text(let value):
            index += 1
            return Expression(node: .text(value), position: position)
        case .name(let name):
            index += 1
            if take("(") {
                return Expression(node: .call(name, try arguments()), position: position)
            }
            return Expression(node: .name(name), position: position)
        case .symbol("."):
            index += 1
            return Expression(node: .dot, position: position)
        case .symbol("("):
            index += 1
            try deepen()
            defer { depth -= 1 }
            let inner = try expression()
            guard take(")") else { throw unclosed(position) }
            return Expression(node: .parentheses(inner), position: position)
        default:
            throw unexpected()
        }
    }

    private mutating func arguments() throws(FormulaError) -> [Expression.Argument] {
        let open = tokens[index - 1].position
        try deepen()
        defer { depth -= 1 }
        var list: [Expression.Argument] = []
        if take(")") { return list }
        repeat {
            var name: String?
            if case .name(let word) = current.token, tokens[index + 1].token == .symbol("=") {
                name = word
                index += 2
            }
            list.append(Expression.Argument(name: name, value: try expression()))
        } while take(",")
        guard take(")") else { throw unclosed(open) }
        return list
    }

    private func unclosed(_ position: Int) -> FormulaError {
        current.token == .end
            ? FormulaError(
                .syntax, "This parenthesis is never closed.", hint: "Add a \")\".", at: position)
            : unexpected()
    }
}
