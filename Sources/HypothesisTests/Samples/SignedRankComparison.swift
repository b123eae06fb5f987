import Distributions

/// Two measurements of the same cases, compared by the signed ranks of their differences.
public struct SignedRankComparison: Sendable {
    /// One measurement less the other, case by case.
    public let differences: Sample
    /// How many pairs do not differ, which the test leaves out.
    public let zeros: Int
    private let ranks: SharedRanks

    /// A comparison by the differences of the pairs.
    public init(_ differences: Sample) {
        self.differences = differences
        var (above, below): ([(Double, Int)], [(Double, Int)]) = ([], [])
        var zeros = 0
        for (value, count) in zip(differences.values, differences.counts) {
            if value > 0 {
                above.append((value, count))
            } else if value < 0 {
                below.append((-value, count))
            } else {
                zeros = count
            }
        }
        self.zeros = zeros
        ranks = SharedRanks([Sample(sorted: above), Sample(sorted: below.reversed())])
    }

    /// Whether p is exact: no two differences of one size, none of 0, and at most 50.
    public var isExact: Bool {
        !ranks.hasTies && zeros == 0 && differences.count <= RankComparison.mostExact
    }

    /// Wilcoxon's signed-rank test: V, the sum of the ranks of the positive differences among the
    /// sizes of all that are not 0.
    ///
    /// Exact without ties and zeros up to 50 pairs, with p twice the smaller tail; otherwise normal
    /// with variance n (n + 1)(2n + 1)/24 - Σ(t³ - t)/48 and a continuity correction of ½, as R's
    /// `wilcox.test`. Source: Wilcoxon (1945).
    public func test() -> TestResult {
        let name = "wilcoxon_signed_rank"
        let method =
            isExact
            ? "Wilcoxon's signed-rank test, exact"
            : "Wilcoxon's signed-rank test, normal approximation corrected for ties and continuity"
        let n = ranks.count
        guard n > 0 else {
            let note = differences.count == 0 ? "there is no pair" : "no pair differs"
            return TestResult(name: name, method: method, notEstimable: note)
        }
        if isExact, let exact = WilcoxonSignedRank(count: differences.count) {
            let v = Int(doubledSum / 2)
            let tail = min(exact.logCumulative(v), exact.logUpperTail(from: v))
            return TestResult(
                name: name, method: method, statistic: Double(v),
                pValue: PValue(naturalLog: min(tail + logarithm(2), 0)))
        }
        let sigma = ((n * (n + 1)) * (2 * n + 1) / 24 - ranks.tieSum / 48).squareRoot()
        // 4 V - n (n + 1) is a whole number.
        let total = Int128(n)
        let excess = 2 * doubledSum - total * (total + 1)
        let distance = max(Double(excess.magnitude) / 4 - 0.5, 0)
        return TestResult(
            name: name, method: method, statistic: Double(doubledSum) / 2,
            pValue: Normal.twoSidedPValue(distance / sigma))
    }

    /// Hodges and Lehmann's pseudomedian: the median of the means of all pairs of differences, each
    /// with itself too, with the interval of the shifts that the signed-rank test does not reject.
    ///
    /// The limits are the Cth smallest and Cth largest mean. Where the test is exact, C is the
    /// smallest number with P(V <= C) >= (1 - confidence)/2; otherwise
    /// C = ⌊n (n + 1)/4 - ½ - z σ⌋ + 1, with σ of the ties among the differences. Differences of 0
    /// count, unlike in R's `wilcox.test`, whose estimate speaks of the pairs that differ only. Where
    /// not even the smallest and the largest mean reach the confidence - below 6 pairs at 95% - there
    /// is no interval, where R gives those two with a warning.
    public func pseudomedian(confidence: Double) -> Effect {
        let name = "pseudomedian"
        let method =
            "median of the means of two differences; "
            + (isExact ? "exact interval" : "interval by the normal approximation")
        guard differences.count > 0 else {
            return missing(name, method, "there is no pair")
        }
        guard let z = criticalValue(confidence) else {
            return missing(name, method, confidenceNote)
        }
        let tail = (1 - confidence) / 2
        let n = Int128(differences.count)
        let pairs = n * (n + 1) / 2
        var (place, isReached): (Int128, Bool) = (1, true)
        if isExact, let exact = WilcoxonSignedRank(count: differences.count),
            let quantile = exact.quantile(tail)
        {
            place = Int128(max(quantile, 1))
            isReached = exact.cumulative(0) <= tail * (1 + 1e-12)
        } else {
            let size = Double(differences.count)
            let variance = size * (size + 1) * (2 * size + 1) / 24 - differences.tieSum / 48
            let below = size * (size + 1) / 4 - 0.5 - z * max(variance, 0).squareRoot()
            place = below >= 0 ? Int128(below.rounded(.down)) + 1 : 1
            isReached = below >= 0
        }
        let at = { OrderStatistic.walshAverage(differences, at: $0) }
        let middle = (pairs + 1) / 2
        let estimate = pairs % 2 == 1 ? at(middle) : (at(middle) + at(middle + 1)) / 2
        guard isReached else {
            let count = differences.count
            var effect = missing(
                name, method,
                "with \(grouped(count)) pair\(count == 1 ? "" : "s") no interval reaches "
                    + "\(shortened(confidence * 100))%")
            effect.estimate = estimate
            return effect
        }
        return Effect(
            name: name, estimate: estimate, confLow: at(place),
            confHigh: at(pairs + 1 - place), method: method)
    }

    /// 2 V: the excess of the positive differences is Σ (2 rank - n - 1) over them.
    private var doubledSum: Int128 {
        var positive: Int128 = 0
        for (value, count) in zip(differences.values, differences.counts) where value > 0 {
            positive += Int128(count)
        }
        return ranks.excess[0] + positive * (Int128(ranks.count) + 1)
    }

    private func missing(_ name: String, _ method: String, _ note: String) -> Effect {
        Effect(name: name, method: method, status: .notEstimable, note: note)
    }
}
