import Foundation
import HypothesisTests
import TestSupport
import Testing

@testable import TimeToEvent

/// A seeded sample of small whole times with two causes; small whole times tie often.
private func sample(_ seed: UInt64, groups: Int = 2, late: Bool = false) throws -> SurvivalData {
    var random = SeededGenerator(seed: seed)
    let count = Int.random(in: 12...60, using: &random)
    let entry = (0..<count).map { _ in Double(Int.random(in: 0...6, using: &random)) }
    let exit = entry.map {
        (late ? $0 : 0) + Double(Int.random(in: 1...20, using: &random))
    }
    return try SurvivalData(
        entry: late ? entry : nil, exit: exit,
        event: (0..<count).map { _ in UInt8.random(in: 0...2, using: &random) },
        group: Grouping(
            codes: (0..<count).map { Int32($0 % groups) },
            labels: (0..<groups).map { "g\($0)" }))
}

private func changed(
    _ data: SurvivalData, rows: [Int]? = nil, scale: Double = 1, weight: [Double]? = nil,
    group: Grouping? = nil
) throws -> SurvivalData {
    let rows = rows ?? Array(data.exit.indices)
    let grouping = group ?? data.group
    return try SurvivalData(
        entry: data.entry.map { entry in rows.map { entry[$0] * scale } },
        exit: rows.map { data.exit[$0] * scale }, event: rows.map { data.event[$0] },
        weight: weight.map { weight in rows.map { weight[$0] } },
        group: grouping.map { grouping in
            try Grouping(codes: rows.map { grouping.codes[$0] }, labels: grouping.labels)
        })
}

@Suite struct OutcomePropertyTests {
    @Test func causesAndSurvivalAddUpToOne() throws {
        for seed in 0..<200 as Range<UInt64> {
            let data = try sample(seed, late: seed % 2 == 1)
            let curves = try CumulativeIncidence.all(data)
            for table in try SurvivalOrder(data.withoutStrata()).riskTables() {
                let own = curves.filter { $0.group == table.group }
                let survival = ProductLimit(table)
                for index in survival.times.indices {
                    let sum = own.reduce(survival.survival[index]) {
                        $0 + ($1.estimates[index].value ?? .nan)
                    }
                    #expect(near(sum, 1, 1e-13), "seed \(seed)")
                }
            }
        }
    }

    @Test func oneCauseAloneIsKaplanMeier() throws {
        for seed in 0..<200 as Range<UInt64> {
            let data = try sample(seed, late: seed % 2 == 1).anyCause()
            for curve in try CumulativeIncidence.all(data) {
                let horizon = curve.times.last ?? 1
                let share = try #require(
                    HorizonProportion.all(data, horizon: horizon).first {
                        $0.group == curve.group
                    })
                guard share.estimate.value != nil else { continue }
                let own = curve.share(by: horizon)
                #expect(near(own.value, share.estimate.value, 1e-13), "seed \(seed)")
                // The sum of Greenwood's terms loses digits where S is nearly 0.
                #expect(
                    near(own.standardError, share.estimate.standardError, 1e-9), "seed \(seed)")
                #expect(near(own.confLow, share.estimate.confLow, 1e-8), "seed \(seed)")
            }
        }
    }

    @Test func rowOrderAndUnitsChangeNothing() throws {
        for seed in 0..<100 as Range<UInt64> {
            let data = try sample(seed, groups: 3)
            var random = SeededGenerator(seed: seed)
            let other = try changed(
                data, rows: data.exit.indices.shuffled(using: &random), scale: 7)
            let (a, b) = (try RestrictedMeanTimes(data), try RestrictedMeanTimes(other))
            #expect(near(b.horizon, a.horizon * 7, 1e-15))
            for (own, moved) in zip(a.groups, b.groups) {
                #expect(near(moved.mean.value, own.mean.value.map { $0 * 7 }, 1e-12))
                #expect(
                    near(moved.mean.standardError, own.mean.standardError.map { $0 * 7 }, 1e-12))
            }
            #expect(near(a.test.statistic, b.test.statistic, 1e-10))
            let (g, h) = (GrayTest.test(data, cause: 1), GrayTest.test(other, cause: 1))
            #expect(near(g.statistic, h.statistic, 1e-10), "seed \(seed)")
        }
    }

    @Test func weightsAreRepetition() throws {
        for seed in 0..<100 as Range<UInt64> {
            let data = try sample(seed)
            var random = SeededGenerator(seed: seed)
            let times = data.exit.map { _ in Int.random(in: 0...3, using: &random) }
            guard times.contains(where: { $0 > 0 }) else { continue }
            let repeated = times.indices.flatMap { [Int](repeating: $0, count: times[$0]) }
            let long = try changed(data, rows: repeated)
            let short = try changed(data, weight: times.map(Double.init))
            let (a, b) = (try RestrictedMeanTimes(long), try RestrictedMeanTimes(short))
            for (own, other) in zip(a.groups, b.groups) {
                #expect(near(own.mean.value, other.mean.value, 1e-12))
                #expect(near(own.mean.standardError, other.mean.standardError, 1e-12))
            }
            let g = GrayTest.test(long, cause: 2)
            let h = GrayTest.test(short, cause: 2)
            #expect(near(g.statistic, h.statistic, 1e-10), "seed \(seed)")
        }
    }

    @Test func labelsTurnTheSignAndNotTheTest() throws {
        for seed in 0..<100 as Range<UInt64> {
            let data = try sample(seed)
            let codes = try #require(data.group).codes
            let turned = try changed(
                data, group: Grouping(codes: codes.map { 1 - $0 }, labels: ["g1", "g0"]))
            let (a, b) = (try RestrictedMeanTimes(data), try RestrictedMeanTimes(turned))
            #expect(near(a.test.statistic, b.test.statistic, 1e-11))
            let first = a.effects.first { $0.name == "rmst_difference" }
            let second = b.effects.first { $0.name == "rmst_difference" }
            #expect(near(first?.estimate, second?.estimate.map { -$0 }, 1e-12))
            #expect(near(first?.confLow, second?.confHigh.map { -$0 }, 1e-11))
            let g = GrayTest.test(data, cause: 1)
            let h = GrayTest.test(turned, cause: 1)
            #expect(near(g.statistic, h.statistic, 1e-10), "seed \(seed)")
        }
    }

    @Test func eachRowItsOwnClusterIsGreenwood() throws {
        for seed in 0..<100 as Range<UInt64> {
            let data = try sample(seed)
            let own = try SurvivalData(
                exit: data.exit, event: data.event, group: data.group,
                cluster: Grouping(
                    codes: data.exit.indices.map { Int32($0) }, levelCount: data.rowCount))
            let (a, b) = (try RestrictedMeanTimes(data), try RestrictedMeanTimes(own))
            for (plain, clustered) in zip(a.groups, b.groups) {
                #expect(near(clustered.mean.standardError, plain.mean.standardError, 1e-11))
            }
            for (plain, clustered) in zip(
                try CumulativeIncidence.all(data), try CumulativeIncidence.all(own))
            {
                for index in plain.times.indices {
                    let (p, q) = (plain.estimates[index], clustered.estimates[index])
                    #expect(near(q.standardError, p.standardError, 1e-9), "seed \(seed)")
                }
            }
        }
    }

    @Test func anEventAPersonIsTheNelsonAalenSum() throws {
        for seed in 0..<100 as Range<UInt64> {
            let data = try sample(seed).anyCause()
            let persons = try Grouping(
                codes: data.exit.indices.map { Int32($0) }, levelCount: data.rowCount)
            let curves = try MeanCumulativeFunction.all(RepeatedEvents(data, person: persons))
            for (curve, table) in zip(curves, SurvivalOrder(data).riskTables()) {
                var sum = 0.0
                var means: [Double] = []
                for index in table.times.indices where table.events[index] > 0 {
                    sum += table.events[index] / table.atRisk[index]
                    means.append(sum)
                }
                #expect(zip(curve.estimates, means).allSatisfy { near($0.value, $1, 1e-13) })
                #expect(curve.estimates.count == means.count)
            }
        }
    }

    @Test func rowsAndSingleEventsSayTheSame() throws {
        for seed in 0..<100 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            let ends = (0..<20).map { _ in Double(Int.random(in: 5...30, using: &random)) }
            let group = try Grouping(
                codes: ends.indices.map { Int32($0 % 2) }, labels: ["a", "b"])
            var events: [(person: Int, time: Double)] = []
            var rows: [(Int, Double, Double, UInt8)] = []
            for person in ends.indices {
                let end = Int(ends[person])
                let times = Set((0..<3).map { _ in Int.random(in: 1...end, using: &random) })
                var last = 0.0
                for time in times.sorted() {
                    events.append((person, Double(time)))
                    rows.append((person, last, Double(time), 1))
                    last = Double(time)
                }
                if last < ends[person] { rows.append((person, last, ends[person], 0)) }
            }
            let long = try SurvivalData(
                entry: rows.map(\.1), exit: rows.map(\.2), event: rows.map(\.3),
                group: Grouping(codes: rows.map { group.codes[$0.0] }, labels: ["a", "b"]))
            let persons = try Grouping(codes: rows.map { Int32($0.0) }, levelCount: ends.count)
            let a = try RepeatedEvents(long, person: persons)
            let b = try RepeatedEvents(ends: ends, groups: group, events: events)
            for (p, q) in zip(MeanCumulativeFunction.all(a), MeanCumulativeFunction.all(b)) {
                #expect(p.times == q.times)
                for (own, other) in zip(p.estimates, q.estimates) {
                    #expect(near(own.value, other.value, 1e-13))
                    #expect(near(own.standardError, other.standardError, 1e-10))
                }
            }
            let (s, t) = (MeanFunctionTest.test(a), MeanFunctionTest.test(b))
            #expect(near(s.statistic, t.statistic, 1e-10), "seed \(seed)")
        }
    }

    @Test func naiveSharesLieOnTheirSides() throws {
        var apart = 0
        for seed in 0..<200 as Range<UInt64> {
            let data = try sample(seed).anyCause()
            for share in try HorizonProportion.all(data, horizon: 8) {
                guard let value = share.estimate.value, let no = share.countedAsNo,
                    let known = share.knownOnly
                else { continue }
                #expect(share.cases == share.events + share.withoutEvent + share.notYetObservable)
                #expect(no <= value + 1e-12, "seed \(seed)")
                #expect(known >= value - 1e-12, "seed \(seed)")
                if share.notYetObservable > 0, known > no { apart += 1 }
            }
        }
        #expect(apart > 50)
    }
}
