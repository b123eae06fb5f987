/// The algebra of terms: sums, products and powers of sets of variables.
struct TermExpansion {
    let dotColumns: [String]
    var terms = [ModelTerms.Term(variables: [])]
    var variables: [Expression] = []
    var offsets: [Expression] = []
    private var indexOfVariable: [String: Int] = [:]
    private var productCount = 0

    init(dotColumns: [String]) { self.dotColumns = dotColumns }

    /// Adds or takes away the parts of a sum at the top of the formula.
    mutating func sum(_ expression: Expression, isSubtracted: Bool) throws(FormulaError) {
        switch expression.node {
        case .binary(.add, let left, let right):
            try sum(left, isSubtracted: isSubtracted)
            try sum(right, isSubtracted: isSubtracted)
        case .binary(.subtract, let left, let right):
            try sum(left, isSubtracted: isSubtracted)
            try sum(right, isSubtracted: !isSubtracted)
        case .negative(let operand):
            try sum(operand, isSubtracted: !isSubtracted)
        case .number(let value):
            guard value == 0 || value == 1 else { throw bareNumber(expression) }
            setIntercept((value == 1) != isSubtracted)
        case .call("offset", let arguments):
            guard arguments.count == 1, arguments[0].name == nil else {
                throw FormulaError(
                    .syntax, "offset() takes one expression.",
                    hint: "As in offset(log(months)).", at: expression.position)
            }
            guard !isSubtracted else {
                throw FormulaError(
                    .syntax, "An offset cannot be taken away.", hint: "Leave it out.",
                    at: expression.position)
            }
            offsets.append(arguments[0].value)
        case .parentheses where expression.unwrapped.isNumber:
            try sum(expression.unwrapped, isSubtracted: isSubtracted)
        case .parentheses(let inner) where !isSubtracted && !inner.isCondition:
            terms += try group(inner)
        default:
            let expanded = try expand(expression)
            if isSubtracted {
                let removed = Set(expanded)
                terms.removeAll(where: removed.contains)
            } else {
                terms += expanded
            }
        }
    }

    private mutating func setIntercept(_ isWanted: Bool) {
        let intercept = ModelTerms.Term(variables: [])
        terms.removeAll { $0 == intercept }
        if isWanted { terms.insert(intercept, at: 0) }
    }

    /// The terms of a sum in parentheses at the top of the formula, where 0 and 1 speak of the
    /// intercept as they do outside: (a - 1) + b is a + b - 1.
    private mutating func group(_ expression: Expression) throws(FormulaError)
        -> [ModelTerms.Term]
    {
        switch expression.node {
        case .binary(let symbol, let left, let right) where symbol == .add || symbol == .subtract:
            let kept = try group(left)
            if case .number(let value) = right.unwrapped.node, value == 0 || value == 1 {
                setIntercept((value == 1) == (symbol == .add))
                return kept
            }
            if symbol == .add { return try kept + group(right) }
            let removed = Set(try expand(right))
            return kept.filter { !removed.contains($0) }
        case .number(let value) where value == 0 || value == 1:
            setIntercept(value == 1)
            return []
        case .parentheses(let inner) where !inner.isCondition: return try group(inner)
        default: return try expand(expression)
        }
    }

    private mutating func expand(_ expression: Expression) throws(FormulaError)
        -> [ModelTerms.Term]
    {
        switch expression.node {
        case .name:
            return [variable(expression)]
        case .dot:
            return dotColumns.map {
                variable(Expression(node: .name($0), position: expression.position))
            }
        case .call("offset", _):
            throw FormulaError(
                .syntax, "An offset stands alone in a sum, not in a product.",
                at: expression.position)
        case .call:
            return [variable(expression)]
        case .number(1):
            return [ModelTerms.Term(variables: [])]
        case .number:
            throw bareNumber(expression)
        case .text:
            throw FormulaError(
                .syntax, "A text in quotes is no column.",
                hint: "A column name with blanks goes in backticks: `my column`.",
                at: expression.position)
        case .negative:
            throw FormulaError(
                .syntax, "A minus sign has no place here.",
                hint: "For arithmetic use I(): I(-x).", at: expression.position)
        case .parentheses(let inner):
            return inner.isCondition ? [variable(inner)] : try expand(inner)
        case .not:
            return [variable(expression)]
        case .binary(let symbol, let left, let right):
            return try expand(symbol, left, right, whole: expression)
        }
    }

    private mutating func expand(
        _ symbol: Expression.Operator, _ left: Expression, _ right: Expression, whole: Expression
    ) throws(FormulaError) -> [ModelTerms.Term] {
        switch symbol {
        case .add:
            return try expand(left) + expand(right)
        case .subtract:
            let kept = try expand(left)
            let removed = Set(try expand(right))
            return kept.filter { !removed.contains($0) }
        case .interact:
            return try product(try expand(left), try expand(right), at: whole.position)
        case .multiply:
            let (a, b) = (try expand(left), try expand(right))
            return Self.distinct(try a + b + product(a, b, at: whole.position))
        case .divide:
            let (a, b) = (try expand(left), try expand(right))
            let all = ModelTerms.Term(variables: Set(a.flatMap(\.variables)).sorted())
            return try a + product([all], b, at: whole.position)
        case .power:
            return try power(left, right)
        case .contains where !right.isValueList:
            // R's nesting: b %in% a is the part of b inside a.
            let (inner, outer) = (try expand(left), try expand(right))
            return try product(inner, outer, at: whole.position)
        case .or, .and:
            throw FormulaError(
                .syntax, "\"\(symbol.rawValue)\" has no place between terms.",
                hint: "A condition goes in parentheses: (a == 1 \(symbol.rawValue) b == 2).",
                at: whole.position)
        default:
            for side in [left, right] {
                if case .binary(let inner, _, _) = side.node, !inner.isComparison {
                    throw FormulaError(
                        .syntax,
                        "This compares \"\(left)\" with \"\(right)\": is that what is meant?",
                        hint: "Put the comparison in parentheses: a + (b \(symbol.rawValue) 2).",
                        at: whole.position)
                }
            }
            return [variable(whole)]
        }
    }

    private mutating func power(_ base: Expression, _ exponent: Expression) throws(FormulaError)
        -> [ModelTerms.Term]
    {
        guard case .number(let value) = exponent.unwrapped.node, value >= 1, value <= 20,
            value == value.rounded()
        else {
            throw FormulaError(
                .syntax, "The power of a set of terms is a whole number from 1 to 20.",
                hint: "To square a column write I(x^2).", at: exponent.position)
        }
        let terms = Self.distinct(try expand(base))
        var result = terms
        for _ in 1..<Int(value) {
            let next = Self.distinct(try result + product(result, terms, at: base.position))
            // Nothing new: every further power is the same.
            if next.count == result.count { break }
            result = next
        }
        return result
    }

    /// More terms than anyone could read or fit.
    private static let mostTerms = 20_000
    /// More products than a formula is worth waiting for.
    private static let mostProducts = 200_000

    private static func distinct(_ terms: [ModelTerms.Term]) -> [ModelTerms.Term] {
        var seen: Set<ModelTerms.Term> = []
        return terms.filter { seen.insert($0).inserted }
    }

    private mutating func product(
        _ a: [ModelTerms.Term], _ b: [ModelTerms.Term], at position: Int
    ) throws(FormulaError) -> [ModelTerms.Term] {
        guard a.count * b.count <= Self.mostTerms else {
            throw FormulaError(
                .syntax, "This product has \(a.count * b.count) terms.",
                hint: "Name the interactions that are wanted, at most \(Self.mostTerms).",
                at: position)
        }
        productCount += a.count * b.count
        guard productCount <= Self.mostProducts else {
            throw FormulaError(
                .syntax, "The formula multiplies more than \(Self.mostProducts) pairs of terms.",
                hint: "Name the interactions that are wanted, each once.", at: position)
        }
        var terms: [ModelTerms.Term] = []
        for left in a {
            for right in b {
                let variables = Set(left.variables + right.variables).sorted()
                guard variables.count <= ModelTerms.mostVariables else {
                    throw FormulaError(
                        .syntax,
                        "An interaction joins at most \(ModelTerms.mostVariables) variables.",
                        at: position)
                }
                terms.append(ModelTerms.Term(variables: variables))
            }
        }
        return Self.distinct(terms)
    }

    private mutating func variable(_ expression: Expression) -> ModelTerms.Term {
        let bare = expression.unwrapped
        let text = bare.description
        if let index = indexOfVariable[text] { return ModelTerms.Term(variables: [index]) }
        indexOfVariable[text] = variables.count
        variables.append(bare)
        return ModelTerms.Term(variables: [variables.count - 1])
    }

    private func bareNumber(_ expression: Expression) -> FormulaError {
        FormulaError(
            .syntax, "A number alone is no term, but for 0 and 1.",
            hint: "\"0 +\" or \"- 1\" leaves the intercept out; arithmetic goes in I().",
            at: expression.position)
    }
}
