/// The exact null distribution of the Mann-Whitney U of two samples without ties: the number of
/// pairs in which the first is above the second.
///
/// The ways to each U are the coefficients of Π (1 - q^{n+i})/(1 - q^i), i = 1...m, multiplied out
/// in whole numbers of 128 bits (their wrapping is exact, as no coefficient is beyond). Time m · mn,
/// memory 16 mn bytes for a moment and 8 mn after: 20 kB for 50 a side. Source: Mann and Whitney
/// (1947).
public struct MannWhitneyU: DiscreteDistribution {
    /// m >= 0, the cases of the first sample.
    public let first: Int
    /// n >= 0, those of the second.
    public let second: Int
    private let table: SymmetricTable

    /// The distribution for samples of m and n; with either empty, U is 0.
    ///
    /// - Returns: nil where the exact distribution is too large to hold: mn above 4 million, or
    ///   more than about 10³⁷ orders (62 a side; 10 beside 20,000).
    public init?(first m: Int, second n: Int) {
        precondition(m >= 0 && n >= 0, "a sample has at least 0 cases")
        let (fewer, more) = (min(m, n), max(m, n))
        let (last, overflow) = fewer.multipliedReportingOverflow(by: more)
        guard !overflow, last <= 4_000_000 else { return nil }
        // C(m + n, m) by C(n + i, i) = C(n + i - 1, i - 1) (n + i) / i, each of them whole.
        var total: UInt128 = 1
        if fewer > 0 {
            for i in 1...fewer {
                let (next, tooMany) = total.multipliedReportingOverflow(by: UInt128(more + i))
                if tooMany { return nil }
                total = next / UInt128(i)
            }
        }
        var ways = [UInt128](repeating: 0, count: last / 2 + 1)
        ways[0] = 1
        for i in stride(from: 1, through: fewer, by: 1) {
            for k in stride(from: ways.count - 1, through: more + i, by: -1) {
                ways[k] &-= ways[k - more - i]
            }
            for k in stride(from: i, to: ways.count, by: 1) { ways[k] &+= ways[k - i] }
        }
        first = m
        second = n
        table = SymmetricTable(counts: ways, total: total, last: last)
    }

    /// 0...mn.
    public var support: ClosedRange<Int> { 0...table.last }

    /// mn/2.
    public var mean: Double { Double(table.last) / 2 }

    /// mn (m + n + 1)/12.
    public var variance: Double { Double(table.last) * (Double(first) + Double(second) + 1) / 12 }

    /// ln P(U = u).
    public func logProbability(_ u: Int) -> Double { table.logProbability(u) }

    /// ln P(U <= u).
    public func logCumulative(_ u: Int) -> Double { table.logCumulative(u) }

    /// ln P(U >= u).
    public func logUpperTail(from u: Int) -> Double { table.logUpperTail(from: u) }
}
