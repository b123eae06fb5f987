import HypothesisTests
import TestSupport
import Testing

@testable import TimeToEvent

/// Standard errors of curves, shares and differences where rows go together.
@Suite struct ClusteredOutcomeTests {
    private func sample(_ seed: UInt64, late: Bool, clusters: Int?) throws -> SurvivalData {
        var random = SeededGenerator(seed: seed)
        let count = Int.random(in: 20...60, using: &random)
        let entry = (0..<count).map { _ in Double(Int.random(in: 0...6, using: &random)) }
        return try SurvivalData(
            entry: late ? entry : nil,
            exit: entry.map { $0 + Double(Int.random(in: 1...20, using: &random)) },
            event: (0..<count).map { _ in UInt8.random(in: 0...2, using: &random) },
            weight: (0..<count).map { _ in Double(Int.random(in: 1...3, using: &random)) },
            group: Grouping(codes: (0..<count).map { Int32($0 % 2) }, labels: ["a", "b"]),
            cluster: Grouping(
                codes: (0..<count).map {
                    Int32(clusters.map { Int.random(in: 0..<$0, using: &random) } ?? $0)
                }, levelCount: clusters ?? count))
    }

    /// The walk over all times, the influence on a share at one, and the jackknife of one cause agree.
    @Test(arguments: 0..<60) func curvesAndSharesHaveOneVariance(seed: Int) throws {
        let data = try sample(UInt64(seed), late: seed % 2 == 1, clusters: 9).anyCause()
        let incidence = try CumulativeIncidence.all(data)
        for table in SurvivalOrder(data).riskTables() {
            let variances = try #require(KaplanMeier.logVariances(data, table))
            let curve = try #require(KaplanMeier(table, logVariances: variances))
            let cause = try #require(incidence.first { $0.group == table.group })
            for (index, time) in table.times.enumerated()
            where table.events[index] > 0 && time < table.emptiedAt ?? .infinity {
                guard curve.survival[index] > 1e-9 else { continue }
                let share = try #require(
                    HorizonProportion.all(data, horizon: time).first { $0.group == table.group })
                let error = share.estimate.standardError
                #expect(near(curve.standardError[index], error ?? -1, 1e-9), "at \(time)")
                #expect(near(cause.share(by: time).standardError, error ?? -1, 1e-9), "at \(time)")
                #expect(near(share.estimate.confLow, 1 - (curve.upper[index] ?? 2), 1e-8))
            }
        }
    }

    @Test func eachRowItsOwnClusterIsGreenwood() throws {
        for seed in 0..<40 as Range<UInt64> {
            var data = try sample(seed, late: false, clusters: nil).anyCause()
            data = try SurvivalData(
                exit: data.exit, event: data.event, group: data.group, cluster: data.cluster)
            for table in SurvivalOrder(data).riskTables() {
                let plain = try #require(KaplanMeier(table))
                let variances = try #require(KaplanMeier.logVariances(data, table))
                let robust = try #require(KaplanMeier(table, logVariances: variances))
                for (a, b) in zip(plain.standardError, robust.standardError) {
                    #expect(a == nil ? b == nil : near(b, a ?? -1, 1e-9))
                }
            }
        }
    }

    /// Twins of which one is in each group: what moves both moves no difference.
    @Test func clustersThatReachOverGroupsCountInBoth() throws {
        let exit: [Double] = [3, 5, 8, 9, 12, 14, 15, 20]
        let twice = try SurvivalData(
            exit: exit + exit.map { $0 + ($0 == 8 ? 1 : 0) },
            event: [1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1],
            group: Grouping(codes: (0..<16).map { $0 < 8 ? 0 : 1 }, labels: ["a", "b"]),
            cluster: Grouping(codes: (0..<16).map { $0 % 8 }, levelCount: 8))
        let apart = try SurvivalData(
            exit: twice.exit, event: twice.event, group: twice.group,
            cluster: Grouping(codes: (0..<16).map { $0 }, levelCount: 16))
        func width(_ effect: Effect?) throws -> Double {
            let effect = try #require(effect)
            return try #require(effect.confHigh) - #require(effect.confLow)
        }
        let means = (try RestrictedMeanTimes(twice), try RestrictedMeanTimes(apart))
        #expect(try width(means.0.effects.first) < 0.2 * width(means.1.effects.first))
        let shares = try [twice, apart].map {
            HorizonProportion.effects(try HorizonProportion.all($0, horizon: 9), confidence: 0.95)
        }
        let (own, other) = (try width(shares[0].first), try width(shares[1].first))
        #expect(own < other)
    }

    @Test func fewClustersGiveNoInterval() throws {
        for clusters in [1, 2] {
            let data = try sample(4, late: false, clusters: clusters)
            #expect(try RestrictedMeanTimes(data).groups.allSatisfy { $0.mean.confLow == nil })
            #expect(try RestrictedMeanTimes(data).test.pValue == nil)
            #expect(
                try HorizonProportion.all(data, horizon: 5).allSatisfy {
                    $0.estimate.confLow == nil && $0.estimate.value != nil
                })
            let plain = try data.anyCause()
            #expect(
                SurvivalOrder(plain).riskTables().allSatisfy {
                    KaplanMeier.logVariances(plain, $0) == nil
                })
            #expect(GroupHazards(plain, confidence: 0.95).effects.allSatisfy { $0.confLow == nil })
            #expect(GroupHazards(plain, confidence: 0.95).robustTest == nil)
        }
    }

    /// All who were followed from the start have the event before others enter.
    @Test func aCurveThatIsUsedUpSaysNothingOfThoseWhoComeLater() throws {
        let data = try SurvivalData(
            entry: [0, 0, 5, 5, 6, 0, 0, 0], exit: [1, 2, 9, 12, 15, 9, 12, 20],
            event: [1, 1, 1, 0, 1, 1, 0, 1],
            group: Grouping(codes: [0, 0, 0, 0, 0, 1, 1, 1], labels: ["a", "b"]))
        let means = try RestrictedMeanTimes(data, horizon: 10)
        #expect(means.groups[0].mean.value == nil && means.groups[1].mean.value != nil)
        #expect(means.groups[0].mean.note?.hasPrefix("all who were at risk at 2") == true)
        #expect(means.test.pValue == nil)
        #expect(try HorizonProportion.all(data, horizon: 10)[0].estimate.value == nil)
        #expect(try HorizonProportion.all(data, horizon: 1)[0].estimate.value == 0.5)
        #expect(try CumulativeIncidence.all(data)[0].share(by: 3).value == nil)
    }
}
