import Distributions
import Testing

@testable import HypothesisTests

/// What so few cases, or numbers of such sizes, can say.
struct ReachTests {
    /// R 4.2.2: wilcox.test(c(5.1, 9.2, 20.4), c(1.3, 2.6, 4.425), conf.int = TRUE) gives the smallest
    /// and the largest difference, .675 to 19.1, and warns that 95% are not reached; p is .1.
    @Test func withoutTheCasesThereIsNoInterval() throws {
        let first = try Sample(label: "a", values: [5.1, 9.2, 20.4])
        let second = try Sample(label: "b", values: [1.3, 2.6, 4.425])
        let ranks = RankComparison(first, with: second)
        #expect(abs(try #require(ranks.mannWhitney().pValue).value - 0.1) < 1e-12)
        let shift = ranks.shift(confidence: 0.95)
        #expect(shift.confLow == nil && shift.confHigh == nil && shift.status == .notEstimable)
        #expect(shift.estimate != nil)
        #expect(shift.note == "with 3 and 3 cases no interval reaches 95%")
        // 1 - 2/20 is just 90%.
        let reached = ranks.shift(confidence: 0.9)
        #expect(abs(try #require(reached.confLow) - 0.675) < 1e-12)
        #expect(abs(try #require(reached.confHigh) - 19.1) < 1e-12)
        let four = RankComparison(
            try Sample(label: "a", values: [5.1, 9.2, 20.4, 30.5]),
            with: try Sample(label: "b", values: [1.3, 2.6, 4.425, 3.1]))
        #expect(four.shift(confidence: 0.95).confLow != nil)
        let lone = RankComparison(first, with: try Sample(label: "b", values: [1.5]))
        #expect(lone.shift(confidence: 0.95).note == "with 3 and 1 cases no interval reaches 95%")
        let tied = RankComparison(
            try Sample(label: "a", values: [5, 5, 6]), with: try Sample(label: "b", values: [1, 2]))
        #expect(tied.shift(confidence: 0.95).confLow == nil)
    }

    /// 1 - 2/32 is 93.75%, 1 - 2/64 is 96.9%.
    @Test func sixPairsAreTheFewestForAnInterval() throws {
        let five = SignedRankComparison(try Sample(values: [1, 2.5, 3.25, 4.7, 6]))
        let none = five.pseudomedian(confidence: 0.95)
        #expect(none.confLow == nil && none.confHigh == nil && none.estimate != nil)
        #expect(none.note == "with 5 pairs no interval reaches 95%")
        #expect(five.pseudomedian(confidence: 0.9375).confLow == 1)
        let six = SignedRankComparison(try Sample(values: [1, 2.5, 3.25, 4.7, 6, 8]))
        #expect(six.pseudomedian(confidence: 0.95).confLow == 1)
    }

    @Test(arguments: [1000, 997, -1000, 300, -300])
    func anyUnitGivesTheSame(_ exponent: Int) throws {
        let unit = Double(sign: .plus, exponent: exponent, significand: 1)
        let a = [3.5, 1.25, 8, 9.5, 2.75, 4.5]
        let b = [6.5, 7.25, 12, 9, 15.75]
        let c = [1.0, 2, 4, 7]
        func analysis(_ unit: Double, _ lists: [[Double]]) throws -> SampleAnalysis {
            SampleAnalysis(
                try lists.enumerated().map { place, list in
                    try Sample(label: "\(place)", values: list.map { $0 * unit })
                }, reference: 0, confidence: 0.95)
        }
        for lists in [[a, b], [a, b, c]] {
            let (plain, scaled) = (try analysis(1, lists), try analysis(unit, lists))
            #expect(plain.primary == scaled.primary)
            for (one, other) in zip(plain.tests, scaled.tests) {
                let p = try #require(one.pValue).value
                #expect(abs(try #require(other.pValue).value - p) < 1e-13 * p, "\(one.name)")
            }
            for (one, other) in zip(plain.effects, scaled.effects) {
                let factor =
                    one.name == "mean_difference" || one.name.hasPrefix("hodges") ? unit : 1
                let pairs = [
                    (one.estimate, other.estimate), (one.confLow, other.confLow),
                    (one.confHigh, other.confHigh),
                ]
                for (value, found) in pairs {
                    guard let value else { continue }
                    let found = try #require(found, "\(one.name)")
                    #expect(abs(found / factor - value) < 1e-12 * max(abs(value), 1), "\(one.name)")
                }
            }
            for (one, other) in zip(plain.samples, scaled.samples) {
                #expect(other.mean.map { $0 / unit } == one.mean)
                #expect(other.standardDeviation.map { $0 / unit } == one.standardDeviation)
                #expect(other.skewness == one.skewness)
            }
        }
        let differences = zip(a, b).map { $0 - $1 }
        let one = PairedMeans(try Sample(values: differences))
        let other = PairedMeans(try Sample(values: differences.map { $0 * unit }))
        #expect(one.pairedT().pValue == other.pairedT().pValue)
        #expect(
            other.meanDifference(confidence: 0.95).confLow.map { $0 / unit }
                == one.meanDifference(confidence: 0.95).confLow)
        let straight = try NumberPairs(x: Array(a.prefix(5)), y: b)
        let turned = try NumberPairs(x: a.prefix(5).map { $0 * unit }, y: b.map { $0 * unit })
        #expect(ProductMoment(straight).r == ProductMoment(turned).r)
    }

    /// The p of [[0, 1, 0], [6, 0, 13]] is 1/20.
    @Test func aPAtTheLevelIsOnOneSide() throws {
        let table = try ContingencyTable(
            rowLabels: ["a", "b"], columnLabels: ["x", "y", "z"], counts: [0, 1, 0, 6, 0, 13])
        let p = try #require(table.fisherExact(simulation: MonteCarlo())?.pValue)
        #expect(abs(p.value - 0.05) < 1e-15)
        #expect(p.isAtMost(0.05) && p.isAtMost(1 - 0.95))
        #expect(!PValue.isAtMost(0.0500001, level: 0.05))
        #expect(PValue.isAtMost(0.05, level: 1 - 0.95) && PValue.isAtMost(0.1, level: 1 - 0.9))
    }

    /// Asked for, a simulation is made also where the table could be solved.
    @Test func aSimulationThatIsAskedForIsMade() throws {
        let table = try ContingencyTable(
            rowLabels: ["a", "b"], columnLabels: ["x", "y", "z"], counts: [10, 11, 12, 16, 10, 13])
        let plain = try TwoWayAnalysis(of: table)
        #expect(plain.tests.contains { $0.name == "fisher_exact" })
        let asked = try TwoWayAnalysis(
            of: table, simulation: MonteCarlo(replicates: 999, seed: 3))
        let test = try #require(asked.tests.first { $0.name == "fisher_exact_monte_carlo" })
        #expect(test.replicates == 999 && test.seed == 3)
        let exact = try #require(plain.tests.first { $0.name == "fisher_exact" }?.pValue)
        #expect(try #require(test.pLow) < exact.value && exact.value < #require(test.pHigh))
        let small = try ContingencyTable(
            rowLabels: ["a", "b"], columnLabels: ["x", "y"], counts: [1, 4, 6, 2])
        #expect(
            try TwoWayAnalysis(of: small, simulation: MonteCarlo(replicates: 999, seed: 3))
                .tests.contains { $0.name == "fisher_exact" })
    }

    @Test func numbersOfAnySizeAreSaidShortly() {
        #expect(shortened(1.56e307) == "1.5e+307" && shortened(1e300) == "1.0e+300")
        #expect(shortened(3.117e-301) == "3.1e-301" && shortened(9.99e-11) == "9.9e-11")
        #expect(shortened(0) == "0.0" || shortened(0) == "0.")
    }
}
