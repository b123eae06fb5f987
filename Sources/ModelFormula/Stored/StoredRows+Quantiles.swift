import Tables

extension StoredRows {
    /// Values of a column of numbers or dates at quantiles of the rows, as `Counterfactuals.quantiles` has
    /// them of rows in memory: found by five passes, each of which counts 16 bits more of the numbers'
    /// places in their order, in memory that does not grow with the rows.
    ///
    /// - Parameters:
    ///   - column: a column that was kept; none for any other.
    ///   - shares: from 0 to 1, ascending.
    public func quantiles(of column: String, _ shares: [Double]) -> [String] {
        guard let kind = kind(of: column), [.integer, .real, .date].contains(kind) else {
            return []
        }
        var search = QuantileSearch()
        forEachNumber(of: column) { search.note($0, $1) }
        guard search.isAny else { return [] }
        var found: [Double] = []
        for number in search.quantiles(shares, { forEachNumber(of: column, $0) })
        where found.last != number { found.append(number) }
        if found.count < 2 { found = search.low < search.high ? [search.low, search.high] : [] }
        return found.compactMap { Counterfactuals.text($0, isDate: kind == .date) }
    }

    /// Calls `body` with each number of a column and its weight, where both count, in order.
    private func forEachNumber(
        of column: String, _ body: (_ number: Double, _ weight: Double) -> Void
    ) {
        beginPass()
        for rows in RowChunks(rowCount: rowCount).all {
            guard let numbers = numbers(of: column, rows) else { return }
            let prior = outcomes(rows).prior
            for row in numbers.indices where !numbers[row].isNaN {
                let weight = prior?[row] ?? 1
                if weight > 0 { body(numbers[row] == 0 ? 0 : numbers[row], weight) }
            }
        }
    }
}

/// Quantiles by the bits of numbers, from the first to the last.
private struct QuantileSearch {
    private(set) var low = Double.infinity
    private(set) var high = -Double.infinity
    private var total = 0.0

    /// Whether any number was noted.
    var isAny: Bool { low <= high }

    mutating func note(_ number: Double, _ weight: Double) {
        low = min(low, number)
        high = max(high, number)
        total += weight
    }

    /// Bits in the order of the numbers that they are of.
    private static func key(_ number: Double) -> UInt64 {
        let bits = number.bitPattern
        return bits >> 63 == 1 ? ~bits : bits | 1 << 63
    }

    private static func number(_ key: UInt64) -> Double {
        Double(bitPattern: key >> 63 == 1 ? key & ~(1 << 63) : ~key)
    }

    /// The smallest number up to which lies so large a share of the weight, for each share.
    ///
    /// - Parameter numbers: lends all numbers with their weights.
    func quantiles(
        _ shares: [Double], _ numbers: ((_ number: Double, _ weight: Double) -> Void) -> Void
    ) -> [Double] {
        // Of each share the first bits of its number, and the weight of all numbers below these.
        var found = shares.map { _ in (prefix: UInt64(0), below: 0.0) }
        for shift in [48, 32, 16, 0] as [UInt64] {
            let prefixes = Set(found.map(\.prefix)).sorted()
            var weights = prefixes.map { _ in [Double](repeating: 0, count: 1 << 16) }
            numbers { number, weight in
                let bits = Self.key(number) >> shift
                for place in prefixes.indices where bits >> 16 == prefixes[place] {
                    weights[place][Int(bits & 0xFFFF)] += weight
                }
            }
            for (share, asked) in shares.enumerated() {
                guard let place = prefixes.firstIndex(of: found[share].prefix) else { continue }
                let own = weights[place]
                var (bucket, below) = (own.lastIndex { $0 > 0 } ?? 0, found[share].below)
                for candidate in 0..<bucket where own[candidate] > 0 {
                    if below + own[candidate] >= asked * total * Counterfactuals.quantileTie {
                        bucket = candidate
                        break
                    }
                    below += own[candidate]
                }
                found[share] = (found[share].prefix << 16 | UInt64(bucket), below)
            }
        }
        return found.map { Self.number($0.prefix) }
    }
}
