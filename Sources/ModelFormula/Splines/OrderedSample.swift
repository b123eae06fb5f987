/// Values in ascending order with the number of cases that have each, for quantiles.
///
/// A row that stands for w cases counts as w rows with its value would.
package struct OrderedSample {
    /// The distinct values, ascending.
    private(set) var values: [Double]
    /// The cases at each value.
    private(set) var cases: [Double]
    /// The cases at a value or below it.
    private let cumulative: [Double]

    /// Sorts finite numbers.
    ///
    /// - Parameter counts: the cases that each stands for; nil for one each.
    init(_ numbers: [Double], counts: [Double]? = nil) {
        var values: [Double] = []
        var cases: [Double] = []
        if let counts {
            for row in numbers.indices.sorted(by: { numbers[$0] < numbers[$1] }) {
                if values.last != numbers[row] {
                    values.append(numbers[row])
                    cases.append(0)
                }
                cases[cases.count - 1] += counts[row]
            }
        } else {
            for number in numbers.sorted() {
                if values.last != number {
                    values.append(number)
                    cases.append(0)
                }
                cases[cases.count - 1] += 1
            }
        }
        self.init(values: values, cases: cases)
    }

    /// Distinct values in ascending order, with the cases at each.
    package init(values: [Double], cases: [Double]) {
        self.values = values
        self.cases = cases
        var sum = 0.0
        cumulative = cases.map {
            sum += $0
            return sum
        }
    }

    /// The number of cases.
    var count: Double { cumulative.last ?? 0 }

    /// The part of it between two limits, without them.
    func between(above low: Double = -.infinity, below high: Double = .infinity) -> OrderedSample {
        let kept = values.indices.filter { values[$0] > low && values[$0] < high }
        return OrderedSample(values: kept.map { values[$0] }, cases: kept.map { cases[$0] })
    }

    /// The k-th smallest value, from 1; the nearest there is beyond the ends. Not to be asked of an
    /// empty sample.
    func ranked(_ k: Double) -> Double {
        var (low, high) = (0, values.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if cumulative[middle] >= k { high = middle } else { low = middle + 1 }
        }
        return values[low]
    }

    /// The quantile x₍ₗ₎ + (h - l)(x₍ₗ₊₁₎ - x₍ₗ₎) with h = 1 + (n - 1) p and l = ⌊h⌋: type 7 of
    /// R. J. Hyndman and Y. Fan, "Sample quantiles in statistical packages", The American
    /// Statistician 50 (1996), which is R's default.
    package func quantile(_ p: Double) -> Double {
        let place = 1 + max(count - 1, 0) * p
        let (low, high) = (ranked(place.rounded(.down)), ranked(place.rounded(.up)))
        let rest = place - place.rounded(.down)
        return low == high ? low : (1 - rest) * low + rest * high
    }

    /// Quantiles at `count` probabilities, evenly spaced from one to another.
    func quantiles(from first: Double, to last: Double, count: Int) -> [Double] {
        let step = (last - first) / Double(max(count - 1, 1))
        return (0..<count).map { quantile($0 == count - 1 ? last : first + Double($0) * step) }
    }
}
