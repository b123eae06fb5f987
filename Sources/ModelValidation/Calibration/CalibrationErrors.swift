/// How far the risks lie from those of a smooth calibration curve, over all cases.
///
/// With d = |curve(p) - p|: the mean (integrated calibration index), the median, the ninetieth
/// percentile and the largest. Quantiles are of type 7 (R's default), a row of w cases counting as w
/// rows. Source: P. C. Austin and E. W. Steyerberg, "The Integrated Calibration Index (ICI) and related
/// metrics for quantifying the calibration of logistic regression models", Statistics in Medicine 38
/// (2019), 4051-4065.
public struct CalibrationErrors: Sendable, Hashable {
    /// The mean of d (ICI).
    public let mean: Double
    /// The median of d (E50).
    public let median: Double
    /// The ninetieth percentile of d (E90).
    public let ninetieth: Double
    /// The largest d.
    public let largest: Double

    init(_ ranked: RankedCases, _ fit: LogisticNewton) {
        var sum = 0.0
        var distances = [Double](repeating: 0, count: ranked.rowCount)
        for row in distances.indices {
            let curve = ranked.outcome[row] - fit.residual[row] / ranked.cases[row]
            distances[row] = abs(curve - ranked.risk[row])
            sum += ranked.cases[row] * distances[row]
        }
        mean = sum / ranked.caseCount
        let order = ascendingOrder(distances)
        var cumulative: [Double] = []
        cumulative.reserveCapacity(order.count)
        var cases = 0.0
        for row in order {
            cases += ranked.cases[row]
            cumulative.append(cases)
        }
        /// The k-th smallest distance, from 1.
        func smallest(_ k: Double) -> Double {
            var (low, high) = (0, order.count - 1)
            while low < high {
                let middle = (low + high) / 2
                if cumulative[middle] >= k { high = middle } else { low = middle + 1 }
            }
            return distances[order[low]]
        }
        func quantile(_ share: Double) -> Double {
            let place = 1 + max(cases - 1, 0) * share
            let whole = place.rounded(.down)
            let (low, high) = (smallest(whole), smallest(place.rounded(.up)))
            return low + (place - whole) * (high - low)
        }
        median = quantile(0.5)
        ninetieth = quantile(0.9)
        largest = order.last.map { distances[$0] } ?? 0
    }
}
