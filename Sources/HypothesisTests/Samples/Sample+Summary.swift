import Distributions

/// Mean, spread and shape of a sample, as sums about one of its values.
///
/// Sums of differences from a value in the middle, compensated: a large offset costs no digits.
struct Moments: Sendable {
    /// n.
    let count: Double
    /// A value near the mean.
    let pivot: Double
    /// The mean less `pivot`.
    let offset: Double
    /// Σ (x - mean)².
    let squares: Double
    /// Σ (x - mean)³.
    let cubes: Double

    init(_ sample: Sample) {
        let n = Double(sample.count)
        let pivot = sample.values.isEmpty ? 0 : sample.values[sample.values.count / 2]
        var sum = CompensatedSum()
        for (value, count) in zip(sample.values, sample.counts) {
            sum.add(Double(count) * (value - pivot))
        }
        let offset = sum.value / n
        var (ones, twos, threes) = (CompensatedSum(), CompensatedSum(), CompensatedSum())
        for (value, count) in zip(sample.values, sample.counts) {
            let d = (value - pivot) - offset
            ones.add(Double(count) * d)
            twos.add(Double(count) * (d * d))
            threes.add(Double(count) * (d * d * d))
        }
        self.count = n
        self.pivot = pivot
        self.offset = offset
        squares = max(twos.value - ones.value * ones.value / n, 0)
        cubes = threes.value
    }

    /// The mean.
    var mean: Double { pivot + offset }

    /// Σ (x - mean)² / (n - 1).
    var variance: Double { squares / (count - 1) }

    /// This mean less another, without the rounding of either.
    func difference(from other: Moments) -> Double {
        (pivot - other.pivot) + (offset - other.offset)
    }
}

extension Sample {
    /// The mean; nil without cases, or where it is out of range.
    public var mean: Double? {
        let exponent = scalingExponent(values)
        return finite(scaled(Moments(scaledDown(by: exponent)).mean, up: exponent))
    }

    /// The standard deviation, √(Σ (x - x̄)² / (n - 1)); nil with fewer than two cases.
    public var standardDeviation: Double? {
        guard count > 1 else { return nil }
        let exponent = scalingExponent(values)
        return finite(
            scaled(Moments(scaledDown(by: exponent)).variance.squareRoot(), up: exponent))
    }

    /// The skewness g₁ = [Σ (x - x̄)³ / n] / [Σ (x - x̄)² / n]^{3/2}; nil without spread.
    public var skewness: Double? {
        let moments = Moments(scaledDown(by: scalingExponent(values)))
        let spread = moments.squares / moments.count
        guard spread > 0 else { return nil }
        return finite(moments.cubes / moments.count / (spread * spread.squareRoot()))
    }

    /// The value below which a share of the cases lies: x at place (n - 1) p + 1 of the sorted
    /// cases, between two of them on the straight line. R's type 7.
    ///
    /// - Parameter share: p in [0, 1]; nil outside, and without cases.
    public func quantile(_ share: Double) -> Double? {
        guard count > 0, share >= 0, share <= 1 else { return nil }
        let place = Double(count - 1) * share
        let below = min(Int(place), count - 1)
        let part = place - Double(below)
        let (low, high) = (value(at: below), value(at: min(below + 1, count - 1)))
        return finite(part == 0 || low == high ? low : low + part * (high - low))
    }

    /// The case at a place of the sorted ones, from 0.
    private func value(at place: Int) -> Double {
        var before = 0
        for (value, count) in zip(values, counts) {
            before += count
            if place < before { return value }
        }
        return values[values.count - 1]
    }

    /// Whether every case has a value of its own.
    public var hasTies: Bool { values.count < count }

    /// Σ (t³ - t) over the values, each shared by t cases.
    var tieSum: Double {
        var sum = CompensatedSum()
        for count in counts where count > 1 {
            let t = Double(count)
            sum.add((t - 1) * t * (t + 1))
        }
        return sum.value
    }
}

/// The number itself; nil where it is infinite or not a number.
func finite(_ x: Double) -> Double? { x.isFinite ? x : nil }
