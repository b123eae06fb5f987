import HypothesisTests
import Testing

/// Measures of the same cases held against a margin.
struct PairedMarginTests {
    /// Newcombe's method 10 written out in Python from his paper (1998), at 95 and at 90%.
    @Test(arguments: [
        (
            [12, 5, 16, 7], [-0.4588331887435103, -0.05766928250643952],
            [-0.4332043648041094, -0.09258202318829542]
        ),
        (
            [30, 5, 16, 20], [-0.2722171191699811, -0.02936513868015342],
            [-0.2545860580612506, -0.04935635284146073]
        ),
        (
            [5, 20, 8, 3], [0.05035000085572089, 0.5606082020683265],
            [0.09628278161138554, 0.5299976540527027]
        ),
        (
            [10, 0, 7, 5], [-0.4976155423511107, -0.09315974362160673],
            [-0.4739839277213672, -0.12895053203984413]
        ),
        (
            [12, 0, 0, 9], [-0.08861031446679929, 0.08861031446679929],
            [-0.07550269736934401, 0.07550269736934397]
        ),
    ])
    func bothIntervalsAreNewcombes(_ cells: [Int], _ wide: [Double], _ inner: [Double]) throws {
        let pairs = try PairedEvents(
            first: "x", second: "y", both: cells[0], firstOnly: cells[1], secondOnly: cells[2],
            neither: cells[3])
        let answer = try #require(pairs.equivalence(margin: 0.1))
        let own = pairs.riskDifference(confidence: 0.95)
        #expect(answer.wide?.lowerBound == own.confLow && answer.wide?.upperBound == own.confHigh)
        for (range, expected) in [(answer.wide, wide), (answer.inner, inner)] {
            let limits = try #require(range)
            #expect(abs(limits.lowerBound - expected[0]) < 1e-12)
            #expect(abs(limits.upperBound - expected[1]) < 1e-12)
        }
        // A test at a bound says of alpha what the interval says of the bound.
        for margin in [0.05, 0.1, 0.3, 0.49] {
            let answer = try #require(pairs.equivalence(margin: margin, better: .higher))
            let p = try answer.tests.map { try #require($0.pValue).value }
            #expect((p[0] < 0.05) == (inner[0] > -margin))
            #expect((p[1] < 0.05) == (inner[1] < margin))
            #expect(p[2] == max(p[0], p[1]))
            #expect((answer.nonInferiority == .nonInferior) == (p[0] < 0.05))
        }
        // At a limit of the inner interval itself p is alpha.
        let isBelow = inner[0] < 0
        let edge = isBelow ? -inner[0] : inner[1]
        let p = try #require(pairs.equivalence(margin: edge)?.tests[isBelow ? 0 : 1].pValue)
        #expect(abs(p.value - 0.05) < 1e-9)
    }

    @Test func turnsWithTheMeasuresAndNeedsAPair() throws {
        let there = try PairedEvents(
            first: "x", second: "y", both: 30, firstOnly: 5, secondOnly: 16, neither: 20)
        let back = try PairedEvents(
            first: "y", second: "x", both: 30, firstOnly: 16, secondOnly: 5, neither: 20)
        let one = try #require(there.equivalence(margin: 0.2)?.inner)
        let other = try #require(back.equivalence(margin: 0.2)?.inner)
        #expect(abs(one.lowerBound + other.upperBound) < 1e-15)
        let none = try PairedEvents(
            first: "x", second: "y", both: 0, firstOnly: 0, secondOnly: 0, neither: 0)
        let answer = try #require(none.equivalence(margin: 0.1))
        #expect(answer.grade == nil && answer.inner == nil)
        // Far beyond what any interval reaches p stays a number of its own.
        let huge = try PairedEvents(
            first: "x", second: "y", both: 1_000_000, firstOnly: 5, secondOnly: 7,
            neither: 1_000_000)
        let far = try #require(huge.equivalence(margin: 0.9))
        #expect(far.grade == .littleDifference)
        for test in far.tests { #expect(test.pValue.map { $0.naturalLog < -100 } ?? true) }
    }
}
