import Distributions
import HypothesisTests

extension Study {
    /// Intervals and tests of samples, correlations and rates.
    public static let samples: [Study] = means + ranks + rankShares + correlations + rates

    private static func sample(
        _ stream: inout RandomStream, _ n: Int, mean: Double = 0, spread: Double = 1
    ) -> Sample? {
        try? Sample(values: (0..<n).map { _ in mean + spread * stream.normal() })
    }

    private static func two(
        _ stream: inout RandomStream, _ n: (Int, Int), means: (Double, Double) = (0, 0),
        spreads: (Double, Double) = (1, 1)
    ) -> (Sample, Sample)? {
        guard let a = sample(&stream, n.0, mean: means.0, spread: spreads.0),
            let b = sample(&stream, n.1, mean: means.1, spread: spreads.1)
        else { return nil }
        return (a, b)
    }

    private static let means: [Study] = [
        interval("Welch's interval of a mean difference", "20 of spread 1, 40 of spread 3") {
            let pair = two(&$0, (20, 40), means: (1, 0), spreads: (1, 3))
            let effect = pair.map { MeanComparison($0, with: $1).meanDifference(confidence: 0.95) }
            return (effect, 1)
        },
        interval("Hedges' g, noncentral t", "30 and 30, half a spread apart") {
            let pair = two(&$0, (30, 30), means: (0.5, 0))
            return (pair.map { MeanComparison($0, with: $1).hedgesG(confidence: 0.95) }, 0.5)
        },
        size("Welch's t test", "20 of spread 1, 40 of spread 3") {
            two(&$0, (20, 40), spreads: (1, 3)).map { MeanComparison($0, with: $1).welchT() }
        },
        size("Welch's analysis of variance", "15, 25 and 40 of spreads 1, 2 and 3") { stream in
            let samples = [(15, 1.0), (25, 2), (40, 3)].compactMap {
                sample(&stream, $0.0, spread: $0.1)
            }
            return OneWayAnalysis(samples).welchANOVA()
        },
        size("permutation test of a mean difference", "12 and 15, skewed", .sizeAtMost) {
            stream in
            let values = (0..<27).map { _ in stream.exponential(mean: 1) }
            let groups = (0..<27).map { $0 < 12 ? 0 : 1 }
            let test = try? PermutationTest(values: values, groups: groups, groupCount: 2)
            return test?.test(replicates: 199, seed: UInt64(stream.nextWord()), threads: 1)
        },
    ]

    private static func counts(_ stream: inout RandomStream, _ n: Int) -> Sample? {
        try? Sample(values: (0..<n).map { _ in Double(stream.poisson(mean: 3, longest: 50)) })
    }

    private static let ranks: [Study] = [
        size("Mann-Whitney, exact", "15 and 20", .sizeAtMost) {
            two(&$0, (15, 20)).map { RankComparison($0, with: $1).mannWhitney() }
        },
        size("Mann-Whitney, normal with ties", "80 and 90 whole numbers") { stream in
            guard let a = counts(&stream, 80), let b = counts(&stream, 90) else { return nil }
            return RankComparison(a, with: b).mannWhitney()
        },
        interval("Hodges-Lehmann shift", "60 and 70, shifted by 0.5") {
            let pair = two(&$0, (60, 70), means: (0.5, 0))
            return (pair.map { RankComparison($0, with: $1).shift(confidence: 0.95) }, 0.5)
        },
        interval("probability of superiority", "60 and 70, shifted by 0.5") {
            let pair = two(&$0, (60, 70), means: (0.5, 0))
            let truth = Normal.cumulative(0.5 / 2.0.squareRoot())
            return (
                pair.map {
                    RankComparison($0, with: $1).probabilityOfSuperiority(confidence: 0.95)
                },
                truth
            )
        },
        size("Kruskal-Wallis", "30, 40 and 50") { stream in
            KruskalWallis([30, 40, 50].compactMap { sample(&stream, $0) }).test()
        },
        size("Wilcoxon signed rank, exact", "20 pairs", .sizeAtMost) {
            sample(&$0, 20).map { SignedRankComparison($0).test() }
        },
    ]

    /// ε² of ranks of normal groups of spread 1, with the share that lies between them in truth:
    /// 12 Σ pᵢ (mᵢ - 1/2)², mᵢ = Σ pⱼ P(Xⱼ < Xᵢ).
    private static func rankShare(_ sizes: [Int], _ means: [Double]) -> Study {
        let all = Double(sizes.reduce(0, +))
        var truth = 0.0
        for (size, mean) in zip(sizes, means) {
            var below = 0.0
            for (other, centre) in zip(sizes, means) {
                below +=
                    Double(other) / all * Normal.cumulative((mean - centre) / 2.0.squareRoot())
            }
            truth += 12 * Double(size) / all * (below - 0.5) * (below - 0.5)
        }
        let share = truth
        let words = zip(sizes, means).map { "\($0) at \($1)" }.joined(separator: ", ")
        return interval(
            "epsilon squared of ranks, bootstrap", words, share == 0 ? .coverageAtLeast : .coverage
        ) { stream in
            let samples = zip(sizes, means).compactMap { sample(&stream, $0, mean: $1) }
            let resampling = Resampling(replicates: 399, seed: UInt64(stream.nextWord()))
            let effect = KruskalWallis(samples).epsilonSquared(
                confidence: 0.95, resampling: resampling)
            return (effect, share)
        }
    }

    private static let rankShares: [Study] = [
        rankShare([30, 40, 50], [0, 0, 0]), rankShare([60, 80, 100], [0, 0.5, 1]),
        rankShare([60, 80, 100], [0, 1, 2]), rankShare([30, 40, 50], [0, 1, 2]),
        rankShare([30, 30, 30, 30], [0, 0.5, 1, 1]),
    ]

    private static func pairs(_ stream: inout RandomStream, _ n: Int, _ rho: Double)
        -> Correlation?
    {
        let x = (0..<n).map { _ in stream.normal() }
        let y = x.map { rho * $0 + (1 - rho * rho).squareRoot() * stream.normal() }
        return (try? NumberPairs(x: x, y: y)).map(Correlation.init)
    }

    private static let correlations: [Study] = [
        interval("Pearson, Fisher's z", "60 pairs, rho = .4") {
            (pairs(&$0, 60, 0.4)?.pearsonCorrelation(confidence: 0.95), 0.4)
        },
        interval("Spearman, Bonett-Wright", "100 pairs, rho = .4") {
            // 6/π asin(ρ/2) of a bivariate normal.
            (pairs(&$0, 100, 0.4)?.spearmanCorrelation(confidence: 0.95), 0.38456510271)
        },
        interval("Kendall's tau", "100 pairs, rho = .4") {
            // 2/π asin ρ
            (pairs(&$0, 100, 0.4)?.kendallTau(confidence: 0.95), 0.26197973923)
        },
        size("Spearman", "40 pairs") { pairs(&$0, 40, 0)?.spearman() },
        size("Kendall's tau", "40 pairs") { pairs(&$0, 40, 0)?.kendall() },
    ]

    private static func events(
        _ stream: inout RandomStream, _ means: (Double, Double)
    ) -> RateComparison {
        RateComparison(
            PoissonRate(events: stream.poisson(mean: means.0, longest: 1_000), exposure: 100),
            with: PoissonRate(
                events: stream.poisson(mean: means.1, longest: 1_000), exposure: 200))
    }

    private static func overdispersed(_ stream: inout RandomStream, _ n: Int, mean: Double)
        -> EventCounts?
    {
        let counts = (0..<n).map { _ -> Double in
            // A sum of two exponentials is a gamma of shape 2.
            let rate = stream.exponential(mean: mean / 2) + stream.exponential(mean: mean / 2)
            return Double(stream.poisson(mean: rate, longest: 1_000))
        }
        return try? EventCounts(counts: counts)
    }

    private static let rates: [Study] = [
        interval("rate ratio, exact conditional", "30 and 40 events expected", .coverageAtLeast) {
            (events(&$0, (30, 40)).rateRatio(confidence: 0.95), 1.5)
        },
        interval("rate ratio, score", "30 and 40 events expected") {
            (events(&$0, (30, 40)).rateRatioScore(confidence: 0.95), 1.5)
        },
        interval("rate difference, score", "30 and 40 events expected") {
            (events(&$0, (30, 40)).rateDifference(confidence: 0.95), 0.1)
        },
        size("two Poisson rates, exact", "20 and 40 events expected", .sizeAtMost) {
            events(&$0, (20, 40)).exactTest()
        },
        size("negative-binomial likelihood ratio", "120 and 150 cases, theta 2") { stream in
            guard let a = overdispersed(&stream, 120, mean: 3),
                let b = overdispersed(&stream, 150, mean: 3)
            else { return nil }
            return RateAnalysis([a, b]).negativeBinomialLikelihoodRatio()
        },
        size("over-dispersion", "200 Poisson counts", .size) { stream in
            let counts = (0..<200).map { _ in Double(stream.poisson(mean: 3, longest: 100)) }
            return (try? EventCounts(counts: counts)).map {
                RateAnalysis([$0]).overdispersionTest()
            }
        },
    ]
}
