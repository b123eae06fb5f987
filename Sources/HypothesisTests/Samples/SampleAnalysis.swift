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
    /// The means are compared by Welch's test where the skewness of every difference of means, that
    /// of two groups divided by how many cases they have, is at most 0.2: Cochran's n > 25 g₁² for
    /// one mean (Sampling Techniques, 1977), taken to two. Otherwise ranks are read. A permutation
    /// test that was asked for is read in their place.
    ///
    /// - Parameters:
    ///   - reference: an index into `samples`.
    ///   - permutation: the permutation test, where it was asked for.
    ///   - resampling: how intervals are drawn that no formula gives; nil for none of these.
    public init(
        _ samples: [Sample], reference: Int, confidence: Double, permutation: TestResult? = nil,
        resampling: Resampling? = nil
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
                oneWay.etaSquared(confidence: confidence),
                resampling.map {
                    kruskal.epsilonSquared(confidence: confidence, resampling: $0)
                } ?? kruskal.epsilonSquared(),
            ]
        }
        self.effects = effects
        let shape = SampleShape(samples, reference: samples[reference])
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
    private let reference: Sample
    /// The comparison whose means behave least.
    private let worst: (sample: Sample, skewness: Double)?

    init(_ samples: [Sample], reference: Sample) {
        self.samples = samples.filter { $0.count > 0 }
        self.reference = reference
        worst = samples.filter { $0.label != reference.label && $0.count > 0 }
            .map { ($0, Self.samplingSkewness($0, reference)) }
            .max { $0.1 < $1.1 }
    }

    /// The size of the skewness of a difference of means: that of the third moments of both means
    /// over their variances to 3/2.
    private static func samplingSkewness(_ a: Sample, _ b: Sample) -> Double {
        // A skewness has no unit: the larger deviation is taken as 1.
        let unit = max(a.standardDeviation ?? 0, b.standardDeviation ?? 0)
        guard unit > 0 else { return 0 }
        let parts = [a, b].map { sample -> (third: Double, variance: Double) in
            let n = Double(sample.count)
            guard let spread = sample.standardDeviation, n > 0 else { return (0, 0) }
            let deviation = spread / unit
            let variance = deviation * deviation / n
            return (
                (sample.skewness ?? 0) / n.squareRoot() * variance * variance.squareRoot(), variance
            )
        }
        let variance = parts[0].variance + parts[1].variance
        guard variance > 0 else { return 0 }
        let skewness =
            abs(parts[0].third - parts[1].third) / (variance * variance.squareRoot())
        return skewness.isFinite ? skewness : 0
    }

    /// Cochran's n > 25 g² is a skewness of the mean, g/√n, of at most 0.2.
    static let most = 0.2

    var isSkewed: Bool { (worst?.skewness ?? 0) > Self.most }

    /// "1" has 185 cases with a skewness of 2.7.
    private var figures: String {
        guard let worst else { return "" }
        // Of the two groups, the one whose mean is the more skewed.
        let behaved = { (sample: Sample) in
            abs(sample.skewness ?? 0) / Double(max(sample.count, 1)).squareRoot()
        }
        let sample =
            behaved(worst.sample) >= behaved(reference) ? worst.sample : reference
        let cases = sample.count == 1 ? "1 case" : "\(sample.count) cases"
        let g = sample.skewness ?? 0
        return "\"\(sample.label)\" has \(cases) with a skewness of "
            + (g < 0 ? "-" : "") + (g == 0 ? "0" : shortened(abs(g)))
    }

    /// Why ranks are read, with n, skewness and ties.
    var whyRanks: String {
        "\(figures), which leaves the difference of means a skewness of "
            + "\(shortened(worst?.skewness ?? 0)), beyond the 0.2 up to which it behaves, so ranks "
            + "are compared" + ties
    }

    /// Why means are read, with n, skewness and spreads.
    func whyMeans(takesEqual: Bool) -> String {
        let deviations = samples.compactMap(\.standardDeviation)
        let low = deviations.min() ?? 0
        let high = deviations.max() ?? 0
        let spread =
            takesEqual
            ? "; the spread of a group cannot be told, so all are taken as equal"
            : "; standard deviations from \(shortened(low)) to \(shortened(high)) need not be "
                + "equal for it"
        let skewness = worst?.skewness ?? 0
        let said = skewness > 0 ? shortened(skewness) : "0"
        return "\(figures), which leaves the difference of means a skewness of \(said), within the "
            + "0.2 up to which it behaves" + spread
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
