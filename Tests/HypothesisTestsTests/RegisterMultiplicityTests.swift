import Distributions
import TestSupport
import Testing

@testable import HypothesisTests

private struct Expected: Decodable {
    struct Sequence: Decodable {
        var p: [Double]
        var alpha: Double
        var constant: Double
        var levels: [Double]
        var rejected: [Bool]
    }
    struct Simes: Decodable {
        var p: [Double]
        var log10: [Double]
        var simesLog10: Double
    }
    var constant: Double
    var gamma: [String: Double]
    var lord: [Sequence]
    var simes: [Simes]
}

private func pValues(_ ps: [Double]) throws -> [PValue] {
    try ps.map { try #require(PValue(naturalLog: logarithm($0))) }
}

@Suite struct RegisterMultiplicityTests {
    private let expected: Expected

    init() throws { expected = try reference("multiplicity_register.json") }

    @Test func levelsAreThoseOfTheFormula() throws {
        #expect(LevelsOnRecentDiscoveries.constant == expected.constant)
        #expect(expected.lord.count >= 20)
        for known in expected.lord {
            var sequence = try #require(
                LevelsOnRecentDiscoveries(rate: known.alpha, constant: known.constant))
            for (index, p) in try pValues(known.p).enumerated() {
                let decision = sequence.decide(p)
                #expect(relativeError(decision.level, known.levels[index]) < 1e-13)
                #expect(decision.isRejected == known.rejected[index])
            }
        }
    }

    @Test func simesIsTheSmallestOfItsShares() throws {
        #expect(expected.simes.count >= 5)
        for known in expected.simes {
            let logs = try known.log10.map {
                try #require(PValue(naturalLog: $0 * 2.302585092994045684))
            }
            let p = try #require(SimesTest.pValue(logs))
            #expect(
                abs(p.log10 - known.simesLog10) < 1e-12 * max(1, abs(known.simesLog10)),
                "\(known.p)")
        }
        #expect(SimesTest.pValue([]) == nil)
    }

    @Test func benjaminiHochbergIsThatOfTheCorrectionsAndOfSimes() throws {
        var generator = SeededGenerator(seed: 21)
        for _ in 0..<200 {
            let m = Int.random(in: 1...40, using: &generator)
            // Few values, so that there are ties and equalities.
            let ps = (0..<m).map { _ in
                Double(Int.random(in: 1...60, using: &generator)) / 400
            }
            let family = try #require(FalseDiscoveries(try pValues(ps), rate: 0.05))
            let known = MultiplicityCorrection.benjaminiHochberg.adjusted(ps)
            for index in 0..<m {
                let p = try #require(family.adjusted[index])
                #expect(relativeError(p.value, known[index]) < 1e-13)
                // 0.05 itself, up to a rounding, survives.
                #expect(family.survives[index] == (known[index] <= 0.05 * (1 + 1e-12)))
            }
            #expect(family.survivors == family.survives.count { $0 })
            #expect(family.expectedFalse <= 0.05 * Double(family.survivors))
            let simes = try #require(SimesTest.pValue(try pValues(ps)))
            #expect((family.survivors > 0) == (simes.value <= 0.05 * (1 + 1e-12)))
        }
    }

    @Test func hypothesesWithoutAPValueAreNotCounted() throws {
        let p = try pValues([0.01, 0.02])
        let family = try #require(FalseDiscoveries([nil, p[0], nil, p[1]], rate: 0.05))
        #expect(family.count == 2 && family.survives == [false, true, false, true])
        #expect(family.adjusted[0] == nil)
        #expect(abs(family.expectedFalse - 0.04) < 1e-15)
        let none = try #require(FalseDiscoveries([], rate: 0.05))
        #expect(none.count == 0 && none.expectedFalse == 0)
        #expect(FalseDiscoveries(p, rate: .nan) == nil && FalseDiscoveries(p, rate: 1) == nil)
        #expect(LevelsOnRecentDiscoveries(rate: 0) == nil)
        var sequence = try #require(LevelsOnRecentDiscoveries(rate: 0.05))
        #expect(!sequence.decide(nil).isRejected)
    }

    @Test func tinyPValuesKeepTheirLogarithms() throws {
        let tiny = [-40000.0, -20000, -3].compactMap { PValue(naturalLog: $0) }
        let family = try #require(FalseDiscoveries(tiny, rate: 0.05))
        #expect(abs(try #require(family.adjusted[0]).naturalLog + 40000 - logarithm(3)) < 1e-9)
        #expect(family.survivors == 3 && family.expectedFalse <= 0.15)
    }

    /// Families of true and false hypotheses in a long register, run many times: the share of
    /// false ones among the discoveries, over families by LORD++ and inside them by BH.
    @Test func theFalseDiscoveryRateIsHeldUnderAMixtureOfNulls() throws {
        var stream = RandomStream(seed: 2024)
        let (runs, families, size, rate) = (1500, 40, 5, 0.1)
        var (online, inside, found) = (0.0, 0.0, 0)
        for _ in 0..<runs {
            var simes: [PValue?] = []
            var isNull: [Bool] = []
            var (wrong, all) = (0, 0)
            for _ in 0..<families {
                // In three of four families every hypothesis is true.
                let allTrue = stream.chance(0.75)
                var (ps, nulls): ([PValue?], [Bool]) = ([], [])
                for place in 0..<size {
                    let isFalse = !allTrue && place < 2
                    let z = stream.normal() + (isFalse ? 3.5 : 0)
                    ps.append(Normal.twoSidedPValue(z))
                    nulls.append(!isFalse)
                }
                simes.append(SimesTest.pValue(ps.compactMap { $0 }))
                isNull.append(allTrue)
                let family = try #require(FalseDiscoveries(ps, rate: rate))
                if family.survivors > 0 {
                    inside +=
                        Double(zip(family.survives, nulls).count { $0 && $1 })
                        / Double(family.survivors) / Double(runs * families)
                }
            }
            let decisions = try #require(LevelsOnRecentDiscoveries.decisions(simes, rate: rate))
            for (decision, null) in zip(decisions, isNull) where decision.isRejected {
                all += 1
                if null { wrong += 1 }
            }
            found += all
            if all > 0 { online += Double(wrong) / Double(all) / Double(runs) }
        }
        // Two standard errors of 1,500 runs are about .01; both rates are held at .1.
        #expect(online < 0.1 && online > 0.001, "\(online)")
        #expect(inside < 0.1 && inside > 0.05, "\(inside)")
        #expect(Double(found) / Double(runs) > 3)
    }

    /// Where every hypothesis is true any discovery is false: at most one run in ten has one.
    @Test func ofOnlyTrueHypothesesFewRegistersFindAny() throws {
        var stream = RandomStream(seed: 7)
        var withAny = 0
        for _ in 0..<2000 {
            var sequence = try #require(LevelsOnRecentDiscoveries(rate: 0.1))
            var any = false
            for _ in 0..<100 {
                let p = PValue(naturalLog: logarithm(stream.uniform()))
                any = sequence.decide(p).isRejected || any
            }
            if any { withAny += 1 }
        }
        #expect(Double(withAny) / 2000 < 0.1 && withAny > 20, "\(withAny)")
    }
}
