import HypothesisTests
import TestSupport
import Testing

@testable import TimeToEvent

@Suite struct LogRankTests {
    static let weightings: [String: EventWeighting] = [
        "log_rank": .logRank, "gehan_breslow": .gehanBreslow, "tarone_ware": .taroneWare,
        "peto_peto": .petoPeto,
        "fleming_harrington_0.5_0": .flemingHarrington(rho: 0.5, gamma: 0),
        "fleming_harrington_1_0": .flemingHarrington(rho: 1, gamma: 0),
        "fleming_harrington_0_1": .flemingHarrington(rho: 0, gamma: 1),
        "fleming_harrington_1_1": .flemingHarrington(rho: 1, gamma: 1),
    ]

    private func check(
        _ result: TestResult, _ expected: SurvivalReference.Statistic, _ what: String
    ) throws {
        let statistic = try #require(result.statistic, "\(what)")
        #expect(relativeError(statistic, expected.statistic) < 1e-12, "\(what): \(statistic)")
        #expect(result.df == expected.df, "\(what)")
        #expect(result.pValue != nil)
    }

    @Test(arguments: try SurvivalReference.all())
    func everyWeightingIsThatOfItsDefinition(set: SurvivalReference.Set) throws {
        #expect(set.logRank.tests.count == Self.weightings.count)
        let plain = SurvivalOrder(try set.survivalData(stratified: false))
        let stratified = SurvivalOrder(try set.survivalData(stratified: true))
        for expected in set.logRank.tests {
            let weighting = try #require(Self.weightings[expected.name])
            let one = try #require(LogRank(plain, weighting: weighting))
            let many = try #require(LogRank(stratified, weighting: weighting))
            let what = "\(expected.name) of \(set.name)"
            try check(one.test(), expected.plain, what)
            try check(many.test(), expected.stratified, what + " stratified")
            try check(one.trend(), expected.trend, what + " trend")
            try check(many.trend(), expected.trendStratified, what + " trend stratified")
            for (fit, values) in [(one, expected.plain), (many, expected.stratified)] {
                for (group, value) in zip(fit.groups, try #require(values.observed)) {
                    #expect(relativeError(group.observed, value) < 1e-13, "\(what)")
                }
                for (group, value) in zip(fit.groups, try #require(values.expected)) {
                    #expect(relativeError(group.expected, value) < 1e-13, "\(what)")
                }
            }
        }
        for expected in set.logRank.rho ?? [] {
            let weighting = EventWeighting.flemingHarrington(rho: expected.rho, gamma: 0)
            let fit = try #require(LogRank(plain, weighting: weighting))
            let own = fit.test()
            #expect(relativeError(try #require(own.statistic), expected.statistic) < 1e-12)
            for (i, row) in expected.variance.enumerated() {
                for (j, value) in row.enumerated() {
                    #expect(relativeError(fit.variance[i, j], value) < 1e-12)
                }
            }
            if let value = expected.stratified {
                let test = try #require(LogRank(stratified, weighting: weighting)).test()
                #expect(relativeError(try #require(test.statistic), value) < 1e-12)
            }
        }
    }

    @Test func namesSayWhatWasTested() throws {
        let set = try #require(SurvivalReference.all().first { $0.name == "late_ties_strata" })
        let stratified = SurvivalOrder(try set.survivalData(stratified: true))
        let plain = SurvivalOrder(try set.survivalData(stratified: false))
        #expect(try #require(LogRank(stratified)).test().name == "log_rank_stratified")
        #expect(try #require(LogRank(plain)).test().name == "log_rank")
        #expect(try #require(LogRank(plain)).trend().name == "log_rank_trend")
        let peto = try #require(LogRank(stratified, weighting: .petoPeto))
        #expect(peto.test().name == "peto_peto_stratified")
        #expect(LogRank(plain, weighting: .flemingHarrington(rho: -1, gamma: 0)) == nil)
        #expect(LogRank(plain, weighting: .flemingHarrington(rho: .nan, gamma: 0)) == nil)
    }

    @Test func whatCannotBeTestedSaysWhy() throws {
        func test(_ exit: [Double], _ event: [UInt8], _ codes: [Int32], _ strata: [Int32]? = nil)
            throws -> TestResult
        {
            let data = try SurvivalData(
                exit: exit, event: event, group: Grouping(codes: codes, levelCount: 3),
                stratum: strata.map { try Grouping(codes: $0, levelCount: 9) })
            return try #require(LogRank(SurvivalOrder(data))).test()
        }
        // one group, everyone censored, one event that takes the last, a stratum each
        #expect(try test([1, 2], [1, 1], [1, 1]).status == .notEstimable)
        #expect(try test([1, 2, 3], [0, 0, 0], [0, 1, 2]).status == .notEstimable)
        #expect(try test([1, 2], [0, 1], [0, 1]).status == .notEstimable)
        #expect(try test([1, 2, 3], [1, 1, 1], [0, 1, 2], [0, 1, 2]).status == .notEstimable)
        #expect(try test([2, 2, 2], [1, 1, 1], [0, 1, 2]).status == .notEstimable)
        #expect(try test([1, 2], [1, 0], [0, 1]).status == .estimated)
        let same = try SurvivalData(
            exit: [1, 2], event: [1, 0], group: Grouping(codes: [0, 1], levelCount: 2))
        let fit = try #require(LogRank(SurvivalOrder(same)))
        #expect(fit.trend(scores: [3, 3]).status == .notEstimable)
        #expect(fit.trend(scores: [3]).status == .notEstimable)
        #expect(fit.trend(scores: [-1e308, 1e308]).status == .estimated)
        let many = try SurvivalData(
            exit: (0..<2000).map(Double.init), event: .init(repeating: 1, count: 2000),
            group: Grouping(codes: (0..<2000).map { $0 }, levelCount: 2000))
        #expect(LogRank(SurvivalOrder(many)) == nil)
    }

    /// Groups that never meet in a stratum are compared where they meet.
    @Test func groupsInStrataOfTheirOwnLowerTheRank() throws {
        let rows = RandomSurvival(seed: 3, rows: 80, groups: 4, strata: 1)
        let codes = rows.group.map { $0 / 2 }
        let data = try SurvivalData(
            exit: rows.exit, event: rows.event,
            group: Grouping(codes: rows.group, levelCount: 4),
            stratum: Grouping(codes: codes, levelCount: 2))
        let test = try #require(LogRank(SurvivalOrder(data))).test()
        #expect(test.df == 2)
    }

    @Test(arguments: 0..<100) func labelsRepetitionCutsAndUnitsChangeNothing(seed: Int) throws {
        let rows = RandomSurvival(seed: UInt64(seed), rows: 50)
        let weighting = Self.weightings.values.sorted { $0.name < $1.name }[seed % 8]
        let statistic = { (rows: RandomSurvival) in
            try #require(LogRank(SurvivalOrder(rows.data()), weighting: weighting)).test()
                .statistic
        }
        let own = try #require(try statistic(rows))
        var relabelled = rows
        relabelled.group = rows.group.map { ($0 + 1) % 3 }
        for other in [
            relabelled, rows.repeated().cut(at: 5), rows.scaled(by: 7), rows.reversed(),
        ] {
            let value = try #require(try statistic(other))
            #expect(abs(value - own) <= 1e-11 * max(1, own))
        }
    }
}
