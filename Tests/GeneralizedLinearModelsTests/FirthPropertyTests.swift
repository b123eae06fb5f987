import Distributions
import ModelFormula
import Tables
import TestSupport
import Testing

@testable import GeneralizedLinearModels

/// Small seeded designs with few events, many of them separated.
private struct Draw {
    var rows: [(y: Int, x: Int, g: String, w: Int)] = []

    init(_ seed: UInt64) {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        func next(_ below: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(below))
        }
        for _ in 0..<(12 + next(20)) {
            let x = next(9)
            rows.append((next(10) < x ? 1 : 0, x, ["a", "b", "c"][next(3)], 1 + next(3)))
        }
        rows.append((0, 2, "a", 1))
        rows.append((1, 5, "b", 1))
        rows.append((0, 4, "c", 2))
    }

    func firth(
        scale: Int = 1, shift: Int = 0, repeated: Bool = false, reversed: Bool = false
    ) throws -> FirthFit {
        var lines: [String] = []
        for row in reversed ? rows.reversed() : rows {
            let line = "\(row.y),\(scale * row.x + shift),\(row.g),\(row.w)\n"
            lines += [String](repeating: line, count: repeated ? row.w : 1)
        }
        let table = try CSVReader.read(Array(("y,x,g,w\n" + lines.joined()).utf8))
        let frame = try ModelFrame(
            Formula(parsing: "y ~ x + g"), table: table, weights: repeated ? nil : "w")
        return try GLM().fit(frame).firth()
    }
}

private func agree(_ a: FirthFit, _ b: FirthFit, scale: Double = 1, _ seed: UInt64) {
    for k in a.estimates.indices {
        let factor = k == 1 ? scale : 1
        let error = a.standardErrors[k] ?? .nan
        #expect(abs(a.estimates[k] - factor * b.estimates[k]) < 1e-10 * error, "\(seed) \(k)")
        let other = factor * (b.standardErrors[k] ?? .nan)
        #expect(relativeError(other, error) < 1e-9, "\(seed) \(k)")
    }
}

/// What Firth's estimates must do whatever the data are.
struct FirthPropertyTests {
    @Test func weightsAreRepetitionsAndRowOrderChangesNothing() throws {
        for seed in UInt64(1)...100 {
            let draw = Draw(seed)
            let plain = try draw.firth()
            agree(plain, try draw.firth(repeated: true), seed)
            agree(plain, try draw.firth(reversed: true), seed)
        }
    }

    @Test func aColumnsUnitScalesItsCoefficient() throws {
        for seed in UInt64(1)...100 {
            let draw = Draw(seed)
            agree(try draw.firth(), try draw.firth(scale: 1000), scale: 1000, seed)
        }
    }

    @Test func outcomesTurnedRoundTurnTheEstimates() throws {
        for seed in UInt64(1)...100 {
            let draw = Draw(seed)
            var turned = draw
            for k in turned.rows.indices { turned.rows[k].y = 1 - turned.rows[k].y }
            let (a, b) = (try draw.firth(), try turned.firth())
            for k in a.estimates.indices {
                let error = a.standardErrors[k] ?? .nan
                #expect(abs(a.estimates[k] + b.estimates[k]) < 1e-10 * error, "\(seed) \(k)")
            }
        }
    }

    /// The end of an interval is where the likelihood-ratio statistic is the quantile.
    @Test func intervalsHoldWhatTheirTestsDoNotReject() throws {
        for seed in UInt64(1)...40 {
            let fit = try Draw(seed).firth()
            for row in fit.coefficientTable(confidence: 0.95) {
                let interval = try #require(row.interval)
                let (low, high) = (
                    try #require(interval.low.value, "\(seed)"),
                    try #require(interval.high.value, "\(seed)")
                )
                let p = try #require(row.pValue)
                #expect((low < 0 && 0 < high) == (p.value > 0.05), "\(seed)")
                #expect(low < row.estimate ?? .nan && row.estimate ?? .nan < high)
            }
        }
    }
}
