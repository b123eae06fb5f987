/// The exact null distribution of Spearman's S, the sum of squared differences between two rankings
/// of n cases without ties; ρ = 1 - 6 S / (n (n² - 1)).
///
/// S is even: the distribution is that of S/2. Rankings are counted by the set of ranks that the
/// first cases have taken: time grows as 2ⁿ n⁴ and memory as 2ⁿ n³, so that n goes to 12 (9 MB for
/// a moment). Source: Spearman (1904).
public struct SpearmanDistance: DiscreteDistribution {
    /// n >= 0, the cases ranked.
    public let count: Int
    private let table: SymmetricTable

    /// The distribution of S/2 for n cases; with fewer than two, it is 0.
    ///
    /// - Returns: nil for n above 12.
    public init?(count n: Int) {
        precondition(n >= 0, "a sample has at least 0 cases")
        guard n <= 12 else { return nil }
        let last = n * (n * n - 1) / 6
        // ways[set * columns + s]: the orders of `set` as the ranks of the first cases in which the
        // squares add up to s. Sums on the way are odd at times; only the lower half is kept.
        let width = last / 2 + 1
        let columns = 2 * width
        var ways = [UInt32](repeating: 0, count: (1 << n) * columns)
        ways[0] = 1
        for set in 0..<(1 << n) {
            let position = set.nonzeroBitCount
            for rank in 0..<n where set & (1 << rank) == 0 {
                let cost = (position - rank) * (position - rank)
                let (from, to) = (set * columns, (set | 1 << rank) * columns)
                for s in stride(from: 0, to: columns - cost, by: 1) where ways[from + s] != 0 {
                    ways[to + s + cost] += ways[from + s]
                }
            }
        }
        let full = ((1 << n) - 1) * columns
        let counts = (0..<width).map { UInt128(ways[full + 2 * $0]) }
        let total = (0..<n).reduce(UInt128(1)) { $0 * UInt128($1 + 1) }
        count = n
        table = SymmetricTable(counts: counts, total: total, last: last)
    }

    /// 0...n(n² - 1)/6.
    public var support: ClosedRange<Int> { 0...table.last }

    /// n(n² - 1)/12.
    public var mean: Double { Double(table.last) / 2 }

    /// Of S/2: n²(n + 1)²(n - 1)/144.
    public var variance: Double {
        let n = Double(count)
        return max(n * n * (n + 1) * (n + 1) * (n - 1) / 144, 0)
    }

    /// ln P(S/2 = h).
    public func logProbability(_ h: Int) -> Double { table.logProbability(h) }

    /// ln P(S/2 <= h).
    public func logCumulative(_ h: Int) -> Double { table.logCumulative(h) }

    /// ln P(S/2 >= h).
    public func logUpperTail(from h: Int) -> Double { table.logUpperTail(from: h) }
}
