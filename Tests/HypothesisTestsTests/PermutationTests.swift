import HypothesisTests
import TestSupport
import Testing

/// Dealing cases to groups anew: exact where few arrangements are, drawn from a seed where not.
@Suite struct PermutationTests {
    private func test(
        _ groups: [[Double]], clusters: [Int]? = nil, replicates: Int = 999, seed: UInt64 = 1,
        threads: Int = 8
    ) throws -> TestResult {
        let codes = groups.enumerated().flatMap { [Int](repeating: $0, count: $1.count) }
        return try PermutationTest(
            values: groups.flatMap(\.self), groups: codes, groupCount: groups.count,
            clusters: clusters
        ).test(replicates: replicates, seed: seed, threads: threads)
    }

    /// Counted in Python: of the C(9, 4) = 126 ways, those whose means are at least as far apart.
    @Test func allArrangementsOfNineAreCounted() throws {
        let groups = [[1.1, 2.3, 0.4, 5.9], [2.2, 6.1, 7.3, 5.05, 9.9]]
        let result = try test(groups)
        let all = groups.flatMap(\.self)
        func apart(_ chosen: [Double]) -> Double {
            let sum = chosen.reduce(0, +)
            return abs(sum / 4 - (all.reduce(0, +) - sum) / 5)
        }
        var (hits, total) = (0, 0)
        for mask in 0..<512 where mask.nonzeroBitCount == 4 {
            total += 1
            let chosen = all.indices.filter { mask >> $0 & 1 == 1 }.map { all[$0] }
            if apart(chosen) >= apart(groups[0]) - 1e-9 { hits += 1 }
        }
        #expect(total == 126)
        #expect(result.replicates == nil && result.pLow == nil)
        #expect(relativeError(try #require(result.pValue).value, Double(hits) / 126) < 1e-14)
        #expect(relativeError(try #require(result.statistic), 2.425 - 6.11) < 1e-14)
    }

    /// Numbers whose squares leave the range of doubles are dealt as those near 1 are.
    @Test(arguments: [-1_000, -700, 700, 990, 1_000])
    func hugeAndTinyNumbersScale(_ exponent: Int) throws {
        let factor = Double(sign: .plus, exponent: exponent, significand: 1)
        let few = [[1.1, 2.3, 0.4, 5.9], [2.2, 6.1, 7.3, 5.05, 9.9]]
        let three = [[1.0, 2, 4], [3.5, 6, 5], [7, 2.5, 9]]
        var generator = SeededGenerator(seed: 3)
        let many = (0..<3).map { group in
            (0..<30).map { _ in Double.random(in: 0..<1, using: &generator) + Double(group) / 5 }
        }
        for groups in [few, three, many, Array(many.prefix(2))] {
            let plain = try test(groups)
            let scaled = try test(groups.map { $0.map { $0 * factor } })
            #expect(scaled.pValue == plain.pValue && plain.pValue != nil)
            #expect(scaled.statistic == plain.statistic.map { $0 * factor })
            #expect(scaled.replicates == plain.replicates)
        }
    }

    /// p = (b + 1) / (B + 1) to its last digit: .05 is no .05000000000000003.
    @Test func aSimulatedPIsItsShare() throws {
        let apart = [(0..<40).map(Double.init), (0..<40).map { Double($0) + 1_000 }]
        for (replicates, p) in [(19, 0.05), (99, 0.01), (9, 0.1), (39, 0.025)] {
            let found = try test(apart, replicates: replicates).pValue
            #expect(found?.value == p, "\(replicates)")
        }
        #expect(try test([[1, 2, 3], [4, 5, 6]]).pValue?.value == 0.1)
    }

    /// scipy 1.17.1: permutation_test((x, y, z), f_oneway statistic, n_resamples=inf), 1680 ways.
    @Test func threeGroupsOrderAsFDoes() throws {
        let groups = [[1.0, 2, 4], [3.5, 6, 5], [7, 2.5, 9]]
        let all = groups.flatMap(\.self)
        func f(_ codes: [Int]) -> Double {
            let mean = all.reduce(0, +) / 9
            return (0..<3).reduce(0.0) { sum, group in
                let members = zip(all, codes).filter { $0.1 == group }.map { $0.0 - mean }
                let total = members.reduce(0, +)
                return sum + total * total / Double(members.count)
            }
        }
        let observed = f([0, 0, 0, 1, 1, 1, 2, 2, 2])
        var (hits, total) = (0, 0)
        for number in 0..<19683 {
            var (rest, codes, sizes) = (number, [Int](), [0, 0, 0])
            for _ in 0..<9 {
                codes.append(rest % 3)
                sizes[rest % 3] += 1
                rest /= 3
            }
            guard sizes == [3, 3, 3] else { continue }
            total += 1
            if f(codes) >= observed - 1e-9 { hits += 1 }
        }
        let p = try #require(try test(groups).pValue).value
        #expect(total == 1680)
        #expect(relativeError(p, Double(hits) / 1680) < 1e-13)
    }

    @Test func drawsAreTheSameOnAnyNumberOfThreads() throws {
        var random = SeededGenerator(seed: 9)
        let groups = (0..<3).map { shift in
            (0..<40).map { _ in Double.random(in: 0...1, using: &random) + 0.1 * Double(shift) }
        }
        let one = try test(groups, threads: 1)
        #expect(one.replicates == 999 && one.seed == 1)
        for threads in [2, 3, 8, 100] { #expect(try test(groups, threads: threads) == one) }
        #expect(try test(groups, seed: 2) != one)
        let p = try #require(one.pValue).value
        let (low, high) = (try #require(one.pLow), try #require(one.pHigh))
        #expect(low <= p && p <= high + 0.002)
    }

    @Test func drawnAndCountedAgree() throws {
        let groups = [[1.1, 2.3, 0.4, 5.9, 3.3, 2.9, 4.1], [2.2, 6.1, 7.3, 5.05, 9.9, 3.4, 5.5]]
        let exact = try #require(try test(groups).pValue).value
        // The same with every case four times has too many arrangements to count.
        let many = groups.map { $0.flatMap { [$0, $0, $0, $0] } }
        let drawn = try test(many, replicates: 4000)
        #expect(drawn.replicates == 4000)
        #expect(try #require(drawn.pValue).value < exact)
        // 4,000 replicates of a null: t says .0003 for four times the cases.
        let t = MeanComparison(try Sample(values: many[0]), with: try Sample(values: many[1]))
            .studentT()
        let p = try #require(t.pValue).value
        let (low, high) = (try #require(drawn.pLow), try #require(drawn.pHigh))
        #expect(low < 2 * p + 0.001 && high > p / 3)
    }

    @Test func clustersAreDealtWhole() throws {
        // Two clusters of three a side: six arrangements, two of them as far apart.
        let groups = [[1.0, 1, 1, 2, 2, 2], [5.0, 5, 5, 6, 6, 6]]
        let result = try test(groups, clusters: [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3])
        #expect(relativeError(try #require(result.pValue).value, 2.0 / 6) < 1e-14)
        let spread = try test(groups, clusters: [0, 0, 0, 1, 1, 1, 2, 2, 2, 0, 3, 3])
        #expect(spread.pValue == nil && spread.note == "clusters have cases in more than one group")
    }

    @Test func whatCannotBeDealtIsSaid() throws {
        #expect(try test([[1, 2], []]).note == "there is only one group with cases")
        #expect(try test([[], []]).note == "there is no case")
        #expect(try test([[3, 3], [3, 3, 3]]).note == "no group has any spread")
        var random = SeededGenerator(seed: 4)
        let many = (0..<2).map { _ in (0..<60).map { _ in Double.random(in: 0...1, using: &random) }
        }
        #expect(try test(many, replicates: 0).note == "at least one replicate is needed")
    }
}
