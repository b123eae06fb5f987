import Distributions
import HypothesisTests
import TestSupport
import Testing

/// Tests of counts against values by enumeration, by mpmath and by R.
@Suite struct CountTestTests {
    // MARK: Fisher

    @Test func fisherBeyondTwoByTwoIsTheSumOverAllTables() throws {
        for entry in try CountReference.read().fisher {
            let test = try #require(
                makeTable(entry.counts).fisherExact(simulation: MonteCarlo()))
            #expect(test.name == "fisher_exact")
            let log = try #require(test.pValue).naturalLog
            #expect(
                abs(log - entry.logP) <= 1e-12 * max(1, abs(entry.logP)),
                "\(entry.name) \(log) \(entry.logP)")
        }
    }

    @Test func fisherSolvesTablesThatExhaustTheWorkspaceOfR() throws {
        let cases = try CountReferenceOfR.read().fisher
        #expect(cases.filter { $0.error != nil }.count == 3)
        for entry in cases {
            let test = try #require(
                makeTable(entry.counts).fisherExact(simulation: MonteCarlo()))
            #expect(test.name == "fisher_exact", "\(entry.name)")
            // R merges ways whose lengths differ by less than about 1e-7.
            #expect(relativeError(try #require(test.pValue).value, entry.p) < 1e-6, "\(entry.name)")
        }
    }

    @Test func simulatedFisherSurroundsTheExactP() throws {
        var inside = 0
        let cases = try CountReference.read().fisher.filter { $0.logP > -9 && $0.logP < 0 }
        for entry in cases {
            let table = try makeTable(entry.counts)
            let simulation = MonteCarlo(replicates: 2000, seed: 7)
            let test = try #require(table.simulatedFisherExact(simulation))
            #expect(test.name == "fisher_exact_monte_carlo")
            #expect(test.replicates == 2000 && test.seed == 7)
            let p = exponentialOf(entry.logP)
            let (low, high) = (try #require(test.pLow), try #require(test.pHigh))
            if low <= p && p <= high { inside += 1 }
            #expect(abs(try #require(test.pValue).value - p) < 5 * (p / 2000).squareRoot() + 1e-3)
            // The same seed gives the same bits, another seed another sample.
            #expect(table.simulatedFisherExact(simulation) == test)
        }
        #expect(cases.count >= 6 && inside >= cases.count - 1)
    }

    private func exponentialOf(_ log: Double) -> Double {
        PValue(naturalLog: log)?.value ?? .nan
    }

    @Test func fisherBeyondItsWorkIsSimulatedAndSaysSo() throws {
        let table = try makeTable([[3, 5, 1, 8], [6, 1, 4, 0], [2, 2, 7, 3]])
        let test = try #require(
            table.fisherExact(simulation: MonteCarlo(replicates: 999, seed: 3), work: 50))
        #expect(test.name == "fisher_exact_monte_carlo")
        #expect(test.method.contains("by 999 random tables"))
        // (b + 1) / (B + 1): a whole number of thousandths.
        let p = try #require(test.pValue).value * 1000
        #expect(abs(p - p.rounded()) < 1e-9 && p >= 1)
    }

    @Test func randomTablesHaveTheMomentsOfTheirMargins() throws {
        // p of the table that is the most probable one: every draw is no more probable.
        let flat = try makeTable([[2, 2, 2], [2, 2, 2], [2, 2, 2]])
        let test = try #require(
            flat.simulatedFisherExact(MonteCarlo(replicates: 200, seed: 1)))
        #expect(try #require(test.pValue).value == 1)
    }

    @Test func huntedTablesAreAnsweredInOneWayOrAnother() throws {
        let big = try makeTable((0..<300).map { i in (0..<300).map { (i * $0) % 7 } })
        let test = try #require(big.fisherExact(simulation: MonteCarlo(replicates: 2)))
        #expect(test.name == "fisher_exact_monte_carlo")
        let huge = try makeTable([
            [3_000_000_000, 3_000_100_000, 5], [3_000_000_000, 2_999_900_000, 5], [9, 9, 9],
        ])
        let answer = try #require(huge.fisherExact(simulation: MonteCarlo()))
        #expect(answer.replicates != nil || answer.note != nil)
    }

    // MARK: 2x2

    @Test func midPAndBoschlooAgreeWithEnumeration() throws {
        let cases = try CountReference.read().two
        #expect(cases.count >= 10)
        for entry in cases {
            let table = try makeTable(entry.counts)
            let mid = try #require(table.fisherMidP()?.pValue).value
            #expect(relativeError(mid, entry.midP) < 1e-12, "\(entry.counts)")
            let boschloo = try #require(table.boschlooExact()?.pValue).value
            #expect(relativeError(boschloo, entry.boschloo[0]) < 1e-8, "\(entry.counts)")
            #expect(relativeError(boschloo, entry.scipyBoschloo[0]) < 1e-8, "\(entry.counts)")
        }
    }

    @Test func midPAveragesOneHalfWhateverTheMargins() throws {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<100 {
            let (r, k) = (
                Int.random(in: 1...20, using: &generator), Int.random(in: 1...20, using: &generator)
            )
            let n = max(r, k) + Int.random(in: 1...20, using: &generator)
            let margins = Hypergeometric(population: n, successes: k, draws: r)
            var mean = 0.0
            for a in margins.support {
                let table = try makeTable([[a, r - a], [k - a, n - r - k + a]])
                let p = try #require(table.fisherMidP()?.pValue).value
                mean += p * margins.probability(a)
            }
            #expect(abs(mean - 0.5) < 1e-11, "\(r) \(k) \(n)")
        }
    }

    @Test func boschlooIsNeverAboveTwiceTheOneSidedFisher() throws {
        var generator = SeededGenerator(seed: 12)
        for _ in 0..<100 {
            let rows = (0..<2).map { _ in
                (0..<2).map { _ in Int.random(in: 0...15, using: &generator) }
            }
            let table = try makeTable(rows)
            guard let test = table.boschlooExact(), let p = test.pValue else { continue }
            let margins = Hypergeometric(
                population: table.total, successes: table.columnTotals[0],
                draws: table.rowTotals[0])
            let a = table[0, 0]
            let fisher = 2 * min(margins.cumulative(a), margins.upperTail(from: a))
            #expect(p.value <= min(fisher, 1) * (1 + 1e-12))
            // Neither the order of groups nor that of outcomes plays a part.
            let swapped = try makeTable(rows.reversed())
            let mirrored = try makeTable(rows.map { $0.reversed() })
            for other in [swapped, mirrored] {
                let same = try #require(other.boschlooExact()?.pValue).naturalLog
                #expect(abs(same - p.naturalLog) < 1e-11)
            }
        }
    }

    @Test func jeffreysSolvesItsEquation() throws {
        for entry in try CountReference.read().jeffreys {
            let interval = try Proportion(events: entry.events, total: entry.total)
                .jeffreys(confidence: 0.95)
            let limits = [try #require(interval.confLow), try #require(interval.confHigh)]
            for (actual, expected) in zip(limits, entry.limits) {
                #expect(relativeError(actual, expected) < 1e-10, "\(entry)")
            }
        }
        #expect(
            try Proportion(events: 0, total: 0).jeffreys(confidence: 0.95).status == .notEstimable)
    }

    // MARK: Families of statistics

    @Test func powerDivergencesSolveTheirDefinition() throws {
        for entry in try CountReference.read().power {
            let table = try makeTable(entry.counts)
            for (lambda, expected) in zip(entry.lambdas, entry.values) {
                let test = table.powerDivergence(PowerDivergence(lambda: lambda))
                guard let expected else {
                    #expect(test.status == .notEstimable && test.note != nil)
                    continue
                }
                // λ beside -1 itself loses what 1/(λ + 1) blows up at an empty cell.
                let tolerance = lambda > -1 && lambda < -0.999 ? 1e-7 : 1e-13
                #expect(
                    relativeError(try #require(test.statistic), expected) < tolerance,
                    "\(entry.name) \(lambda)")
            }
            let usual = table.powerDivergence()
            #expect(usual.name == "cressie_read")
            #expect(relativeError(try #require(usual.pValue).naturalLog, entry.logP) < 1e-11)
            let pearson = table.powerDivergence(PowerDivergence(lambda: 1)).statistic
            #expect(
                relativeError(
                    try #require(pearson), try #require(table.pearsonChiSquared().statistic))
                    < 1e-13)
        }
        let table = try makeTable([[3, 4], [5, 6]])
        #expect(table.powerDivergence(PowerDivergence(lambda: .nan)).status == .notEstimable)
        #expect(try makeTable([[3, 4]]).powerDivergence().status == .notEstimable)
    }

    // MARK: Trend and order

    @Test func trendTestsAgreeWithTheirDefinitionAndWithR() throws {
        let r = try CountReferenceOfR.read().trend
        for entry in try CountReference.read().trend {
            let table = try makeTable(entry.counts)
            let armitage = try #require(table.cochranArmitage(scores: entry.scores))
            let linear = table.linearByLinear(rowScores: entry.scores)
            let (statistic, value) = (
                try #require(armitage.statistic), try #require(linear.statistic)
            )
            #expect(abs(statistic - entry.cochranArmitage) <= 1e-13 * max(statistic, 1e-10))
            #expect(abs(value - entry.linearByLinear) <= 1e-13 * max(value, 1e-10))
            #expect(
                abs(try #require(armitage.pValue).naturalLog - entry.logP)
                    <= 1e-12 * max(abs(entry.logP), 1e-3), "\(entry.name)")
            let slope = table.riskSlope(event: 0, scores: entry.scores, confidence: 0.95)
            expectEffect(slope, entry.slope, tolerance: 1e-11, entry.name)
            if let other = r.first(where: { $0.name == entry.name }) {
                #expect(relativeError(statistic, other.statistic) < 1e-11, "\(entry.name)")
            }
        }
    }

    @Test func linearByLinearTakesOrdersOnBothSides() throws {
        for entry in try CountReference.read().linear {
            let test = try makeTable(entry.counts).linearByLinear()
            #expect(relativeError(try #require(test.statistic), entry.statistic) < 1e-12)
            #expect(relativeError(try #require(test.pValue).naturalLog, entry.logP) < 1e-11)
        }
    }

    @Test func measuresOfOrderAgreeWithTheDeltaMethod() throws {
        for entry in try CountReference.read().ordinal {
            let table = try makeTable(entry.counts)
            expectEffect(
                table.gamma(confidence: 0.95), entry.gamma, tolerance: 1e-9, entry.name)
            expectEffect(
                table.kendallTauB(confidence: 0.95), entry.tauB, tolerance: 1e-9, entry.name)
            expectEffect(
                table.somersD(confidence: 0.95), entry.somersD, tolerance: 1e-9, entry.name)
        }
    }

    @Test func aSlopeOfTwoGroupsIsTheRiskDifference() throws {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<200 {
            let (m, n) = (
                Int.random(in: 1...60, using: &generator), Int.random(in: 1...60, using: &generator)
            )
            let (x, y) = (
                Int.random(in: 0...m, using: &generator), Int.random(in: 0...n, using: &generator)
            )
            let table = try makeTable([[n - y, y], [m - x, x]])
            let slope = table.riskSlope(event: 1, scores: [0, 1], confidence: 0.95)
            let difference = try EventComparison(
                level: "a", reference: "b", events: x, cases: m, referenceEvents: y,
                referenceCases: n
            ).riskDifference(confidence: 0.95)
            let pairs = [
                (slope.estimate, difference.estimate), (slope.confLow, difference.confLow),
                (slope.confHigh, difference.confHigh),
            ]
            for (one, other) in pairs {
                #expect(abs(try #require(one) - #require(other)) < 1e-12)
            }
        }
    }

    @Test func turningTheOrderTurnsTheSignAndNothingElse() throws {
        var generator = SeededGenerator(seed: 6)
        for _ in 0..<100 {
            let rows = (0..<4).map { _ in
                (0..<3).map { _ in Int.random(in: 0...9, using: &generator) }
            }
            let (table, turned) = (try makeTable(rows), try makeTable(rows.reversed()))
            let pairs = [
                (table.gamma(confidence: 0.9), turned.gamma(confidence: 0.9)),
                (table.kendallTauB(confidence: 0.9), turned.kendallTauB(confidence: 0.9)),
                (table.somersD(confidence: 0.9), turned.somersD(confidence: 0.9)),
                (
                    table.riskSlope(event: 1, confidence: 0.9),
                    turned.riskSlope(event: 1, confidence: 0.9)
                ),
            ]
            for (one, other) in pairs {
                #expect(one.status == other.status)
                guard one.status == .estimated else { continue }
                #expect(abs(try #require(one.estimate) + #require(other.estimate)) < 1e-12)
                #expect(abs(try #require(one.confLow) + #require(other.confHigh)) < 1e-12)
            }
            let (trend, other) = (table.linearByLinear(), turned.linearByLinear())
            #expect(trend.status == other.status)
            if let a = trend.statistic, let b = other.statistic { #expect(abs(a - b) < 1e-11) }
            // Scores in other units give the same test.
            let scaled = table.linearByLinear(rowScores: [10, 30, 50, 70])
            if let a = trend.statistic, let b = scaled.statistic { #expect(abs(a - b) < 1e-11) }
        }
    }

    @Test func ordersThatSayNothingAreNotEstimable() throws {
        let table = try makeTable([[3, 4], [5, 6], [1, 2]])
        #expect(table.linearByLinear(rowScores: [1, 1, 1]).status == .notEstimable)
        #expect(table.linearByLinear(rowScores: [1, 2]).status == .notEstimable)
        #expect(table.linearByLinear(rowScores: [1, 2, .nan]).status == .notEstimable)
        #expect(table.riskSlope(event: 4, confidence: 0.95).status == .notEstimable)
        #expect(table.riskSlope(event: 1, scores: [2, 2, 2], confidence: 0.95).estimate == nil)
        #expect(try makeTable([[3, 4, 1], [5, 6, 2]]).cochranArmitage() == nil)
        let only = try makeTable([[3, 0], [5, 0]])
        #expect(only.gamma(confidence: 0.95).status == .notEstimable)
        #expect(only.riskSlope(event: 0, confidence: 0.95).estimate == 0)
        let perfect = try makeTable([[5, 0], [0, 5]]).gamma(confidence: 0.95)
        #expect(perfect.estimate == 1 && perfect.confLow == nil && perfect.note != nil)
    }
}
