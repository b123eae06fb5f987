import Distributions
import TestSupport
import Testing

@testable import HypothesisTests

@Suite struct PowerPropertyTests {
    private func level(_ alpha: Double = 0.05, sides: Int = 2) throws -> Significance {
        try Significance(alpha: alpha, sides: sides)
    }

    /// Every design with numbers drawn at random.
    private func design(
        _ number: Int, _ generator: inout SeededGenerator
    ) throws -> (any PowerDesign, effect: Double) {
        func draw(_ range: ClosedRange<Double>) -> Double { .random(in: range, using: &generator) }
        let two = try level(draw(0.001...0.1), sides: Bool.random(using: &generator) ? 2 : 1)
        let one = try level(draw(0.001...0.1), sides: 1)
        let ratio = draw(0.2...5)
        switch number % 9 {
        case 0:
            let p = draw(0.02...0.98)
            let other = p < 0.5 ? p + draw(0.01...0.4) : p - draw(0.01...0.4)
            return (
                try TwoProportionsPower(baseline: p, ratio: ratio, significance: two), other
            )
        case 1:
            let p = draw(0.05...0.5)
            return (try OneProportionPower(baseline: p, significance: two), p + draw(0.02...0.4))
        case 2:
            return (
                try MeansPower(.groups(ratio: ratio), deviation: draw(0.1...9), significance: two),
                draw(0.05...2)
            )
        case 3:
            return (
                try MeansPower(.differences, deviation: draw(0.1...9), significance: two),
                -draw(0.05...2)
            )
        case 4:
            return (
                try ChiSquaredPower(
                    degreesOfFreedom: draw(1...30).rounded(), significance: one), draw(0.05...0.9)
            )
        case 5:
            return (
                try AnovaPower(groups: Int(draw(2...9)), significance: one), draw(0.05...1)
            )
        case 6: return (CorrelationPower(significance: two), draw(0.05...0.9))
        case 7:
            return (try LogRankPower(ratio: ratio, significance: two), draw(0.3...0.9))
        default:
            return (
                try LogisticPower(
                    .number, baseline: draw(0.05...0.95), explained: draw(0...0.6),
                    significance: two), draw(1.1...4)
            )
        }
    }

    @Test func solvingForOneGivesTheOthersBack() throws {
        var generator = SeededGenerator(seed: 11)
        for round in 0..<270 {
            let (design, effect) = try design(round, &generator)
            let recruitment = try Recruitment(
                clusterSize: .random(in: 1...4, using: &generator),
                correlation: .random(in: 0...0.8, using: &generator),
                clusterVariation: .random(in: 0...1, using: &generator),
                dropout: .random(in: 0...0.4, using: &generator))
            let study = PlannedStudy(design, recruitment: recruitment)
            let target = Double.random(in: 0.3...0.98, using: &generator)
            let size = try study.size(power: target, effect: effect)
            let power = try #require(study.power(size: size, effect: effect))
            if recruitment.effective(size) <= design.smallestSize * (1 + 1e-12) {
                #expect(power >= target)
                continue
            }
            #expect(abs(power - target) < 1e-10, "\(design)")
            let found = try study.detectableEffects(size: size, power: target)
                .compactMap(\.effect).map { relativeError($0, effect) }.min()
            #expect(try #require(found) < 1e-7, "\(design) \(effect)")
            // More cases, more power.
            let more = try #require(study.power(size: 1.1 * size, effect: effect))
            #expect(more >= power)
        }
    }

    @Test func complementAndExchangeOfGroupsChangeNothing() throws {
        var generator = SeededGenerator(seed: 12)
        for _ in 0..<200 {
            let (p, q) = (
                Double.random(in: 0.02...0.98, using: &generator),
                Double.random(in: 0.02...0.98, using: &generator)
            )
            let n = Double.random(in: 10...3000, using: &generator)
            let ratio = Double.random(in: 0.25...4, using: &generator)
            let plain = try TwoProportionsPower(baseline: p, ratio: ratio, significance: level())
                .power(size: n, effect: q)
            let complement = try TwoProportionsPower(
                baseline: 1 - p, ratio: ratio, significance: level()
            ).power(size: n, effect: 1 - q)
            let exchanged = try TwoProportionsPower(
                baseline: q, ratio: 1 / ratio, significance: level()
            ).power(size: ratio * n, effect: p)
            let power = try #require(plain)
            #expect(abs(try #require(complement) - power) < 1e-12)
            #expect(abs(try #require(exchanged) - power) < 1e-12)
            // The unit of measurement is no matter.
            let difference = Double.random(in: 0.1...3, using: &generator)
            let inDays = try MeansPower(
                .groups(ratio: ratio), deviation: 2, significance: level()
            ).power(size: n, effect: difference)
            let inHours = try MeansPower(
                .groups(ratio: ratio), deviation: 48, significance: level()
            ).power(size: n, effect: 24 * difference)
            #expect(abs(try #require(inDays) - #require(inHours)) < 1e-12)
        }
    }

    @Test func anovaOfTwoGroupsIsTheTTestAndAChiSquareOfOneIsZ() throws {
        for (n, d) in [(10.0, 0.5), (30, 0.4), (100, 0.2), (7, 1.3), (2, 2)] {
            let anova = try AnovaPower(groups: 2, significance: level(0.05, sides: 1))
                .power(size: n, effect: d / 2)
            // F counts both sides.
            let means = try MeansPower(
                .groups(ratio: 1), deviation: 1, significance: level()
            )
            let t = StudentT(degreesOfFreedom: 2 * n - 2).upperQuantile(0.025)
            let other = NoncentralT(
                degreesOfFreedom: 2 * n - 2, noncentrality: d * (n / 2).squareRoot()
            ).cumulative(-t)
            let both = try #require(means.power(size: n, effect: d)) + other
            #expect(abs(try #require(anova) - both) < 1e-12)
            let table = try ChiSquaredPower(
                degreesOfFreedom: 1, significance: level(0.05, sides: 1)
            ).power(size: n, effect: d)
            let z = Normal.upperQuantile(0.025)
            let root = n.squareRoot() * d
            #expect(
                abs(
                    try #require(table) - Normal.upperTail(z - root) - Normal.cumulative(-z - root))
                    < 1e-12)
        }
    }

    /// The simulated power of the z test that the formula is about.
    @Test func thePowerIsTheShareOfStudiesThatReject() throws {
        var stream = RandomStream(seed: 41)
        let (n, p, q, runs) = (200, 0.2, 0.32, 4000)
        var rejected = 0
        for _ in 0..<runs {
            var (a, b) = (0, 0)
            for _ in 0..<n {
                if stream.chance(p) { a += 1 }
                if stream.chance(q) { b += 1 }
            }
            let pooled = Double(a + b) / Double(2 * n)
            let error = (2 * pooled * (1 - pooled) / Double(n)).squareRoot()
            if Double(b - a) / Double(n) / error > Normal.upperQuantile(0.025) { rejected += 1 }
        }
        let power = try #require(
            TwoProportionsPower(baseline: p, significance: level()).power(size: 200, effect: q))
        // Four standard errors of the simulation, and the step of a discrete test.
        #expect(abs(Double(rejected) / Double(runs) - power) < 0.04)
    }

    @Test func familiesInflateByTheDesignEffect() throws {
        // 2,548 children in 1,471 families at .7: about 1.5.
        let families = try Recruitment(
            clusterSize: 2548.0 / 1471, correlation: 0.7, clusterVariation: 0, dropout: 0)
        #expect(abs(families.designEffect - 1.5125) < 0.001)
        let unequal = try Recruitment(
            clusterSize: 2, correlation: 0.5, clusterVariation: 1, dropout: 0.2)
        #expect(abs(unequal.designEffect - 2.5) < 1e-15)
        #expect(abs(unequal.recruited(100) - 312.5) < 1e-12)
        #expect(abs(unequal.effective(312.5) - 100) < 1e-12)
        #expect(Recruitment.plain.designEffect == 1 && Recruitment.plain.recruited(7) == 7)
    }

    @Test func whatCannotBeIsSaid() throws {
        let two = try level()
        #expect(throws: PowerError.self) { try Significance(alpha: .nan, sides: 2) }
        #expect(throws: PowerError.self) { try Significance(alpha: 0.05, sides: 3) }
        #expect(throws: PowerError.self) { try TwoProportionsPower(baseline: 0, significance: two) }
        #expect(throws: PowerError.self) {
            try TwoProportionsPower(baseline: 0.5, ratio: 0, significance: two)
        }
        #expect(throws: PowerError.self) {
            try MeansPower(.differences, deviation: -1, significance: two)
        }
        #expect(throws: PowerError.self) {
            try ChiSquaredPower(degreesOfFreedom: 0, significance: level(0.05, sides: 1))
        }
        let study = try PlannedStudy(TwoProportionsPower(baseline: 0.1, significance: two))
        // No difference, a share that is none, a power that is none.
        for (power, effect) in [
            (0.8, 0.1), (0.8, 1.2), (0.8, -0.1), (0.8, .nan), (0.01, 0.2), (1, 0.2), (.nan, 0.2),
        ] {
            #expect(throws: PowerError.self) { try study.size(power: power, effect: effect) }
        }
        #expect(study.power(size: 0, effect: 0.2) == nil)
        #expect(study.power(size: .infinity, effect: 0.2) == nil)
        #expect(throws: PowerError.self) {
            try study.detectableEffects(size: .nan, power: 0.8)
        }
        // So few that even the largest effect downwards is not found.
        let effects = try study.detectableEffects(size: 20, power: 0.8)
        #expect(effects.count == 2 && effects[0].effect != nil && effects[1].effect == nil)
        // A margin that the assumed difference is beyond.
        let margin = try PlannedStudy(
            ProportionsMarginPower(
                .equivalence, baseline: 0.5, alternative: 0.7, significance: level(0.05, sides: 1)))
        #expect(throws: PowerError.self) { try margin.size(power: 0.8, effect: 0.1) }
    }

    /// Sizes and effects from the tiniest to the largest trap nowhere and give a share or nothing.
    @Test func extremesGiveAShareOrNothing() throws {
        var generator = SeededGenerator(seed: 13)
        let extremes = [
            -Double.infinity, -1, 0, 1e-300, 1e-12, 0.5, 1, 2, 3.5, 1e6, 1e12, 1e15, 1e300,
            .infinity, .nan,
        ]
        for round in 0..<9 {
            let (design, _) = try design(round, &generator)
            for size in extremes {
                for effect in extremes + extremes.map({ -$0 }) {
                    if let power = design.power(size: size, effect: effect) {
                        #expect(
                            power.isNaN || power >= 0 && power <= 1, "\(design) \(size) \(effect)")
                        #expect(!power.isNaN, "\(design) \(size) \(effect)")
                    }
                }
            }
        }
    }
}
