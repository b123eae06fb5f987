/// The rows of a table found by the values of its key columns.
///
/// Every column's distinct values are numbered, and pairs of numbers are numbered again, so that a
/// key of any width is one whole number and no text is made for any row.
struct KeyIndex {
    private let values: [ValueIndex]
    /// For each column after the first: the number of a pair, by both of its parts in one.
    private let pairs: [[Int: Int]]
    /// The row of each key; where a key stands in several rows, the first.
    private let rowOfKey: [Int]
    /// Rows whose key has every part.
    let completeRows: Int
    /// How many keys stand in more than one row.
    let repeatedKeys: Int
    /// The rows in which these stand.
    let rowsOfRepeatedKeys: Int

    /// Numbers the keys of a table.
    init(_ columns: [Column], rowCount: Int) {
        var values: [ValueIndex] = []
        var pairs: [[Int: Int]] = []
        var codes: [Int] = []
        var count = 0
        for (place, column) in columns.enumerated() {
            let (index, own) = ValueIndex.numbering(column)
            values.append(index)
            guard place > 0 else {
                (codes, count) = (own, index.count)
                continue
            }
            var numberOfPair: [Int: Int] = [:]
            for row in 0..<rowCount {
                guard codes[row] >= 0, own[row] >= 0 else {
                    codes[row] = -1
                    continue
                }
                let pair = codes[row] * index.count + own[row]
                if let number = numberOfPair[pair] {
                    codes[row] = number
                } else {
                    codes[row] = numberOfPair.count
                    numberOfPair[pair] = codes[row]
                }
            }
            count = numberOfPair.count
            pairs.append(numberOfPair)
        }
        var rowOfKey = [Int](repeating: -1, count: count)
        var rowsOfKey = [Int](repeating: 0, count: count)
        for row in 0..<rowCount where codes[row] >= 0 {
            if rowsOfKey[codes[row]] == 0 { rowOfKey[codes[row]] = row }
            rowsOfKey[codes[row]] += 1
        }
        self.values = values
        self.pairs = pairs
        self.rowOfKey = rowOfKey
        completeRows = rowsOfKey.reduce(0, +)
        repeatedKeys = rowsOfKey.reduce(0) { $0 + ($1 > 1 ? 1 : 0) }
        rowsOfRepeatedKeys = rowsOfKey.reduce(0) { $0 + ($1 > 1 ? $1 : 0) }
    }

    /// The row whose key each row of other columns has: -1 where there is none, -2 where a part of
    /// the key is missing.
    func rows(of columns: [Column], rowCount: Int) -> [Int] {
        var codes: [Int] = []
        for (place, column) in columns.enumerated() {
            let own = values[place].numbers(of: column)
            guard place > 0 else {
                codes = own
                continue
            }
            for row in 0..<rowCount {
                if codes[row] == -2 || own[row] == -2 {
                    codes[row] = -2
                } else if codes[row] >= 0, own[row] >= 0 {
                    codes[row] = pairs[place - 1][codes[row] * values[place].count + own[row]] ?? -1
                } else {
                    codes[row] = -1
                }
            }
        }
        for row in 0..<rowCount where codes[row] >= 0 { codes[row] = rowOfKey[codes[row]] }
        return codes
    }
}

/// The distinct values of a column by number.
///
/// Numbers equal numbers whether whole or decimal, and texts equal texts. Values of kinds that
/// cannot be equal are compared as they are written.
struct ValueIndex {
    private var numberOfText: [String: Int] = [:]
    private var numberOfWhole: [Int64: Int] = [:]
    private var numberOfReal: [UInt64: Int] = [:]
    private let kind: ColumnKind
    /// How many distinct values there are.
    private(set) var count = 0
    /// The values as they are written, made where another kind is looked up.
    private var texts: [String: Int] {
        if kind == .category { return numberOfText }
        var texts: [String: Int] = [:]
        for (whole, number) in numberOfWhole { texts[Self.text(whole, kind)] = number }
        for (bits, number) in numberOfReal {
            texts[Double(bitPattern: bits).description] = number
        }
        return texts
    }

    /// Numbers the values of a column: the index, and for each row its number, -1 where missing.
    static func numbering(_ column: Column) -> (index: ValueIndex, codes: [Int]) {
        var index = ValueIndex(kind: column.kind)
        var codes = [Int](repeating: -1, count: column.count)
        if case .category(let categories) = column.values {
            for (code, level) in categories.levels.enumerated() { index.numberOfText[level] = code }
            index.count = categories.levels.count
            for row in codes.indices where column.validity[row] {
                codes[row] = categories.codes[row]
            }
            return (index, codes)
        }
        for row in codes.indices where column.validity[row] {
            codes[row] = index.number(adding: Scalar(column, row))
        }
        return (index, codes)
    }

    private init(kind: ColumnKind) { self.kind = kind }

    /// A value that is no text: a whole number, as far as 64 bits hold it, else the bits of a
    /// decimal one.
    private enum Scalar {
        case whole(Int64)
        case real(UInt64)

        init(_ column: Column, _ row: Int) {
            switch column.values {
            case .integer(let values): self = .whole(values[row])
            case .real(let values):
                self =
                    Int64(exactly: values[row]).map { .whole($0) } ?? .real(values[row].bitPattern)
            case .boolean(let values): self = .whole(values[row] ? 1 : 0)
            case .date(let values): self = .whole(Int64(values[row]))
            case .category: self = .whole(0)
            }
        }
    }

    private func number(_ scalar: Scalar) -> Int? {
        switch scalar {
        case .whole(let value): numberOfWhole[value]
        case .real(let bits): numberOfReal[bits]
        }
    }

    private mutating func number(adding scalar: Scalar) -> Int {
        if let number = number(scalar) { return number }
        switch scalar {
        case .whole(let value): numberOfWhole[value] = count
        case .real(let bits): numberOfReal[bits] = count
        }
        count += 1
        return count - 1
    }

    /// Whether two kinds have values that can be equal.
    static func areComparable(_ a: ColumnKind, _ b: ColumnKind) -> Bool {
        let numbers: Set<ColumnKind> = [.integer, .real]
        return a == b || numbers.contains(a) && numbers.contains(b)
    }

    /// The number of each row's value: -1 where this index does not have it, -2 where it is missing.
    func numbers(of column: Column) -> [Int] {
        var numbers = [Int](repeating: -2, count: column.count)
        if case .category(let categories) = column.values {
            let known = texts
            let numberOfLevel = categories.levels.map { known[$0] ?? -1 }
            for row in numbers.indices where column.validity[row] {
                numbers[row] = numberOfLevel[categories.codes[row]]
            }
        } else if Self.areComparable(kind, column.kind) {
            for row in numbers.indices where column.validity[row] {
                numbers[row] = number(Scalar(column, row)) ?? -1
            }
        } else {
            let known = texts
            for row in numbers.indices where column.validity[row] {
                let text =
                    switch Scalar(column, row) {
                    case .whole(let value): Self.text(value, column.kind)
                    case .real(let bits): Double(bitPattern: bits).description
                    }
                numbers[row] = known[text] ?? -1
            }
        }
        return numbers
    }

    private static func text(_ whole: Int64, _ kind: ColumnKind) -> String {
        switch kind {
        case .boolean: whole == 0 ? "false" : "true"
        case .date: CalendarDay.text(Int32(truncatingIfNeeded: whole))
        default: String(whole)
        }
    }
}
