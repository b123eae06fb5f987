/// Fisher's noncentral hypergeometric distribution: the upper left cell of a 2x2 table given its
/// margins, when the odds ratio is exp(θ).
///
/// P(X = k) ∝ C(K, k) C(N-K, n-k) exp(θ k). Everything is a sum outward from the mode by the ratios
/// of neighbours until the rest is nothing, so that the cost is a few standard deviations: 10 ms
/// for tables of 10¹⁰ people. Source: Liao and Rosen (2001). NaN as log odds ratio gives NaN.
public struct FisherNoncentralHypergeometric: DiscreteDistribution {
    /// The distribution at odds ratio 1, which holds the margins.
    public let central: Hypergeometric
    /// θ, the natural logarithm of the odds ratio; taken into [-700, 700].
    public let logOddsRatio: Double

    /// A distribution with the margins of `central` and log odds ratio θ.
    public init(_ central: Hypergeometric, logOddsRatio: Double) {
        self.central = central
        self.logOddsRatio = min(max(logOddsRatio, -700), 700)
    }

    /// The values X can take, those of `central`.
    public var support: ClosedRange<Int> { central.support }

    /// The sums that answer every question about a point k.
    public struct Moments: Sendable, Hashable {
        /// E[X] - k, without cancellation however large k is.
        public var meanExcess: Double
        /// Var[X].
        public var variance: Double
        /// P(X <= k); right to 1e-12 of itself down to 1e-15, 0 far below.
        public var cumulative: Double
        /// P(X >= k); right to 1e-12 of itself down to 1e-15, 0 far below.
        public var upperTail: Double
    }

    /// The mean, E[X].
    public var mean: Double { Double(mode) + moments(at: mode).meanExcess }

    /// The variance, Var[X].
    public var variance: Double { moments(at: mode).variance }

    /// Mean, variance and both tails as seen from `k`, in one pass.
    public func moments(at k: Int) -> Moments {
        guard !logOddsRatio.isNaN else {
            return Moments(meanExcess: .nan, variance: .nan, cumulative: .nan, upperTail: .nan)
        }
        return sums(about: mode, point: k).moments
    }

    /// The sums of all weights as multiples of that of the mode, `top`.
    private func sums(about top: Int, point k: Int) -> Sums {
        var sums = Sums(point: k, mode: top)
        sums.add(top, 1)
        sweep(from: top, to: central.support.upperBound, into: &sums)
        sweep(from: top, to: central.support.lowerBound, into: &sums)
        return sums
    }

    /// ln of the sum of all weights, as a multiple of that of the mode, `top`.
    func logTotal(about top: Int) -> Double { logarithm(sums(about: top, point: top).total) }

    /// The most probable value: the first whose right neighbour is not more probable, by bisection,
    /// because the ratio of neighbours falls all along the support.
    ///
    /// The closed form loses its digits beyond 10¹⁵ people, and a sum that starts off the mode may
    /// not end.
    var mode: Int {
        let odds = exponential(logOddsRatio)
        var (low, high) = (central.support.lowerBound, central.support.upperBound)
        while low < high {
            let middle = low + (high - low) / 2
            if odds * central.ratioUp(middle) > 1 { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func sweep(from top: Int, to end: Int, into sums: inout Sums) {
        let odds = exponential(logOddsRatio)
        let step = end >= top ? 1 : -1
        var weight = 1.0
        var j = top
        while j != end {
            let ratio = step > 0 ? odds * central.ratioUp(j) : central.ratioDown(j) / odds
            weight *= ratio
            j += step
            sums.add(j, weight)
            if weight < 1e-18 * (1 - ratio) { break }
        }
    }

    /// Weighted sums about the mode (for mean and variance) and on either side of a point.
    private struct Sums {
        let point: Int
        let mode: Int
        var total = 0.0
        var first = 0.0
        var second = 0.0
        var atMost = 0.0
        var atLeast = 0.0

        @inline(__always)
        mutating func add(_ j: Int, _ weight: Double) {
            let distance = Double(j - mode)
            total += weight
            first += weight * distance
            second += weight * distance * distance
            if j <= point { atMost += weight }
            if j >= point { atLeast += weight }
        }

        init(point: Int, mode: Int) {
            self.point = point
            self.mode = mode
        }

        var moments: Moments {
            let mean = first / total
            return Moments(
                meanExcess: Double(mode - point) + mean,
                variance: max(second / total - mean * mean, 0),
                cumulative: atMost / total, upperTail: atLeast / total)
        }
    }
}
