import Distributions

/// Two independent samples compared by their order: the first against the second.
public struct RankComparison: Sendable {
    /// The sample that is compared.
    public let first: Sample
    /// The sample it is compared with.
    public let second: Sample
    let ranks: SharedRanks

    /// A comparison of `first` with `second`.
    public init(_ first: Sample, with second: Sample) {
        self.first = first
        self.second = second
        ranks = SharedRanks([first, second])
    }

    /// Whether p is exact: no ties, and at most 50 cases a side.
    public var isExact: Bool {
        !ranks.hasTies && max(first.count, second.count) <= Self.mostExact
    }

    /// Up to where the exact distribution is used.
    static let mostExact = 50

    /// The Mann-Whitney test (Wilcoxon's rank-sum test): U, the number of pairs in which the first
    /// sample's case is above the second's, ties as halves.
    ///
    /// Exact without ties up to 50 cases a side, with p twice the smaller tail; otherwise normal
    /// with a variance corrected for ties and a continuity correction of ½, as R's `wilcox.test`.
    /// Not estimable without cases in both or where all values are the same. Source: Mann and
    /// Whitney (1947).
    public func mannWhitney() -> TestResult {
        let name = "mann_whitney"
        let method =
            isExact
            ? "Mann-Whitney test, exact"
            : "Mann-Whitney test, normal approximation corrected for ties and continuity"
        if let note = unusable {
            return TestResult(name: name, method: method, notEstimable: note)
        }
        if isExact, let exact = MannWhitneyU(first: first.count, second: second.count) {
            let u = Int((excess + pairs) / 2)
            let tail = min(exact.logCumulative(u), exact.logUpperTail(from: u))
            return TestResult(
                name: name, method: method, statistic: Double(u),
                pValue: PValue(naturalLog: min(tail + logarithm(2), 0)))
        }
        let sigma = (pairProduct * (ranks.count + 1) / 12 * ranks.tieFactor).squareRoot()
        guard sigma > 0 else {
            return TestResult(name: name, method: method, notEstimable: "all values are the same")
        }
        let distance = max(Double(excess.magnitude) / 2 - 0.5, 0)
        return TestResult(
            name: name, method: method, statistic: Double(excess + pairs) / 2,
            pValue: Normal.twoSidedPValue(distance / sigma))
    }

    /// Hodges and Lehmann's shift: the median of all differences of a case of the first sample from
    /// one of the second, with the interval of the shifts that the Mann-Whitney test does not
    /// reject.
    ///
    /// The limits are the Cth smallest and Cth largest difference. Without ties and up to 50 cases
    /// a side, C is the smallest number with P(U <= C) >= (1 - confidence)/2; otherwise
    /// C = ⌊mn/2 - ½ - z σ⌋ + 1, with σ of the ties inside each sample: the shift at which the
    /// corrected normal statistic passes z, which R's `wilcox.test` looks for to 1e-4. Where not even
    /// the smallest and the largest difference reach the confidence - below 4 cases a side at 95% -
    /// there is no interval, where R gives those two with a warning. Source: Hodges and Lehmann (1963).
    public func shift(confidence: Double) -> Effect {
        let name = "hodges_lehmann_shift"
        let method =
            "median of all differences; "
            + (isExact ? "exact interval" : "interval by the normal approximation")
        guard first.count > 0, second.count > 0 else { return missing(name, method, noCases) }
        guard let z = criticalValue(confidence) else {
            return missing(name, method, confidenceNote)
        }
        let tail = (1 - confidence) / 2
        var (place, isReached): (Int128, Bool) = (1, true)
        if isExact, let exact = MannWhitneyU(first: first.count, second: second.count),
            let quantile = exact.quantile(tail)
        {
            place = Int128(max(quantile, 1))
            isReached = exact.cumulative(0) <= tail * (1 + 1e-12)
        } else {
            let ties = first.tieSum + second.tieSum
            let n = ranks.count
            let sigma =
                (pairProduct / 12 * max(n + 1 - ties / n / (n - 1), 0)).squareRoot()
            let below = pairProduct / 2 - 0.5 - z * sigma
            place = below >= 0 ? Int128(below.rounded(.down)) + 1 : 1
            isReached = below >= 0
        }
        let at = { OrderStatistic.difference(first, second, at: $0) }
        let middle = (pairs + 1) / 2
        let estimate = pairs % 2 == 1 ? at(middle) : (at(middle) + at(middle + 1)) / 2
        guard let value = finite(estimate), let low = finite(at(place)),
            let high = finite(at(pairs + 1 - place))
        else { return missing(name, method, "the numbers are out of range") }
        guard isReached else {
            var effect = missing(
                name, method,
                "with \(grouped(first.count)) and \(grouped(second.count)) cases no interval "
                    + "reaches \(shortened(confidence * 100))%")
            effect.estimate = value
            return effect
        }
        return Effect(
            name: name, level: first.label, reference: second.label, estimate: value,
            confLow: low, confHigh: high, method: method)
    }

    /// m n.
    var pairs: Int128 { Int128(first.count) * Int128(second.count) }

    var pairProduct: Double { Double(first.count) * Double(second.count) }

    /// 2 U - m n.
    var excess: Int128 { ranks.excess[0] }

    let noCases = "a group has no case"

    private var unusable: String? {
        if first.count == 0 || second.count == 0 { return noCases }
        return ranks.tieFactor > 0 || isExact ? nil : "all values are the same"
    }

    func missing(_ name: String, _ method: String, _ note: String) -> Effect {
        Effect(
            name: name, level: first.label, reference: second.label, method: method,
            status: .notEstimable, note: note)
    }
}
