import Distributions
import HypothesisTests
import Tables

/// How one factor goes together with another.
public struct PairAssociation: Sendable, Hashable {
    /// The place of the first factor.
    public let first: Int
    /// The place of the second factor.
    public let second: Int
    /// The cases that have both.
    public let cases: Int
    /// Pearson's chi-squared test of independence.
    public let pearson: TestResult
    /// The likelihood-ratio test of independence.
    public let likelihoodRatio: TestResult
    /// Cramér's V; nil where nothing can be measured.
    public let cramersV: Double?
    /// Bergsma's bias-corrected V; nil where nothing can be measured.
    public let biasCorrectedV: Double?
    /// Any expected count below 1, or more than a fifth below 5.
    public let isSparse: Bool
}

extension PairCounts {
    /// Tests and measures every pair (i, j), i < j, in that order.
    ///
    /// - Parameter threads: how many pairs are worked on at once; it changes no bit.
    public func associations(threads: Int = 1) -> [PairAssociation] {
        var pairs: [(Int, Int)] = []
        for i in factors.indices { for j in factors.indices where j > i { pairs.append((i, j)) } }
        let all = pairs
        var result: [PairAssociation] = []
        result.reserveCapacity(pairs.count)
        RowChunks(rowCount: pairs.count, length: 16).sum(
            threads: threads, makePartial: { [PairAssociation]() },
            accumulate: { run, partial in
                for index in run {
                    if let pair = association(all[index].0, all[index].1) { partial.append(pair) }
                }
            },
            combine: { partial in
                result += partial
                partial.removeAll(keepingCapacity: true)
            })
        return result
    }

    /// Tests and measures one pair; nil where the sum of its cases is beyond an `Int`.
    public func association(_ i: Int, _ j: Int) -> PairAssociation? {
        guard let table = (try? table(i, j))?.occupied else { return nil }
        let pearson = table.pearsonChiSquared()
        let side = Double(min(table.rowCount, table.columnCount) - 1)
        let v = pearson.statistic.map {
            min(($0 / (Double(table.total) * side)).squareRoot(), 1)
        }
        return PairAssociation(
            first: i, second: j, cases: table.total, pearson: pearson,
            likelihoodRatio: table.gTest(), cramersV: v,
            biasCorrectedV: table.biasCorrectedCramersV().estimate,
            isSparse: table.hasSmallExpectedCounts)
    }
}
