import Distributions
import Foundation
import TestSupport
import Testing

private let central = Hypergeometric(population: 60, successes: 25, draws: 31)
private let families: [any DiscreteDistribution] =
    [
        Binomial(trials: 40, probability: 0.3), Binomial(trials: 7, probability: 1),
        Binomial(trials: 0, probability: 0.2), Poisson(mean: 6.5), Poisson(mean: 0),
        NegativeBinomial(size: 0.8, mean: 4), NegativeBinomial(size: .infinity, mean: 4),
        NegativeBinomial(size: 3, mean: 0), central,
        FisherNoncentralHypergeometric(central, logOddsRatio: 1.4),
        FisherNoncentralHypergeometric(central, logOddsRatio: -900),
    ] + ranks.compactMap { $0 }
private let ranks: [(any DiscreteDistribution)?] = [
    MannWhitneyU(first: 6, second: 9), WilcoxonSignedRank(count: 11),
    KendallDiscordance(count: 9), SpearmanDistance(count: 8),
]

@Test(arguments: families.indices)
func aFamilyOfCountsIsADistribution(index: Int) throws {
    let family = families[index]
    let low = family.support.lowerBound
    let last = min(family.support.upperBound, 600)
    var (sum, first, second) = (CompensatedSum(), CompensatedSum(), CompensatedSum())
    for k in low...last {
        let p = family.probability(k)
        sum.add(p)
        first.add(p * Double(k))
        second.add(p * (Double(k) - family.mean) * (Double(k) - family.mean))
        // Masses add up to tails, and tails to 1.
        #expect(abs(family.cumulative(k) - sum.value) < 2e-14, "\(family) \(k)")
        let both = family.cumulative(k) + family.upperTail(from: k) - p
        #expect(abs(both - 1) < 2e-14, "\(family) \(k)")
        #expect(family.logCumulative(k) >= family.logCumulative(k - 1), "\(family) \(k)")
    }
    #expect(abs(sum.value - 1) < 1e-13, "\(family)")
    #expect(abs(first.value - family.mean) < 1e-12 * max(family.mean, 1), "\(family)")
    #expect(abs(second.value - family.variance) < 1e-11 * max(family.variance, 1), "\(family)")
    for p in [1e-9, 0.025, 0.5, 0.975] {
        let k = try #require(family.quantile(p))
        #expect(family.cumulative(k) >= p * (1 - 1e-12), "\(family) \(p)")
        #expect(family.cumulative(k - 1) < p, "\(family) \(p)")
        let upper = try #require(family.upperQuantile(p))
        #expect(family.upperTail(from: upper + 1) <= p * (1 + 1e-12), "\(family) \(p)")
        #expect(upper == low || family.upperTail(from: upper) > p, "\(family) \(p)")
    }
}

@Test(arguments: families.indices)
func countsBeyondTheSupportAreAnswered(index: Int) {
    let family = families[index]
    let low = family.support.lowerBound
    #expect(family.logProbability(low - 1) == -.infinity)
    #expect(family.logCumulative(low - 1) == -.infinity && family.logUpperTail(from: low) == 0)
    #expect(family.logCumulative(.min) == -.infinity && family.logUpperTail(from: .min) == 0)
    #expect(family.cumulative(.max) == 1 && family.upperTail(from: .max) == 0)
    #expect(family.quantile(0) == low && family.quantile(1) == family.support.upperBound)
    #expect(family.quantile(.nan) == nil && family.upperQuantile(1.1) == nil)
    #expect(family.quantile(-0.5) == nil && family.quantile(ofLog: 1e-9) == nil)
}

@Test func parametersThatAreNotNumbersGiveNone() {
    let none: [any DiscreteDistribution] = [
        Binomial(trials: 0, probability: .nan), Poisson(mean: .nan), Poisson(mean: .infinity),
        NegativeBinomial(size: 2, mean: .nan), NegativeBinomial(size: 0, mean: 2),
        NegativeBinomial(size: .nan, mean: 2),
        FisherNoncentralHypergeometric(central, logOddsRatio: .nan),
    ]
    for family in none {
        for k in [-1, 0, 30, Int.max] {
            #expect(family.probability(k).isNaN && family.cumulative(k).isNaN, "\(family)")
            #expect(family.upperTail(from: k).isNaN, "\(family)")
        }
        #expect(family.quantile(0.5) == nil && family.upperQuantile(0.5) == nil, "\(family)")
        #expect(family.mean.isNaN && family.variance.isNaN, "\(family)")
    }
}

@Test func countsOfThreeThousandMillionAreQuickAndWhole() throws {
    let trials = 3_000_000_000
    let binomial = Binomial(trials: trials, probability: 0.25)
    let k = try #require(binomial.quantile(0.975))
    #expect(k == 750_046_484 || abs(k - 750_046_484) < 3)
    let wide: [any DiscreteDistribution] = [
        binomial, Poisson(mean: 3e9), NegativeBinomial(size: 5, mean: 3e9),
        Hypergeometric(population: 4 * trials, successes: trials, draws: trials),
    ]
    for family in wide {
        for p in [0.025, 0.6] {
            let k = try #require(family.quantile(p))
            #expect(family.cumulative(k) >= p * (1 - 1e-12) && family.cumulative(k - 1) < p)
            let both = family.cumulative(k) + family.upperTail(from: k + 1)
            #expect(abs(both - 1) < 1e-13, "\(family)")
        }
    }
    #expect(Poisson(mean: 1e300).quantile(0.5) == nil)
    #expect(Poisson(mean: 3).cumulative(.max) == 1)
}

@Test func countsFollowTheirIdentities() {
    for k in [0, 3, 12, 40, 90] {
        // P(Poisson(μ) <= k) = P(χ² with 2k + 2 degrees > 2μ)
        let poisson = Poisson(mean: 11).logCumulative(k)
        let square = ChiSquared(degreesOfFreedom: Double(2 * k + 2)).logUpperTail(22)
        #expect(relativeError(poisson, square) < 1e-12)
        // θ failures or fewer before successes: P(NB <= k) = P(Binomial(k + θ, p) >= θ)
        let negative = NegativeBinomial(size: 7, mean: 21).logCumulative(k)
        let binomial = Binomial(trials: k + 7, probability: 0.25).logUpperTail(from: 7)
        #expect(relativeError(negative, binomial) < 1e-12)
        // (k + 1) P(k + 1) = μ P(k)
        let step = Poisson(mean: 11).logProbability(k + 1) - Poisson(mean: 11).logProbability(k)
        #expect(abs(exp(step) * Double(k + 1) / 11 - 1) < 1e-12)
        // Failures are successes of the other kind.
        let successes = Binomial(trials: 95, probability: 0.375).logCumulative(k)
        let failures = Binomial(trials: 95, probability: 0.625).logUpperTail(from: 95 - k)
        #expect(relativeError(successes, failures) < 1e-13)
    }
}
