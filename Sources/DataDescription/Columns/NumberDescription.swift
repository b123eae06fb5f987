import Glibc

/// How the numbers of a column are distributed.
public struct NumberDescription: Sendable, Equatable {
    /// Numbers from `low` up to but without `high`; the last bin holds its end too.
    public struct Bin: Sendable, Equatable {
        /// Where it begins.
        public let low: Double
        /// Where it ends.
        public let high: Double
        /// The values in it.
        public internal(set) var count: Int
    }

    /// The least, the lower quartile, the median, the upper quartile and the greatest: quantiles of
    /// R's type 7.
    public let quartiles: [Double]
    /// The arithmetic mean.
    public let mean: Double
    /// The root of Σ(x - mean)² / (n - 1); nil for one value.
    public let standardDeviation: Double?
    /// How many are 0.
    public let zeros: Int
    /// How many are below 0.
    public let negatives: Int
    /// How many lie more than `Thresholds.outlierSpread` interquartile ranges below the lower or
    /// above the upper quartile; 0 where the quartiles are equal.
    public let outliers: Int
    /// The outer fences that outliers lie beyond; nil where the quartiles are equal.
    public let fences: ClosedRange<Double>?
    /// Bins of one width, a round number, without a gap; none where the range is not finite.
    public let histogram: [Bin]

    /// Nil without a value.
    init?(_ runs: NumberRuns) {
        let quartiles = runs.quantiles([0, 0.25, 0.5, 0.75, 1])
        guard quartiles.count == 5, let moments = runs.moments else { return nil }
        self.quartiles = quartiles
        mean = moments.mean
        standardDeviation = moments.standardDeviation
        zeros = runs.rows { $0 == 0 }
        negatives = runs.rows { $0 < 0 }
        let spread = quartiles[3] - quartiles[1]
        let low = quartiles[1] - Thresholds.outlierSpread * spread
        let high = quartiles[3] + Thresholds.outlierSpread * spread
        if spread > 0, low.isFinite, high.isFinite {
            fences = low...high
            outliers = runs.rows { $0 < low || $0 > high }
        } else {
            fences = nil
            outliers = 0
        }
        histogram = Self.bins(runs)
    }

    /// Bins of a width of 1, 2 or 5 times a power of ten: the smallest that needs at most
    /// `Thresholds.histogramBins`; whole numbers have bins of at least 1.
    static func bins(_ runs: NumberRuns) -> [Bin] {
        guard let low = runs.values.first, let high = runs.values.last else { return [] }
        guard high > low else { return [Bin(low: low, high: high, count: runs.total)] }
        guard (high - low).isFinite else { return [] }
        let most = Double(Thresholds.histogramBins)
        var power = Int(log10((high - low) / most).rounded(.down))
        if runs.isWhole { power = max(0, power) }
        guard (-305...305).contains(power) else { return [] }
        // Three powers always hold a width that is wide enough.
        for power in power...power + 3 {
            for digit in [1.0, 2.0, 5.0] {
                let scale = pow(10, Double(abs(power)))
                // Dividing by a power of ten rounds once, and so an edge prints as it is meant.
                func edge(_ place: Double) -> Double {
                    power < 0 ? place * digit / scale : place * digit * scale
                }
                let first = (low / edge(1)).rounded(.down)
                let last = (high / edge(1)).rounded(.down)
                guard last - first < most, abs(first) < 1e15, abs(last) < 1e15 else { continue }
                var bins: [Bin] = []
                var place = first
                while place <= last {
                    bins.append(Bin(low: edge(place), high: edge(place + 1), count: 0))
                    place += 1
                }
                fill(&bins, runs)
                return bins
            }
        }
        return []
    }

    private static func fill(_ bins: inout [Bin], _ runs: NumberRuns) {
        var bin = 0
        for (value, count) in zip(runs.values, runs.counts) {
            while bin + 1 < bins.count, value >= bins[bin].high { bin += 1 }
            bins[bin].count += count
        }
        // Rounding of the edges may have left an end without values.
        while bins.count > 1, bins.last?.count == 0 { bins.removeLast() }
        if bins.count > 1, bins.first?.count == 0 { bins.removeFirst() }
    }
}
