import HypothesisTests
import TestSupport
import Testing

/// Rates and correlations: what must hold for any counts, and their edges.
@Suite struct RatePropertyTests {
    @Test(arguments: 0..<100)
    func exchangingTheGroupsInvertsTheRatio(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let rate = { (label: String, random: inout SeededGenerator) in
            PoissonRate(
                label: label, events: Int.random(in: 1...60, using: &random),
                exposure: Double.random(in: 0.5...40, using: &random))
        }
        let (a, b) = (rate("a", &random), rate("b", &random))
        let (one, other) = (RateComparison(a, with: b), RateComparison(b, with: a))
        let pairs = [
            (one.rateRatio(confidence: 0.9), other.rateRatio(confidence: 0.9)),
            (one.rateRatioScore(confidence: 0.9), other.rateRatioScore(confidence: 0.9)),
            (one.rateRatioMidP(confidence: 0.9), other.rateRatioMidP(confidence: 0.9)),
        ]
        for (x, y) in pairs {
            #expect(relativeError(try #require(x.confLow) * (try #require(y.confHigh)), 1) < 1e-10)
            #expect(relativeError(try #require(x.estimate) * (try #require(y.estimate)), 1) < 1e-12)
            #expect(try #require(x.confLow) <= (try #require(x.estimate)))
        }
        let (p, q) = (one.exactTest().pValue, other.exactTest().pValue)
        #expect(relativeError(try #require(p).value, try #require(q).value) < 1e-10)
        // The exact interval holds the mid-p interval.
        #expect(try #require(pairs[0].0.confLow) <= (try #require(pairs[2].0.confLow)))
        let difference = one.rateDifference(confidence: 0.9)
        let turned = other.rateDifference(confidence: 0.9)
        let low = try #require(difference.confLow)
        #expect(relativeError(low, -(try #require(turned.confHigh))) < 1e-9)
        // The score interval and the score test agree on no difference.
        let score = try #require(one.scoreTest().pValue).value
        let ratio = pairs[1].0
        let (from, to) = (try #require(ratio.confLow), try #require(ratio.confHigh))
        let outside = from > 1 || to < 1
        #expect(outside == (score < 0.1))
        let high = try #require(difference.confHigh)
        let outsideDifference = low > 0 || high < 0
        #expect(outsideDifference == (score < 0.1))
    }

    @Test(arguments: 0..<100)
    func weightsAreRepetitionAndUnitsOfExposureDoNotMatter(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(500 + seed))
        var (plain, weighted, scaled): ([EventCounts], [EventCounts], [EventCounts]) = ([], [], [])
        for label in ["a", "b", "c"] {
            let n = Int.random(in: 5...30, using: &random)
            let counts = (0..<n).map { _ in
                Double(
                    Int.random(in: 0...4, using: &random) * Int.random(in: 0...4, using: &random))
            }
            let exposures = (0..<n).map { _ in Double(Int.random(in: 1...4, using: &random)) }
            let weights = (0..<n).map { _ in Int.random(in: 0...3, using: &random) }
            let rows = (0..<n).flatMap { [Int](repeating: $0, count: weights[$0]) }
                .shuffled(using: &random)
            weighted.append(
                try EventCounts(
                    label: label, counts: counts, exposures: exposures, weights: weights))
            plain.append(
                try EventCounts(
                    label: label, counts: rows.map { counts[$0] },
                    exposures: rows.map { exposures[$0] }))
            scaled.append(
                try EventCounts(
                    label: label, counts: counts, exposures: exposures.map { 365 * $0 },
                    weights: weights))
        }
        #expect(plain == weighted)
        let (one, other) = (RateAnalysis(weighted), RateAnalysis(scaled))
        for (a, b) in [
            (one.negativeBinomialLikelihoodRatio(), other.negativeBinomialLikelihoodRatio()),
            (one.poissonLikelihoodRatio(), other.poissonLikelihoodRatio()),
            (one.poissonWald(), other.poissonWald()),
            (one.negativeBinomialWald(), other.negativeBinomialWald()),
            (one.overdispersionTest(), other.overdispersionTest()),
        ] {
            #expect(abs((a.statistic ?? 0) - (b.statistic ?? 0)) < 1e-7, "\(a.name)")
        }
        let ratio = one.negativeBinomialRatio(of: 1, to: 0, confidence: 0.95)
        let again = other.negativeBinomialRatio(of: 1, to: 0, confidence: 0.95)
        expectNumbers(again.numbers, ratio.numbers, tolerance: 1e-7, "ratio")
    }

    @Test func withoutOverdispersionTheShapeIsInfiniteAndTheModelIsPoisson() throws {
        let groups = [
            try EventCounts(label: "a", counts: [2, 3, 2, 3, 2, 3]),
            try EventCounts(label: "b", counts: [4, 5, 4, 5, 4, 5]),
        ]
        let analysis = RateAnalysis(groups)
        #expect(analysis.shape().status == .infinite)
        let (g, lr) = (
            analysis.poissonLikelihoodRatio(), analysis.negativeBinomialLikelihoodRatio()
        )
        #expect(abs((g.statistic ?? 0) - (lr.statistic ?? 1)) < 1e-10)
        let ratio = analysis.negativeBinomialRatio(of: 1, to: 0, confidence: 0.95)
        #expect(relativeError(try #require(ratio.estimate), 27.0 / 15) < 1e-13)
        #expect((analysis.overdispersionTest().pValue?.value ?? 0) > 0.5)
    }

    @Test func zerosAreSaid() throws {
        let none = try EventCounts(label: "none", counts: [0, 0, 0])
        let some = try EventCounts(label: "some", counts: [0, 2, 7, 1])
        let analysis = RateAnalysis([none, some])
        let up = analysis.negativeBinomialRatio(of: 1, to: 0, confidence: 0.95)
        #expect(up.status == .infinite && up.estimate == nil && up.note != nil)
        let down = analysis.negativeBinomialRatio(of: 0, to: 1, confidence: 0.95)
        #expect(down.estimate == 0 && down.confHigh == nil && down.note != nil)
        #expect(analysis.negativeBinomialWald().pValue == nil)
        #expect(analysis.negativeBinomialLikelihoodRatio().pValue != nil)
        let comparison = RateComparison(
            PoissonRate(events: 4, exposure: 10), with: PoissonRate(events: 0, exposure: 10))
        let ratio = comparison.rateRatio(confidence: 0.95)
        #expect(ratio.status == .infinite && ratio.estimate == nil && ratio.confLow != nil)
        let nothing = RateComparison(
            PoissonRate(events: 0, exposure: 10), with: PoissonRate(events: 0, exposure: 10))
        #expect(nothing.exactTest().note == "there is no event")
        #expect(nothing.rateDifference(confidence: 0.95).estimate == 0)
        #expect(RateAnalysis([none, none]).negativeBinomialLikelihoodRatio().pValue == nil)
        #expect(RateAnalysis([]).poissonPearson().note == "there is no exposure")
        let without = try EventCounts(
            label: "x", counts: [1, 2, 0], exposures: [1, 0, 0], weights: [1, 1, 3])
        #expect(without.casesWithoutExposure == 4 && without.eventsWithoutExposure == 2)
        #expect(without.cases == 1 && without.events == 1)
        for wrong in [-1, 0.5, .nan, .infinity, 1e300] as [Double] {
            #expect(throws: SampleError.self) { try EventCounts(counts: [wrong]) }
        }
        #expect(throws: SampleError.negativeExposure(-1)) {
            try EventCounts(counts: [1], exposures: [-1])
        }
    }

    @Test func hugeCountsAreCompared() throws {
        let comparison = RateComparison(
            PoissonRate(events: 3_000_000_000, exposure: 1e6),
            with: PoissonRate(events: 2_999_000_000, exposure: 1e6))
        for test in [comparison.exactTest(), comparison.midPTest(), comparison.scoreTest()] {
            let p = try #require(test.pValue).value
            #expect(p > 1e-45 && p < 1e-30, "\(test.name) \(p)")
        }
        let ratio = comparison.rateRatio(confidence: 0.95)
        #expect(try #require(ratio.confLow) > 1)
        let groups = try [3_000_000.0, 4_000_000].map { mean in
            try EventCounts(counts: (0..<20).map { (mean * (1 + 0.01 * Double($0 % 7))).rounded() })
        }
        #expect(RateAnalysis(groups).negativeBinomialLikelihoodRatio().pValue != nil)
    }

    @Test(arguments: 0..<100)
    func correlationsFollowTheirRules(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(9000 + seed))
        let n = Int.random(in: 6...60, using: &random)
        let value = { (random: inout SeededGenerator) in
            seed % 2 == 0
                ? Double(Int.random(in: 0...6, using: &random))
                : Double.random(in: 0...1, using: &random)
        }
        let x = (0..<n).map { _ in value(&random) }
        let y = (0..<n).map { _ in value(&random) }
        let weights = (0..<n).map { _ in Int.random(in: 1...3, using: &random) }
        let rows = (0..<n).flatMap { [Int](repeating: $0, count: weights[$0]) }
            .shuffled(using: &random)
        let weighted = try NumberPairs(x: x, y: y, weights: weights)
        let repeated = try NumberPairs(x: rows.map { x[$0] }, y: rows.map { y[$0] })
        #expect(weighted == repeated)
        let plain = Correlation(weighted)
        let turned = Correlation(try NumberPairs(x: y, y: x, weights: weights))
        let negated = Correlation(try NumberPairs(x: x, y: y.map { -$0 }, weights: weights))
        let effects = { (c: Correlation) in
            [
                c.pearsonCorrelation(confidence: 0.95), c.spearmanCorrelation(confidence: 0.95),
                c.kendallTau(confidence: 0.95),
            ]
        }
        for ((a, b), c) in zip(zip(effects(plain), effects(turned)), effects(negated)) {
            let estimate = try #require(a.estimate)
            #expect(abs(estimate - (try #require(b.estimate))) < 1e-13, "\(a.name)")
            #expect(abs(estimate + (try #require(c.estimate))) < 1e-13, "\(a.name)")
            #expect(try #require(a.confLow) < estimate && estimate < (try #require(a.confHigh)))
        }
        // Kendall's score by all pairs.
        var score = 0
        for i in rows.indices {
            for j in 0..<i {
                let (dx, dy) = (x[rows[i]] - x[rows[j]], y[rows[i]] - y[rows[j]])
                if dx * dy > 0 { score += 1 } else if dx * dy < 0 { score -= 1 }
            }
        }
        let tau = try #require(effects(plain)[2].estimate)
        #expect((tau > 0) == (score > 0))
    }

    @Test func correlationsSayWhatTheyCannot() throws {
        let line = Correlation(
            try NumberPairs(x: [0.1, 0.2, 0.3, 0.7, 0.9], y: [0.3, 0.5, 0.7, 1.5, 1.9]))
        #expect(line.pearson().status == .infinite)
        #expect(line.pearsonCorrelation(confidence: 0.95).note != nil)
        #expect(line.spearman().pValue != nil && line.kendall().pValue != nil)
        for (x, y) in [
            ([], []), ([1.0], [2.0]), ([1, 2], [3, 4]), ([1, 1, 1], [1, 2, 3]),
            ([1, 2, 3], [5, 5, 5]), ([1e308, -1e308, 0], [1, 2, 4]),
        ] as [([Double], [Double])] {
            let correlation = Correlation(try NumberPairs(x: x, y: y))
            for test in [correlation.pearson(), correlation.spearman(), correlation.kendall()]
            where test.pValue == nil {
                #expect(test.note != nil)
            }
            for effect in [
                correlation.pearsonCorrelation(confidence: 0.95),
                correlation.spearmanCorrelation(confidence: 0.95),
                correlation.kendallTau(confidence: 0.95),
            ] {
                for number in effect.numbers.compactMap(\.self) { #expect(number.isFinite) }
                if effect.confLow == nil { #expect(effect.note != nil) }
            }
        }
    }
}
