/// Where the counts of each pair of factors stand.
struct PairLayout: Sendable {
    /// Rows turned into bits at a time: 2 KiB a level.
    static let blockLength = 16_384
    /// The 64-bit words of a bit row.
    static let words = blockLength / 64

    /// A pair that is counted case by case: codes of i in rows, codes of j in columns.
    struct Pair: Sendable {
        let i: Int
        let j: Int
        let columns: Int
        let start: Int
    }

    /// The first bit row of a factor that has them; -1 for others.
    let bitRow: [Int]
    /// Bit rows in all, up to a multiple of four.
    let bitRowCount: Int
    /// The pairs counted case by case.
    let pairs: [Pair]
    /// Where the table of (i, j), i < j, stands among `pairs`; -1 where bits are met.
    let pairOf: [Int]
    /// The cells of `pairs`.
    let cellCount: Int
    let factorCount: Int

    /// nil where there are more cells than are held.
    init?(_ factors: [FactorColumn], isWeighted: Bool) {
        factorCount = factors.count
        var bitRow = [Int](repeating: -1, count: factors.count)
        var next = 0
        if !isWeighted {
            for (index, factor) in factors.enumerated() {
                guard case .narrow = factor.codes, factor.codeCount <= PairCounts.mostBitRows,
                    next + factor.codeCount <= PairCounts.mostBitRowsTogether
                else { continue }
                bitRow[index] = next
                next += factor.codeCount
            }
        }
        self.bitRow = bitRow
        bitRowCount = (next + 3) / 4 * 4
        var pairs: [Pair] = []
        var pairOf = [Int](repeating: -1, count: factors.count * factors.count)
        var cells = 0
        for i in factors.indices {
            for j in factors.indices where j > i && (bitRow[i] < 0 || bitRow[j] < 0) {
                let columns = factors[j].codeCount
                let (size, overflow) = factors[i].codeCount.multipliedReportingOverflow(
                    by: columns)
                guard !overflow, size <= PairCounts.mostCells - cells else { return nil }
                pairOf[i * factors.count + j] = pairs.count
                pairs.append(Pair(i: i, j: j, columns: columns, start: cells))
                cells += size
            }
        }
        self.pairs = pairs
        self.pairOf = pairOf
        cellCount = cells
    }
}
