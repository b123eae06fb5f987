/// Rows of a table, ascending, and whether they are all of them: then a column is taken as it lies.
struct RowSelection {
    let rows: [Int]
    let isWhole: Bool

    var count: Int { rows.count }

    /// A column at these rows.
    func of<Value>(_ column: [Value]) -> [Value] {
        isWhole ? column : rows.map { column[$0] }
    }

    /// The rows among these for which something holds.
    func filter(_ holds: (Int) -> Bool) -> RowSelection {
        let kept = rows.filter(holds)
        return RowSelection(rows: kept, isWhole: isWhole && kept.count == rows.count)
    }

    /// How many of these rows have each code from 0.
    func counts(of codes: [Int32], levels: Int) -> [Int] {
        var counts = [Int](repeating: 0, count: levels)
        guard isWhole, levels < 1 << 16 else {
            for row in rows { counts[Int(codes[row])] += 1 }
            return counts
        }
        // Equal codes that follow each other wait for one another; those of four runs do not.
        var parts = [Int32](repeating: 0, count: levels * 4)
        parts.withUnsafeMutableBufferPointer { parts in
            codes.withUnsafeBufferPointer { codes in
                let quarter = codes.count / 4
                for k in 0..<quarter {
                    parts[Int(codes[k])] += 1
                    parts[levels + Int(codes[quarter + k])] += 1
                    parts[2 * levels + Int(codes[2 * quarter + k])] += 1
                    parts[3 * levels + Int(codes[3 * quarter + k])] += 1
                }
                for k in 4 * quarter..<codes.count { parts[Int(codes[k])] += 1 }
            }
        }
        for level in 0..<levels {
            counts[level] = (0..<4).reduce(0) { $0 + Int(parts[$1 * levels + level]) }
        }
        return counts
    }
}

extension [Double] {
    /// Whether none is NaN or infinite: the exponent of such has all its bits set.
    var areFinite: Bool {
        withUnsafeBufferPointer { numbers in
            var found: UInt64 = 0
            for number in numbers {
                found |= (number.bitPattern & 0x7FF0_0000_0000_0000) &+ 0x0010_0000_0000_0000
            }
            return found < 1 << 63
        }
    }
}

extension EvaluatedValues {
    /// Whether every row has a finite number, or a level.
    var areFinite: Bool {
        switch self {
        case .numbers(let numbers, _): numbers.areFinite
        case .number(let number, _): number.isFinite
        case .codes(let codes, _):
            codes.withUnsafeBufferPointer { codes in codes.reduce(0) { $0 | $1 } >= 0 }
        case .text: true
        }
    }
}

/// The distinct numbers of a column of whole numbers that lie close together, by counting.
struct WholeLevels {
    /// The distinct numbers, ascending.
    let values: [Int]
    /// The index of each row's number; -1 where it is NaN.
    let codes: [Int32]

    /// Numbers further apart than this are not counted.
    private static let widest = 4096.0

    /// Nil where a number is none of these.
    init?(_ numbers: [Double]) {
        var (low, high) = (Double.infinity, -Double.infinity)
        for number in numbers {
            low = number < low ? number : low
            high = number > high ? number : high
            // Most columns of numbers end here.
            guard !(high - low > Self.widest) else { return nil }
        }
        guard low <= high, abs(low) < 1e9, low == low.rounded() else { return nil }
        // Added to 2⁵², a whole number stands in the lowest bits; one that is not whole is rounded.
        let shift = 0x1p52 - low
        let places = numbers.map { Int32(truncatingIfNeeded: ($0 + shift).bitPattern & 0xFFFF) }
        var holds = [Bool](repeating: false, count: 1 << 16)
        var isWhole = true
        for (number, place) in zip(numbers, places) {
            let isNumber = !number.isNaN
            isWhole = isWhole && (!isNumber || Double(place) + low == number)
            if isNumber { holds[Int(place)] = true }
        }
        guard isWhole else { return nil }
        var code: Int32 = -1
        let codeOf = holds.map { held -> Int32 in
            code += held ? 1 : 0
            return code
        }
        let first = Int(low)
        values = holds.indices.filter { holds[$0] }.map { first + $0 }
        codes = zip(numbers, places).map { $0.isNaN ? -1 : codeOf[Int($1)] }
    }
}
