import HypothesisTests
import TestSupport
import Testing

/// What must hold for samples of any kind, by the hundred from seeds.
@Suite struct SamplePropertyTests {
    private struct Draw {
        let x: [Double]
        let y: [Double]
        let weightsX: [Int]
        let weightsY: [Int]
    }

    private func draw(_ seed: UInt64, ties: Bool) -> Draw {
        var random = SeededGenerator(seed: seed)
        func values(_ n: Int) -> [Double] {
            (0..<n).map { _ in
                ties
                    ? Double(Int.random(in: 0...9, using: &random))
                    : Double.random(in: -3...5, using: &random)
            }
        }
        let (m, n) = (
            Int.random(in: 3...40, using: &random), Int.random(in: 3...40, using: &random)
        )
        let (x, y) = (values(m), values(n))
        return Draw(
            x: x, y: y, weightsX: x.map { _ in Int.random(in: 0...3, using: &random) },
            weightsY: y.map { _ in Int.random(in: 1...3, using: &random) })
    }

    /// Every test and effect of two samples, in one list.
    private func answers(_ first: Sample, _ second: Sample) -> ([TestResult], [Effect]) {
        let means = MeanComparison(first, with: second)
        let ranks = RankComparison(first, with: second)
        let groups = OneWayAnalysis([first, second])
        let kruskal = KruskalWallis([first, second])
        return (
            [
                means.welchT(), means.studentT(), ranks.mannWhitney(), groups.anova(),
                groups.welchANOVA(), kruskal.test(),
            ],
            [
                means.meanDifference(confidence: 0.9),
                means.meanDifferenceWithEqualVariances(confidence: 0.9),
                means.hedgesG(confidence: 0.9), ranks.shift(confidence: 0.9),
                ranks.probabilityOfSuperiority(confidence: 0.9),
                groups.etaSquared(confidence: 0.9), groups.omegaSquared(confidence: 0.9),
                kruskal.epsilonSquared(),
            ]
        )
    }

    private func repeated(_ values: [Double], _ weights: [Int]) -> [Double] {
        zip(values, weights).flatMap { [Double](repeating: $0, count: $1) }
    }

    @Test(arguments: 0..<100)
    func weightsAreRepetitionAndOrderChangesNothing(seed: Int) throws {
        let draw = draw(UInt64(seed), ties: seed % 2 == 0)
        let weighted = answers(
            try Sample(values: draw.x, weights: draw.weightsX),
            try Sample(values: draw.y, weights: draw.weightsY))
        var random = SeededGenerator(seed: UInt64(seed))
        let plain = answers(
            try Sample(values: repeated(draw.x, draw.weightsX).shuffled(using: &random)),
            try Sample(values: repeated(draw.y, draw.weightsY).shuffled(using: &random)))
        #expect(weighted.0 == plain.0)
        #expect(weighted.1 == plain.1)
    }

    @Test(arguments: 0..<100)
    func exchangingTheGroupsTurnsTheSign(seed: Int) throws {
        let draw = draw(UInt64(1000 + seed), ties: seed % 2 == 0)
        let (x, y) = (try Sample(values: draw.x), try Sample(values: draw.y))
        let (one, other) = (answers(x, y), answers(y, x))
        for (a, b) in zip(one.0, other.0) {
            let (p, q) = (try #require(a.pValue), try #require(b.pValue))
            #expect(relativeError(p.naturalLog, q.naturalLog) < 1e-9, "\(a.name)")
        }
        for (a, b) in zip(one.1, other.1).prefix(4) {
            let (low, high) = (try #require(a.confLow), try #require(b.confHigh))
            #expect(abs(low + high) <= 1e-9 * max(1, abs(low)), "\(a.name)")
            #expect(abs((a.estimate ?? 0) + (b.estimate ?? 0)) <= 1e-12, "\(a.name)")
        }
        let (auc, cua) = (one.1[4], other.1[4])
        #expect(abs((auc.confLow ?? 0) + (cua.confHigh ?? 0) - 1) < 1e-9)
        // F of two groups is t².
        let t = try #require(one.0[1].statistic)
        let f = try #require(one.0[3].statistic)
        #expect(relativeError(t * t, f) < 1e-10)
        let w = try #require(one.0[0].statistic)
        #expect(relativeError(w * w, try #require(one.0[4].statistic)) < 1e-10)
    }

    @Test(arguments: 0..<100)
    func shiftAndScaleMoveWithTheNumbers(seed: Int) throws {
        let draw = draw(UInt64(2000 + seed), ties: false)
        // Exact in doubles: a power of two, and numbers with few digits.
        let x = draw.x.map { ($0 * 64).rounded() / 64 }
        let y = draw.y.map { ($0 * 64).rounded() / 64 }
        let plain = answers(try Sample(values: x), try Sample(values: y))
        let moved = answers(
            try Sample(values: x.map { 8 * $0 + 1024 }), try Sample(values: y.map { 8 * $0 + 1024 })
        )
        for (a, b) in zip(plain.0, moved.0) {
            #expect(a.statistic == b.statistic, "\(a.name)")
            #expect(a.pValue == b.pValue, "\(a.name)")
        }
        for (a, b) in zip(plain.1, moved.1) {
            let scale =
                ["mean_difference", "hodges_lehmann_shift"].contains(a.name) ? 8.0 : 1
            expectNumbers(
                b.numbers, a.numbers.map { $0.map { scale * $0 } }, tolerance: 1e-13, a.name)
        }
    }

    @Test(arguments: 0..<100)
    func orderStatisticsAreThoseOfAllPairs(seed: Int) throws {
        let draw = draw(UInt64(3000 + seed), ties: seed % 2 == 0)
        let (x, y) = (try Sample(values: draw.x), try Sample(values: draw.y))
        let pairs = draw.x.flatMap { a in draw.y.map { a - $0 } }.sorted()
        let count = pairs.count
        let median = (pairs[(count - 1) / 2] + pairs[count / 2]) / 2
        let shift = RankComparison(x, with: y).shift(confidence: 0.95)
        #expect(shift.estimate == median)
        let low = try #require(shift.confLow)
        #expect(pairs.contains(low) && low <= median)
        let averages = draw.x.indices.flatMap { i in
            (i..<draw.x.count).map { draw.x[i] / 2 + draw.x[$0] / 2 }
        }.sorted()
        let middle = (averages[(averages.count - 1) / 2] + averages[averages.count / 2]) / 2
        let pseudomedian = SignedRankComparison(x).pseudomedian(confidence: 0.95)
        #expect(relativeError(try #require(pseudomedian.estimate), middle) < 1e-15)
    }

    @Test func threeThousandMillionCasesAreCounted() throws {
        let many = 3_000_000_000
        let x = try Sample(label: "x", values: [0, 1, 2], weights: [many, many, many])
        let y = try Sample(label: "y", values: [0, 1, 3], weights: [many, 2 * many, many])
        let answers = answers(x, y)
        for test in answers.0 { #expect(test.pValue != nil, "\(test.name)") }
        for effect in answers.1 { #expect(effect.estimate != nil, "\(effect.name)") }
        #expect(answers.1[3].estimate == 0)
        #expect(throws: SampleError.tooManyCases) {
            try Sample(values: [1, 2], weights: [.max, .max])
        }
    }

    @Test func whatCannotBeHadIsSaid() throws {
        let samples = [
            try Sample(label: "none", values: []), try Sample(label: "one", values: [1]),
            try Sample(label: "same", values: [2, 2, 2]),
            try Sample(label: "also", values: [2, 2]),
            try Sample(label: "huge", values: [1e308, -1e308, 1e308]),
            try Sample(label: "tiny", values: [.leastNonzeroMagnitude, 0, .leastNormalMagnitude]),
        ]
        for first in samples {
            for second in samples {
                let answers = answers(first, second)
                for test in answers.0 where test.pValue == nil {
                    #expect(test.note != nil && test.status != .estimated, "\(test)")
                }
                for effect in answers.1 {
                    for number in effect.numbers.compactMap(\.self) { #expect(number.isFinite) }
                    if effect.status != .estimated { #expect(effect.note != nil, "\(effect)") }
                }
            }
            let paired = PairedMeans(first)
            let ranks = SignedRankComparison(first)
            for effect in [
                paired.meanDifference(confidence: 0.95), paired.hedgesG(confidence: 0.95),
                ranks.pseudomedian(confidence: 0.95),
            ] {
                for number in effect.numbers.compactMap(\.self) { #expect(number.isFinite) }
                if effect.estimate == nil { #expect(effect.note != nil) }
            }
            for test in [paired.pairedT(), ranks.test()] where test.pValue == nil {
                #expect(test.note != nil)
            }
        }
        for wrong in [Double.nan, .infinity, -.infinity] {
            #expect(throws: SampleError.self) { try Sample(values: [1, wrong]) }
        }
        #expect(throws: SampleError.negativeWeight(-1)) {
            try Sample(values: [1, 2], weights: [1, -1])
        }
        #expect(throws: SampleError.shape(values: 2, weights: 1)) {
            try Sample(values: [1, 2], weights: [1])
        }
    }

    @Test(arguments: [0.0, 1, -1, .nan, .infinity])
    func aConfidenceThatIsNoneGivesNoLimits(confidence: Double) throws {
        let (x, y) = (try Sample(values: [1, 2, 4]), try Sample(values: [2, 5, 7, 9]))
        let ranks = RankComparison(x, with: y)
        for effect in [
            MeanComparison(x, with: y).meanDifference(confidence: confidence),
            MeanComparison(x, with: y).hedgesG(confidence: confidence),
            ranks.shift(confidence: confidence),
            ranks.probabilityOfSuperiority(confidence: confidence),
            OneWayAnalysis([x, y]).omegaSquared(confidence: confidence),
            PairedMeans(x).meanDifference(confidence: confidence),
            SignedRankComparison(x).pseudomedian(confidence: confidence),
        ] {
            #expect(effect.confLow == nil && effect.confHigh == nil, "\(effect.name)")
            #expect(effect.status == .notEstimable)
        }
    }

    @Test func quantilesAreOfTypeSeven() throws {
        // R: quantile(c(1, 2, 2, 5, 9, 12), c(0, .25, .5, .75, .9, 1))
        let sample = try Sample(values: [9, 2, 12, 1, 5, 2])
        let quantiles = [0, 0.25, 0.5, 0.75, 0.9, 1].map { sample.quantile($0) }
        expectNumbers(quantiles, [1, 2, 3.5, 8, 10.5, 12], tolerance: 1e-15, "type 7")
        #expect(sample.quantile(-0.1) == nil && sample.quantile(.nan) == nil)
        // Python: (sum((v-m)**3)/6) / (sum((v-m)**2)/6)**1.5 with m = 31/6.
        #expect(relativeError(try #require(sample.skewness), 0.597209500314826) < 1e-13)
    }
}

/// Which test is read, and why.
@Suite struct SampleChoiceTests {
    private func sample(_ label: String, _ values: [Double]) throws -> Sample {
        try Sample(label: label, values: values)
    }

    @Test func meansAreReadUnlessTheyAreTooSkewedForTheirCases() throws {
        let even = [3.0, 4, 5, 6, 7, 8, 9, 10]
        let far = [1.0, 1, 1, 2, 2, 2, 3, 90]
        let plain = SampleAnalysis(
            [try sample("a", even), try sample("b", even.map { $0 + 1 })], reference: 0,
            confidence: 0.95)
        #expect(plain.primary == "welch_t")
        #expect(plain.effects.first?.name == "mean_difference")
        #expect(plain.effects.first?.estimate == 1 && plain.effects.first?.level == "b")
        #expect(plain.runnerUp?.contains("Mann-Whitney") == true)
        let skewed = SampleAnalysis(
            [try sample("a", even), try sample("b", far)], reference: 0, confidence: 0.95)
        #expect(skewed.primary == "mann_whitney")
        #expect(skewed.reason.contains("skewness"), "\(skewed.reason)")
        // The same shape with enough cases.
        let many = (0..<60).flatMap { _ in far }
        let large = SampleAnalysis(
            [try sample("a", (0..<60).flatMap { _ in even }), try sample("b", many)], reference: 0,
            confidence: 0.95)
        #expect(large.primary == "welch_t", "\(large.reason)")
    }

    @Test func severalGroupsHaveTheirOwnTests() throws {
        let even = [3.0, 4, 5, 6, 7, 8, 9, 10]
        let groups = try [0.0, 1, 3].enumerated().map { index, shift in
            try sample("g\(index)", even.map { $0 + shift })
        }
        let analysis = SampleAnalysis(groups, reference: 1, confidence: 0.95)
        #expect(analysis.primary == "welch_anova")
        #expect(analysis.effects.prefix(2).map(\.estimate) == [-1, 2])
        let alone = SampleAnalysis(
            [try sample("a", [1]), try sample("b", [1, 2, 4, 5])], reference: 0, confidence: 0.95)
        #expect(alone.primary == "student_t", "\(alone.reason)")
        let nothing = SampleAnalysis(
            [try sample("a", []), try sample("b", [1, 2])], reference: 0, confidence: 0.95)
        #expect(nothing.primary == nil && !nothing.reason.isEmpty)
    }

    @Test func ratesArePoissonUnlessTheyVaryMore() throws {
        let even = [
            try EventCounts(label: "a", counts: [2, 3, 2, 3, 1, 4, 2]),
            try EventCounts(label: "b", counts: [4, 5, 3, 5, 4, 6, 4]),
        ]
        let plain = RateStudy(even, reference: 0, confidence: 0.95)
        #expect(!plain.isOverdispersed && plain.primary == "poisson_exact")
        #expect(plain.effects.first?.name == "rate_ratio")
        let varied = [
            try EventCounts(label: "a", counts: [0, 0, 1, 14, 0, 22, 2, 0, 9, 1]),
            try EventCounts(label: "b", counts: [0, 31, 2, 0, 0, 5, 40, 1, 0, 11]),
        ]
        let over = RateStudy(varied, reference: 0, confidence: 0.95)
        #expect(over.isOverdispersed)
        #expect(over.primary == "negative_binomial_likelihood_ratio")
        #expect(over.effects.first?.method.contains("negative-binomial") == true)
        let whole = RateStudy(
            [
                try EventCounts(label: "a", counts: [60], exposures: [51477.5]),
                try EventCounts(label: "b", counts: [30], exposures: [54308.7]),
            ], reference: 1, confidence: 0.95)
        #expect(whole.primary == "poisson_exact" && whole.reason.contains("cannot be told"))
        #expect(
            relativeError(whole.effects.first?.estimate ?? 0, 60 / 51477.5 / (30 / 54308.7)) < 1e-14
        )
    }
}
