import Tables

extension Evaluator {
    func comparison(
        _ symbol: Expression.Operator, _ left: Expression, _ right: Expression, whole: Expression
    ) throws(FormulaError) -> EvaluatedValues {
        let (a, b) = (try values(left), try values(right))
        switch (a, b) {
        case (.codes(let codes, let levels), .text(let text)):
            return try compare(codes, levels, symbol, text, column: left, literal: right)
        case (.text(let text), .codes(let codes, let levels)):
            return try compare(codes, levels, symbol, text, column: right, literal: left)
        case (.codes(let x, let xLevels), .codes(let y, let yLevels)):
            try requireEquality(symbol, left)
            let codeOf = Dictionary(
                yLevels.enumerated().map { ($1, Int32($0)) }, uniquingKeysWith: { a, _ in a })
            let same = xLevels.map { codeOf[$0] ?? -2 }
            return .numbers(
                x.indices.map { row in
                    if x[row] < 0 || y[row] < 0 { return .nan }
                    return (same[Int(x[row])] == y[row]) == (symbol == .equal) ? 1 : 0
                }, .truth)
        case (.numbers(_, .date), .text(let text)):
            return try numbers(symbol, a, try day(text, right))
        case (.text(let text), .numbers(_, .date)):
            return try numbers(symbol, try day(text, left), b)
        case (.codes, _), (_, .codes), (.text, _), (_, .text):
            let (place, other, kind) =
                if case .text = b { (right, left, a.kindName) } else { (left, right, b.kindName) }
            throw FormulaError(
                .typeMismatch, "\"\(other)\" is \(kind) and cannot be compared with \"\(place)\".",
                hint: "Numbers compare with numbers (age > 15), categories with text in quotes "
                    + "(ward == \"Byker\").", at: whole.position)
        default:
            if a.isDate != b.isDate { throw dateAndNumber(a.isDate ? left : right, whole) }
            return try numbers(symbol, a, b)
        }
    }

    /// A date is a count of days inside, and a year written as a number is none.
    func dateAndNumber(_ date: Expression, _ whole: Expression) -> FormulaError {
        FormulaError(
            .typeMismatch, "\"\(date)\" is a date, and the other side a number.",
            hint: "As in \(date) >= \"2024-05-31\", or year(\(date)) >= 2024.", at: whole.position)
    }

    private func numbers(
        _ symbol: Expression.Operator, _ a: EvaluatedValues, _ b: EvaluatedValues
    ) throws(FormulaError) -> EvaluatedValues {
        let test: (Double, Double) -> Bool =
            switch symbol {
            case .equal: { $0 == $1 }
            case .notEqual: { $0 != $1 }
            case .less: { $0 < $1 }
            case .lessOrEqual: { $0 <= $1 }
            case .greater: { $0 > $1 }
            default: { $0 >= $1 }
            }
        let compare = { (x: Double, y: Double) -> Double in
            x.isNaN || y.isNaN ? .nan : test(x, y) ? 1 : 0
        }
        switch (a, b) {
        case (.numbers(let x, _), .numbers(let y, _)):
            return .numbers(x.indices.map { compare(x[$0], y[$0]) }, .truth)
        case (.numbers(let x, _), .number(let y, _)):
            return .numbers(x.map { compare($0, y) }, .truth)
        case (.number(let x, _), .numbers(let y, _)):
            return .numbers(y.map { compare(x, $0) }, .truth)
        case (.number(let x, _), .number(let y, _)):
            return .number(compare(x, y), .truth)
        default: preconditionFailure("only numbers arrive here")
        }
    }

    func day(_ text: String, _ place: Expression) throws(FormulaError) -> EvaluatedValues {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        if parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2],
            let days = CalendarDay.daysSinceEpoch(year: year, month: month, day: day)
        {
            return .number(Double(days), .date)
        }
        throw FormulaError(
            .typeMismatch, "\"\(text)\" is no date.", hint: "A date is written \"2024-05-31\".",
            at: place.position)
    }

    private func requireEquality(_ symbol: Expression.Operator, _ place: Expression)
        throws(FormulaError)
    {
        guard symbol == .equal || symbol == .notEqual else {
            throw FormulaError(
                .typeMismatch, "\"\(place)\" is a category, which has no order.",
                hint: "Use == or !=, or list the levels: ward %in% c(\"Byker\", \"Walker\").",
                at: place.position)
        }
    }

    private func compare(
        _ codes: [Int32], _ levels: [String], _ symbol: Expression.Operator, _ text: String,
        column: Expression, literal: Expression
    ) throws(FormulaError) -> EvaluatedValues {
        try requireEquality(symbol, column)
        let wanted = try code(of: text, levels, column: column, literal: literal)
        return .numbers(
            codes.map { $0 < 0 ? .nan : ($0 == wanted) == (symbol == .equal) ? 1 : 0 }, .truth)
    }

    /// The code of a level; -2 where new data have no such level.
    private func code(
        of text: String, _ levels: [String], column: Expression, literal: Expression
    ) throws(FormulaError) -> Int32 {
        if let index = levels.firstIndex(of: text) { return Int32(index) }
        guard isLearning else { return -2 }
        // A column with very many levels may hold names or ids, which are not to be repeated.
        let hint = levels.count <= 50 ? NearestNames.hint(for: text, among: levels) : nil
        throw FormulaError(
            .unknownLevel, "\"\(column)\" never is \"\(text)\".", hint: hint, at: literal.position)
    }

    // MARK: Membership and counting

    func membership(_ left: Expression, _ right: Expression, whole: Expression)
        throws(FormulaError) -> EvaluatedValues
    {
        let items: [Expression]
        switch right.unwrapped.node {
        case .call("c", let arguments): items = arguments.map(\.value)
        case .text, .number: items = [right.unwrapped]
        default:
            throw FormulaError(
                .syntax, "The right side of %in% lists values.",
                hint: "As in ward %in% c(\"Byker\", \"Walker\").", at: right.position)
        }
        guard !items.isEmpty else {
            throw FormulaError(.syntax, "The list is empty.", at: right.position)
        }
        var result = [Double](repeating: 0, count: table.rowCount)
        for item in items {
            guard
                case .numbers(let equal, _) = try comparison(.equal, left, item, whole: whole)
            else {
                throw FormulaError(
                    .typeMismatch, "\"\(left)\" is not a column.", at: left.position)
            }
            // A missing value stays missing whichever item it is compared with.
            for row in result.indices {
                result[row] = equal[row].isNaN ? .nan : max(result[row], equal[row])
            }
        }
        return .numbers(result, .truth)
    }

    /// How many of some columns equal a value, for each row.
    func countEqual(_ arguments: [Expression.Argument], whole: Expression)
        throws(FormulaError) -> EvaluatedValues
    {
        guard arguments.count == 2, arguments.allSatisfy({ $0.name == nil }) else {
            throw FormulaError(
                .syntax, "count_equal() takes columns and a value.",
                hint: "As in count_equal(Jul.93:Jun.99, \"joblessness\").", at: whole.position)
        }
        let names = try ColumnReferences(columns: table.names).range(arguments[0].value)
        var counts = [Double](repeating: 0, count: table.rowCount)
        var isKnown = false
        var firstError: FormulaError?
        for name in names {
            let column = Expression(node: .name(name), position: arguments[0].value.position)
            do {
                guard
                    case .numbers(let equal, _) = try comparison(
                        .equal, column, arguments[1].value, whole: whole)
                else { continue }
                isKnown = true
                for row in counts.indices { counts[row] += equal[row] }
            } catch  where error.code == .unknownLevel {
                // One month may lack a level that others have: it counts 0 of it.
                firstError = firstError ?? error
                if case .codes(let codes, _) = try values(column) {
                    for row in counts.indices where codes[row] < 0 { counts[row] = .nan }
                }
            }
        }
        if !isKnown, let firstError { throw firstError }
        return .numbers(counts, .number)
    }
}
