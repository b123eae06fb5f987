import Distributions
import HypothesisTests

extension Study {
    /// Intervals and tests of paired numbers, variance explained, and rates of one group or many.
    public static let pairedSamples: [Study] = differences + explained + moreRates

    private static func differences(_ stream: inout RandomStream, _ n: Int, mean: Double)
        -> Sample?
    {
        try? Sample(values: (0..<n).map { _ in mean + stream.normal() })
    }

    private static let differences: [Study] = [
        interval("paired mean difference, t", "25 pairs, mean .5") {
            (
                differences(&$0, 25, mean: 0.5).map {
                    PairedMeans($0).meanDifference(confidence: 0.95)
                }, 0.5
            )
        },
        interval("paired Hedges' g, noncentral t", "40 pairs, half a spread") {
            (differences(&$0, 40, mean: 0.5).map { PairedMeans($0).hedgesG(confidence: 0.95) }, 0.5)
        },
        interval("pseudomedian", "60 pairs, mean .5") {
            (
                differences(&$0, 60, mean: 0.5).map {
                    SignedRankComparison($0).pseudomedian(confidence: 0.95)
                }, 0.5
            )
        },
        size("paired t test", "25 pairs") {
            differences(&$0, 25, mean: 0).map { PairedMeans($0).pairedT() }
        },
    ]

    private static func groups(_ stream: inout RandomStream, means: [Double]) -> OneWayAnalysis {
        OneWayAnalysis(
            means.indices.compactMap { group in
                try? Sample(
                    values: (0..<(30 + 10 * group)).map { _ in means[group] + stream.normal() })
            })
    }

    /// λ / (λ + N), λ = Σ n (μ - μ̄)², of groups of 30, 40 and 50 with means 0, .3 and .6.
    private static let explainedShare: Double = {
        let (sizes, means) = ([30.0, 40, 50], [0, 0.3, 0.6])
        let mean = zip(sizes, means).reduce(0) { $0 + $1.0 * $1.1 } / 120
        let lambda = zip(sizes, means).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
        return lambda / (lambda + 120)
    }()

    private static let explained: [Study] = [
        interval("eta squared, noncentral F", "30, 40 and 50, means 0, .3, .6") {
            (groups(&$0, means: [0, 0.3, 0.6]).etaSquared(confidence: 0.95), explainedShare)
        },
        interval("omega squared, noncentral F", "30, 40 and 50, means 0, .3, .6") {
            (groups(&$0, means: [0, 0.3, 0.6]).omegaSquared(confidence: 0.95), explainedShare)
        },
        size("analysis of variance", "30, 40 and 50") { groups(&$0, means: [0, 0, 0]).anova() },
        interval("mean difference, equal variances", "30 and 40") {
            let samples = groups(&$0, means: [0, 1]).samples
            guard samples.count == 2 else { return (nil, 1) }
            return (
                MeanComparison(samples[1], with: samples[0])
                    .meanDifferenceWithEqualVariances(confidence: 0.95), 1
            )
        },
        size("Student's t test", "30 and 40") {
            let samples = groups(&$0, means: [0, 0]).samples
            return samples.count == 2
                ? MeanComparison(samples[0], with: samples[1]).studentT() : nil
        },
    ]

    private static func counts(_ stream: inout RandomStream, _ n: Int, mean: Double, spread: Bool)
        -> EventCounts?
    {
        let counts = (0..<n).map { _ -> Double in
            // A sum of two exponentials is a gamma of shape 2.
            let rate =
                spread
                ? stream.exponential(mean: mean / 2) + stream.exponential(mean: mean / 2) : mean
            return Double(stream.poisson(mean: rate, longest: 1_000))
        }
        return try? EventCounts(counts: counts)
    }

    private static func twoRates(_ stream: inout RandomStream, spread: Bool) -> RateAnalysis? {
        guard let a = counts(&stream, 150, mean: 2, spread: spread),
            let b = counts(&stream, 150, mean: 3, spread: spread)
        else { return nil }
        return RateAnalysis([a, b])
    }

    private static let moreRates: [Study] = [
        interval("rate, exact", "30 events expected", .coverageAtLeast) {
            let events = $0.poisson(mean: 30, longest: 1_000)
            return (PoissonRate(events: events, exposure: 100).rate(confidence: 0.95), 0.3)
        },
        interval("rate ratio, mid-p", "30 and 40 events expected") {
            let pair = RateComparison(
                PoissonRate(events: $0.poisson(mean: 30, longest: 1_000), exposure: 100),
                with: PoissonRate(events: $0.poisson(mean: 40, longest: 1_000), exposure: 200))
            return (pair.rateRatioMidP(confidence: 0.95), 1.5)
        },
        interval("rate ratio, negative binomial", "150 and 150 cases, theta 2") {
            (
                twoRates(&$0, spread: true)?
                    .negativeBinomialRatio(of: 1, to: 0, confidence: 0.95), 1.5
            )
        },
        interval("rate difference, negative binomial", "150 and 150 cases, theta 2") {
            (
                twoRates(&$0, spread: true)?
                    .negativeBinomialDifference(of: 1, from: 0, confidence: 0.95), 1
            )
        },
        interval("rate, negative binomial", "150 cases, theta 2") {
            (
                twoRates(&$0, spread: true)?.negativeBinomialRate(of: 1, confidence: 0.95), 3
            )
        },
        size("Poisson likelihood ratio", "two groups of 150") { stream in
            guard let a = counts(&stream, 150, mean: 2, spread: false),
                let b = counts(&stream, 150, mean: 2, spread: false)
            else { return nil }
            return RateAnalysis([a, b]).poissonLikelihoodRatio()
        },
    ]
}
