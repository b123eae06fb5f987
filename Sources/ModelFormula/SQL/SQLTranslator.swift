import Tables

/// Writes expressions of the language of formulas in a dialect.
///
/// Where a step has no finite value, as log(0), the whole is NULL: an engine's infinities differ. So a row
/// is at most without an answer where this program, which goes on with the infinity, has one.
struct SQLTranslator {
    /// What stands for a column.
    struct ColumnText {
        let name: String
        let kind: SQLValue.Kind
        let text: String
    }

    let dialect: SQLDialect
    /// The columns in order, which a range of columns goes by.
    var columns: [ColumnText]

    /// More SQL than an expression is worth.
    static let mostBytes = 1 << 19

    var references: ColumnReferences { ColumnReferences(columns: columns.map(\.name)) }

    func column(_ name: String) -> ColumnText? { columns.first { $0.name == name } }

    /// The columns that an expression reads.
    func reads(_ expression: Expression) throws(SQLRefusal) -> [ColumnText] {
        do throws(FormulaError) {
            return try references.names(in: expression).compactMap { column($0) }
        } catch { throw refusal(expression, error.message) }
    }

    func refusal(_ expression: Expression, _ reason: String) -> SQLRefusal {
        SQLRefusal(
            "\"\(expression)\" cannot be written in SQL: \(reason)",
            hint: "Fit the model with a column that holds it, or score with casewise predict.")
    }

    /// The value of an expression.
    func value(_ expression: Expression) throws(SQLRefusal) -> SQLValue {
        let value = try untested(expression)
        guard value.text.utf8.count <= Self.mostBytes else {
            throw refusal(expression, "it would take more than \(Self.mostBytes) characters.")
        }
        return value
    }

    private func untested(_ expression: Expression) throws(SQLRefusal) -> SQLValue {
        switch expression.node {
        case .name(let name):
            if let column = column(name) {
                let condition = "\(column.text) = \(dialect.number(1))"
                return SQLValue(
                    column.kind, column.text,
                    condition: column.kind == .truth ? "(\(condition))" : nil)
            }
            guard let truth = Evaluator.truthWords[name] else {
                throw refusal(expression, "there is no such column.")
            }
            return SQLValue(
                .truth, dialect.number(truth), condition: truth == 1 ? "(1 = 1)" : "(1 = 0)")
        case .number(let number):
            return SQLValue(.number, dialect.number(number), literalNumber: number)
        case .text(let text): return SQLValue(.literal(text), try dialect.text(text))
        case .parentheses(let inner): return try value(inner)
        case .negative(let operand):
            let inner = try number(operand)
            return SQLValue(
                .number, "(- \(inner.text))", literalNumber: inner.literalNumber.map { -$0 })
        case .not(let operand): return dialect.truth("NOT \(try condition(operand))")
        case .binary(let symbol, let left, let right):
            return try binary(symbol, left, right, whole: expression)
        case .call(let function, let arguments):
            return try call(function, arguments.map(\.value), whole: expression)
        case .dot: throw refusal(expression, "a dot is no value.")
        }
    }

    /// An operand of arithmetic.
    func number(_ expression: Expression) throws(SQLRefusal) -> SQLValue {
        let found = try value(expression)
        guard found.kind == .number || found.kind == .truth else {
            throw refusal(expression, "arithmetic needs numbers.")
        }
        return found
    }

    /// A condition.
    func condition(_ expression: Expression) throws(SQLRefusal) -> String {
        guard let condition = try value(expression).condition else {
            throw refusal(expression, "it is neither true nor false.")
        }
        return condition
    }

    private func call(_ function: String, _ arguments: [Expression], whole: Expression)
        throws(SQLRefusal) -> SQLValue
    {
        switch (function, arguments.count) {
        case ("I", 1): return try value(arguments[0])
        case ("is_missing", 1): return try missingness(arguments[0])
        case ("ifelse", 3): return try choice(arguments, whole)
        case ("count_equal", 2): return try countEqual(arguments, whole)
        case ("year", 1), ("month", 1):
            let day = try day(arguments[0])
            return SQLValue(.number, dialect.part(function.uppercased(), ofDay: day))
        case ("age_at", 2): return try age(arguments)
        case (_, 1):
            let inner = try number(arguments[0])
            guard let text = dialect.function(function, of: inner.text) else { break }
            return SQLValue(.number, "(\(text))")
        default: break
        }
        throw refusal(whole, "there is no such function.")
    }

    private func binary(
        _ symbol: Expression.Operator, _ left: Expression, _ right: Expression, whole: Expression
    ) throws(SQLRefusal) -> SQLValue {
        switch symbol {
        case .and, .or:
            let word = symbol == .and ? "AND" : "OR"
            return dialect.truth("\(try condition(left)) \(word) \(try condition(right))")
        case .contains: return try membership(left, right, whole)
        case .add, .subtract: return try sum(symbol, left, right, whole)
        case .multiply:
            return SQLValue(.number, "(\(try number(left).text) * \(try number(right).text))")
        case .divide:
            let (a, b) = (try number(left).text, try number(right))
            if let divisor = b.literalNumber, divisor != 0 {
                return SQLValue(.number, "(\(a) / \(b.text))")
            }
            return SQLValue(
                .number, "(CASE WHEN \(b.text) <> \(dialect.number(0)) THEN \(a) / \(b.text) END)")
        case .power:
            let (a, b) = (try number(left), try number(right))
            return SQLValue(
                .number, "(\(dialect.power(a.text, b.text, literal: b.literalNumber)))")
        case .interact: throw refusal(whole, "a range of columns is no value.")
        default: return try comparison(symbol, left, right, whole)
        }
    }

    private func sum(
        _ symbol: Expression.Operator, _ left: Expression, _ right: Expression, _ whole: Expression
    ) throws(SQLRefusal) -> SQLValue {
        var (a, b) = (try value(left), try value(right))
        if case .literal(let text) = a.kind, b.kind == .date { a = try date(text, left) }
        if case .literal(let text) = b.kind, a.kind == .date { b = try date(text, right) }
        guard a.isNumeric, b.isNumeric else { throw refusal(whole, "arithmetic needs numbers.") }
        let text = "(\(a.text) \(symbol.rawValue) \(b.text))"
        let isDate = (a.kind == .date) != (b.kind == .date)
        guard isDate else { return SQLValue(.number, text) }
        let (range, day) = (CalendarDay.range, "FLOOR(\(text))")
        return SQLValue(
            .date,
            "(CASE WHEN \(day) BETWEEN \(dialect.number(Double(range.lowerBound))) AND "
                + "\(dialect.number(Double(range.upperBound))) THEN \(day) END)")
    }

    /// A day as its count; of a moment the day in which it falls.
    private func day(_ expression: Expression) throws(SQLRefusal) -> String {
        let found = try value(expression)
        if case .literal(let text) = found.kind { return try date(text, expression).text }
        guard found.kind == .date else { throw refusal(expression, "it is no date.") }
        return found.text
    }

    /// A date in quotes.
    func date(_ text: String, _ place: Expression) throws(SQLRefusal) -> SQLValue {
        guard let day = CalendarDay.dayNumber(text) else {
            throw refusal(place, "it is no date.")
        }
        return SQLValue(.date, dialect.number(day))
    }

    private func age(_ arguments: [Expression]) throws(SQLRefusal) -> SQLValue {
        let (day, birth) = (try day(arguments[0]), try day(arguments[1]))
        // 20240229 and the like: a birthday has been where the last four digits are as many or more.
        func digits(_ day: String) -> String {
            "(\(dialect.part("YEAR", ofDay: day)) * \(dialect.number(10_000)) + "
                + "\(dialect.part("MONTH", ofDay: day)) * \(dialect.number(100)) + "
                + "\(dialect.part("DAY", ofDay: day)))"
        }
        return SQLValue(
            .number,
            "(CASE WHEN \(birth) <= \(day) THEN FLOOR((\(digits(day)) - \(digits(birth))) / "
                + "\(dialect.number(10_000))) END)")
    }
}

extension CalendarDay {
    /// The count of a date written as 2024-05-31; nil for any other text.
    static func dayNumber(_ text: String) -> Double? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2] else {
            return nil
        }
        return daysSinceEpoch(year: year, month: month, day: day).map(Double.init)
    }
}
