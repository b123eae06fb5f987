import Distributions
import HypothesisTests

extension Study {
    /// A study of whether an effect's interval covers the truth; a limit that is missing is
    /// without bound.
    static func interval(
        _ method: String, _ scenario: String, _ promise: Promise = .coverage,
        draw: @escaping @Sendable (inout RandomStream) -> (effect: Effect?, truth: Double)
    ) -> Study {
        Study(method, scenario, promise) { stream in
            let (effect, truth) = draw(&stream)
            guard let effect, effect.status != .notEstimable else { return .none }
            let (low, high) = (effect.confLow ?? -.infinity, effect.confHigh ?? .infinity)
            return low <= high ? .limits(low...high, truth: truth) : .miss
        }
    }

    /// A study of how often a test at .05 rejects a null that is true.
    static func size(
        _ method: String, _ scenario: String, _ promise: Promise = .size,
        draw: @escaping @Sendable (inout RandomStream) -> TestResult?
    ) -> Study {
        Study(method, scenario, promise) { stream in
            guard let p = draw(&stream)?.pValue else { return .none }
            return p.value <= 0.05 ? .hit : .miss
        }
    }
}

extension RandomStream {
    /// How many of `n` trials succeed.
    mutating func binomial(_ n: Int, _ probability: Double) -> Int {
        var count = 0
        for _ in 0..<n where chance(probability) { count += 1 }
        return count
    }

    /// How many of `n` trials fall to each of several shares, which sum to 1.
    mutating func multinomial(_ n: Int, _ shares: [Double]) -> [Int] {
        var counts = [Int](repeating: 0, count: shares.count)
        for _ in 0..<n { counts[category(shares)] += 1 }
        return counts
    }

    /// A category by its share.
    mutating func category(_ shares: [Double]) -> Int {
        var left = uniform()
        for (index, share) in shares.dropLast().enumerated() {
            if left < share { return index }
            left -= share
        }
        return shares.count - 1
    }
}

/// A table of counts with plain labels.
func table(_ rows: [[Int]]) -> ContingencyTable? {
    try? ContingencyTable(
        rowLabels: rows.indices.map { "r\($0)" },
        columnLabels: (rows.first ?? []).indices.map { "c\($0)" }, counts: rows.flatMap(\.self))
}
