import Distributions

/// Independent samples, tested and measured: every test that applies, which of them to read and
/// why, and how large the differences are.
public struct SampleAnalysis: Sendable {
    /// The groups, in order.
    public let samples: [Sample]
    /// The place of the group that the others are compared with.
    public let reference: Int
    /// Every test that applies.
    public let tests: [TestResult]
    /// The name of the test to read; nil where none can be made.
    public let primary: String?
    /// Why that test, in one clause with its figures.
    public let reason: String
    /// What the next best test says; nil where there is none.
    public let runnerUp: String?
    /// The differences of means first, each group against the reference.
    public let effects: [Effect]

    /// Analyses two or more samples.
    ///
    /// The means are compared by Welch's test where every group has as many cases as its skewness g₁
    /// asks for, 25 g₁² (Cochran, Sampling Techniques, 1977, section 2.15); otherwise ranks are
    /// read. A permutation test that was asked for is read in their place.
    ///
    /// - Parameters:
    ///   - reference: an index into `samples`.
    ///   - permutation: the permutation test, where it was asked for.
    public init(
        _ samples: [Sample], reference: Int, confidence: Double, permutation: TestResult? = nil
    ) {
        self.samples = samples
        self.reference = reference
        let others = samples.indices.filter { $0 != reference }
        let isPair = samples.count == 2
        let ranks: TestResult
        let means: [TestResult]
        let oneWay = OneWayAnalysis(samples)
        let kruskal = KruskalWallis(samples)
        if isPair, let other = others.first {
            let comparison = MeanComparison(samples[other], with: samples[reference])
            means = [comparison.welchT(), comparison.studentT()]
            ranks = RankComparison(samples[other], with: samples[reference]).mannWhitney()
        } else {
            means = [oneWay.welchANOVA(), oneWay.anova()]
            ranks = kruskal.test()
        }
        tests = means + [ranks] + [permutation].compactMap(\.self)
        var effects = others.map {
            MeanComparison(samples[$0], with: samples[reference])
                .meanDifference(confidence: confidence)
        }
        for other in others {
            let ranked = RankComparison(samples[other], with: samples[reference])
            effects += [
                MeanComparison(samples[other], with: samples[reference])
                    .hedgesG(confidence: confidence),
                ranked.shift(confidence: confidence),
                ranked.probabilityOfSuperiority(confidence: confidence),
            ]
        }
        if !isPair {
            effects += [
                oneWay.omegaSquared(confidence: confidence),
                oneWay.etaSquared(confidence: confidence), kruskal.epsilonSquared(),
            ]
        }
        self.effects = effects
        let shape = SampleShape(samples)
        let made = { (test: TestResult) in test.pValue != nil }
        let mean = means.first(where: made)
        let rank = made(ranks) ? ranks : nil
        let (first, second) = shape.isSkewed ? (rank ?? mean, mean) : (mean ?? rank, rank)
        let dealt = permutation.flatMap { made($0) ? $0 : nil }
        let chosen = dealt ?? first
        primary = chosen?.name
        let other = dealt != nil ? first : second
        runnerUp = HypothesisTests.runnerUp(
            chosen, other == chosen ? nil : other, called: Self.called(other),
            confidence: confidence)
        guard let chosen else {
            reason =
                "there is nothing to compare: " + (ranks.note ?? "the numbers are out of range")
            return
        }
        if chosen == dealt {
            reason = "it was asked for, and takes no shape of the distributions for granted"
        } else if chosen == ranks {
            reason =
                shape.isSkewed
                ? shape.whyRanks
                : "the means cannot be compared: "
                    + (means[0].note ?? "the numbers are out of range")
        } else {
            reason =
                shape.isSkewed
                ? "the ranks cannot be compared" : shape.whyMeans(takesEqual: chosen != means[0])
        }
    }

    private static func called(_ test: TestResult?) -> String {
        [
            "welch_t": "Welch's t test", "student_t": "Student's t test",
            "mann_whitney": "the Mann-Whitney test", "welch_anova": "Welch's analysis of variance",
            "anova": "the analysis of variance", "kruskal_wallis": "the Kruskal-Wallis test",
        ][test?.name ?? "", default: test?.method ?? ""]
    }
}

/// Whether the groups are large enough, for how skewed they are, to compare their means.
private struct SampleShape {
    private let samples: [Sample]
    private let worst: (sample: Sample, skewness: Double)?

    init(_ samples: [Sample]) {
        let occupied = samples.filter { $0.count > 0 }
        self.samples = occupied
        worst = occupied.compactMap { sample in sample.skewness.map { (sample, $0) } }
            .max { Self.lack($0.0, $0.1) < Self.lack($1.0, $1.1) }
    }

    /// How many times more cases the skewness asks for than there are.
    private static func lack(_ sample: Sample, _ skewness: Double) -> Double {
        25 * skewness * skewness / Double(sample.count)
    }

    var isSkewed: Bool { worst.map { Self.lack($0.sample, $0.skewness) > 1 } ?? false }

    /// The skewness with its sign.
    private var said: String {
        let skewness = worst?.skewness ?? 0
        return (skewness < 0 ? "-" : "") + shortened(abs(skewness))
    }

    private var needed: String {
        let skewness = worst?.skewness ?? 0
        return shortened((25 * skewness * skewness).rounded(.up))
    }

    /// Why ranks are read, with n, skewness and ties.
    var whyRanks: String {
        guard let worst else { return "" }
        let cases = worst.sample.count == 1 ? "1 case" : "\(worst.sample.count) cases"
        return "\"\(worst.sample.label)\" has \(cases) with a skewness of "
            + "\(said), fewer than the \(needed) at which its mean would "
            + "behave (25 times the square), so ranks are compared" + ties
    }

    /// Why means are read, with n, skewness and spreads.
    func whyMeans(takesEqual: Bool) -> String {
        let deviations = samples.compactMap(\.standardDeviation)
        let low = deviations.min() ?? 0
        let high = deviations.max() ?? 0
        let spread =
            takesEqual
            ? "; the spread of a group cannot be told, so all are taken as equal"
            : ", and standard deviations from \(shortened(low)) to \(shortened(high)) need not be "
                + "equal for it"
        guard let worst, worst.skewness != 0 else {
            return "no group is skewed" + spread
        }
        return "each group has the cases that its skewness asks for (at most \(needed), for "
            + "\(said) in \"\(worst.sample.label)\")" + spread
    }

    /// How many values are shared, for ranks.
    private var ties: String {
        var distinct: Set<Double> = []
        var count = 0
        for sample in samples {
            distinct.formUnion(sample.values)
            count += sample.count
        }
        guard distinct.count < count else { return "" }
        return "; \(count) cases have \(distinct.count) values among them, which the test corrects "
            + "for"
    }
}
