import HypothesisTests
import TestSupport
import Testing

@testable import FactorScreening

/// How often the interval of a lift holds the truth, over data drawn anew.
@Suite struct LiftCoverageTests {
    /// Shares of cases by which needs they have, need i in bit i; no two needs are independent.
    static let designs: [[Double]] = [
        [0.62, 0.14, 0.14, 0.10], [0.40, 0.10, 0.10, 0.05, 0.12, 0.06, 0.07, 0.10],
    ]

    /// 2,000 sets of 400 cases: 95% to within four standard errors.
    @Test(arguments: designs) func theIntervalOfALiftKeepsItsPromise(_ shares: [Double]) throws {
        let size = shares.count == 4 ? 2 : 3
        let margins = (0..<size).map { need in
            shares.indices.reduce(0.0) { $0 + ($1 >> need & 1 == 1 ? shares[$1] : 0) }
        }
        let truth = try #require(shares.last) / margins.reduce(1, *)
        var ends: [Double] = []
        for share in shares { ends.append((ends.last ?? 0) + share) }
        var generator = SeededGenerator(seed: UInt64(size))
        var (held, drawn) = (0, 0)
        for _ in 0..<2000 {
            var cells = [Int](repeating: 0, count: shares.count)
            for _ in 0..<400 {
                let u = Double.random(in: 0..<1, using: &generator)
                var cell = 0
                while cell < shares.count - 1, u >= ends[cell] { cell += 1 }
                cells[cell] += 1
            }
            let lift = NeedCounts(cells, size: size).lift(confidence: 0.95)
            guard let low = lift.confLow, let high = lift.confHigh else { continue }
            drawn += 1
            if low <= truth, truth <= high { held += 1 }
        }
        #expect(drawn == 2000)
        #expect(abs(Double(held) / Double(drawn) - 0.95) < 0.02, "\(held) of \(drawn)")
    }
}
