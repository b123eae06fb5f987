import Tables

/// The values of a column in ascending order, each with the number of rows that hold it.
struct NumberRuns {
    private(set) var values: [Double] = []
    private(set) var counts: [Int] = []
    /// How many values there are in all.
    private(set) var total = 0

    /// Runs of whole numbers; narrow ones are counted in a table and not sorted.
    init(_ integers: Integers, _ validity: ValidityMask) {
        switch integers {
        case .int8(let values): count(values, validity)
        case .int16(let values): count(values, validity)
        case .int32(let values): collect(Self.valid(values, validity).sorted())
        case .int64(let values): collect(Self.valid(values, validity).sorted())
        }
    }

    /// Runs of decimal numbers; 0 and -0 are the same.
    init(_ reals: [Double], _ validity: ValidityMask) {
        let sorted = Self.valid(reals, validity).sorted()
        total = sorted.count
        for value in sorted {
            if values.last == value {
                counts[counts.count - 1] += 1
            } else {
                values.append(value == 0 ? 0 : value)
                counts.append(1)
            }
        }
    }

    /// Runs of days since 1970-01-01.
    init(days: [Int32], _ validity: ValidityMask) {
        collect(Self.valid(days, validity).sorted())
    }

    private static func valid<Value>(_ values: [Value], _ validity: ValidityMask) -> [Value] {
        guard !validity.isComplete else { return values }
        var kept: [Value] = []
        kept.reserveCapacity(values.count - validity.missingCount)
        for row in values.indices where validity[row] { kept.append(values[row]) }
        return kept
    }

    private mutating func count<Value: FixedWidthInteger & SignedInteger>(
        _ values: [Value], _ validity: ValidityMask
    ) {
        let least = Int(Value.min)
        var table = [Int](repeating: 0, count: Int(Value.max) - least + 1)
        for value in values { table[Int(value) - least] += 1 }
        // What stands at a missing row means nothing, so it is taken out again.
        validity.forEachMissing { table[Int(values[$0]) - least] -= 1 }
        for (place, rows) in table.enumerated() where rows > 0 {
            self.values.append(Double(place + least))
            counts.append(rows)
            total += rows
        }
    }

    private mutating func collect<Value: FixedWidthInteger>(_ sorted: [Value]) {
        total = sorted.count
        var start = 0
        while start < sorted.count {
            var end = start + 1
            while end < sorted.count, sorted[end] == sorted[start] { end += 1 }
            values.append(Double(sorted[start]))
            counts.append(end - start)
            start = end
        }
    }

    /// Whether every value is a whole number.
    var isWhole: Bool { values.allSatisfy { $0.rounded() == $0 } }

    /// The rows whose value satisfies a condition.
    func rows(where condition: (Double) -> Bool) -> Int {
        var rows = 0
        for (value, count) in zip(values, counts) where condition(value) { rows += count }
        return rows
    }

    /// The quantile of R's type 7: with h = (n - 1) p, x₍⌊h⌋₎ + (h - ⌊h⌋)(x₍⌊h⌋₊₁₎ - x₍⌊h⌋₎), the
    /// values numbered from 0 (Hyndman and Fan, The American Statistician 50, 1996).
    ///
    /// Nil without a value.
    func quantiles(_ shares: [Double]) -> [Double] {
        guard total > 0 else { return [] }
        return shares.map { share in
            let place = Double(total - 1) * share
            let below = Int(place)
            let low = value(at: below)
            let part = place - Double(below)
            if part == 0 { return low }
            let high = value(at: min(below + 1, total - 1))
            // Half of each, so that a range wider than the largest number does not overflow.
            return low == high ? low : low * (1 - part) + high * part
        }
    }

    private func value(at place: Int) -> Double {
        var before = 0
        for (index, count) in counts.enumerated() {
            before += count
            if place < before { return values[index] }
        }
        return values[values.count - 1]
    }

    /// The mean and the standard deviation, Σ(x - mean)² / (n - 1) under the root; the second is nil
    /// for one value.
    ///
    /// Values are first divided by a power of two, so that no square overflows.
    var moments: (mean: Double, standardDeviation: Double?)? {
        guard let first = values.first, let last = values.last else { return nil }
        let largest = max(abs(first), abs(last))
        let unit = largest > 0 ? largest.binade : 1
        let n = Double(total)
        var sum = 0.0
        var lost = 0.0
        for (value, count) in zip(values, counts) {
            let next = value / unit * Double(count) - lost
            let total = sum + next
            lost = (total - sum) - next
            sum = total
        }
        let mean = sum / n
        guard total > 1 else { return (first, nil) }
        var squares = 0.0
        var deviations = 0.0
        for (value, count) in zip(values, counts) {
            let deviation = value / unit - mean
            squares += deviation * deviation * Double(count)
            deviations += deviation * Double(count)
        }
        // What rounding left in the mean is taken out of the squares.
        let variance = max(0, (squares - deviations * deviations / n) / (n - 1))
        return (mean * unit, variance.squareRoot() * unit)
    }
}
