/// Orders rows by time in O(n): eight or fewer passes of counting over the times' bits.
///
/// Days and other small whole numbers differ in two or three of their eleven-bit digits only, and
/// the passes over the others are skipped.
enum TimeOrder {
    private static let digitBits: UInt64 = 11
    private static let digits = 6
    private static let buckets = 1 << 11

    /// The rows in ascending order of time, equal times in row order. No time is NaN.
    static func ascending(_ times: [Double]) -> [Int32] {
        let keys = times.map(key)
        var order = (0..<Int32(times.count)).map { $0 }
        var next = order
        for digit in 0..<digits {
            let shift = UInt64(digit) * digitBits
            let mask = UInt64(buckets - 1)
            var counts = [Int32](repeating: 0, count: buckets)
            for key in keys { counts[Int(truncatingIfNeeded: (key >> shift) & mask)] += 1 }
            if counts.contains(Int32(keys.count)) { continue }
            var start: Int32 = 0
            for bucket in counts.indices {
                (counts[bucket], start) = (start, start + counts[bucket])
            }
            for row in order {
                let bucket = Int(truncatingIfNeeded: (keys[Int(row)] >> shift) & mask)
                next[Int(counts[bucket])] = row
                counts[bucket] += 1
            }
            swap(&order, &next)
        }
        return order
    }

    /// The rows of an order put together by level, in the order that they had within each.
    static func stable(_ order: [Int32], by grouping: Grouping) -> [Int32] {
        var starts = [Int32](repeating: 0, count: grouping.levelCount)
        for row in order { starts[Int(grouping.codes[Int(row)])] += 1 }
        var start: Int32 = 0
        for level in starts.indices { (starts[level], start) = (start, start + starts[level]) }
        var result = order
        for row in order {
            let level = Int(grouping.codes[Int(row)])
            result[Int(starts[level])] = row
            starts[level] += 1
        }
        return result
    }

    /// Bits that order as the times do; 0 and -0 are one.
    private static func key(_ time: Double) -> UInt64 {
        let bits = (time == 0 ? 0 : time).bitPattern
        return bits >> 63 == 1 ? ~bits : bits | 1 << 63
    }
}
