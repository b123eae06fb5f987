import CKernels
import HypothesisTests
import Tables

/// The two-way tables of every pair of factors, counted in one pass over the rows.
///
/// Factors of few levels become a bit row a level, a block of rows at a time, and the cell of two
/// levels is the number of bits that their rows share: all tables of a block are one triangular
/// product that stays in the caches, at 512 cases a step where the machine counts bits in vectors.
/// Factors of more levels, and weighted cases, are counted case by case. Counts are whole numbers,
/// so that neither the blocks nor the number of threads change any of them.
public struct PairCounts: Sendable {
    /// What cannot be counted.
    public enum Failure: Error, Sendable, Hashable {
        /// Factors differ in their number of rows.
        case lengths(String, String)
        /// The tables have more cells than are held.
        case tooManyCells(Int)
        /// A frequency is below 0, or their sum is beyond an `Int`.
        case weights
    }

    /// A factor with more codes than this is counted case by case: about where the squares of the
    /// levels in vectors cost more than one increment a case.
    static let mostBitRows = 20
    /// Bit rows in all, whose meetings are held for each thread.
    static let mostBitRowsTogether = 2048
    /// Cells of all tables together.
    public static let mostCells = 50_000_000

    /// The factors.
    public let factors: [FactorColumn]
    private let layout: PairLayout
    private let sums: PairSums

    /// Counts every pair of factors.
    ///
    /// - Parameters:
    ///   - weights: how many cases a row stands for; nil for one each.
    ///   - threads: how many runs of rows are counted at once; it changes no count.
    public init(_ factors: [FactorColumn], weights: [Int]? = nil, threads: Int = 1)
        throws(Failure)
    {
        let rowCount = factors.first?.rowCount ?? 0
        if let other = factors.first(where: { $0.rowCount != rowCount }) {
            throw .lengths(factors[0].name, other.name)
        }
        if let weights {
            var sum = 0
            for weight in weights {
                let (next, overflow) = sum.addingReportingOverflow(weight)
                guard weight >= 0, !overflow else { throw .weights }
                sum = next
            }
            guard weights.count == rowCount else { throw .weights }
        }
        let frequencies = weights.map { $0.map { Int64($0) } }
        guard let layout = PairLayout(factors, isWeighted: weights != nil) else {
            throw .tooManyCells(Self.mostCells)
        }
        self.factors = factors
        self.layout = layout
        var total = PairSums(layout)
        // One long run a thread: adding up whole numbers is the same in any cuts.
        let share = (rowCount + max(1, threads) - 1) / max(1, threads)
        let blocks = (share + PairLayout.blockLength - 1) / PairLayout.blockLength
        RowChunks(rowCount: rowCount, length: max(1, blocks) * PairLayout.blockLength).sum(
            threads: threads, makePartial: { PairSums(layout) },
            accumulate: { rows, partial in
                partial.add(rows, of: factors, layout, weights: frequencies)
            },
            combine: { partial in total.take(&partial) })
        total.finish(layout)
        sums = total
    }

    /// The counts of factor i by factor j, over the rows that have both: row after row, the levels
    /// of i in rows and those of j in columns.
    public func counts(_ i: Int, _ j: Int) -> [Int] {
        let (rows, columns) = (factors[i].levels.count, factors[j].levels.count)
        var counts = [Int](repeating: 0, count: rows * columns)
        for row in 0..<rows {
            for column in 0..<columns {
                counts[row * columns + column] = sums.count(i, row, j, column, layout)
            }
        }
        return counts
    }

    /// The table of factor i in rows by factor j in columns, over the rows that have both.
    public func table(_ i: Int, _ j: Int) throws(ContingencyTableError) -> ContingencyTable {
        try ContingencyTable(
            rowLabels: factors[i].levels, columnLabels: factors[j].levels, counts: counts(i, j))
    }
}
