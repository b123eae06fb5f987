import TestSupport
import Testing

@testable import FactorScreening

/// The kernel against counting one case at a time.
@Suite struct PairCountTests {
    /// Factors of given sizes, some rows missing where a size is odd.
    static func factors(_ sizes: [Int], rows: Int, seed: UInt64) -> [FactorColumn] {
        var generator = SeededGenerator(seed: seed)
        return sizes.enumerated().map { index, size in
            let codes = (0..<rows).map { _ in
                let top = size % 2 == 1 ? size + 1 : size
                return UInt32.random(in: 0..<UInt32(max(1, top)), using: &generator)
            }
            return FactorColumn(
                name: "f\(index)", levels: (0..<size).map { "l\($0)" }, codes: codes)
        }
    }

    static func plain(_ a: FactorColumn, _ b: FactorColumn, _ weights: [Int]?) -> [Int] {
        var counts = [Int](repeating: 0, count: a.levels.count * b.levels.count)
        for row in 0..<a.rowCount
        where a.codes[row] < a.levels.count && b.codes[row] < b.levels.count {
            counts[a.codes[row] * b.levels.count + b.codes[row]] += weights?[row] ?? 1
        }
        return counts
    }

    @Test(arguments: [
        0, 1, 63, 64, 65, 511, 512, 513, 4097, 16_383, 16_384, 16_385, 40_000,
    ]) func everyPairAsCountedOneByOne(rows: Int) throws {
        let factors = Self.factors(
            [2, 3, 1, 5, 20, 19, 21, 7, 256, 255, 300, 4], rows: rows, seed: UInt64(rows + 1))
        for threads in [1, 2, 5] {
            let counts = try PairCounts(factors, threads: threads)
            for i in factors.indices {
                for j in factors.indices where j != i {
                    #expect(counts.counts(i, j) == Self.plain(factors[i], factors[j], nil))
                }
            }
        }
    }

    @Test func weightsAreRepeatedRows() throws {
        for seed in 0..<100 {
            let rows = 50
            let factors = Self.factors([2, 3, 22, 5], rows: rows, seed: UInt64(seed))
            var generator = SeededGenerator(seed: UInt64(seed) &+ 77)
            let weights = (0..<rows).map { _ in Int.random(in: 0...4, using: &generator) }
            let repeated = factors.map { factor in
                FactorColumn(
                    name: factor.name, levels: factor.levels,
                    codes: (0..<rows).flatMap { row in
                        [UInt32](repeating: UInt32(factor.codes[row]), count: weights[row])
                    })
            }
            let weighted = try PairCounts(factors, weights: weights, threads: 2)
            let plain = try PairCounts(repeated, threads: 1)
            for i in 0..<4 {
                for j in 0..<4 where i != j {
                    #expect(weighted.counts(i, j) == plain.counts(i, j))
                    #expect(try weighted.table(i, j).total == plain.table(j, i).total)
                }
            }
        }
    }

    @Test func refusesWhatCannotBeCounted() throws {
        let a = FactorColumn(name: "a", levels: ["x"], codes: [0, 1])
        let b = FactorColumn(name: "b", levels: ["x"], codes: [0])
        #expect(throws: PairCounts.Failure.lengths("a", "b")) { try PairCounts([a, b]) }
        #expect(throws: PairCounts.Failure.weights) { try PairCounts([a, a], weights: [1, -1]) }
        #expect(throws: PairCounts.Failure.weights) { try PairCounts([a, a], weights: [1]) }
        #expect(throws: PairCounts.Failure.weights) {
            try PairCounts([a, a], weights: [.max, 1])
        }
        let levels = (0..<10_000).map { "\($0)" }
        let wide = FactorColumn(name: "w", levels: levels, codes: [3, 9_999])
        #expect(throws: PairCounts.Failure.tooManyCells(PairCounts.mostCells)) {
            try PairCounts([wide, wide])
        }
        #expect(try PairCounts([]).associations().isEmpty)
        #expect(try PairCounts([a]).associations(threads: 3).isEmpty)
    }
}
