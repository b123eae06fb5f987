import Distributions
import Foundation
import HypothesisTests
import TestSupport
import Testing

/// What holds of every clustered table, and tables that could break one.
@Suite struct ClusteringPropertyTests {
    struct Draw {
        var rows: [Int]
        var columns: [Int]
        var clusters: [Int]
        let r: Int
        let c: Int

        init(seed: UInt64) {
            var random = SeededGenerator(seed: seed)
            r = Int.random(in: 2...4, using: &random)
            c = Int.random(in: 2...4, using: &random)
            rows = []
            columns = []
            clusters = []
            for family in 0..<Int.random(in: 20...80, using: &random) {
                let usual = Int.random(in: 0..<c, using: &random)
                let group = Int.random(in: 0..<r, using: &random)
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    let isUsual = Bool.random(using: &random)
                    rows.append(
                        Bool.random(using: &random) ? group : Int.random(in: 0..<r, using: &random))
                    columns.append(isUsual ? usual : Int.random(in: 0..<c, using: &random))
                    clusters.append(family)
                }
            }
        }

        func table(
            counts: [Int]? = nil, weights: [Double]? = nil, transposed: Bool = false
        ) throws -> ClusteredTable {
            let rowLabels = (0..<r).map { "r\($0)" }
            let columnLabels = (0..<c).map { "c\($0)" }
            return try ClusteredTable(
                rowCodes: transposed ? columns : rows, columnCodes: transposed ? rows : columns,
                clusterCodes: clusters, clusterCount: (clusters.max() ?? 0) + 1,
                rowLabels: transposed ? columnLabels : rowLabels,
                columnLabels: transposed ? rowLabels : columnLabels, counts: counts,
                weights: weights)
        }
    }

    private func numbers(_ data: ClusteredTable) -> [Double] {
        guard let correction = RaoScott.of(data).0 else { return [] }
        return [
            correction.pearson, correction.meanDesignEffect, correction.squaredVariation,
            correction.df,
        ]
    }

    private func agree(_ one: [Double], _ other: [Double], _ tolerance: Double = 1e-9) -> Bool {
        one.count == other.count
            && zip(one, other).allSatisfy { abs($0 - $1) <= tolerance * max(1, abs($1)) }
    }

    @Test(arguments: 0..<150 as Range<UInt64>)
    func orderAndNamesOfRowsChangeNothing(seed: UInt64) throws {
        let draw = Draw(seed: seed)
        let plain = try numbers(draw.table())
        #expect(plain.count == 4)
        #expect(agree(try numbers(draw.table(transposed: true)), plain))
        // Another order of rows, of levels and of clusters.
        var mixed = draw
        var random = SeededGenerator(seed: seed &+ 1000)
        let order = draw.rows.indices.shuffled(using: &random)
        let levels = Array(0..<draw.r).shuffled(using: &random)
        let last = draw.clusters.max() ?? 0
        mixed.rows = order.map { levels[draw.rows[$0]] }
        mixed.columns = order.map { draw.c - 1 - draw.columns[$0] }
        mixed.clusters = order.map { last - draw.clusters[$0] }
        #expect(agree(try numbers(mixed.table()), plain))
        // A count of 1 and a weight of 1 are no count and no weight.
        let ones = [Int](repeating: 1, count: draw.rows.count)
        #expect(try numbers(draw.table(counts: ones)) == plain)
        #expect(agree(try numbers(draw.table(weights: ones.map { Double($0) })), plain))
        // Weights in another unit.
        let weights = ones.map { _ in Double.random(in: 0.5...2, using: &random) }
        #expect(
            agree(
                try numbers(draw.table(weights: weights)),
                try numbers(draw.table(weights: weights.map { $0 * 7 }))))
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func aCountIsARepetition(seed: UInt64) throws {
        let draw = Draw(seed: seed)
        var random = SeededGenerator(seed: seed &+ 2000)
        let counts = draw.rows.map { _ in Int.random(in: 0...3, using: &random) }
        var repeated = draw
        let spread = { (codes: [Int]) in
            zip(codes, counts).flatMap { Array(repeating: $0, count: $1) }
        }
        repeated.rows = spread(draw.rows)
        repeated.columns = spread(draw.columns)
        repeated.clusters = spread(draw.clusters)
        let (one, other) = (try draw.table(counts: counts), try repeated.table())
        #expect(one.table == other.table)
        #expect(one.sizes == other.sizes)
        #expect(agree(numbers(one), numbers(other), 1e-12))
        for row in 0..<draw.r {
            let effects = try [one, other].map {
                try ClusteredComparison($0, event: 0, reference: 0).effects(row, confidence: 0.9)
            }
            for (a, b) in zip(effects[0], effects[1]) {
                #expect(
                    agree([a.estimate ?? 0, a.confLow ?? 0], [b.estimate ?? 0, b.confLow ?? 0]))
            }
        }
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func everyFamilyTwiceAlikeDoublesTheDesignEffect(seed: UInt64) throws {
        var draw = Draw(seed: seed)
        let before = try numbers(draw.table())
        draw.rows += draw.rows
        draw.columns += draw.columns
        draw.clusters += draw.clusters
        let after = try numbers(draw.table())
        #expect(relativeError(after[0], 2 * before[0]) < 1e-12)
        #expect(relativeError(after[1], 2 * before[1]) < 1e-10)
        // So that the test says what it said: the copies tell nothing new.
        #expect(relativeError(after[0] / after[1], before[0] / before[1]) < 1e-9)
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func swappedLevelsAndEventsTurnEffects(seed: UInt64) throws {
        let draw = Draw(seed: seed)
        let data = try draw.table()
        let forward = try ClusteredComparison(data, event: 0, reference: 0)
        let backward = try ClusteredComparison(data, event: 0, reference: 1)
        let one = forward.riskDifference(1, confidence: 0.95)
        let other = backward.riskDifference(0, confidence: 0.95)
        #expect(abs((one.estimate ?? 0) + (other.estimate ?? 0)) < 1e-12)
        #expect(abs((one.confLow ?? 0) + (other.confHigh ?? 0)) < 1e-9)
        let ratio = forward.oddsRatio(1, confidence: 0.95)
        let inverse = backward.oddsRatio(0, confidence: 0.95)
        if let high = inverse.confHigh, let low = ratio.confLow {
            #expect(relativeError(low, 1 / high) < 1e-9)
        }
        guard draw.c == 2 else { return }
        let complement = try ClusteredComparison(data, event: 1, reference: 0)
            .riskDifference(1, confidence: 0.95)
        #expect(abs((one.confLow ?? 0) + (complement.confHigh ?? 0)) < 1e-9)
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func strangersHaveAlmostTheUsualAnswers(seed: UInt64) throws {
        var draw = Draw(seed: seed)
        draw.clusters = Array(draw.rows.indices)
        let data = try draw.table()
        let n = Double(draw.rows.count)
        let correction = try #require(RaoScott.of(data).0)
        // Each case a cluster of its own: the design effects are all n / (n - 1), with full cells.
        if data.table.counts.allSatisfy({ $0 > 0 }) {
            #expect(relativeError(correction.meanDesignEffect, n / (n - 1)) < 1e-9)
            #expect(correction.squaredVariation < 1e-9)
        }
        #expect(data.intraclassCorrelation == nil)
        for (own, plain) in zip(data.adjustedResiduals(), data.table.adjustedResiduals()) {
            #expect(relativeError(own.adjusted, plain.adjusted / (n / (n - 1)).squareRoot()) < 1e-9)
        }
        let v = data.cramersV(confidence: 0.95, correction: correction)
        let plain = data.table.cramersV(confidence: 0.95)
        #expect(v.estimate == plain.estimate)
        if let high = v.confHigh, let expected = plain.confHigh {
            #expect(abs(high - expected) < 0.05)
        }
    }

    @Test func tablesThatTellNothingSayWhy() throws {
        let labels = ["a", "b"]
        let make = { (rows: [Int], columns: [Int], clusters: [Int]) throws -> ClusteredTable in
            try ClusteredTable(
                rowCodes: rows, columnCodes: columns, clusterCodes: clusters,
                clusterCount: (clusters.max() ?? -1) + 1, rowLabels: labels, columnLabels: labels)
        }
        let notes = [
            try make([], [], []), try make([0, 0], [0, 1], [0, 1]),
            try make([0, 1, 0, 1], [0, 1, 1, 0], [0, 0, 0, 0]),
            // Each family has one of each: the families do not differ.
            try make(
                [0, 0, 1, 1, 0, 0, 1, 1], [0, 1, 0, 1, 0, 1, 0, 1], [0, 0, 0, 0, 1, 1, 1, 1]),
        ].map { RaoScott.tests(of: $0).map { $0.note ?? "" } }
        #expect(notes[0][0] == "the table holds no case")
        #expect(notes[1][0] == "all cases are in one row, a")
        #expect(notes[2][0] == "all cases are of one cluster")
        #expect(notes[3][1].hasPrefix("inside the groups the clusters do not differ"))
        let one = try make([0, 1, 0, 1], [0, 1, 1, 0], [0, 0, 0, 0])
        for effect in try ClusteredComparison(one, event: 1, reference: 0)
            .effects(1, confidence: 0.95)
        {
            #expect(effect.status == .notEstimable && effect.confLow == nil)
        }
        #expect(one.proportion(event: 1)?.wilson(confidence: 0.95).status == .notEstimable)
        #expect(one.proportion(event: 2) == nil && one.proportion(event: 0, row: 9) == nil)
        #expect(one.adjustedResiduals().isEmpty)
    }

    @Test func whatCannotBeUsedIsRefused() {
        let labels = ["a", "b"]
        let make = {
            (rows: [Int], clusters: [Int], count: Int, weights: [Double]?, counts: [Int]?) in
            try ClusteredTable(
                rowCodes: rows, columnCodes: rows, clusterCodes: clusters, clusterCount: count,
                rowLabels: labels, columnLabels: labels, counts: counts, weights: weights)
        }
        #expect(throws: ClusteringError.self) { try make([0, 1], [0], 1, nil, nil) }
        #expect(throws: ClusteringError.codeOutOfRange(code: 2, count: 2)) {
            try make([0, 2], [0, 1], 2, nil, nil)
        }
        #expect(throws: ClusteringError.codeOutOfRange(code: 5, count: 2)) {
            try make([0, 1], [0, 5], 2, nil, nil)
        }
        #expect(throws: ClusteringError.codeOutOfRange(code: -1, count: 2)) {
            try make([0, 1], [0, -1], 2, nil, nil)
        }
        #expect(throws: ClusteringError.badWeight(row: 1)) {
            try make([0, 1], [0, 1], 2, [1, .nan], nil)
        }
        #expect(throws: ClusteringError.badWeight(row: 0)) {
            try make([0, 1], [0, 1], 2, nil, [-1, 1])
        }
        #expect(throws: ClusteringError.tooManyCases) {
            try make([0, 1], [0, 1], 2, nil, [Int.max, 1])
        }
        #expect(throws: ClusteringError.unknownLevel(3, count: 2)) {
            try ClusteredMeans(
                values: [1], levelCodes: [0], clusterCodes: [0], clusterCount: 1, levels: labels,
                reference: 3)
        }
    }

    @Test func countsOfThreeThousandMillionAreAnswered() throws {
        let data = try ClusteredTable(
            rowCodes: [0, 0, 1, 1, 0, 1], columnCodes: [0, 1, 0, 1, 1, 0],
            clusterCodes: [0, 1, 2, 3, 4, 5], clusterCount: 6, rowLabels: ["a", "b"],
            columnLabels: ["no", "yes"], counts: [Int](repeating: 3_000_000_000, count: 6))
        let tests = RaoScott.tests(of: data)
        #expect(tests.allSatisfy { $0.status == .estimated })
        #expect(try #require(RaoScott.of(data).0).meanDesignEffect > 1e9)
        #expect(data.sizes.areFew)
    }

    @Test func anEventThatNeverOccursTakesSiblingsForWhollyAlike() throws {
        // 20 families of 3, none with the event: as if 20 cases, and fewer for the families' df.
        let data = try ClusteredTable(
            rowCodes: [Int](repeating: 0, count: 60), columnCodes: [Int](repeating: 0, count: 60),
            clusterCodes: (0..<60).map { $0 / 3 }, clusterCount: 20, rowLabels: ["all"],
            columnLabels: ["no", "yes"])
        let share = try #require(data.proportion(event: 1))
        #expect(share.designEffect == 3)
        let effective = try #require(share.effectiveCases(confidence: 0.95))
        #expect(effective < 20 && effective > 17)
        let wilson = share.wilson(confidence: 0.95)
        #expect(wilson.confLow == 0)
        #expect(try #require(wilson.confHigh) > 0.161)
        #expect(share.kornGraubard(confidence: 0.95).confLow == 0)
        #expect(data.proportion(event: 0)?.wilson(confidence: 0.95).confHigh == 1)
    }

    @Test func aMillionRowsOfManyFamiliesAreQuick() throws {
        #if DEBUG
            let n = 100_000
        #else
            let n = 1_000_000
        #endif
        let clusters = (0..<n).map { $0 * 7 / 10 }
        let clock = ContinuousClock()
        var tests: [TestResult] = []
        let elapsed = try clock.measure {
            let data = try ClusteredTable(
                rowCodes: (0..<n).map { $0 % 3 }, columnCodes: (0..<n).map { $0 / 5 % 2 },
                clusterCodes: clusters, clusterCount: n, rowLabels: ["a", "b", "c"],
                columnLabels: ["no", "yes"])
            tests = RaoScott.tests(of: data)
            _ = try ClusteredComparison(data, event: 1, reference: 0).effects(1, confidence: 0.95)
        }
        #expect(tests.allSatisfy { $0.status == .estimated })
        #expect(elapsed < .seconds(10))
    }

    @Test func sixOfThirtyHasTheKnownIntervals() throws {
        let share = try Proportion(events: 6, total: 30)
        let wilson = share.wilson(confidence: 0.95)
        #expect(abs(try #require(wilson.confLow) - 0.095) < 5e-4)
        #expect(abs(try #require(wilson.confHigh) - 0.373) < 5e-4)
        // scipy 1.17.1: beta.ppf([.025, .975], 6.5, 24.5), and 0 of 20: beta.ppf(.975, .5, 20.5).
        let jeffreys = share.jeffreys(confidence: 0.95)
        #expect(relativeError(try #require(jeffreys.confLow), jeffreysOfSixInThirty.low) < 1e-8)
        #expect(relativeError(try #require(jeffreys.confHigh), jeffreysOfSixInThirty.high) < 1e-8)
        let none = try Proportion(events: 0, total: 20).jeffreys(confidence: 0.95)
        #expect(none.confLow == 0)
        #expect(relativeError(try #require(none.confHigh), jeffreysOfNoneInTwenty) < 1e-8)
        #expect(try Proportion(events: 20, total: 20).jeffreys(confidence: 0.95).confHigh == 1)
        #expect(
            try Proportion(events: 0, total: 0).jeffreys(confidence: 0.95).status == .notEstimable)
        #expect(
            try Proportion(events: 1, total: 2).jeffreys(confidence: 1).status == .notEstimable)
    }
}

private let jeffreysOfSixInThirty = (low: 0.08806737551990587, high: 0.36661313384122307)
private let jeffreysOfNoneInTwenty = 0.11663898290487539
