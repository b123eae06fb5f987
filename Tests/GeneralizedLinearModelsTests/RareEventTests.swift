import Distributions
import ModelFormula
import Tables
import Testing

@testable import GeneralizedLinearModels

/// A handful of events among so many rows that fits take the roads of many: where they end is theirs all
/// the same.
struct RareEventTests {
    private struct Row {
        let y: Int
        let x: Double
        let v: String
    }

    private func rows(_ count: Int, event: Double) -> [Row] {
        var stream = RandomStream(seed: 21)
        return (0..<count).map { _ in
            let x = (stream.normal() * 100).rounded() / 100
            return Row(
                y: stream.uniform() < event * (x > 0 ? 2 : 1) ? 1 : 0, x: x,
                v: "v\(stream.index(below: 3))")
        }
    }

    private func fit(_ rows: [Row], weight: Int? = nil, threads: Int = 2) throws -> GLMFit {
        var text = "y,x,v,w\n"
        for row in rows { text += "\(row.y),\(row.x),\(row.v),\(weight ?? 1)\n" }
        let table = try CSVReader.read(Array(text.utf8))
        let frame = try ModelFrame(
            Formula(parsing: "y ~ x + v"), table: table, weights: weight == nil ? nil : "w",
            response: .binary)
        return try GLM(threads: threads).fit(frame)
    }

    private func expectAlike(_ one: GLMFit, _ other: GLMFit) throws {
        for (a, b) in zip(one.standardErrors, other.standardErrors) {
            let (a, b) = (try #require(a), try #require(b))
            #expect(abs(a - b) <= 1e-12 * b)
        }
        for (k, (a, b)) in zip(one.estimates, other.estimates).enumerated() {
            #expect(abs(a - b) <= 1e-12 * (other.standardErrors[k] ?? 0))
        }
    }

    /// Events in a thousand or in ten: of the first no sample would know enough.
    @Test(arguments: [0.0002, 0.02])
    func weightsAreRepetitionsAndOrderIsNothing(_ event: Double) throws {
        let half = rows(55_000, event: event)
        let whole = half.flatMap { [$0, $0] }
        #expect(whole.count >= RowSample.fewestRows)
        let repeated = try fit(whole)
        #expect(repeated.isConverged && repeated.iterations < 15)
        try expectAlike(try fit(half, weight: 2), repeated)
        try expectAlike(try fit(half.reversed() + half), repeated)
        let one = try fit(whole, threads: 1)
        #expect(one.estimates == repeated.estimates)
        #expect(one.standardErrors == repeated.standardErrors)
    }
}
