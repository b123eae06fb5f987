/// Values at given places of all pairs of sorted numbers, in their order, without making the pairs.
///
/// A value is found by halving the doubles between the smallest and the largest pair - 64 times at
/// most, as doubles in order are whole numbers in order - and counting the pairs below in one pass:
/// exact to the last bit, in time of the number of distinct values and no memory.
enum OrderStatistic {
    /// The difference a - b at a place from 1 among all a of `first` and b of `second`.
    static func difference(_ first: Sample, _ second: Sample, at place: Int128) -> Double {
        let (a, b) = (first.values, second.values)
        guard let lowA = a.first, let highA = a.last, let lowB = b.first, let highB = b.last else {
            return .nan
        }
        return smallest(from: lowA - highB, to: highA - lowB) { limit in
            var (j, below, total): (Int, Int128, Int128) = (b.count - 1, 0, 0)
            // The b from j + 1 on have a[i] - b <= limit; the larger a, the fewer they are.
            for i in a.indices {
                if i == 0 {
                    while j >= 0, a[0] - b[j] <= limit {
                        below += Int128(second.counts[j])
                        j -= 1
                    }
                } else {
                    while j + 1 < b.count, !(a[i] - b[j + 1] <= limit) {
                        j += 1
                        below -= Int128(second.counts[j])
                    }
                }
                if below == 0 { break }
                total += below * Int128(first.counts[i])
            }
            return total >= place
        }
    }

    /// The mean (a + b)/2 at a place from 1 among all pairs of cases of a sample, each case with
    /// itself too (Walsh's averages).
    static func walshAverage(_ sample: Sample, at place: Int128) -> Double {
        let (x, counts) = (sample.values, sample.counts)
        guard let low = x.first, let high = x.last else { return .nan }
        // Halves are added, for numbers of any size.
        let mean = { (a: Double, b: Double) in a / 2 + b / 2 }
        return smallest(from: low, to: high) { limit in
            var (j, below, ordered, own): (Int, Int128, Int128, Int128) = (x.count - 1, 0, 0, 0)
            for count in counts { below += Int128(count) }
            for i in x.indices {
                while j >= 0, !(mean(x[i], x[j]) <= limit) {
                    below -= Int128(counts[j])
                    j -= 1
                }
                if j < 0 { break }
                ordered += below * Int128(counts[i])
                if x[i] <= limit { own += Int128(counts[i]) }
            }
            return (ordered + own) / 2 >= place
        }
    }

    /// The smallest double of a range at which a condition holds that, once it holds, goes on to.
    private static func smallest(
        from low: Double, to high: Double, where holds: (Double) -> Bool
    ) -> Double {
        guard low.isFinite, high.isFinite else { return .nan }
        var (lower, upper) = (key(low), key(high))
        while lower < upper {
            let middle = lower + (upper - lower) / 2
            if holds(number(middle)) { upper = middle } else { lower = middle + 1 }
        }
        return number(lower) + 0
    }

    /// Whole numbers in the order of the doubles.
    private static func key(_ x: Double) -> UInt64 {
        let bits = x.bitPattern
        return bits >> 63 == 1 ? ~bits : bits | 1 << 63
    }

    private static func number(_ key: UInt64) -> Double {
        Double(bitPattern: key >> 63 == 1 ? key & ~(1 << 63) : ~key)
    }
}
