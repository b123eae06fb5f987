/// The exact null distribution of Wilcoxon's signed-rank statistic without ties or zeros: the sum
/// of the ranks of the positive differences.
///
/// The ways to each sum are those to choose from the ranks 1...n, counted exactly in 128 bits. Time
/// n³/4, memory 4 n² bytes. Source: Wilcoxon (1945).
public struct WilcoxonSignedRank: DiscreteDistribution {
    /// n >= 0, the differences that are not zero.
    public let count: Int
    private let table: SymmetricTable

    /// The distribution for n differences; without any, the sum is 0.
    ///
    /// - Returns: nil for n above 127, where 2ⁿ is beyond 128 bits and the normal approximation
    ///   is good to three digits.
    public init?(count n: Int) {
        precondition(n >= 0, "a sample has at least 0 cases")
        guard n <= 127 else { return nil }
        let last = n * (n + 1) / 2
        var ways = [UInt128](repeating: 0, count: last / 2 + 1)
        ways[0] = 1
        for rank in stride(from: 1, through: n, by: 1) {
            for k in stride(from: ways.count - 1, through: rank, by: -1) {
                ways[k] += ways[k - rank]
            }
        }
        count = n
        table = SymmetricTable(counts: ways, total: 1 << UInt128(n), last: last)
    }

    /// 0...n(n + 1)/2.
    public var support: ClosedRange<Int> { 0...table.last }

    /// n(n + 1)/4.
    public var mean: Double { Double(table.last) / 2 }

    /// n(n + 1)(2n + 1)/24.
    public var variance: Double { Double(table.last) * Double(2 * count + 1) / 12 }

    /// ln P(V = v).
    public func logProbability(_ v: Int) -> Double { table.logProbability(v) }

    /// ln P(V <= v).
    public func logCumulative(_ v: Int) -> Double { table.logCumulative(v) }

    /// ln P(V >= v).
    public func logUpperTail(from v: Int) -> Double { table.logUpperTail(from: v) }
}
