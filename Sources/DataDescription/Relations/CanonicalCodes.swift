import Tables

/// The values of a column numbered in the order in which they first appear.
///
/// Two columns have the same numbers row by row where, and only where, each value of one always
/// stands beside the same value of the other. A missing value counts as one more.
struct CanonicalCodes {
    let codes: [UInt32]

    /// Nil for numbers and days of more than a thousand distinct values.
    init?(_ column: Column, runs: NumberRuns?) {
        var codes = [UInt32](repeating: 0, count: column.count)
        var numbering = Numbering(count: 0)
        func number(count: Int, _ place: (Int) -> Int) {
            numbering = Numbering(count: count + 1)
            let isComplete = column.validity.isComplete
            for row in codes.indices {
                let isMissing = !isComplete && !column.validity[row]
                codes[row] = numbering.code(of: isMissing ? count : place(row))
            }
        }
        switch column.values {
        case .category(let categories):
            let count = categories.levels.count
            switch categories.codes {
            case .narrow(let levels): number(count: count) { Int(levels[$0]) }
            case .medium(let levels): number(count: count) { Int(levels[$0]) }
            case .wide(let levels): number(count: count) { Int(levels[$0]) }
            }
        case .boolean(let truths): number(count: 2) { truths[$0] ? 1 : 0 }
        case .integer(let numbers):
            // Beyond 2⁵³ a decimal number cannot tell neighbours apart.
            guard let runs, runs.values.count <= Self.most,
                runs.values.allSatisfy({ abs($0) < 9e15 })
            else { return nil }
            number(count: runs.values.count) { runs.place(of: Double(numbers[$0])) }
        case .real(let numbers):
            guard let runs, runs.values.count <= Self.most else { return nil }
            number(count: runs.values.count) { runs.place(of: numbers[$0]) }
        case .date(let days):
            guard let runs, runs.values.count <= Self.most else { return nil }
            number(count: runs.values.count) { runs.place(of: Double(days[$0])) }
        }
        self.codes = codes
    }

    private static let most = 1000

    /// A hash of the numbers.
    var hash: UInt64 {
        var hash: UInt64 = 0
        for code in codes { hash = mixed(hash, UInt64(code)) }
        return hash
    }

    /// Numbers places in the order in which they are asked for.
    private struct Numbering {
        private var codes: [UInt32]
        private var next: UInt32 = 1

        init(count: Int) { codes = [UInt32](repeating: 0, count: count) }

        mutating func code(of place: Int) -> UInt32 {
            if codes[place] == 0 {
                codes[place] = next
                next += 1
            }
            return codes[place]
        }
    }

    /// A hash of the values themselves: numbers by their size, so that 1 and 1.0 are equal; text by
    /// its bytes.
    static func valueHash(_ column: Column) -> UInt64 {
        var hash: UInt64 = 0
        let isComplete = column.validity.isComplete
        func each(_ key: (Int) -> UInt64) {
            for row in 0..<column.count {
                hash = mixed(hash, isComplete || column.validity[row] ? key(row) : missingKey)
            }
        }
        switch column.values {
        case .integer(let numbers):
            switch numbers {
            case .int8(let values): each { numberKey(Double(values[$0])) }
            case .int16(let values): each { numberKey(Double(values[$0])) }
            case .int32(let values): each { numberKey(Double(values[$0])) }
            // Beyond 2⁵³ a decimal number cannot tell neighbours apart.
            case .int64(let values):
                each { row in
                    let value = values[row]
                    return value.magnitude < 1 << 53
                        ? numberKey(Double(value)) : mixed(3, UInt64(bitPattern: value))
                }
            }
        case .real(let values): each { numberKey(values[$0]) }
        case .boolean(let truths): each { truths[$0] ? 11 : 12 }
        case .date(let days): each { mixed(5, UInt64(UInt32(bitPattern: days[$0]))) }
        case .category(let categories):
            let keys = categories.levels.map(textKey)
            guard !keys.isEmpty else {
                each { _ in missingKey }
                break
            }
            switch categories.codes {
            case .narrow(let codes): each { keys[Int(codes[$0])] }
            case .medium(let codes): each { keys[Int(codes[$0])] }
            case .wide(let codes): each { keys[Int(codes[$0])] }
            }
        }
        return hash
    }

    private static let missingKey: UInt64 = 0x6d69_7373_696e_6721

    private static func numberKey(_ value: Double) -> UInt64 {
        (value == 0 ? 0.0 : value).bitPattern
    }

    private static func textKey(_ text: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return mixed(7, hash)
    }
}

/// Adds a key to a hash, so that order counts (the finaliser of SplitMix64; Steele, Lea and Flood
/// 2014).
func mixed(_ hash: UInt64, _ key: UInt64) -> UInt64 {
    var bits = (hash &* 0x9E37_79B9_7F4A_7C15) ^ key
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
}

extension NumberRuns {
    /// The place of a value among the distinct ones, by halving.
    func place(of value: Double) -> Int {
        var low = 0
        var high = values.count - 1
        while low < high {
            let middle = (low + high) / 2
            if values[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
