import Distributions
import Tables

/// How far figures of a fixed model reach over samples of its cases, drawn with replacement, clusters whole:
/// the limits of figures that have no standard error.
///
/// The order of the risks is found once. Source: Efron and Tibshirani (1993), An Introduction to the
/// Bootstrap, 13 (percentile interval).
public struct CaseBootstrap: Sendable {
    /// The quantiles of each figure over the samples; nil where too few samples have it.
    public let intervals: [(low: Double, high: Double)?]
    /// The samples drawn.
    public let replicates: Int

    /// The purpose that keeps the stream apart from all others of its seed.
    static let purpose: UInt32 = 0x6361_7365

    /// - Parameters:
    ///   - figures: what is asked of the cases in order of their risk.
    ///   - threads: they change no bit.
    public init(
        _ cases: ScoredCases, replicates: Int, confidence: Double, seed: UInt64, threads: Int,
        figures: @escaping @Sendable (RankedCases) -> [Double?]
    ) {
        self.replicates = replicates
        let order = RiskOrder(cases)
        var members = [[Int]]()
        if let cluster = cases.cluster {
            let count = (cluster.max().map { Int($0) } ?? -1) + 1
            members = [[Int]](repeating: [], count: count)
            for (row, one) in cluster.enumerated() { members[Int(one)].append(row) }
            members.removeAll(where: \.isEmpty)
        }
        let units = members.isEmpty ? cases.rowCount : members.count
        let groups = members
        var found: [[Double]] = []
        RowChunks(rowCount: units > 0 ? replicates : 0, length: 1).sum(
            threads: threads, makePartial: { [Double?]() },
            accumulate: { replicate, sample in
                var stream = RandomStream(
                    seed: seed, number: UInt64(replicate.lowerBound), purpose: Self.purpose)
                var counts = [Double](repeating: 0, count: cases.rowCount)
                for _ in 0..<units {
                    let unit = stream.index(below: units)
                    if groups.isEmpty {
                        counts[unit] += cases.count?[unit] ?? 1
                    } else {
                        for row in groups[unit] { counts[row] += cases.count?[row] ?? 1 }
                    }
                }
                sample = figures(order.ranked(count: counts))
            },
            combine: { sample in
                if found.isEmpty { found = sample.map { _ in [] } }
                for (k, value) in sample.enumerated() {
                    if let value, value.isFinite { found[k].append(value) }
                }
            })
        let tail = (1 - confidence) / 2
        intervals = found.map { values in
            guard Double(values.count + 1) * tail >= 1 else { return nil }
            let sorted = values.sorted()
            return (SampleQuantile.of(sorted, tail), SampleQuantile.of(sorted, 1 - tail))
        }
    }
}
