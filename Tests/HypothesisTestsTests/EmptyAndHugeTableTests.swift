import Distributions
import HypothesisTests
import TestSupport
import Testing

/// The tables that break other programs.
@Suite struct EmptyAndHugeTableTests {
    @Test func aZeroRowOrColumnIsLeftOutAndNamed() throws {
        let analysis = try TwoWayAnalysis(of: makeTable([[5, 0, 9], [0, 0, 0], [8, 0, 3]]))
        #expect(analysis.emptyRows == ["r2"])
        #expect(analysis.emptyColumns == ["c2"])
        let without = try TwoWayAnalysis(of: makeTable([[5, 9], [8, 3]]))
        for (actual, expected) in zip(analysis.tests, without.tests) {
            #expect(actual.statistic == expected.statistic)
            #expect(actual.pValue == expected.pValue)
            #expect(actual.df == expected.df)
        }
        #expect(analysis.tests.count == 7)
        #expect(analysis.residuals.map(\.row) == ["r1", "r1", "r3", "r3"])
    }

    @Test(arguments: [[[4, 9]], [[4], [9]], [[4, 0], [9, 0]], [[0, 0], [4, 9]]])
    func aSingleRowTableIsNotEstimable(rows: [[Int]]) throws {
        let analysis = try TwoWayAnalysis(of: makeTable(rows))
        #expect(analysis.primary == nil)
        #expect(analysis.reason.hasPrefix("there is nothing to test: all cases are in one "))
        #expect(
            analysis.tests.map(\.name) == ["pearson_chi_squared", "g_test", "cressie_read"])
        for test in analysis.tests {
            #expect(test.status == .notEstimable)
            #expect(test.pValue == nil && test.statistic == nil && test.note != nil)
        }
        #expect(analysis.residuals.isEmpty)
        #expect(analysis.smallExpectedCounts == false)
    }

    @Test(arguments: [[], [[0]], [[0, 0], [0, 0]], [[0, 0, 0], [0, 0, 0]]] as [[[Int]]])
    func aTableOfNothingIsNotEstimable(rows: [[Int]]) throws {
        let analysis = try TwoWayAnalysis(of: makeTable(rows))
        #expect(analysis.primary == nil)
        #expect(analysis.reason == "there is nothing to test: the table holds no case")
        #expect(analysis.effects.allSatisfy { $0.status == .notEstimable })
    }

    @Test func aPValueBelow1e300HasItsLogarithm() throws {
        let table = try makeTable([[4000, 1000], [1000, 4000]])
        for test in [table.pearsonChiSquared(), table.gTest(), try #require(table.fisherExact())] {
            let p = try #require(test.pValue)
            #expect(p.value == 0)
            #expect(p.log10 < -700 && p.log10 > -1000)
        }
    }

    @Test func countsOfThreeThousandMillionKeepTheirDigits() throws {
        let rows = [[3_000_000_000, 3_000_100_000], [3_000_000_000, 2_999_900_000]]
        let analysis = try TwoWayAnalysis(of: makeTable(rows), event: "c1", reference: "r2")
        #expect(analysis.tests.allSatisfy { $0.status == .estimated })
        #expect(analysis.effects.allSatisfy { $0.status == .estimated })
        #expect(analysis.primary == "pearson_chi_squared")
        // A doubling of all counts doubles chi-squared, to the last digits.
        let twice = try makeTable(rows.map { $0.map { $0 * 2 } })
        let ratio =
            try #require(twice.pearsonChiSquared().statistic)
            / #require(analysis.tests[0].statistic)
        #expect(relativeError(ratio, 2) < 1e-15)
    }

    @Test func countsNearTheLargestIntegerAreAnswered() throws {
        let quarter = Int.max / 4
        let analysis = try TwoWayAnalysis(
            of: makeTable([[quarter, quarter - 5_000_000_000], [quarter, quarter]]))
        #expect(analysis.primary == "pearson_chi_squared")
        let exact = try #require(analysis.tests.first { $0.name == "fisher_exact" })
        #expect(exact.status == .notEstimable && exact.note != nil)
        #expect(throws: ContingencyTableError.tooManyCases) {
            try makeTable([[Int.max, 1], [0, 0]])
        }
        let full = try TwoWayAnalysis(of: makeTable([[Int.max / 2, 0], [0, Int.max / 2]]))
        #expect(full.tests[0].status == .estimated)
    }

    @Test func margins17DigitsApartStillEnd() throws {
        // A sum that starts beside the mode, as the closed form has it here, ran for a minute.
        let effects = try EventComparison(
            level: "a", reference: "b", events: 498_384_055, cases: 2_399_000_307,
            referenceEvents: 377_012, referenceCases: 102_951_224_286_597_641
        ).effects(confidence: 0.5)
        #expect(effects.allSatisfy { $0.status == .estimated })
        let conditional = try #require(effects.last?.estimate)
        let sample = try #require(effects[2].estimate)
        #expect(relativeError(conditional, sample) < 1e-5)
    }

    @Test func oneInAThousandMillionKeepsItsDigits() throws {
        let effect = try EventComparison(
            level: "a", reference: "b", events: 2, cases: 3_000_000_000, referenceEvents: 1,
            referenceCases: 3_000_000_000
        ).riskDifference(confidence: 0.95)
        // mpmath 1.3.0: newcombe(2, 3000000000, 1, 3000000000) of contingency_tables.py
        #expect(relativeError(try #require(effect.confLow), -1.2951814899624389e-09) < 1e-14)
        #expect(relativeError(try #require(effect.confHigh), 2.118887082552834e-09) < 1e-14)
    }

    @Test func aThousandByThousandTableIsQuick() throws {
        let labels = (0..<1000).map { "\($0)" }
        let counts = (0..<1_000_000).map { ($0 * 7919) % 13 }
        let table = try ContingencyTable(
            rowLabels: labels, columnLabels: labels, counts: counts)
        let clock = ContinuousClock()
        var analysis: TwoWayAnalysis?
        let elapsed = try clock.measure { analysis = try TwoWayAnalysis(of: table) }
        // In a debug build nothing is inlined and it takes ten times as long.
        #if DEBUG
            #expect(elapsed < .seconds(60))
        #else
            #expect(elapsed < .seconds(1))
        #endif
        #expect(analysis?.residuals.count == 1_000_000)
        #expect(analysis?.tests.first?.df == 998_001)
        #expect(analysis?.tests.first?.status == .estimated)
    }

    @Test func gNearIndependenceKeepsItsDigits() throws {
        // mpmath 1.3.0 at 70 digits: 2 sum o log(o n / (r c)); the usual sum in doubles has four.
        let entry = try #require(
            try ReferenceTables.all().first { $0.name == "near_independence" })
        let g = try #require(makeTable(entry.counts).gTest().statistic)
        #expect(entry.g < 1e-6)
        #expect(relativeError(g, entry.g) <= 1e-13)
    }

    @Test func independenceItselfHasPValueOne() throws {
        let analysis = try TwoWayAnalysis(of: makeTable([[10, 20], [30, 60]]))
        // Half of what ties with the table is left out of a mid-p, which so averages one half.
        for test in analysis.tests where test.name != "fisher_mid_p" {
            #expect(test.pValue == .one, "\(test.name)")
            #expect(test.statistic == nil || test.statistic == 0)
        }
        let v = try #require(analysis.effects.first { $0.name == "cramers_v" })
        #expect(v.estimate == 0 && v.confLow == 0 && v.confHigh == nil)
        #expect(v.status == .notEstimable && v.note != nil)
    }

    @Test(arguments: [
        (0, 20, 0, 30), (20, 20, 30, 30), (0, 20, 7, 30), (7, 20, 0, 30),
        (20, 20, 7, 30), (7, 20, 30, 30), (0, 20, 30, 30), (20, 20, 0, 30), (0, 0, 3, 9),
        (1, 1, 0, 1), (0, 1, 1, 1), (0, 0, 0, 0),
    ])
    func eventsThatNeverOrAlwaysOccurAreAnswered(x: Int, m: Int, y: Int, n: Int) throws {
        let effects = try EventComparison(
            level: "a", reference: "b", events: x, cases: m, referenceEvents: y, referenceCases: n
        ).effects(confidence: 0.95)
        for effect in effects {
            for value in [effect.estimate, effect.confLow, effect.confHigh] {
                #expect(value?.isFinite ?? true)
            }
            if effect.status == .estimated {
                #expect(effect.estimate != nil && effect.confLow != nil && effect.confHigh != nil)
            }
            if effect.status == .infinite { #expect(effect.estimate == nil) }
            if let low = effect.confLow, let estimate = effect.estimate {
                #expect(low <= estimate)
                #expect(estimate <= effect.confHigh ?? .infinity)
            }
        }
        let statuses = effects.map(\.status)
        switch (x, m, y, n) {
        case (0, 20, 0, 30), (1, 1, 0, 1): break
        case (20, 20, 30, 30):
            #expect(effects[1].estimate == 1)
            #expect(statuses == [.estimated, .estimated, .notEstimable, .notEstimable])
        case (7, 20, 0, 30):
            #expect(statuses == [.estimated, .infinite, .infinite, .infinite])
        case (0, 20, 7, 30):
            #expect(effects.map(\.estimate) == [-7.0 / 30, 0, 0, 0])
        default: break
        }
    }
}
