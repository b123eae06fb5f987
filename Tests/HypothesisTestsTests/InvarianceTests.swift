import HypothesisTests
import TestSupport
import Testing

/// What must not change, and what must change with its sign.
@Suite struct InvarianceTests {
    static let comparisons = [
        (15, 100, 30, 100), (1198, 2691, 557, 1835), (3, 4, 1, 4), (0, 7, 9, 49), (12, 12, 5, 13),
    ]

    @Test(arguments: comparisons)
    func swappingEventColumnsNegatesTheRiskDifferenceAndInvertsTheOddsRatio(
        x: Int, m: Int, y: Int, n: Int
    ) throws {
        let event = try EventComparison(
            level: "a", reference: "b", events: x, cases: m, referenceEvents: y, referenceCases: n)
        let complement = try EventComparison(
            level: "a", reference: "b", events: m - x, cases: m, referenceEvents: n - y,
            referenceCases: n)
        let difference = event.riskDifference(confidence: 0.95)
        let opposite = complement.riskDifference(confidence: 0.95)
        expectClose(difference.estimate, opposite.estimate.map { -$0 })
        expectClose(difference.confLow, opposite.confHigh.map { -$0 })
        expectClose(difference.confHigh, opposite.confLow.map { -$0 })
        for name in ["odds_ratio", "odds_ratio_conditional"] {
            let effect = try #require(event.effects(confidence: 0.95).first { $0.name == name })
            let inverse = try #require(
                complement.effects(confidence: 0.95).first { $0.name == name })
            expectClose(effect.estimate, inverted(inverse.estimate))
            if effect.confLow != nil { expectClose(effect.confLow, inverted(inverse.confHigh)) }
            if effect.confHigh != nil { expectClose(effect.confHigh, inverted(inverse.confLow)) }
        }
    }

    /// 1/x, where nil stands for an infinite ratio.
    private func inverted(_ x: Double?) -> Double? {
        guard let x else { return 0 }
        return x == 0 ? nil : 1 / x
    }

    private func expectClose(_ actual: Double?, _ expected: Double?) {
        guard let actual, let expected else {
            #expect(actual == expected)
            return
        }
        #expect(relativeError(actual, expected) < 1e-12, "\(actual) \(expected)")
    }

    @Test(arguments: comparisons)
    func swappingLevelsInvertsTheRiskRatio(x: Int, m: Int, y: Int, n: Int) throws {
        let one = try EventComparison(
            level: "a", reference: "b", events: x, cases: m, referenceEvents: y, referenceCases: n
        ).riskRatio(confidence: 0.9)
        let other = try EventComparison(
            level: "b", reference: "a", events: y, cases: n, referenceEvents: x, referenceCases: m
        ).riskRatio(confidence: 0.9)
        expectClose(one.estimate, inverted(other.estimate))
        expectClose(one.confLow, inverted(other.confHigh))
        expectClose(one.confHigh, inverted(other.confLow))
    }

    @Test func rowOrderChangesNothing() throws {
        let rows = [[0, 1, 3, 0], [2, 0, 0, 1], [5, 1, 0, 2], [0, 0, 1, 4], [1, 1, 7, 0]]
        let table = try makeTable(rows)
        let turned = try makeTable(rows.reversed())
        let transposed = try makeTable((0..<4).map { j in rows.map { $0[j] } })
        for other in [turned, transposed] {
            expectClose(table.pearsonChiSquared().statistic, other.pearsonChiSquared().statistic)
            expectClose(table.gTest().statistic, other.gTest().statistic)
            expectClose(
                table.cramersV(confidence: 0.95).confHigh, other.cramersV(confidence: 0.95).confHigh
            )
        }
        let small = try makeTable([[3, 9], [11, 4]])
        let exact = small.fisherExact()?.pValue?.naturalLog
        for rows in [[[11, 4], [3, 9]], [[9, 3], [4, 11]], [[3, 11], [9, 4]]] {
            expectClose(try makeTable(rows).fisherExact()?.pValue?.naturalLog, exact)
        }
    }

    @Test func correctionsKeepOrderAndNeverLowerAPValue() {
        let p = [0.2, 0.001, .nan, 0.04, 0.04, 1]
        for correction in MultiplicityCorrection.allCases {
            let adjusted = correction.adjusted(p)
            #expect(adjusted[2].isNaN)
            for (before, after) in zip(p, adjusted) where !before.isNaN {
                #expect(after >= before && after <= 1)
            }
            #expect(adjusted[3] == adjusted[4])
            #expect(correction.adjusted([]) == [])
            #expect(correction.adjusted([0.3]) == [0.3])
        }
    }
}
