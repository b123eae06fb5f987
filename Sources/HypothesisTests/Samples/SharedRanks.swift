import Distributions

/// Several samples put in one order: each distinct value with how many of each sample have it.
struct SharedRanks {
    /// n.
    let count: Double
    /// Σ (t³ - t) over the values, each shared by t cases.
    let tieSum: Double
    /// Whether a value is shared by any two cases.
    let hasTies: Bool
    /// Twice the sum of midranks of each sample less n + 1 per case, exact in 128 bits.
    let excess: [Int128]

    init(_ samples: [Sample]) {
        var entries: [(value: Double, sample: Int, count: Int)] = []
        for (index, sample) in samples.enumerated() {
            for (value, count) in zip(sample.values, sample.counts) {
                entries.append((value, index, count))
            }
        }
        entries.sort { $0.value < $1.value }
        var total: Int128 = 0
        for sample in samples { total += Int128(sample.count) }
        var (before, at): (Int128, Int) = (0, 0)
        var excess = [Int128](repeating: 0, count: samples.count)
        var (ties, anyTie) = (CompensatedSum(), false)
        while at < entries.count {
            var (end, shared): (Int, Int128) = (at, 0)
            while end < entries.count, entries[end].value == entries[at].value {
                shared += Int128(entries[end].count)
                end += 1
            }
            // Twice the midrank is 2 before + shared + 1.
            let doubled = 2 * before + shared - total
            for entry in entries[at..<end] {
                excess[entry.sample] += doubled * Int128(entry.count)
            }
            if shared > 1 {
                let t = Double(shared)
                ties.add((t - 1) * t * (t + 1))
                anyTie = true
            }
            before += shared
            at = end
        }
        count = Double(total)
        tieSum = ties.value
        hasTies = anyTie
        self.excess = excess
    }

    /// 1 - Σ (t³ - t) / (n³ - n): how much ties take from the variance of ranks; 0 where all are
    /// tied.
    var tieFactor: Double { max(1 - tieSum / ((count - 1) * count * (count + 1)), 0) }
}
