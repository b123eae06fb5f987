import Tables

extension Evaluator {
    /// A sum or a difference: of numbers, of a date and days (a date), of two dates (days).
    func sum(
        _ symbol: Expression.Operator, _ left: Expression, _ right: Expression, whole: Expression
    ) throws(FormulaError) -> EvaluatedValues {
        var (a, b) = (try values(left), try values(right))
        if case .text(let text) = a, b.isDate { a = try day(text, left) }
        if case .text(let text) = b, a.isDate { b = try day(text, right) }
        let isSum = symbol == .add
        let apply: (Double, Double) -> Double = isSum ? { $0 + $1 } : { $0 - $1 }
        let result: EvaluatedValues?
        switch (a.isDate, b.isDate) {
        case (true, true):
            guard !isSum else {
                throw FormulaError(
                    .typeMismatch, "Two dates have no sum.",
                    hint: "The days between them are their difference: closed - opened.",
                    at: whole.position)
            }
            result = EvaluatedValues.combining(a, b, .number, apply)
        case (false, false): result = EvaluatedValues.combining(a, b, .number, apply)
        case (false, true) where !isSum:
            throw FormulaError(
                .typeMismatch, "A date cannot be taken from a number.",
                hint: "A number of days is added to a date, or taken from it: opened + 28.",
                at: whole.position)
        default:
            result = EvaluatedValues.combining(a, b, .date) { Self.dayOrMissing(apply($0, $1)) }
        }
        if let result { return result }
        throw a.isNumeric ? needsNumbers(right, b) : needsNumbers(left, a)
    }

    /// The day in which a moment falls; NaN beyond the years 1 to 9999.
    private static func dayOrMissing(_ moment: Double) -> Double {
        let day = moment.rounded(.down)
        let range = CalendarDay.range
        return day >= Double(range.lowerBound) && day <= Double(range.upperBound) ? day : .nan
    }

    /// A day as its count from 1970-01-01; nil where there is none.
    private static func dayNumber(_ value: Double) -> Int32? {
        let day = dayOrMissing(value)
        return day.isNaN ? nil : Int32(day)
    }

    /// An expression that is a date for each row, or a date in quotes.
    private func dates(_ expression: Expression, for function: String) throws(FormulaError)
        -> EvaluatedValues
    {
        let found = try values(expression)
        if case .text(let text) = found { return try day(text, expression) }
        if found.isDate { return found }
        // A column without a value is of no kind.
        if case .codes(_, levels: []) = found { return .number(.nan, .date) }
        throw FormulaError(
            .typeMismatch, "\"\(expression)\" is \(found.kindName); \(function)() takes a date.",
            hint: "A date is a column of dates, or written \"2024-05-31\".",
            at: expression.position)
    }

    /// The year or the month of a date.
    func part(
        _ arguments: [Expression.Argument], whole: Expression,
        _ part: @escaping ((year: Int, month: Int, day: Int)) -> Int
    ) throws(FormulaError) -> EvaluatedValues {
        guard case .call(let function, _) = whole.node, arguments.count == 1,
            arguments[0].name == nil
        else {
            throw FormulaError(
                .syntax, "year() and month() take one date.", hint: "As in year(opened).",
                at: whole.position)
        }
        let of = { (value: Double) -> Double in
            Self.dayNumber(value).map { Double(part(CalendarDay.parts($0))) } ?? .nan
        }
        switch try dates(arguments[0].value, for: function) {
        case .numbers(let days, _): return .numbers(days.map(of), .number)
        case .number(let day, _): return .number(of(day), .number)
        default: preconditionFailure("dates are numbers")
        }
    }

    /// Completed years from a date of birth to a date; missing where the birth comes after it.
    func age(_ arguments: [Expression.Argument], whole: Expression) throws(FormulaError)
        -> EvaluatedValues
    {
        guard (1...2).contains(arguments.count), arguments.allSatisfy({ $0.name == nil }) else {
            throw FormulaError(
                .syntax, "age_at() takes a date and a date of birth.",
                hint: "As in age_at(\"2024-09-01\", dob).", at: whole.position)
        }
        let date = try dates(arguments[0].value, for: "age_at")
        let birth =
            arguments.count == 2
            ? try dates(arguments[1].value, for: "age_at")
            : try BirthDates.column(of: table, at: whole.position).evaluated
        let age = EvaluatedValues.combining(date, birth, .number) { day, birth in
            guard let day = Self.dayNumber(day), let birth = Self.dayNumber(birth) else {
                return .nan
            }
            return CalendarDay.completedYears(from: birth, to: day).map(Double.init) ?? .nan
        }
        guard let age else { preconditionFailure("dates are numbers") }
        return age
    }
}

/// Finds the column of dates of birth, which `age_at(date)` leaves unsaid.
enum BirthDates {
    /// The only column of dates whose name says birth.
    ///
    /// - Throws: `FormulaError` where there is none, or more than one.
    static func column(of table: Table, at position: Int) throws(FormulaError) -> Column {
        let named = table.columns.filter { saysBirth($0.name) }
        let found = named.filter { $0.kind == .date }
        // Dates that could not be read as such may be the ones that are meant.
        let unread = named.first { $0.kind != .date && saysDateOfBirth($0.name) }
        if let unread, !found.isEmpty {
            throw FormulaError(
                .unknownColumn,
                "\"\(unread.name)\" says birth as \"\(found[0].name)\" does, and was not read as "
                    + "dates.",
                hint: "Name the one that is meant: age_at(\"2024-09-01\", \(found[0].name)). "
                    + "casewise describe tells why the other is no date.", at: position)
        }
        if found.count == 1 { return found[0] }
        let example = "Name it: age_at(\"2024-09-01\", \(found.first?.name ?? "dob"))."
        if found.count > 1 {
            let names = found.prefix(5).map { "\"\($0.name)\"" }.joined(separator: ", ")
            throw FormulaError(
                .unknownColumn,
                "\(found.count) columns could be the date of birth: \(names).", hint: example,
                at: position)
        }
        if let other = named.first {
            throw FormulaError(
                .unknownColumn,
                "No column of dates has a name that says birth; \"\(other.name)\" was read as "
                    + "\(other.kind.rawValue).",
                hint: "\(example) Or read it as dates: --type \(other.name)=date.", at: position)
        }
        let dates = table.columns.filter { $0.kind == .date }.prefix(5).map { "\"\($0.name)\"" }
        throw FormulaError(
            .unknownColumn, "No column of dates has a name that says birth.",
            hint: example
                + (dates.isEmpty
                    ? " There is no column of dates."
                    : " Columns of dates: \(dates.joined(separator: ", "))."),
            at: position)
    }

    /// Whether a name says the day of birth, and not its place or the weight at it.
    private static func saysDateOfBirth(_ name: String) -> Bool {
        let words = words(of: name)
        return words.contains { ["dob", "birthdate", "birthday"].contains($0) }
            || words.contains("date") && words.contains("birth")
            || ["dob", "dateofbirth", "birthdate"].contains(words.joined())
    }

    /// Whether a name says birth: one of its words is dob, born, birth, birthdate or birthday, or
    /// all of it is "date of birth" in one word.
    static func saysBirth(_ name: String) -> Bool {
        let words = Self.words(of: name)
        return words.contains { ["dob", "born", "birth", "birthdate", "birthday"].contains($0) }
            || ["dob", "dateofbirth", "birthdate"].contains(words.joined())
    }

    /// The words of a name in lower case: `ChildDOB`, `child_dob` and `child dob` have two.
    private static func words(of name: String) -> [String] {
        var words = [""]
        var before: Character?
        for character in name {
            if !character.isLetter {
                words.append("")
            } else {
                if character.isUppercase, before?.isLowercase == true { words.append("") }
                words[words.count - 1] += character.lowercased()
            }
            before = character
        }
        return words.filter { !$0.isEmpty }
    }
}

extension Expression {
    /// This expression with every `age_at(date)` naming the column of dates of birth, so that names
    /// and saved models say which column was meant.
    func namingBirthDates(in table: Table) throws(FormulaError) -> Expression {
        let changed: Node
        switch node {
        case .name, .number, .text, .dot: return self
        case .call(let function, let arguments):
            var list: [Argument] = []
            for argument in arguments {
                list.append(
                    Argument(
                        name: argument.name, value: try argument.value.namingBirthDates(in: table)))
            }
            if function == "age_at", arguments.count == 1, arguments[0].name == nil {
                let birth = try BirthDates.column(of: table, at: position)
                list.append(
                    Argument(
                        name: nil, value: Expression(node: .name(birth.name), position: position)))
            }
            changed = .call(function, list)
        case .negative(let operand): changed = .negative(try operand.namingBirthDates(in: table))
        case .not(let operand): changed = .not(try operand.namingBirthDates(in: table))
        case .parentheses(let inner):
            changed = .parentheses(try inner.namingBirthDates(in: table))
        case .binary(let symbol, let left, let right):
            changed = .binary(
                symbol, try left.namingBirthDates(in: table),
                try right.namingBirthDates(in: table))
        }
        return Expression(node: changed, position: position)
    }
}

extension Formula {
    /// This formula with every `age_at(date)` naming the column of dates of birth.
    public func namingBirthDates(in table: Table) throws(FormulaError) -> Formula {
        guard source.contains("age_at") else { return self }
        return Formula(
            outcome: try outcome.map { side throws(FormulaError) in
                try side.namingBirthDates(in: table)
            },
            predictors: try predictors.namingBirthDates(in: table), source: source)
    }
}
