import Distributions
import HypothesisTests
import TestSupport
import Testing

/// Stratified tables against values from the defining equations.
@Suite struct StratifiedTests {
    private func expect(
        _ test: TestResult, _ statistic: Double, _ logP: Double, _ tolerance: Double
    ) throws {
        let value = try #require(test.statistic, "\(test.name): \(test.note ?? "")")
        // A statistic below 1e-6 is the square of what large terms left: less of it is known.
        #expect(abs(value - statistic) <= tolerance * max(statistic, 1e-6), "\(test.name) \(value)")
        let p = try #require(test.pValue)
        #expect(
            abs(p.naturalLog - logP) <= max(10 * tolerance, 1e-12) * max(abs(logP), 1e-3),
            "\(test.name) \(p.naturalLog) \(logP)")
    }

    private func expect(
        _ effect: Effect, _ values: [Double?], _ tolerance: Double, scale: Double = 0
    ) {
        let actual = [effect.estimate, effect.confLow, effect.confHigh]
        for (actual, expected) in zip(actual, values) {
            guard let actual, let expected else {
                #expect(actual == expected, "\(effect)")
                continue
            }
            let bound = tolerance * max(abs(expected), scale)
            #expect(abs(actual - expected) <= bound, "\(effect.name): \(actual) \(expected)")
        }
    }

    @Test(arguments: try StratifiedReference.all().twoByTwo)
    func testsAreThoseOfTheDefinition(_ entry: StratifiedReference.Entry) throws {
        let comparison = try makeComparison(entry.strata)
        try expect(comparison.cochranMantelHaenszel(), entry.cmh[0], entry.cmh[1], 1e-13)
        try expect(
            comparison.correctedCochranMantelHaenszel(), entry.cmhCorrected[0],
            entry.cmhCorrected[1], 1e-13)
        #expect(try makeStrata(entry.strata).use.informative == entry.useful)
        let general = try makeStrata(entry.strata).generalAssociation()
        try expect(general, entry.cmh[0], entry.cmh[1], 1e-12)
        let exact = comparison.exact(confidence: 0.95)
        if let logP = entry.exactLogP, let midLogP = entry.exactMidLogP {
            let p = try #require(exact.test.pValue).naturalLog
            let mid = try #require(exact.midP.pValue).naturalLog
            #expect(abs(p - logP) <= 1e-12 * max(1, abs(logP)), "\(p) \(logP)")
            #expect(abs(mid - midLogP) <= 1e-12 * max(1, abs(midLogP)), "\(mid) \(midLogP)")
            expect(exact.oddsRatio, try #require(entry.conditional), 1e-11)
        } else if entry.name == "three_thousand_million" {
            #expect(exact.test.status == .notEstimable)
            #expect(exact.test.note?.contains("too large") == true)
        }
    }

    @Test(arguments: try StratifiedReference.all().twoByTwo)
    func pooledEffectsAreThoseOfTheDefinition(_ entry: StratifiedReference.Entry) throws {
        let comparison = try makeComparison(entry.strata)
        expect(comparison.mantelHaenszelOddsRatio(confidence: 0.95), entry.oddsRatio, 1e-12)
        expect(comparison.mantelHaenszelRiskRatio(confidence: 0.95), entry.riskRatio, 1e-12)
        expect(
            comparison.mantelHaenszelRiskDifference(confidence: 0.95), entry.riskDifference, 1e-12,
            scale: 1e-3)
    }

    @Test(arguments: try StratifiedReference.all().twoByTwo)
    func homogeneityIsThatOfTheDefinition(_ entry: StratifiedReference.Entry) throws {
        let comparison = try makeComparison(entry.strata)
        // Expected cells of 10⁹ hold an excess of 10³ to ten digits.
        let tolerance = entry.name == "three_thousand_million" ? 1e-9 : 1e-11
        for (test, expected) in [
            (comparison.breslowDay(), entry.breslowDay),
            (comparison.breslowDayTarone(), entry.breslowDayTarone),
            (comparison.riskRatioHomogeneity(), entry.homogeneityRiskRatio),
            (comparison.riskDifferenceHomogeneity(), entry.homogeneityRiskDifference),
        ] {
            guard let expected else {
                #expect(test.status == .notEstimable && test.note != nil, "\(test)")
                continue
            }
            try expect(test, expected.statistic, expected.logP, tolerance)
            #expect(test.df == expected.df)
        }
    }

    @Test(arguments: try StratifiedReference.all().general)
    func generalisedTestsAreThoseOfTheDefinition(_ entry: StratifiedReference.General) throws {
        let table = try makeStrata(tables: entry.tables)
        for (test, expected) in [
            (table.generalAssociation(), entry.association),
            (table.rowMeanScores(columnScores: entry.columnScores), entry.rowMeans),
            (
                table.correlation(rowScores: entry.rowScores, columnScores: entry.columnScores),
                entry.correlation
            ),
        ] {
            try expect(test, expected.statistic, expected.logP, 1e-12)
            #expect(test.df == expected.df)
        }
    }

    /// The published figures of the admissions to Berkeley in 1973.
    @Test func berkeleyAdmissions() throws {
        let entry = try #require(try StratifiedReference.all().twoByTwo.first)
        let comparison = try makeComparison(entry.strata)
        #expect(abs(try #require(comparison.cochranMantelHaenszel().statistic) - 1.525) < 5e-4)
        #expect(
            abs(try #require(comparison.correctedCochranMantelHaenszel().statistic) - 1.427) < 5e-4)
        let pooled = comparison.mantelHaenszelOddsRatio(confidence: 0.95)
        #expect(abs(try #require(pooled.estimate) - 0.9047) < 5e-5)
        #expect(abs(try #require(pooled.confLow) - 0.772) < 5e-4)
        #expect(abs(try #require(pooled.confHigh) - 1.060) < 5e-4)
        let crude = try makeStrata(entry.strata).crude
        #expect(abs(try #require(crude.pearsonChiSquared().statistic) - 92.205) < 5e-4)
        #expect(abs(try #require(crude.yatesChiSquared()?.statistic) - 91.610) < 5e-4)
        let crudeRatio = comparison.crude.oddsRatio(confidence: 0.95)
        #expect(abs(try #require(crudeRatio.estimate) - 1.841) < 5e-4)
    }
}
