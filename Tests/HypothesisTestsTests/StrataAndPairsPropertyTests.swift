import Distributions
import HypothesisTests
import TestSupport
import Testing

/// What must not change, and what must change with its sign, by the hundred.
@Suite struct StrataAndPairsPropertyTests {
    private func close(
        _ actual: Double?, _ expected: Double?, _ tolerance: Double = 1e-10, _ what: String = ""
    ) {
        guard let actual, let expected else {
            #expect(actual == expected, "\(what)")
            return
        }
        #expect(
            abs(actual - expected) <= tolerance * max(abs(expected), 1),
            "\(what) \(actual) \(expected)"
        )
    }

    /// Strata of 0 to 30 a cell, zeros among them.
    private func randomStrata(_ random: inout SeededGenerator) -> [[Int]] {
        (0..<Int.random(in: 1...6, using: &random)).map { _ in
            (0..<4).map { _ in
                max(Int.random(in: -3...Int.random(in: 1...30, using: &random), using: &random), 0)
            }
        }
    }

    @Test func orderOfStrataLevelsAndEventsTurnsSignsOnly() throws {
        var random = SeededGenerator(seed: 41)
        for _ in 0..<150 {
            let strata = randomStrata(&random)
            let original = try makeComparison(strata)
            let shuffled = try makeComparison(strata.shuffled(using: &random))
            let swapped = try makeComparison(strata.map { [$0[2], $0[3], $0[0], $0[1]] })
            let complement = try makeComparison(strata.map { [$0[1], $0[0], $0[3], $0[2]] })
            let exact = original.exact(confidence: 0.9)
            for other in [shuffled, swapped, complement] {
                close(
                    original.cochranMantelHaenszel().statistic,
                    other.cochranMantelHaenszel().statistic)
                close(
                    original.correctedCochranMantelHaenszel().statistic,
                    other.correctedCochranMantelHaenszel().statistic)
                close(
                    original.breslowDayTarone().statistic, other.breslowDayTarone().statistic, 1e-8)
                close(
                    original.riskDifferenceHomogeneity().statistic,
                    other.riskDifferenceHomogeneity().statistic, 1e-7)
                close(
                    exact.test.pValue?.naturalLog,
                    other.exact(confidence: 0.9).test.pValue?.naturalLog)
                close(
                    exact.midP.pValue?.naturalLog,
                    other.exact(confidence: 0.9).midP.pValue?.naturalLog)
            }
            let difference = original.mantelHaenszelRiskDifference(confidence: 0.9)
            for other in [swapped, complement] {
                let turned = other.mantelHaenszelRiskDifference(confidence: 0.9)
                close(difference.estimate, turned.estimate.map { -$0 })
                close(difference.confLow, turned.confHigh.map { -$0 })
            }
            let ratio = original.mantelHaenszelOddsRatio(confidence: 0.9)
            if let estimate = ratio.estimate, estimate > 0 {
                for other in [swapped, complement] {
                    let turned = other.mantelHaenszelOddsRatio(confidence: 0.9)
                    close(1 / estimate, turned.estimate)
                    close(ratio.confLow.map { 1 / $0 }, turned.confHigh)
                }
            }
            if let estimate = exact.oddsRatio.estimate, estimate > 0 {
                close(1 / estimate, swapped.exact(confidence: 0.9).oddsRatio.estimate)
            }
        }
    }

    /// One stratum is a 2x2 table: the exact test is Fisher's, the pooled odds ratio the sample's.
    @Test func oneStratumIsAPlainTable() throws {
        var random = SeededGenerator(seed: 42)
        for _ in 0..<200 {
            let cells = (0..<4).map { _ in Int.random(in: 1...60, using: &random) }
            let comparison = try makeComparison([cells])
            let table = try makeStrata([cells]).crude
            let n = Double(table.total)
            close(
                comparison.cochranMantelHaenszel().statistic,
                table.pearsonChiSquared().statistic.map { $0 * (n - 1) / n })
            let exact = comparison.exact(confidence: 0.95)
            close(exact.test.pValue?.naturalLog, table.fisherExact()?.pValue?.naturalLog)
            let plain = comparison.crude
            let conditional = plain.conditionalOddsRatio(confidence: 0.95)
            close(exact.oddsRatio.estimate, conditional.estimate)
            close(exact.oddsRatio.confLow, conditional.confLow)
            close(exact.oddsRatio.confHigh, conditional.confHigh)
            close(
                comparison.mantelHaenszelOddsRatio(confidence: 0.95).confHigh,
                plain.oddsRatio(confidence: 0.95).confHigh)
            close(
                comparison.mantelHaenszelRiskRatio(confidence: 0.95).estimate,
                plain.riskRatio(confidence: 0.95).estimate)
            close(
                comparison.mantelHaenszelRiskDifference(confidence: 0.95).estimate,
                plain.riskDifference(confidence: 0.95).estimate)
        }
    }

    /// Pairs as strata of two cases are McNemar's test, with b / c as odds ratio.
    @Test func pairsAsStrataAreMcNemar() throws {
        var random = SeededGenerator(seed: 43)
        for _ in 0..<60 {
            let counts = (0..<4).map { _ in Int.random(in: 0...12, using: &random) }
            let kinds = [[1, 0, 1, 0], [1, 0, 0, 1], [0, 1, 1, 0], [0, 1, 0, 1]]
            let strata = zip(kinds, counts).flatMap { Array(repeating: $0, count: $1) }
            guard counts[1] + counts[2] > 0 else { continue }
            let comparison = try makeComparison(strata)
            let pairs = try makePairs(counts)
            close(comparison.cochranMantelHaenszel().statistic, pairs.mcNemar().statistic)
            close(
                comparison.correctedCochranMantelHaenszel().statistic,
                pairs.correctedMcNemar().statistic)
            let exact = comparison.exact(confidence: 0.95)
            close(exact.test.pValue?.naturalLog, pairs.exactMcNemar().pValue?.naturalLog)
            let ratio = pairs.oddsRatio(confidence: 0.95)
            close(exact.oddsRatio.estimate, ratio.estimate)
            close(exact.oddsRatio.confLow, ratio.confLow)
            close(exact.oddsRatio.confHigh, ratio.confHigh)
            close(
                comparison.mantelHaenszelRiskDifference(confidence: 0.95).estimate,
                pairs.riskDifference(confidence: 0.95).estimate)
        }
    }

    /// A stratum that tells nothing changes no test of odds.
    @Test func uselessStrataChangeNothing() throws {
        var random = SeededGenerator(seed: 44)
        for _ in 0..<100 {
            let strata = randomStrata(&random)
            let padded = strata + [[0, 0, 0, 0], [1, 0, 0, 0], [4, 3, 0, 0], [5, 0, 2, 0]]
            let (one, other) = (try makeComparison(strata), try makeComparison(padded))
            #expect(one.cochranMantelHaenszel() == other.cochranMantelHaenszel())
            #expect(one.breslowDayTarone() == other.breslowDayTarone())
            #expect(one.exact(confidence: 0.95) == other.exact(confidence: 0.95))
            let use = try makeStrata(padded).use
            #expect(use.informative == (try makeStrata(strata).use.informative))
            #expect(use.single >= 1 && use.empty >= 1 && use.oneRow >= 1 && use.oneColumn >= 1)
            #expect(
                use.informative + use.empty + use.single + use.oneRow + use.oneColumn == use.strata)
        }
    }

    @Test func generalisedTestsDoNotDependOnOrder() throws {
        var random = SeededGenerator(seed: 45)
        for _ in 0..<80 {
            let (rows, columns) = (
                Int.random(in: 2...4, using: &random), Int.random(in: 2...4, using: &random)
            )
            let tables = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                (0..<rows).map { _ in
                    (0..<columns).map { _ in max(Int.random(in: -4...12, using: &random), 0) }
                }
            }
            let table = try makeStrata(tables: tables)
            let transposed = try makeStrata(
                tables: tables.map { t in (0..<columns).map { j in t.map { $0[j] } } })
            let turned = try makeStrata(tables: tables.map { $0.map { $0.reversed() } }.reversed())
            for other in [transposed, turned] {
                let (one, two) = (table.generalAssociation(), other.generalAssociation())
                close(one.statistic, two.statistic, 1e-9)
                #expect(one.df == two.df)
                close(table.correlation().statistic, other.correlation().statistic)
            }
            close(
                table.rowMeanScores().statistic, turned.rowMeanScores().statistic, 1e-9)
            // Scores of another origin and unit say the same.
            let scores = (0..<columns).map { 7 - 0.25 * Double($0) }
            close(
                table.rowMeanScores().statistic,
                table.rowMeanScores(columnScores: scores).statistic, 1e-9)
        }
    }

    @Test func pairedResultsTurnWithTheirMeasures() throws {
        var random = SeededGenerator(seed: 46)
        for _ in 0..<200 {
            let counts = (0..<4).map { _ in Int.random(in: 0...40, using: &random) }
            let pairs = try makePairs(counts)
            let swapped = try makePairs([counts[0], counts[2], counts[1], counts[3]])
            let complement = try makePairs([counts[3], counts[2], counts[1], counts[0]])
            for other in [swapped, complement] {
                #expect(pairs.mcNemar() == other.mcNemar())
                #expect(pairs.exactMcNemar() == other.exactMcNemar())
                #expect(pairs.midPMcNemar() == other.midPMcNemar())
                let (one, two) = (
                    pairs.riskDifference(confidence: 0.95), other.riskDifference(confidence: 0.95)
                )
                close(one.estimate, two.estimate.map { -$0 })
                close(one.confLow, two.confHigh.map { -$0 })
                let (odds, turned) = (
                    pairs.oddsRatio(confidence: 0.95), other.oddsRatio(confidence: 0.95)
                )
                if let low = odds.confLow, low > 0 { close(1 / low, turned.confHigh) }
            }
            let one = pairs.riskDifference(confidence: 0.95)
            if let estimate = one.estimate, let low = one.confLow, let high = one.confHigh {
                #expect(low <= estimate && estimate <= high && low >= -1 && high <= 1)
            }
        }
    }

    @Test func squareTablesDoNotDependOnOrder() throws {
        var random = SeededGenerator(seed: 47)
        for _ in 0..<100 {
            let size = Int.random(in: 2...5, using: &random)
            let rows = (0..<size).map { _ in
                (0..<size).map { _ in max(Int.random(in: -5...20, using: &random), 0) }
            }
            let order = (0..<size).shuffled(using: &random)
            let table = try makeSquare(rows)
            let transposed = try makeSquare((0..<size).map { j in rows.map { $0[j] } })
            let moved = try makeSquare(order.map { i in order.map { j in rows[i][j] } })
            for other in [transposed, moved] {
                close(table.bowkerSymmetry().statistic, other.bowkerSymmetry().statistic)
                close(table.stuartMaxwell().statistic, other.stuartMaxwell().statistic, 1e-8)
                #expect(table.stuartMaxwell().df == other.stuartMaxwell().df)
                close(
                    table.kappa(confidence: 0.95).confHigh, other.kappa(confidence: 0.95).confHigh)
            }
            let reversed = try makeSquare(rows.map { $0.reversed() }.reversed())
            for weights in KappaWeights.allCases {
                close(
                    table.kappa(weights: weights, confidence: 0.95).confLow,
                    reversed.kappa(weights: weights, confidence: 0.95).confLow)
            }
            // With two levels all tests are McNemar's.
            if size == 2 {
                let pairs = try #require(table.comparison(ofLevel: "l1"))
                if pairs.discordant > 0 {
                    close(table.stuartMaxwell().statistic, pairs.mcNemar().statistic)
                    close(table.bowkerSymmetry().statistic, pairs.mcNemar().statistic)
                }
            }
        }
    }

    /// No table, however odd, traps or leaves a number that is none.
    @Test func oddTablesAreAnswered() throws {
        let big = 2_000_000_000_000_000_000
        for strata in [
            [], [[0, 0, 0, 0]], [[1, 0, 0, 0]], [[1, 0, 0, 1]], [[big, big, 1, 0]],
            [[3_000_000_000, 1, 1, 3_000_000_000], [1, 3_000_000_000, 3_000_000_000, 1]],
            Array(repeating: [1, 0, 0, 1], count: 30_000),
        ] {
            let comparison = try makeComparison(strata)
            let exact = comparison.exact(confidence: 0.95)
            let tests =
                comparison.homogeneityTests() + [
                    comparison.cochranMantelHaenszel(),
                    comparison.correctedCochranMantelHaenszel(), exact.test, exact.midP,
                    try makeStrata(strata).generalAssociation(),
                    try makeStrata(strata).rowMeanScores(), try makeStrata(strata).correlation(),
                ]
            for test in tests {
                #expect(test.statistic.map { $0.isFinite } ?? true, "\(test)")
                #expect(test.status == .estimated || test.note != nil, "\(test)")
            }
            for confidence in [0.95, 0, 1, .nan] {
                for effect in [
                    comparison.mantelHaenszelOddsRatio(confidence: confidence),
                    comparison.mantelHaenszelRiskRatio(confidence: confidence),
                    comparison.mantelHaenszelRiskDifference(confidence: confidence),
                ] {
                    for value in [effect.estimate, effect.confLow, effect.confHigh] {
                        #expect(value.map { $0.isFinite } ?? true, "\(effect)")
                    }
                }
            }
        }
        for counts in [[0, 0, 0, 0], [0, 1, 0, 0], [big, big, 1, 0], [big, 1, big, 0]] {
            let pairs = try makePairs(counts)
            for test in [
                pairs.mcNemar(), pairs.correctedMcNemar(), pairs.exactMcNemar(),
                pairs.midPMcNemar(),
            ] {
                #expect(test.statistic.map { $0.isFinite } ?? true, "\(test)")
            }
            for effect in [
                pairs.riskDifference(confidence: 0.95), pairs.oddsRatio(confidence: 0.95),
            ] {
                for value in [effect.estimate, effect.confLow, effect.confHigh] {
                    #expect(value.map { $0.isFinite } ?? true, "\(effect)")
                }
            }
        }
        for rows in [
            [], [[0]], [[7]], [[0, 0], [0, 0]], [[5, 0], [0, 0]], [[big, big], [1, 0]],
        ] {
            let table = try makeSquare(rows)
            for test in [table.bowkerSymmetry(), table.stuartMaxwell()] {
                #expect(test.statistic.map { $0.isFinite } ?? true, "\(test)")
            }
            for weights in KappaWeights.allCases {
                let effect = table.kappa(weights: weights, confidence: 0.95)
                #expect(effect.estimate.map { $0.isFinite } ?? true, "\(effect)")
            }
        }
        let none = try RepeatedMeasures(measures: [], patterns: [], counts: [])
        #expect(none.cochranQ().status == .notEstimable)
        let same = try RepeatedMeasures(
            measures: ["a", "b", "c"], patterns: [[true, true, true]], counts: [4])
        #expect(same.cochranQ().pValue?.value == 1)
        #expect(throws: ContingencyTableError.self) {
            try RepeatedMeasures(measures: ["a"], patterns: [[true, false]], counts: [1])
        }
        #expect(throws: ContingencyTableError.self) {
            try StratifiedTable(
                strata: ["s"], rowLabels: ["a"], columnLabels: ["b"], counts: [-1])
        }
        #expect(throws: ContingencyTableError.self) {
            try StratifiedTable(
                strata: ["s", "t"], rowLabels: ["a"], columnLabels: ["b"], counts: [Int.max, 1])
        }
    }
}
