import Distributions
import TestSupport
import Testing

/// The exact rank distributions against R's own (`Reference/ranks.R`): P(X <= k).
@Test func rankDistributionsAgreeWithR() throws {
    struct File: Decodable {
        struct Value: Decodable {
            let call: String
            let family: String
            let parameters: [Double]
            let k: Int
            let lower: Double
        }
        let program: String
        let values: [Value]
    }
    let file = try reference("ranks.json", as: File.self)
    #expect(file.program == "R")
    #expect(file.values.count >= 70)
    for value in file.values {
        let distribution = try #require(counts(value.family, value.parameters))
        let error = relativeError(distribution.cumulative(value.k), value.lower)
        #expect(error < 1e-12, "\(value.call) \(value.parameters) \(value.k): \(error)")
    }
}

/// Wilcoxon's own example and the tables of every textbook, by counting on fingers.
@Test func smallRankDistributionsAreCounted() throws {
    let ranks = try #require(WilcoxonSignedRank(count: 3))
    #expect(ranks.support.map { (ranks.probability($0) * 8).rounded() } == [1, 1, 1, 2, 1, 1, 1])
    let u = try #require(MannWhitneyU(first: 2, second: 2))
    #expect(u.support.map { (u.probability($0) * 6).rounded() } == [1, 1, 2, 1, 1])
    let pairs = try #require(KendallDiscordance(count: 4))
    #expect(
        pairs.support.map { (pairs.probability($0) * 24).rounded() } == [1, 3, 5, 6, 5, 3, 1])
    let squares = try #require(SpearmanDistance(count: 3))
    #expect(squares.support.map { (squares.probability($0) * 6).rounded() } == [1, 2, 0, 2, 1])
}

@Test func rankDistributionsHaveLimitsAndBeginnings() throws {
    #expect(MannWhitneyU(first: 50, second: 50) != nil)
    #expect(MannWhitneyU(first: 70, second: 70) == nil)
    #expect(MannWhitneyU(first: 3_000_000_000, second: 2) == nil)
    #expect(MannWhitneyU(first: .max, second: .max) == nil)
    #expect(WilcoxonSignedRank(count: 128) == nil)
    #expect(KendallDiscordance(count: 101) == nil)
    #expect(SpearmanDistance(count: 13) == nil)
    for count in [0, 1] {
        let pairs = try #require(KendallDiscordance(count: count))
        #expect(pairs.support == 0...0 && pairs.cumulative(0) == 1 && pairs.quantile(0.5) == 0)
        let squares = try #require(SpearmanDistance(count: count))
        #expect(squares.support == 0...0 && squares.upperTail(from: 0) == 1)
    }
    let nobody = try #require(MannWhitneyU(first: 0, second: 9))
    #expect(nobody.probability(0) == 1 && nobody.variance == 0)
    #expect(try #require(WilcoxonSignedRank(count: 0)).cumulative(0) == 1)
}
