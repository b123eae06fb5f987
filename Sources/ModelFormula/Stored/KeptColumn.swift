import Tables

/// A column of the data that is kept beside what a formula makes of it, and how it is written as numbers.
struct KeptColumn: Sendable {
    let name: String
    let kind: ColumnKind
    /// The levels of a category, in order; those of the whole data.
    private let levels: [String]

    init(_ column: Column) {
        name = column.name
        kind = column.kind
        guard case .category(let categories) = column.values else {
            levels = []
            return
        }
        levels = categories.levels
    }

    /// Numbers and days as they are, NaN where there is none; codes and truth values as 1 and more, 0
    /// where there is none.
    static func numbers(of column: Column, at rows: [Int]) -> [Double] {
        switch column.evaluated {
        case .numbers(let numbers, .truth):
            rows.map { numbers[$0].isNaN ? 0 : numbers[$0] + 1 }
        case .numbers(let numbers, _): rows.map { numbers[$0] }
        case .codes(let codes, _): rows.map { Double(codes[$0] + 1) }
        case .number(let number, _): rows.map { _ in number }
        case .text: rows.map { _ in 1 }
        }
    }

    /// The column that some numbers were written of.
    func column(_ numbers: [Double]) -> Column {
        let isNumbered = kind == .integer || kind == .real || kind == .date
        let validity = ValidityMask(numbers.map { isNumbered ? !$0.isNaN : $0 > 0 })
        let values: ColumnValues
        switch kind {
        case .integer, .real:
            values = .real(numbers.map { $0.isNaN ? 0 : $0 })
        case .date:
            values = .date(numbers.map { $0.isNaN ? 0 : Int32($0) })
        case .boolean:
            values = .boolean(numbers.map { $0 == 2 })
        case .category:
            values = .category(
                Categories(
                    codes: numbers.map { $0 > 0 ? UInt32($0) - 1 : 0 }, orderedLevels: levels))
        }
        return Column(name: name, values: values, validity: validity)
    }
}
