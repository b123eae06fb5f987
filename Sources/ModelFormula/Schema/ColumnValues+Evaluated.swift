import Tables

/// What an expression comes to: one value a row, or one value for all rows.
enum EvaluatedValues {
    /// What numbers stand for.
    enum NumberKind {
        case number
        /// 0 or 1.
        case truth
        /// Days since 1970-01-01.
        case date
    }

    /// A number a row, NaN where it is missing.
    case numbers([Double], NumberKind)
    /// A level a row, -1 where it is missing.
    case codes([Int32], levels: [String])
    /// A number for all rows.
    case number(Double, NumberKind)
    /// A text for all rows.
    case text(String)

    /// The words for its kind in a message.
    var kindName: String {
        switch self {
        case .numbers(_, .number), .number(_, .number): "a number"
        case .numbers(_, .truth), .number(_, .truth): "true or false"
        case .numbers(_, .date), .number(_, .date): "a date"
        case .codes: "a category"
        case .text: "a text"
        }
    }
}

extension Column {
    /// This column as the values of an expression.
    var evaluated: EvaluatedValues {
        switch values {
        case .integer(let integers):
            .numbers(present(integers.reals), .number)
        case .real(let reals):
            .numbers(present(reals), .number)
        case .boolean(let booleans):
            .numbers(numbers(booleans) { $0 ? 1 : 0 }, .truth)
        case .date(let days):
            .numbers(numbers(days) { Double($0) }, .date)
        case .category(let categories):
            .codes(codes(categories), levels: categories.levels)
        }
    }

    private func present(_ values: [Double]) -> [Double] {
        validity.isComplete ? values : values.indices.map { validity[$0] ? values[$0] : .nan }
    }

    private func numbers<Value>(_ values: [Value], _ convert: (Value) -> Double) -> [Double] {
        values.indices.map { validity[$0] ? convert(values[$0]) : .nan }
    }

    private func codes(_ categories: Categories) -> [Int32] {
        var codes = [Int32](repeating: -1, count: count)
        categories.codes.copy(0..<count, into: &codes)
        if !validity.isComplete {
            for row in 0..<count where !validity[row] { codes[row] = -1 }
        }
        return codes
    }
}
