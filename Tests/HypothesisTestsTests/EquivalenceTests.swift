import Distributions
import Foundation
import HypothesisTests
import TestSupport
import Testing

/// Tests against a margin: Farrington-Manning, Welch's two one-sided tests, ratios, and the grades.
@Suite struct EquivalenceTests {
    struct Reference: Decodable {
        struct Difference: Decodable {
            let counts: [Int]
            let margin: Double
            let above: Double
            let below: Double
            let aboveLogP: Double
            let belowLogP: Double
            let interval90: [Double]?
            let interval95: [Double]?
        }
        struct Mean: Decodable {
            let difference: Double
            let standardError: Double
            let df: Double
            let margin: Double
            let above: Double
            let below: Double
            let aboveLogP: Double
            let belowLogP: Double
        }
        struct Ratio: Decodable {
            let estimate: Double
            let standardError: Double
            let margin: Double
            let above: Double
            let below: Double
            let aboveLogP: Double
            let belowLogP: Double
        }
        let program: String
        let differences: [Difference]
        let means: [Mean]
        let ratios: [Ratio]
    }

    private func check(
        _ answer: MarginAnswer, _ above: Double, _ below: Double, _ aboveLogP: Double,
        _ belowLogP: Double, tolerance: Double
    ) throws {
        let tests = answer.tests
        #expect(tests.map(\.name).prefix(3) == ["tost_lower", "tost_upper", "equivalence"])
        #expect(abs(try #require(tests[0].statistic) - above) < tolerance * max(1, abs(above)))
        #expect(abs(try #require(tests[1].statistic) - below) < tolerance * max(1, abs(below)))
        let logs = try tests.map { try #require($0.pValue).naturalLog }
        // ln p bends by z times the error of z.
        for (log, expected) in [(logs[0], aboveLogP), (logs[1], belowLogP)] {
            #expect(
                abs(log - expected) < 4 * tolerance * max(1, abs(expected)), "\(log) \(expected)")
        }
        #expect(logs[2] == max(logs[0], logs[1]))
    }

    @Test func farringtonAndManningsScoreIsThatOfFiftyDigits() throws {
        let file = try reference("equivalence.json", as: Reference.self)
        #expect(file.differences.count == 33)
        for entry in file.differences {
            let x = entry.counts
            let comparison = try EventComparison(
                level: "a", reference: "b", events: x[0], cases: x[1], referenceEvents: x[2],
                referenceCases: x[3])
            let answer = try #require(comparison.equivalence(margin: entry.margin))
            try check(
                answer, entry.above, entry.below, entry.aboveLogP, entry.belowLogP,
                tolerance: 1e-11)
            for (actual, expected) in [
                (answer.inner, entry.interval90), (answer.wide, entry.interval95),
            ] {
                guard let expected else { continue }
                let actual = try #require(actual)
                #expect(abs(actual.lowerBound - expected[0]) < 1e-10, "\(entry.counts)")
                #expect(abs(actual.upperBound - expected[1]) < 1e-10, "\(entry.counts)")
            }
        }
    }

    @Test func welchsTwoOneSidedTestsAreThoseOfStatsmodels() throws {
        for entry in try reference("equivalence.json", as: Reference.self).means {
            let answer = try #require(
                MarginAnswer.difference(
                    "mean_difference", level: "a", reference: "b", estimate: entry.difference,
                    standardError: entry.standardError, df: entry.df, method: "Welch t",
                    margin: entry.margin))
            try check(
                answer, entry.above, entry.below, entry.aboveLogP, entry.belowLogP,
                tolerance: 1e-12)
            #expect(answer.tests[0].df == entry.df)
        }
    }

    @Test func ratiosAreTestedOnTheLogScale() throws {
        for entry in try reference("equivalence.json", as: Reference.self).ratios {
            let answer = try #require(
                MarginAnswer.ratio(
                    "hazard_ratio", level: "a", reference: "b", estimate: entry.estimate,
                    logStandardError: entry.standardError, method: "Wald", margin: entry.margin))
            try check(
                answer, entry.above, entry.below, entry.aboveLogP, entry.belowLogP,
                tolerance: 1e-13)
            let wide = try #require(answer.wide)
            let error = try #require(
                MarginAnswer.logStandardError(
                    low: wide.lowerBound, high: wide.upperBound, confidence: 0.95))
            #expect(relativeError(error, entry.standardError) < 1e-12)
        }
    }

    // MARK: Grades at their borders

    typealias Case = (wide: ClosedRange<Double>, inner: ClosedRange<Double>, grade: EvidenceGrade)

    @Test(
        arguments: [
            // Margin 0.1. Touching a bound reaches it.
            (-0.11...0.09, -0.09...0.07, EvidenceGrade.littleDifference),
            (-0.11...0.09, -0.1...0.07, .cannotBeTold),
            (-0.11...0.12, -0.09...0.1, .cannotBeTold),
            (-0.11...0.12, -0.09...0.1.nextDown, .littleDifference),
            // Touching no difference holds it.
            (0...0.3, 0.02...0.28, .cannotBeTold),
            (0.0.nextUp...0.3, 0.02...0.28, .consistentWithEffect),
            (-0.3 ... -0.0, -0.28 ... -0.02, .cannotBeTold),
            (-0.3 ... -1e-300, -0.28 ... -0.02, .consistentWithEffect),
            // A difference that is there, and little.
            (0.01...0.11, 0.02...0.09, .littleDifference),
            // One that is beyond the margin.
            (0.15...0.3, 0.17...0.28, .consistentWithEffect),
            // Open sides.
            (-0.05 ... .infinity, -0.03 ... .infinity, .cannotBeTold),
            (0.05 ... .infinity, 0.07 ... .infinity, .consistentWithEffect),
        ] as [Case])
    func gradesAtTheirBorders(_ example: Case) {
        let grade = EvidenceGrade(
            wide: example.wide, inner: example.inner, null: 0, bounds: -0.1...0.1)
        #expect(grade == example.grade)
        // The mirror image has the same grade.
        let mirrored = EvidenceGrade(
            wide: -example.wide.upperBound ... -example.wide.lowerBound,
            inner: -example.inner.upperBound ... -example.inner.lowerBound, null: 0,
            bounds: -0.1...0.1)
        #expect(mirrored == example.grade)
    }

    @Test func nonInferiorityAtItsBorders() {
        let bounds = -0.1...0.1
        let ask = { (inner: ClosedRange<Double>, better: BetterDirection) in
            NonInferiority(inner: inner, bounds: bounds, better: better)
        }
        #expect(ask(-0.09...0.4, .higher) == .nonInferior)
        #expect(ask(-0.1...0.4, .higher) == .cannotBeTold)
        #expect(ask(-0.3 ... -0.1, .higher) == .inferior)
        #expect(ask(-0.3...(-0.1).nextUp, .higher) == .cannotBeTold)
        #expect(ask(-0.3...0.09, .lower) == .nonInferior)
        #expect(ask(-0.3...0.1, .lower) == .cannotBeTold)
        #expect(ask(0.1...0.2, .lower) == .inferior)
    }

    @Test func marginsThatAreNoneHaveNoAnswer() throws {
        let comparison = try EventComparison(
            level: "a", reference: "b", events: 3, cases: 9, referenceEvents: 2, referenceCases: 8)
        for margin in [0, -0.1, Double.nan, .infinity] {
            #expect(comparison.equivalence(margin: margin) == nil)
        }
        #expect(comparison.equivalence(margin: 0.1, confidence: 1) == nil)
        #expect(MarginAnswer.bounds(1, isRatio: true) == nil)
        #expect(MarginAnswer.bounds(1.25, isRatio: true) == 0.8...1.25)
        let low = try #require(comparison.equivalence(margin: 0.1, confidence: 0.4))
        #expect(low.grade == nil && low.note != nil && low.tests[2].pValue != nil)
        let empty = try #require(
            EventComparison(
                level: "a", reference: "b", events: 0, cases: 0, referenceEvents: 2,
                referenceCases: 8
            ).equivalence(margin: 0.1, better: .higher))
        #expect(empty.grade == nil && empty.wide == nil && empty.estimate == nil)
        #expect(empty.tests.count == 4)
        #expect(empty.tests.allSatisfy { $0.status == .notEstimable && $0.statistic == nil })
        let still = try #require(
            MarginAnswer.difference(
                "mean_difference", level: nil, reference: nil, estimate: 1, standardError: 0,
                method: "Welch t", margin: 2))
        #expect(still.grade == nil && still.tests.allSatisfy { $0.pValue == nil })
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func testsAndIntervalsAgreeAndTurn(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let (m, n) = (
            Int.random(in: 1...300, using: &random), Int.random(in: 1...300, using: &random)
        )
        let (x, y) = (Int.random(in: 0...m, using: &random), Int.random(in: 0...n, using: &random))
        let margin = Double.random(in: 0.01...0.6, using: &random)
        let confidence = Double.random(in: 0.6...0.99, using: &random)
        let make = { (x: Int, m: Int, y: Int, n: Int) in
            try #require(
                EventComparison(
                    level: "a", reference: "b", events: x, cases: m, referenceEvents: y,
                    referenceCases: n
                ).equivalence(margin: margin, better: .higher, confidence: confidence))
        }
        let answer = try make(x, m, y, n)
        let p = try answer.tests.map { try #require($0.pValue).value }
        let inner = try #require(answer.inner)
        let wide = try #require(answer.wide)
        #expect(wide.lowerBound <= inner.lowerBound && inner.upperBound <= wide.upperBound)
        // The test rejects where the interval leaves the bound out.
        let edge = 1e-9
        if abs(inner.lowerBound + margin) > edge && abs(inner.upperBound - margin) > edge {
            #expect((answer.grade == .littleDifference) == (p[2] < 1 - confidence))
            #expect((answer.nonInferiority == .nonInferior) == (p[3] < 1 - confidence))
        }
        // Swapped levels: the mirror image, and so is the complement.
        for other in [try make(y, n, x, m), try make(m - x, m, n - y, n)] {
            let mirrored = try #require(other.wide)
            #expect(abs(mirrored.lowerBound + wide.upperBound) < 1e-9)
            #expect(abs(mirrored.upperBound + wide.lowerBound) < 1e-9)
            #expect(other.grade == answer.grade)
            #expect(other.isAtLeastMargin == answer.isAtLeastMargin)
        }
        // No difference is inside exactly where the score test of 0 does not reject.
        #expect(try #require(answer.estimate) >= wide.lowerBound - edge)
        #expect(try #require(answer.estimate) <= wide.upperBound + edge)
    }
}
