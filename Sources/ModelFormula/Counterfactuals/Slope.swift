import Glibc

/// The derivative of an expression by a column, row by row.
enum Slope {
    /// The expression does not read the column.
    case none
    /// The expression moves in steps along the column, as a condition does: it has no derivative that
    /// says what a change of the column does.
    case steps
    /// One derivative a row.
    case numbers([Double])
}

extension Evaluator {
    /// The derivative of a numeric expression by a column, by the rules of calculus (the column's own
    /// gaps stay NaN).
    func slope(of expression: Expression, by column: String) throws(FormulaError) -> Slope {
        guard expression.names.contains(column) || readsRange(expression) else { return .none }
        switch expression.node {
        case .name(let name):
            return name == column
                ? .numbers([Double](repeating: 1, count: table.rowCount)) : .none
        case .parentheses(let inner): return try slope(of: inner, by: column)
        case .negative(let operand): return scaled(try slope(of: operand, by: column)) { _ in -1 }
        case .call(let function, let arguments):
            guard let inner = arguments.first?.value, arguments.count == 1 else { return .steps }
            if function == "I" { return try slope(of: inner, by: column) }
            guard Self.functions[function] != nil else { return .steps }
            let x = try numbers(inner)
            let own = try slope(of: inner, by: column)
            return scaled(own) { Self.derivative(of: function, at: x[$0]) }
        case .binary(let symbol, let left, let right):
            return try slope(symbol, left, right, column)
        case .number, .text, .not, .dot: return .steps
        }
    }

    private func slope(
        _ symbol: Expression.Operator, _ left: Expression, _ right: Expression, _ column: String
    ) throws(FormulaError) -> Slope {
        guard [.add, .subtract, .multiply, .divide, .power].contains(symbol) else { return .steps }
        let (da, db) = (
            try slope(of: left, by: column), try slope(of: right, by: column)
        )
        switch symbol {
        case .add: return sum(da, db)
        case .subtract: return sum(da, scaled(db) { _ in -1 })
        default: break
        }
        let (a, b) = (try numbers(left), try numbers(right))
        switch symbol {
        case .multiply: return sum(scaled(da) { b[$0] }, scaled(db) { a[$0] })
        case .divide:
            return sum(scaled(da) { 1 / b[$0] }, scaled(db) { -a[$0] / (b[$0] * b[$0]) })
        default:
            return sum(
                scaled(da) { b[$0] == 0 ? 0 : b[$0] * pow(a[$0], b[$0] - 1) },
                scaled(db) { pow(a[$0], b[$0]) * log(a[$0]) })
        }
    }

    /// The derivative of a function of one number.
    private static func derivative(of function: String, at x: Double) -> Double {
        switch function {
        case "log": 1 / x
        case "log2": 1 / (x * M_LN2)
        case "log10": 1 / (x * M_LN10)
        case "log1p": 1 / (1 + x)
        case "exp": exp(x)
        case "sqrt": 0.5 / x.squareRoot()
        case "abs": x < 0 ? -1 : x > 0 ? 1 : 0
        default: .nan
        }
    }

    private func numbers(_ expression: Expression) throws(FormulaError) -> [Double] {
        switch try values(expression) {
        case .numbers(let numbers, _): return numbers
        case .number(let number, _): return [Double](repeating: number, count: table.rowCount)
        case let other: throw needsNumbers(expression, other)
        }
    }

    /// Whether a call such as `count_equal(a:c, ...)` reads columns that it does not name.
    private func readsRange(_ expression: Expression) -> Bool {
        if case .call("count_equal", _) = expression.node { return true }
        return false
    }

    private func scaled(_ slope: Slope, _ factor: (Int) -> Double) -> Slope {
        guard case .numbers(var values) = slope else { return slope }
        for row in values.indices { values[row] *= factor(row) }
        return .numbers(values)
    }

    private func sum(_ a: Slope, _ b: Slope) -> Slope {
        switch (a, b) {
        case (.steps, _), (_, .steps): .steps
        case (.none, let other), (let other, .none): other
        case (.numbers(let x), .numbers(let y)): .numbers(x.indices.map { x[$0] + y[$0] })
        }
    }
}

extension PolynomialBasis {
    /// The derivatives of the columns at some values: pₖ₊₁' = pₖ + (x - αₖ) pₖ' - (νₖ/νₖ₋₁) pₖ₋₁'.
    func slopes(_ values: [Double]) -> [[Double]] {
        if centres.isEmpty {
            return (0..<degree).map { k in values.map { Double(k + 1) * pow($0, Double(k)) } }
        }
        let count = values.count
        var (before, current) = (
            [Double](repeating: 0, count: count), [Double](repeating: 1, count: count)
        )
        var (beforeSlope, slope) = (before, before)
        return (0..<degree).map { k in
            let ratio = k == 0 ? 0 : squaredNorms[k] / squaredNorms[k - 1]
            for i in 0..<count {
                let next = (values[i] - centres[k]) * current[i] - ratio * before[i]
                let nextSlope =
                    current[i] + (values[i] - centres[k]) * slope[i] - ratio * beforeSlope[i]
                (before[i], beforeSlope[i]) = (current[i], slope[i])
                (current[i], slope[i]) = (next, nextSlope)
            }
            let scale = squaredNorms[k + 1].squareRoot()
            return slope.map { $0 / scale }
        }
    }
}

extension VariableSchema {
    /// The derivatives of a numeric variable's columns by the number that they are made of; 0 at rows
    /// without a value, which stand at a level of their own and do not move.
    func slopes(_ numbers: [Double]) -> [[Double]] {
        let known = missingNumber.map { mean in numbers.map { $0.isNaN ? mean : $0 } } ?? numbers
        var columns =
            polynomial?.slopes(known) ?? spline?.derivatives(known)
            ?? [[Double](repeating: 1, count: numbers.count)]
        guard missingNumber != nil else { return columns }
        for row in numbers.indices where numbers[row].isNaN {
            for column in columns.indices { columns[column][row] = 0 }
        }
        return columns + [[Double](repeating: 0, count: numbers.count)]
    }
}
