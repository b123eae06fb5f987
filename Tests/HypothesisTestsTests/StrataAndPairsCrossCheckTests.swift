import Distributions
import HypothesisTests
import TestSupport
import Testing

/// What R says of the same stratified and paired tables, to the digits that it holds.
@Suite struct StrataAndPairsCrossCheckTests {
    struct RValues: Decodable {
        struct Two: Decodable {
            let name: String
            let cmh, cmhCorrected, exactP, oddsRatio, oddsLow, oddsHigh, conditional: Double
            let riskRatio, riskLow, riskHigh: Double
            let riskDifference, differenceLow, differenceHigh: Double
        }
        struct General: Decodable {
            let association, rowMeans, correlation, mantelhaen: Double
        }
        struct Square: Decodable {
            let name: String
            let bowker: Double?
            let kappa, kappaSE, kappaQuadratic, kappaLinear: Double
        }
        struct McNemar: Decodable {
            let plain, corrected, exactP: Double
        }
        let twoByTwo: [Two]
        let jobSatisfaction: General
        let square: [Square]
        let mcnemar: McNemar
    }

    private let r: RValues

    init() throws { r = try reference("strata_and_pairs_r.json", as: RValues.self) }

    private func close(_ actual: Double?, _ expected: Double, _ tolerance: Double) {
        #expect(abs((actual ?? .nan) - expected) <= tolerance * max(abs(expected), 1e-3))
    }

    @Test func rAgreesOnStrata() throws {
        let entries = try StratifiedReference.all().twoByTwo
        #expect(r.twoByTwo.count == 6)
        for expected in r.twoByTwo {
            let entry = try #require(entries.first { $0.name == expected.name })
            let comparison = try makeComparison(entry.strata)
            close(comparison.cochranMantelHaenszel().statistic, expected.cmh, 1e-12)
            // R leaves the correction out where the excess is below one half.
            if expected.cmh != expected.cmhCorrected {
                close(
                    comparison.correctedCochranMantelHaenszel().statistic, expected.cmhCorrected,
                    1e-12)
            }
            let exact = comparison.exact(confidence: 0.95)
            close(exact.test.pValue?.value, expected.exactP, 1e-11)
            close(exact.oddsRatio.estimate, expected.conditional, 1e-4)
            for (effect, values) in [
                (
                    comparison.mantelHaenszelOddsRatio(confidence: 0.95),
                    [expected.oddsRatio, expected.oddsLow, expected.oddsHigh]
                ),
                (
                    comparison.mantelHaenszelRiskRatio(confidence: 0.95),
                    [expected.riskRatio, expected.riskLow, expected.riskHigh]
                ),
                (
                    comparison.mantelHaenszelRiskDifference(confidence: 0.95),
                    [expected.riskDifference, expected.differenceLow, expected.differenceHigh]
                ),
            ] {
                close(effect.estimate, values[0], 1e-12)
                close(effect.confLow, values[1], 1e-12)
                close(effect.confHigh, values[2], 1e-12)
            }
        }
    }

    @Test func rAgreesOnGeneralisedTests() throws {
        let general = try StratifiedReference.all().general
        let entry = try #require(general.first { $0.name == "job_satisfaction" })
        let table = try makeStrata(tables: entry.tables)
        close(table.generalAssociation().statistic, r.jobSatisfaction.association, 1e-12)
        close(table.generalAssociation().statistic, r.jobSatisfaction.mantelhaen, 1e-12)
        close(table.rowMeanScores().statistic, r.jobSatisfaction.rowMeans, 1e-12)
        close(table.correlation().statistic, r.jobSatisfaction.correlation, 1e-11)
    }

    @Test func rAgreesOnPairs() throws {
        let entries = try PairedReference.all().square
        for expected in r.square {
            let entry = try #require(entries.first { $0.name == expected.name })
            let table = try makeSquare(entry.counts)
            let kappa = table.kappa(confidence: 0.95)
            close(kappa.estimate, expected.kappa, 1e-12)
            let width = Normal.upperQuantile(0.025) * expected.kappaSE
            close(kappa.confLow, expected.kappa - width, 1e-10)
            close(
                table.kappa(weights: .linear, confidence: 0.95).estimate, expected.kappaLinear,
                1e-12)
            close(
                table.kappa(weights: .quadratic, confidence: 0.95).estimate,
                expected.kappaQuadratic, 1e-12)
            if let bowker = expected.bowker {
                close(table.bowkerSymmetry().statistic, bowker, 1e-12)
            }
        }
        let approval = try makePairs([794, 86, 150, 570])
        close(approval.mcNemar().statistic, r.mcnemar.plain, 1e-13)
        close(approval.correctedMcNemar().statistic, r.mcnemar.corrected, 1e-13)
        close(approval.exactMcNemar().pValue?.value, r.mcnemar.exactP, 1e-11)
    }
}
