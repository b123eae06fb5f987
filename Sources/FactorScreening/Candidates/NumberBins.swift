import Tables

/// Bins of numbers at their quantiles; equal numbers are never parted.
///
/// The edges are the quantiles at 1/k, ..., (k-1)/k (Hyndman and Fan's type 7, as R's default), each
/// the upper end of its bin: x lies in bin #{edges < x}. Bins that hold nothing are left out.
struct NumberBins: Sendable {
    /// The upper ends of all bins but the last, ascending.
    let edges: [Double]
    /// The least and the greatest number in each bin.
    let ranges: [(low: Double, high: Double)]

    /// The number of bins.
    var count: Int { ranges.count }

    init(sorted: [Double], count: Int) {
        var edges: [Double] = []
        for k in 1..<max(2, count) {
            let edge = Self.quantile(Double(k) / Double(max(2, count)), of: sorted)
            // Rounding may put an interpolated edge a hair beside the number that it stands on.
            if edge < (sorted.last ?? edge), edge > (edges.last ?? -.infinity) {
                edges.append(edge)
            }
        }
        var ranges = [(low: Double, high: Double)?](repeating: nil, count: edges.count + 1)
        var bin = 0
        for value in sorted {
            while bin < edges.count, value > edges[bin] { bin += 1 }
            ranges[bin] = (ranges[bin]?.low ?? value, value)
        }
        // Two edges may lie between the same two neighbours; the bin between them is empty.
        self.edges = edges.indices.filter { ranges[$0] != nil }.map { edges[$0] }
        self.ranges = ranges.compactMap(\.self)
    }

    /// The bin of a number.
    func index(of value: Double) -> Int {
        var index = 0
        while index < edges.count, value > edges[index] { index += 1 }
        return min(index, count - 1)
    }

    /// x₍ₕ₎ interpolated at h = (n - 1) p + 1, R's type 7; 0 of nothing.
    static func quantile(_ p: Double, of sorted: [Double]) -> Double {
        guard let last = sorted.last else { return 0 }
        let place = Double(sorted.count - 1) * p
        let below = Int(place)
        guard below + 1 < sorted.count else { return last }
        let (low, high) = (sorted[below], sorted[below + 1])
        let share = place - Double(below)
        return low == high || share == 0 ? low : (1 - share) * low + share * high
    }

    /// "3" of one number, "3 to 7" of several: decimals in four digits, or in as many as tell all ends
    /// of the bins apart.
    func labels(isDate: Bool) -> [String] {
        let ends = Set(ranges.flatMap { [$0.low, $0.high] })
        let digits =
            (4...17).first { digits in
                Set(ends.map { Self.rounded($0, digits) }).count == ends.count
            } ?? 17
        let text = { (value: Double) in
            Self.text(Self.rounded(value, digits), isDate: isDate)
        }
        return ranges.map { low, high in
            low == high ? text(low) : text(low) + " to " + text(high)
        }
    }

    /// A decimal number in so many digits; a whole one as it is.
    static func rounded(_ value: Double, _ digits: Int) -> Double {
        guard digits < 17, value.isFinite, value != value.rounded() else { return value }
        var (places, size) = (digits, abs(value))
        while size >= 1 {
            size /= 10
            places -= 1
        }
        while size < 0.1, places < 300 {
            size *= 10
            places += 1
        }
        var scale = 1.0
        for _ in 0..<max(0, places) { scale *= 10 }
        let result = (value * scale).rounded() / scale
        return result.isFinite ? result : value
    }

    /// A number in its shortest spelling, a day as 2024-05-31.
    static func text(_ value: Double, isDate: Bool) -> String {
        if isDate, let day = Int32(exactly: value) { return CalendarDay.text(day) }
        if value == value.rounded(), abs(value) < 1e15 { return "\(Int(value))" }
        return "\(value)"
    }
}

/// A natural cubic spline with three knots, as the column beside the number itself.
///
/// Harrell's basis: s(x) = [(x - t₁)³₊ - (x - t₂)³₊ (t₃ - t₁)/(t₃ - t₂) + (x - t₃)³₊ (t₂ - t₁)/(t₃ - t₂)]
/// / (t₃ - t₁)², straight beyond t₁ and t₃. Source: Harrell, "Regression Modeling Strategies" (2015),
/// section 2.4.5.
struct ThreeKnotSpline: Sendable {
    let knots: (Double, Double, Double)

    /// nil where ties leave fewer than three different knots.
    init?(sorted: [Double]) {
        let at = ScreeningOptions.knots.map { NumberBins.quantile($0, of: sorted) }
        guard at[0] < at[1], at[1] < at[2] else { return nil }
        knots = (at[0], at[1], at[2])
    }

    func value(_ x: Double) -> Double {
        let (first, middle, last) = knots
        let cube = { (knot: Double) in
            let above = max(0, (x - knot) / (last - first))
            return above * above * above
        }
        let span = last - middle
        return (last - first)
            * (cube(first) - cube(middle) * ((last - first) / span)
                + cube(last) * ((middle - first) / span))
    }
}
