import Distributions
import Foundation
import TestSupport
import Testing

@Test func chiSquareOfEightyThousandHasALogarithm() throws {
    let p = try #require(ChiSquared(degreesOfFreedom: 1).pValue(80000))
    #expect(p.value == 0)
    #expect(abs(p.log10 - -17374.329) < 5e-4)
    #expect(p.display == "< .001")
}

@Test(arguments: [
    (0.0265, ".027", "p = .027"), (0.00099, "< .001", "p < .001"), (0.9995, "> .999", "p > .999"),
    (0.5, ".500", "p = .500"), (0.0011, ".001", "p = .001"),
])
func aPValueIsShownAsPeopleWriteIt(p: Double, display: String, sentence: String) throws {
    let value = try #require(PValue(naturalLog: Normal.logUpperTail(Normal.upperQuantile(p))))
    #expect(value.display == display)
    #expect(value.sentence == sentence)
    #expect(relativeError(value.value, p) < 1e-14)
}

@Test func thereIsNoPValueOfNothing() {
    #expect(PValue(naturalLog: .nan) == nil)
    #expect(PValue(naturalLog: -.infinity) == nil)
    #expect(PValue(naturalLog: 1e-17) == PValue.one)
    #expect(ChiSquared(degreesOfFreedom: 2).pValue(.infinity) == nil)
}

@Test(arguments: [1e-300, 1e-12, 0.025, 0.3, 0.5, 0.7, 0.975])
func quantilesInvertTails(p: Double) {
    #expect(relativeError(Normal.upperTail(Normal.upperQuantile(p)), p) < 2e-13)
    #expect(relativeError(Normal.cumulative(Normal.quantile(p)), p) < 2e-13)
    // At p = 1e-300 and one degree of freedom the quantile itself is below the smallest double.
    for df in [1.0, 4.0, 99.0] where p > 1e-150 {
        let chiSquared = ChiSquared(degreesOfFreedom: df)
        #expect(relativeError(chiSquared.upperTail(chiSquared.upperQuantile(p)), p) < 1e-12)
        #expect(relativeError(chiSquared.cumulative(chiSquared.quantile(p)), p) < 1e-12)
        let t = StudentT(degreesOfFreedom: df)
        #expect(relativeError(t.upperTail(t.upperQuantile(p)), p) < 1e-12)
    }
}

@Test func betaTailsAndQuantilesAgreeWithClosedForms() {
    // I_x(1, b) = 1 - (1-x)^b
    #expect(relativeError(Beta(1, 20).upperQuantile(0.025), 0.16843347098308537) < 1e-14)
    #expect(relativeError(Beta(2, 1).cumulative(0.3), 0.09) < 1e-15)
    // ln I_x(a, 1) = a ln x
    #expect(relativeError(Beta(5000, 1).logCumulative(0.25), -6931.471805599453) < 1e-14)
}

@Test func symmetricTailsAreEqual() {
    for k in 0...10 {
        let left = Hypergeometric(population: 20, successes: 10, draws: 10).logCumulative(k)
        let right = Hypergeometric(population: 20, successes: 10, draws: 10)
            .logUpperTail(from: 10 - k)
        #expect(relativeError(left, right) < 1e-13)
    }
}

@Test(arguments: [(5e9, 3.0), (8e9, 9.0), (2e10, 1000.0)])
func hugeNoncentralitiesFollowTheNormalLimit(lambda: Double, df: Double) {
    let distribution = NoncentralChiSquared(degreesOfFreedom: df, noncentrality: lambda)
    let mean = lambda + df
    let deviation = (2 * (df + 2 * lambda)).squareRoot()
    for z in [-2.0, 0.0, 1.5] {
        let upper = distribution.upperTail(mean + z * deviation)
        #expect(abs(upper - Normal.upperTail(z)) < 1e-5)
        #expect(abs(upper + distribution.cumulative(mean + z * deviation) - 1) < 1e-12)
    }
}

@Test func aNoncentralHypergeometricAtOddsRatioOneIsCentral() {
    let central = Hypergeometric(population: 189, successes: 59, draws: 74)
    let moments = FisherNoncentralHypergeometric(central, logOddsRatio: 0).moments(at: 30)
    #expect(relativeError(30 + moments.meanExcess, 74.0 * 59 / 189) < 1e-14)
    #expect(
        relativeError(moments.variance, 74.0 * 59 * 130 * 115 / (189.0 * 189 * 188)) < 1e-12)
}

@Test func emptyAndCertainPopulationsAreAnswered() {
    let empty = Hypergeometric(population: 0, successes: 0, draws: 0)
    #expect(empty.logProbability(0) == 0)
    #expect(empty.logTwoSided(0) == 0)
    let certain = Hypergeometric(population: 5, successes: 5, draws: 3)
    #expect(certain.support == 3...3)
    #expect(abs(certain.logProbability(3)) < 1e-15)
    for theta in [-1e9, -700, 0, 700, 1e9] {
        let moments = FisherNoncentralHypergeometric(certain, logOddsRatio: theta).moments(at: 3)
        #expect(moments.upperTail == 1)
    }
    #expect(Binomial(trials: 3, probability: 0).logProbability(0) == 0)
    #expect(Binomial(trials: 3, probability: 1).logUpperTail(from: 3) == 0)
}

/// Every 2x2 table of up to 14 cases, by counting: probabilities are ratios of whole numbers.
@Test func twoSidedSumsAgreeWithCountingEveryTable() {
    func choose(_ n: Int, _ k: Int) -> Int {
        k < 0 || k > n ? 0 : (0..<k).reduce(1) { $0 * (n - $1) / ($1 + 1) }
    }
    for n in 0...14 {
        for successes in 0...n {
            for draws in 0...n {
                let distribution = Hypergeometric(
                    population: n, successes: successes, draws: draws)
                let ways = distribution.support.map {
                    choose(successes, $0) * choose(n - successes, draws - $0)
                }
                for (k, own) in zip(distribution.support, ways) {
                    let p =
                        Double(ways.filter { $0 <= own }.reduce(0, +))
                        / Double(choose(n, draws))
                    let actual = exp(distribution.logTwoSided(k))
                    #expect(relativeError(actual, p) < 1e-13, "\(n) \(successes) \(draws) \(k)")
                }
            }
        }
    }
}
