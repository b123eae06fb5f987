import Distributions
import HypothesisTests
import LinearAlgebra

/// A function of time that a coefficient may drift along.
public enum TimeTransform: String, Sendable, Hashable, CaseIterable, Codable {
    /// 1 - S(t-), with the Kaplan-Meier estimate of all cases (default): no outlying time leads.
    case kaplanMeier = "km"
    /// The rank of t among all exits, ties at their mean.
    case rank
    /// t.
    case identity
    /// ln t.
    case log
}

extension CoxFit {
    /// The test that hazards are proportional: the score test of Grambsch and Therneau (1994) for
    /// β + θ g(t), at θ = 0, with the information of all event times, as `cox.zph` of R's survival
    /// from version 3 on.
    ///
    /// - Parameters:
    ///   - terms: columns that are tested together, as the levels of a factor; each column by itself
    ///     where nil. Columns without an estimate are left out.
    /// - Returns: one test a term (`proportional_hazards`) and one of all at once
    ///   (`proportional_hazards_global`, the last).
    public func proportionalHazards(
        _ transform: TimeTransform = .kaplanMeier, terms: [[Int]]? = nil
    ) -> [TestResult] {
        let method = "test of proportional hazards (score test, time as \(transform.words))"
        let terms = terms ?? estimated.map { [$0] }
        let failed = { (name: String, note: String) in
            TestResult(name: name, method: method, notEstimable: note)
        }
        let names =
            terms.map { _ in "proportional_hazards" } + ["proportional_hazards_global"]
        guard !isSeparated else { return names.map { failed($0, "a coefficient is infinite") } }
        guard let times = scaledTimes(transform) else {
            return names.map { failed($0, "there is only one event time, or one at 0") }
        }
        let own = CoxPass(pass.rows)
        let (plain, first) = (own.evaluate(beta), own.evaluate(beta, timeWeights: times))
        let second = own.evaluate(beta, timeWeights: times.map { $0 * $0 })
        let width = own.rows.width
        // Rows of T⁻¹ take scores and information back to the columns' own scale.
        let back = self.transform.invertedTriangle
        let u = back.transposed.times(first.score)
        let g = back.transposed.times(first.information).times(back)
        let gg = back.transposed.times(second.information).times(back)
        let information = back.transposed.times(plain.information).times(back)
        // Each test takes the Schur complement I_gg - I_g I⁻¹ I_g.
        guard let inner = Cholesky(information) else {
            return names.map { failed($0, "the information cannot be inverted") }
        }
        func test(_ name: String, _ places: [Int]) -> TestResult {
            guard !places.isEmpty else { return failed(name, "nothing of the term is estimated") }
            var cross = Matrix(rows: width, columns: places.count)
            for (j, place) in places.enumerated() {
                for i in 0..<width { cross[i, j] = g[i, place] }
            }
            var complement = gg.principalSubmatrix(places)
            for j in places.indices {
                let solved = inner.solve((0..<width).map { cross[$0, j] })
                for i in places.indices {
                    for k in 0..<width { complement[i, j] -= cross[k, i] * solved[k] }
                }
            }
            let score = places.map { u[$0] }
            guard let outer = Cholesky(complement), outer.smallestPivot > 1e-12 else {
                return failed(name, "events are at too few times")
            }
            let statistic = zip(score, outer.solve(score)).reduce(0) { $0 + $1.0 * $1.1 }
            let df = Double(places.count)
            return TestResult(
                name: name, method: method, statistic: statistic, df: df,
                pValue: ChiSquared(degreesOfFreedom: df).pValue(statistic))
        }
        let place = { (column: Int) in active.firstIndex(of: column) }
        return zip(names, terms.map { $0.compactMap(place) } + [Array(active.indices)])
            .map(test)
    }

    /// g at each event time, from 0 for the first to 1 for the last; nil where all are one.
    private func scaledTimes(_ transform: TimeTransform) -> [Double]? {
        let times = pass.rows.times
        let values: [Double]
        switch transform {
        case .identity: values = times.map(\.time)
        case .log:
            guard times.allSatisfy({ $0.time > 0 }) else { return nil }
            values = times.map { logarithm($0.time) }
        case .kaplanMeier, .rank:
            guard let table = SurvivalOrder(order.data.pooled).riskTables().first,
                let curve = KaplanMeier(table)
            else { return nil }
            var below = 0.0
            let ranks = table.times.indices.map { index in
                let here = table.events[index] + table.censored[index]
                defer { below += here }
                return below + (here + 1) / 2
            }
            values = times.map { time in
                let index = table.times.firstAtLeast(time.time)
                guard transform == .kaplanMeier else { return ranks[index] }
                return index == 0 ? 0 : 1 - curve.survival[index - 1]
            }
        }
        guard let low = values.min(), let high = values.max(), high > low else { return nil }
        return values.map { ($0 - low) / (high - low) }
    }
}

extension TimeTransform {
    var words: String {
        switch self {
        case .kaplanMeier: "1 - Kaplan-Meier"
        case .rank: "its rank"
        case .identity: "it is"
        case .log: "its logarithm"
        }
    }
}

extension [Double] {
    /// The first place of an ascending array that is not below a value.
    func firstAtLeast(_ value: Double) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
