extension SQLTranslator {
    /// Two values compared; missing where one is.
    func comparison(
        _ symbol: Expression.Operator, _ left: Expression, _ right: Expression, _ whole: Expression
    ) throws(SQLRefusal) -> SQLValue {
        var (a, b) = (try value(left), try value(right))
        if case .literal(let text) = a.kind, b.kind == .date { a = try date(text, left) }
        if case .literal(let text) = b.kind, a.kind == .date { b = try date(text, right) }
        let areNumbers = a.isNumeric && b.isNumeric && (a.kind == .date) == (b.kind == .date)
        let areTexts = a.kind == .category && !b.isNumeric || b.kind == .category && !a.isNumeric
        guard areNumbers || areTexts && (symbol == .equal || symbol == .notEqual) else {
            throw refusal(whole, "its two sides are of different kinds.")
        }
        let sign =
            switch symbol {
            case .equal: "="
            case .notEqual: "<>"
            default: symbol.rawValue
            }
        return dialect.truth("\(a.text) \(sign) \(b.text)")
    }

    /// x %in% c("a", "b").
    func membership(_ left: Expression, _ right: Expression, _ whole: Expression)
        throws(SQLRefusal) -> SQLValue
    {
        let items: [Expression]
        switch right.unwrapped.node {
        case .call("c", let arguments): items = arguments.map(\.value)
        default: items = [right.unwrapped]
        }
        var conditions: [String] = []
        for item in items {
            let compared = try comparison(.equal, left, item, whole)
            conditions.append(compared.condition ?? compared.text)
        }
        guard !conditions.isEmpty else { throw refusal(whole, "the list is empty.") }
        return dialect.truth(conditions.joined(separator: " OR "))
    }

    /// How many of some columns equal a value; missing where one of them is.
    func countEqual(_ arguments: [Expression], _ whole: Expression) throws(SQLRefusal)
        -> SQLValue
    {
        let names: [String]
        do throws(FormulaError) {
            names = try references.range(arguments[0])
        } catch { throw refusal(whole, error.message) }
        var parts: [String] = []
        for name in names {
            let column = Expression(node: .name(name), position: whole.position)
            parts.append(try comparison(.equal, column, arguments[1], whole).text)
        }
        return SQLValue(.number, "(" + parts.joined(separator: " + ") + ")")
    }

    /// ifelse(condition, a, b).
    func choice(_ arguments: [Expression], _ whole: Expression) throws(SQLRefusal) -> SQLValue {
        let condition = try condition(arguments[0])
        var (a, b) = (try value(arguments[1]), try value(arguments[2]))
        if case .literal(let text) = a.kind, b.kind == .date { a = try date(text, arguments[1]) }
        if case .literal(let text) = b.kind, a.kind == .date { b = try date(text, arguments[2]) }
        guard a.isNumeric == b.isNumeric, (a.kind == .date) == (b.kind == .date) else {
            throw refusal(whole, "its two values are of different kinds.")
        }
        let text =
            "(CASE WHEN \(condition) THEN \(a.text) WHEN NOT \(condition) THEN \(b.text) END)"
        if a.kind == .truth, b.kind == .truth {
            return SQLValue(.truth, text, condition: "(\(text) = \(dialect.number(1)))")
        }
        return SQLValue(!a.isNumeric ? .category : a.kind == .date ? .date : .number, text)
    }

    /// is_missing(x). Of what can be infinite without being missing it is not asked.
    func missingness(_ inner: Expression) throws(SQLRefusal) -> SQLValue {
        if canBeInfinite(inner) {
            throw refusal(
                inner, "is_missing() of a quotient, power or function takes infinities apart.")
        }
        let found = try value(inner)
        return SQLValue(
            .truth,
            "(CASE WHEN \(found.text) IS NULL THEN \(dialect.number(1)) ELSE \(dialect.number(0)) "
                + "END)", condition: "(\(found.text) IS NULL)")
    }

    /// Whether a step of it may be an infinity.
    private func canBeInfinite(_ expression: Expression) -> Bool {
        switch expression.node {
        case .name, .number, .text, .dot: false
        case .negative(let operand), .not(let operand), .parentheses(let operand):
            canBeInfinite(operand)
        case .binary(let symbol, let left, let right):
            [.divide, .power].contains(symbol) || canBeInfinite(left) || canBeInfinite(right)
        case .call(let function, let arguments):
            function != "abs" && Evaluator.functions[function] != nil
                || arguments.contains { canBeInfinite($0.value) }
        }
    }
}
