import Glibc
import Tables

/// Works out the value of an expression for each row of a table.
///
/// A missing input makes a missing value. While learning, a level that a condition names must be
/// among the column's; on new data it may be absent.
struct Evaluator {
    let table: Table
    var isLearning = true

    /// The value of an expression.
    func values(_ expression: Expression) throws(FormulaError) -> EvaluatedValues {
        switch expression.node {
        case .name(let name):
            if let column = table[name] {
                try requireExact(column, expression)
                return column.evaluated
            }
            if let truth = Self.truthWords[name] { return .number(truth, .truth) }
            throw unknown(name, expression)
        case .number(let value): return .number(value, .number)
        case .text(let value): return .text(value)
        case .parentheses(let inner): return try values(inner)
        case .negative(let operand):
            return try map(try values(operand), at: operand) { -$0 }
        case .not(let operand):
            let value = try truth(operand)
            return .numbers(value.map { 1 - $0 }, .truth)
        case .binary(let symbol, let left, let right):
            return try binary(symbol, left, right, whole: expression)
        case .call(let function, let arguments):
            return try call(function, arguments, whole: expression)
        case .dot:
            throw FormulaError(
                .syntax, "\".\" stands for columns on the right side only.",
                at: expression.position)
        }
    }

    private func unknown(_ name: String, _ expression: Expression) -> FormulaError {
        FormulaError(
            .unknownColumn, "There is no column named \"\(name)\".",
            hint: NearestNames.hint(for: name, among: table.names), at: expression.position)
    }

    /// Whole numbers beyond 2⁵³ share their doubles, and so would cases that are told apart by them.
    private func requireExact(_ column: Column, _ place: Expression) throws(FormulaError) {
        guard case .integer(.int64(let values)) = column.values,
            values.contains(where: { $0.magnitude > 1 << 53 })
        else { return }
        throw FormulaError(
            .typeMismatch,
            "\"\(column.name)\" holds whole numbers beyond 2^53, which no "
                + "calculation keeps exactly.",
            hint: "Read it as text: --type \(column.name)=category.",
            at: place.position)
    }

    static let truthWords = ["true": 1.0, "TRUE": 1.0, "false": 0.0, "FALSE": 0.0]

    // MARK: Arithmetic

    /// Functions of one number.
    static let functions: [String: @Sendable (Double) -> Double] = [
        "log": { log($0) }, "log2": { log2($0) }, "log10": { log10($0) }, "log1p": { log1p($0) },
        "exp": { exp($0) }, "sqrt": { sqrt($0) }, "abs": { abs($0) },
    ]

    private func call(
        _ function: String, _ arguments: [Expression.Argument], whole: Expression
    ) throws(FormulaError) -> EvaluatedValues {
        switch function {
        case "count_equal": return try countEqual(arguments, whole: whole)
        case "age_at": return try age(arguments, whole: whole)
        case "year": return try part(arguments, whole: whole) { $0.year }
        case "month": return try part(arguments, whole: whole) { $0.month }
        case "ifelse": return try choice(arguments, whole: whole)
        case "is_missing": return try missingness(arguments, whole: whole)
        default: break
        }
        if function == "offset" || Variable.termFunctions.contains(function) {
            throw FormulaError(
                .syntax, "\(function)() stands for a whole term and not inside an expression.",
                at: whole.position)
        }
        let isIdentity = function == "I"
        guard isIdentity || Self.functions[function] != nil else {
            let known =
                Self.functions.keys.sorted() + Variable.termFunctions + [
                    "I", "offset", "count_equal", "age_at", "year", "month", "ifelse", "is_missing",
                ]
            throw FormulaError(
                .unknownFunction, "There is no function \(function)().",
                hint: NearestNames.hint(for: function, among: known), at: whole.position)
        }
        guard arguments.count == 1, arguments[0].name == nil else {
            throw FormulaError(
                .syntax, "\(function)() takes one expression.", at: whole.position)
        }
        let value = try values(arguments[0].value)
        guard let apply = Self.functions[function] else { return value }
        return try map(value, at: arguments[0].value, apply)
    }

    private func map(
        _ value: EvaluatedValues, at place: Expression, _ apply: (Double) -> Double
    ) throws(FormulaError) -> EvaluatedValues {
        switch value {
        case .numbers(let numbers, _): .numbers(numbers.map(apply), .number)
        case .number(let number, _): .number(apply(number), .number)
        default: throw needsNumbers(place, value)
        }
    }

    func needsNumbers(_ place: Expression, _ value: EvaluatedValues) -> FormulaError {
        FormulaError(
            .typeMismatch, "\"\(place)\" is \(value.kindName); arithmetic needs numbers.",
            hint: "A condition is put in parentheses: (ward == \"Byker\") + age.",
            at: place.position)
    }

    private func binary(
        _ symbol: Expression.Operator, _ left: Expression, _ right: Expression, whole: Expression
    ) throws(FormulaError) -> EvaluatedValues {
        switch symbol {
        case .contains: return try membership(left, right, whole: whole)
        case .and, .or:
            let (a, b) = (try truth(left), try truth(right))
            // What one side decides stands even where the other is missing.
            let decisive: Double = symbol == .and ? 0 : 1
            return .numbers(
                a.indices.map {
                    if a[$0] == decisive || b[$0] == decisive { return decisive }
                    return a[$0].isNaN || b[$0].isNaN ? .nan : 1 - decisive
                }, .truth)
        case .interact:
            throw FormulaError(
                .syntax, "A range of columns has its place in count_equal() only.",
                hint: "As in count_equal(Jul.93:Jun.99, \"joblessness\").", at: whole.position)
        case .add, .subtract: return try sum(symbol, left, right, whole: whole)
        case .multiply: return try arithmetic(left, right, whole) { $0 * $1 }
        case .divide: return try arithmetic(left, right, whole) { $0 / $1 }
        case .power: return try arithmetic(left, right, whole) { pow($0, $1) }
        default: return try comparison(symbol, left, right, whole: whole)
        }
    }

    private func arithmetic(
        _ left: Expression, _ right: Expression, _ whole: Expression,
        _ apply: (Double, Double) -> Double
    ) throws(FormulaError) -> EvaluatedValues {
        let (a, b) = (try values(left), try values(right))
        if a.isDate || b.isDate {
            throw FormulaError(
                .typeMismatch, "\"\(a.isDate ? left : right)\" is a date, which is no quantity.",
                hint: "Days between dates are: (closed - opened)/7.", at: whole.position)
        }
        if let result = EvaluatedValues.combining(a, b, .number, apply) { return result }
        throw a.isNumeric ? needsNumbers(right, b) : needsNumbers(left, a)
    }

    /// An operand of a logical operator.
    func truth(_ expression: Expression) throws(FormulaError) -> [Double] {
        switch try values(expression) {
        case .numbers(let values, .truth): return values
        case .number(let value, .truth):
            return [Double](repeating: value, count: table.rowCount)
        case let other:
            throw FormulaError(
                .typeMismatch,
                "\"\(expression)\" is \(other.kindName); this place needs true or false.",
                hint: "Compare it, as in age > 15.", at: expression.position)
        }
    }
}
