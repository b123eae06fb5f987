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

    /// Whether these are numbers, truth values or dates.
    var isNumeric: Bool {
        switch self {
        case .numbers, .number: true
        case .codes, .text: false
        }
    }

    /// Whether these are dates.
    var isDate: Bool {
        switch self {
        case .numbers(_, .date), .number(_, .date): true
        default: false
        }
    }

    /// Whether a row has no value.
    func isMissing(_ row: Int) -> Bool {
        switch self {
        case .numbers(let numbers, _): numbers[row].isNaN
        case .number(let number, _): number.isNaN
        case .codes(let codes, _): codes[row] < 0
        case .text: false
        }
    }

    /// A function of two numbers, row by row; nil where one of the operands is none.
    static func combining(
        _ a: EvaluatedValues, _ b: EvaluatedValues, _ kind: NumberKind,
        _ apply: (Double, Double) -> Double
    ) -> EvaluatedValues? {
        switch (a, b) {
        case (.numbers(let x, _), .numbers(let y, _)):
            .numbers(x.indices.map { apply(x[$0], y[$0]) }, kind)
        case (.numbers(let x, _), .number(let y, _)): .numbers(x.map { apply($0, y) }, kind)
        case (.number(let x, _), .numbers(let y, _)): .numbers(y.map { apply(x, $0) }, kind)
        case (.number(let x, _), .number(let y, _)): .number(apply(x, y), kind)
        default: nil
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
