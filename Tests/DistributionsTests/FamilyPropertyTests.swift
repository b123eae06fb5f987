import Distributions
import TestSupport
import Testing

private let families: [any ContinuousDistribution] = [
    Gamma(shape: 0.3), Gamma(shape: 41, rate: 7), ChiSquared(degreesOfFreedom: 5),
    Beta(0.5, 12.5), Beta(400, 3), StudentT(degreesOfFreedom: 0.7),
    StudentT(degreesOfFreedom: 28), StudentT(degreesOfFreedom: .infinity),
    FisherF(numerator: 3, denominator: 44), FisherF(numerator: 4, denominator: .infinity),
    NoncentralChiSquared(degreesOfFreedom: 4, noncentrality: 12),
    NoncentralChiSquared(degreesOfFreedom: 1, noncentrality: 2e6),
    NoncentralF(numerator: 3, denominator: 40, noncentrality: 12),
    NoncentralF(numerator: 3, denominator: .infinity, noncentrality: 12),
    NoncentralT(degreesOfFreedom: 30, noncentrality: 2.8),
    NoncentralT(degreesOfFreedom: 4, noncentrality: -5),
    NoncentralT(degreesOfFreedom: .infinity, noncentrality: 3),
]

@Test(arguments: families.indices)
func aContinuousFamilyIsADistribution(index: Int) {
    let family = families[index]
    var previous = -Double.infinity
    for p in [1e-200, 1e-30, 1e-8, 0.02, 0.31, 0.5, 0.77, 0.99] {
        // A quantile inverts its tail, to what its own last digit leaves, unless it is below the
        // smallest double; and tails add up to 1.
        let x = family.quantile(p)
        if x > family.support.lowerBound {
            let slack = 2e-12 * p + family.density(x) * x.ulp
            #expect(abs(family.cumulative(x) - p) < slack, "\(family) \(p)")
        }
        #expect(abs(family.cumulative(x) + family.upperTail(x) - 1) < 1e-14, "\(family) \(p)")
        let z = family.upperQuantile(p)
        if z < family.support.upperBound {
            let slack = 2e-12 * p + family.density(z) * z.ulp
            #expect(abs(family.upperTail(z) - p) < slack, "\(family) \(p)")
        }
        // Tails are monotone: quantiles are in the order of their probabilities.
        #expect(x > previous || x == 0, "\(family) \(p)")
        previous = x
        // The density is the slope of the tail.
        let step = x == 0 ? 1e-7 : 1e-6 * abs(x)
        if p > 1e-9, x > 1e-6 || x < -1e-6 || family.support.lowerBound < 0 {
            let slope =
                p < 0.5
                ? (family.cumulative(x + step) - family.cumulative(x - step)) / (2 * step)
                : (family.upperTail(x - step) - family.upperTail(x + step)) / (2 * step)
            #expect(relativeError(family.density(x), slope) < 2e-5, "\(family) \(p)")
        }
    }
    // A logarithm of a tail that no double holds.
    let far = family.upperQuantile(ofLog: -20_000)
    if far < family.support.upperBound {
        #expect(relativeError(family.logUpperTail(far), -20_000) < 1e-12, "\(family)")
        #expect(family.upperTail(far) == 0)
    }
}

@Test(arguments: families.indices)
func whatDataCanBringAboutIsAnswered(index: Int) {
    let family = families[index]
    #expect(family.logCumulative(.nan).isNaN && family.upperTail(.nan).isNaN)
    #expect(family.density(.nan).isNaN)
    #expect(family.cumulative(.infinity) == 1 && family.upperTail(.infinity) == 0)
    #expect(family.logUpperTail(-.infinity) == 0 && family.cumulative(-.infinity) == 0)
    #expect(family.density(-.infinity) == 0)
    #expect(family.quantile(0) == family.support.lowerBound)
    #expect(family.quantile(1) == family.support.upperBound)
    #expect(family.upperQuantile(0) == family.support.upperBound)
    #expect(family.quantile(1.5).isNaN && family.quantile(-0.1).isNaN)
    #expect(family.upperQuantile(.nan).isNaN && family.quantile(ofLog: 0.1).isNaN)
    for x in [-1e308, -1.0, 0, .leastNonzeroMagnitude, 1e-300, 1e300, 1.7e308] {
        #expect(family.logCumulative(x) <= 0 && family.logUpperTail(x) <= 0, "\(family) \(x)")
        #expect(!family.logDensity(x).isNaN, "\(family) \(x)")
    }
}

@Test(arguments: [0, -3, Double.nan])
func withoutDegreesOfFreedomThereIsNoAnswer(df: Double) {
    let none: [any ContinuousDistribution] = [
        ChiSquared(degreesOfFreedom: df), StudentT(degreesOfFreedom: df), Gamma(shape: df),
        FisherF(numerator: df, denominator: 3), FisherF(numerator: 3, denominator: df),
        FisherF(numerator: df, denominator: .infinity), Beta(df, 2), Beta(2, df),
        NoncentralChiSquared(degreesOfFreedom: df, noncentrality: 1),
        NoncentralF(numerator: df, denominator: 3, noncentrality: 1),
        NoncentralF(numerator: 3, denominator: df, noncentrality: 1),
        NoncentralF(numerator: 3, denominator: 3, noncentrality: .nan),
        NoncentralT(degreesOfFreedom: df, noncentrality: 1),
        NoncentralT(degreesOfFreedom: 4, noncentrality: .nan),
    ]
    for family in none {
        for x in [-1, 0, 0.5, .infinity] {
            #expect(family.cumulative(x).isNaN && family.upperTail(x).isNaN, "\(family)")
            #expect(family.logCumulative(x).isNaN && family.logUpperTail(x).isNaN, "\(family)")
            #expect(family.logDensity(x).isNaN, "\(family)")
        }
        #expect(family.quantile(0.3).isNaN && family.upperQuantile(0).isNaN, "\(family)")
        #expect(family.mean.isNaN, "\(family)")
    }
    #expect(ChiSquared(degreesOfFreedom: df).pValue(3) == nil)
    #expect(StudentT(degreesOfFreedom: df).twoSidedPValue(3) == nil)
    #expect(FisherF(numerator: 2, denominator: df).pValue(3) == nil)
}

@Test func familiesMeetInTheirSpecialCases() {
    for x in [0.01, 1.0, 3.84, 60.0, 2000.0] {
        let square = ChiSquared(degreesOfFreedom: 1).logUpperTail(x)
        #expect(relativeError(square, Normal.logTwoSided(x.squareRoot())) < 1e-12)
        let f = FisherF(numerator: 1, denominator: 17).logUpperTail(x * x)
        #expect(relativeError(f, StudentT(degreesOfFreedom: 17).logTwoSided(x)) < 1e-13)
        let f0 = NoncentralF(numerator: 4, denominator: 9, noncentrality: 0)
        let central = FisherF(numerator: 4, denominator: 9)
        #expect(relativeError(f0.logUpperTail(x), central.logUpperTail(x)) < 1e-14)
        let t0 = NoncentralT(degreesOfFreedom: 9, noncentrality: 0)
        let t = StudentT(degreesOfFreedom: 9)
        #expect(relativeError(t0.logUpperTail(-x), t.logUpperTail(-x)) < 1e-14)
        #expect(relativeError(t0.logDensity(x), t.logDensity(x)) < 1e-13)
        // T² is F: both tails of a noncentral t make one of a noncentral F.
        let shifted = NoncentralT(degreesOfFreedom: 9, noncentrality: 1.5)
        let both = shifted.upperTail(x) + shifted.cumulative(-x)
        let squared = NoncentralF(numerator: 1, denominator: 9, noncentrality: 2.25)
        #expect(relativeError(squared.upperTail(x * x), both) < 1e-12)
        // Nearly infinitely many degrees of freedom, and infinitely many.
        let nearly = NoncentralF(numerator: 3, denominator: 1e13, noncentrality: 4)
        let quite = NoncentralF(numerator: 3, denominator: .infinity, noncentrality: 4)
        #expect(abs(nearly.cumulative(x) - quite.cumulative(x)) < 1e-11)
    }
}

@Test func noncentralLimitsJoinTheirMixtures() {
    for z in [-2.0, 0.0, 1.5] {
        // On either side of λ = 10¹¹ and of |δ| = 10⁵ power curves go on without a step.
        let x = 1e11 + z * 2 * 1e11.squareRoot()
        let below = NoncentralChiSquared(degreesOfFreedom: 5, noncentrality: 1e11)
        let above = NoncentralChiSquared(degreesOfFreedom: 5, noncentrality: 1e11.nextUp)
        #expect(abs(below.upperTail(x) - above.upperTail(x)) < 1e-5)
        let f = (1e11 / 5) * (1 + z / 10)
        let f1 = NoncentralF(numerator: 5, denominator: 60, noncentrality: 1e11)
        let f2 = NoncentralF(numerator: 5, denominator: 60, noncentrality: 1e11.nextUp)
        #expect(abs(f1.upperTail(f) - f2.upperTail(f)) < 1e-5)
        let t1 = NoncentralT(degreesOfFreedom: 1e6, noncentrality: 1e5)
        let t2 = NoncentralT(degreesOfFreedom: 1e6, noncentrality: 1e5.nextUp)
        let t = 1e5 + z * 80
        #expect(abs(t1.upperTail(t) - t2.upperTail(t)) < 1e-3)
    }
}

@Test func meansAreThoseOfTheFamilies() {
    #expect(Beta(2, 6).mean == 0.25)
    #expect(FisherF(numerator: 3, denominator: 10).mean == 1.25)
    #expect(NoncentralF(numerator: 3, denominator: 10, noncentrality: 6).mean == 3.75)
    #expect(Gamma(shape: 3, rate: 2).mean == 1.5)
    // ν = 5, δ = 2: 2 √2.5 Γ(2)/Γ(2.5) = 2 √2.5 / (0.75 √π).
    let mean = NoncentralT(degreesOfFreedom: 5, noncentrality: 2).mean
    #expect(relativeError(mean, 2 * 2.5.squareRoot() / (0.75 * Double.pi.squareRoot())) < 1e-13)
}
