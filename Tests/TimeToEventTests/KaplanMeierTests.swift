import TestSupport
import Testing
import TimeToEvent

@Suite struct KaplanMeierTests {
    private func check(
        _ actual: [Double?], _ expected: [Double?], _ tolerance: Double, _ what: String
    ) {
        #expect(actual.count == expected.count, "\(what)")
        for (index, (a, e)) in zip(actual, expected).enumerated() {
            guard let a, let e else {
                #expect(a == e, "\(what) at \(index)")
                continue
            }
            #expect(relativeError(a, e) <= tolerance, "\(what) at \(index): \(a), \(e)")
        }
    }

    @Test(arguments: try SurvivalReference.all())
    func curvesLimitsAndQuantilesAreThoseOfR(set: SurvivalReference.Set) throws {
        let tables = try SurvivalOrder(set.survivalData(stratified: false)).riskTables()
        #expect(tables.count == set.curves.count)
        for (table, curve) in zip(tables, set.curves) {
            for interval in SurvivalInterval.allCases {
                let fit = try #require(KaplanMeier(table, interval: interval))
                check(fit.times, curve.time, 0, "time")
                check(table.atRisk, curve.atRisk, 0, "at risk")
                check(table.events, curve.events, 0, "events")
                check(fit.survival, curve.survival, 1e-13, "survival")
                check(fit.cumulativeHazard, curve.cumulativeHazard, 1e-13, "hazard")
                check(fit.hazardStandardError, curve.hazardError, 1e-12, "hazard error")
                let onSurvival = zip(curve.standardError, curve.survival).map { error, s in
                    s > 0 ? error.map { $0 * s } : nil
                }
                check(fit.standardError, onSurvival, 1e-12, "error")
                let limits = try #require(curve.limits[interval.rawValue])
                // R has no log-log limits where S is 1; ours are 1 by every method.
                let orOne = { (limits: [Double?]) in
                    zip(limits, curve.survival).map { $1 == 1 ? 1 : $0 }
                }
                check(fit.lower, orOne(limits.lower), 1e-11, "lower \(interval)")
                check(fit.upper, orOne(limits.upper), 1e-11, "upper \(interval)")
                let quantiles = try #require(curve.quantiles[interval.rawValue])
                for (index, share) in [0.25, 0.5, 0.75].enumerated() {
                    let own = fit.quantile(share)
                    let place = "quantile \(share) \(interval) of \(set.name)"
                    check([own.estimate], [quantiles.quantile[index]], 1e-13, place)
                    check([own.lower], [quantiles.lower[index]], 1e-13, place + " lower")
                    check([own.upper], [quantiles.upper[index]], 1e-13, place + " upper")
                }
            }
        }
    }

    @Test func remissionWithSixMercaptopurineIsAsPublished() throws {
        // Freireich et al. (1963): median 23 weeks against 8.
        let set = try #require(SurvivalReference.all().first)
        let tables = try SurvivalOrder(set.survivalData(stratified: false)).riskTables()
        let medians = try tables.map { try #require(KaplanMeier($0)).quantile(0.5).estimate }
        #expect(medians == [23, 8])
    }

    @Test func everyoneCensoredHasNoMedianAndNoError() throws {
        let data = try SurvivalData(exit: [1, 2, 3], event: [0, 0, 0])
        let table = try #require(SurvivalOrder(data).riskTables().first)
        let fit = try #require(KaplanMeier(table))
        #expect(fit.survival == [1, 1, 1])
        #expect(fit.lower == [1, 1, 1])
        #expect(fit.quantile(0.5).estimate == nil)
        #expect(fit.value(at: 9) == nil)
        #expect(fit.value(at: 0.5)?.survival == 1)
        for wrong in [0, 1, -1, Double.nan] {
            #expect(KaplanMeier(table, confidence: wrong) == nil)
        }
        #expect(fit.quantile(.nan).estimate == nil)
    }

    @Test func aCurveThatIsEmptiedEarlySaysWhen() throws {
        let data = try SurvivalData(entry: [0, 3, 3], exit: [2, 5, 6], event: [1, 1, 0])
        let table = try #require(SurvivalOrder(data).riskTables().first)
        let fit = try #require(KaplanMeier(table))
        #expect(fit.emptiedAt == 2)
        #expect(fit.survival == [0, 0, 0])
    }

    /// Weights are repetition, a stretch cut in two is one, and time has no unit.
    @Test(arguments: 0..<100) func cutsRepetitionAndUnitsChangeNothing(seed: Int) throws {
        let rows = RandomSurvival(seed: UInt64(seed), rows: 30, groups: 2, strata: 1)
        let fits = try SurvivalOrder(rows.data()).riskTables().map { try #require(KaplanMeier($0)) }
        let split = try SurvivalOrder(rows.repeated().cut(at: 4).data()).riskTables()
            .map { try #require(KaplanMeier($0)) }
        let scaled = try SurvivalOrder(rows.scaled(by: 0.125).data()).riskTables()
            .map { try #require(KaplanMeier($0)) }
        for (fit, other) in zip(fits, split) {
            for time in fit.times {
                let here = try #require(fit.value(at: time))
                let there = try #require(other.value(at: time))
                #expect(relativeError(here.survival, there.survival) < 1e-13)
                check([here.lower, here.upper], [there.lower, there.upper], 1e-12, "limits")
            }
        }
        for (fit, other) in zip(fits, scaled) {
            #expect(fit.survival == other.survival)
            #expect(fit.lower == other.lower)
            #expect(fit.times.map { $0 * 0.125 } == other.times)
            #expect(fit.quantile(0.5).estimate.map { $0 * 0.125 } == other.quantile(0.5).estimate)
        }
    }
}
