import Distributions
import TestSupport
import Testing

@testable import HypothesisTests

private struct RankEpsilonReference: Decodable {
    struct Case: Decodable {
        let name: String
        let samples: [[Double]]
        let estimate: Double
        let limits: [Double]
        let wide: [Double]
        let narrow: [Double]
    }
    let cases: [Case]

    static func all() throws -> [Case] {
        let found: RankEpsilonReference = try reference("rank_epsilon.json")
        return found.cases
    }
}

private func samples(_ values: [[Double]]) throws -> [Sample] {
    try values.map { try Sample(values: $0) }
}

/// Epsilon squared of ranks and its interval by drawing the cases anew.
@Suite struct RankEpsilonTests {
    /// effectsize draws 5,000 times from streams of its own: percentiles lie within those that are
    /// 0.8% of resamples further out or further in.
    @Test(arguments: try RankEpsilonReference.all().map(\.name))
    func percentilesAreThoseOfEffectsize(_ name: String) throws {
        let entry = try #require(try RankEpsilonReference.all().first { $0.name == name })
        let samples = try samples(entry.samples)
        let estimate = try #require(KruskalWallis(samples).epsilonSquared().estimate)
        #expect(relativeError(estimate, entry.estimate) < 1e-12)
        let values = RankResamples(samples).values(Resampling(replicates: 19_999, seed: 5))
        #expect(values.count == 19_999)
        let found = try #require(ResampledLimits(values, confidence: 0.95))
        #expect(entry.wide[0] <= found.low && found.low <= entry.narrow[0], "\(found.low)")
        #expect(entry.narrow[1] <= found.high && found.high <= entry.wide[1], "\(found.high)")
    }

    /// Every resample of 3, 3 and 2 cases: 27 · 27 · 4 of them, each ranked by itself.
    @Test func resamplesAreThoseOfAllThereAre() throws {
        let groups: [[Double]] = [[1, 4, 4.5], [2, 6, 7], [5, 9]]
        var all: [Double] = []
        func draws(_ values: [Double]) -> [[Double]] {
            values.indices.reduce([[]]) { lists, _ in
                lists.flatMap { list in values.map { list + [$0] } }
            }
        }
        for a in draws(groups[0]) {
            for b in draws(groups[1]) {
                for c in draws(groups[2]) {
                    let effect = KruskalWallis(try samples([a, b, c])).epsilonSquared()
                    all.append(try #require(effect.estimate))
                }
            }
        }
        #expect(all.count == 2_916)
        let own = RankResamples(try samples(groups)).values(
            Resampling(replicates: 60_000, seed: 11, threads: 2))
        #expect(own.count == 60_000)
        let mean = all.reduce(0, +) / 2_916
        let variance = all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 2_916
        let found = try #require(ResampledLimits(own, confidence: 0.95)).mean
        #expect(abs(found - mean) < 4 * (variance / 60_000).squareRoot())
        // The same values, each about as often.
        for limit in stride(from: 0.1, to: 1, by: 0.1) {
            let share = Double(all.count { $0 <= limit }) / 2_916
            let ownShare = Double(own.count { $0 <= limit }) / 60_000
            let error = (share * (1 - share) / 60_000).squareRoot()
            #expect(abs(share - ownShare) <= 4 * error + 1e-12, "\(limit) \(share) \(ownShare)")
        }
    }

    @Test func seedsDecideAndThreadsOrderWeightsAndScaleDoNot() throws {
        var generator = SeededGenerator(seed: 9)
        for round in 0..<30 {
            let groups = (0..<Int.random(in: 2...5, using: &generator)).map { group in
                (0..<Int.random(in: 2...25, using: &generator)).map { _ in
                    Double(Int.random(in: 0...12, using: &generator) + group)
                }
            }
            let resampling = Resampling(replicates: 199, seed: UInt64(round))
            let own = KruskalWallis(try samples(groups)).epsilonSquared(
                confidence: 0.95, resampling: resampling)
            for threads in [2, 3, 8] {
                var other = resampling
                other.threads = threads
                #expect(
                    KruskalWallis(try samples(groups)).epsilonSquared(
                        confidence: 0.95, resampling: other) == own)
            }
            let moved = try samples(groups.map { $0.reversed().map { 3e200 * $0 } })
            let counted = try groups.map { group in
                let values = Array(Set(group))
                return try Sample(
                    values: values, weights: values.map { value in group.count { $0 == value } })
            }
            for same in [moved, counted] {
                #expect(
                    KruskalWallis(same).epsilonSquared(confidence: 0.95, resampling: resampling)
                        == own)
            }
            guard let low = own.confLow, let high = own.confHigh, let estimate = own.estimate
            else { continue }
            #expect(0 <= low && low <= estimate && estimate <= high && high <= 1)
            #expect(own.replicates == 199 && own.seed == UInt64(round))
            #expect(own.method.contains("199 resamples within groups, seed \(round)"))
        }
        let groups = try samples([[1, 3, 5, 8], [2, 6, 7, 9], [4, 10, 11, 12]])
        let limits = (0..<5).map { seed in
            KruskalWallis(groups).epsilonSquared(
                confidence: 0.95, resampling: Resampling(seed: UInt64(seed))
            ).numbers
        }
        #expect(Set(limits).count > 1)
    }

    @Test func whereNothingCanBeDrawnItIsSaid() throws {
        let draws = Resampling(replicates: 99)
        func effect(_ groups: [[Double]], _ confidence: Double = 0.95) throws -> Effect {
            KruskalWallis(try samples(groups)).epsilonSquared(
                confidence: confidence, resampling: draws)
        }
        #expect(try effect([[1, 1], [1, 1]]).status == .notEstimable)
        #expect(try effect([[1, 2]]).status == .notEstimable)
        #expect(try effect([]).status == .notEstimable)
        for (found, words) in [
            (try effect([[1], [2], [3]]), "one case"),
            (try effect([[1, 1], [1, 1], [1, 2]]), "one value"),
            (try effect([[1, 2], [2, 3]], 1), "confidence"),
        ] {
            #expect(found.estimate != nil && found.confLow == nil && found.confHigh == nil)
            #expect(found.note?.contains(words) == true, "\(found)")
        }
        let many = try (0..<3).map { group in
            try Sample(
                values: (0..<100).map { Double($0 + group) },
                weights: Array(repeating: 400, count: 100))
        }
        let large = KruskalWallis(many).epsilonSquared(confidence: 0.95, resampling: draws)
        #expect(large.estimate != nil && large.confLow == nil)
        #expect(
            large.note == "no interval: cases are drawn anew up to 100000, and these are 120000")
    }
}
