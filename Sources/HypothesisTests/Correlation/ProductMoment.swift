import Distributions

/// The sums of a product-moment correlation, about the means.
struct ProductMoment {
    /// r; NaN without spread in either.
    let r: Double
    /// 1 - r², from the residuals of the straight line, so that it keeps its digits near ±1.
    let rest: Double

    init(_ pairs: NumberPairs) {
        let n = Double(pairs.count)
        let dx = Self.centred(
            scaling(pairs.x, down: scalingExponent(pairs.x)), pairs.counts, n)
        let dy = Self.centred(
            scaling(pairs.y, down: scalingExponent(pairs.y)), pairs.counts, n)
        var (xx, xy, yy) = (CompensatedSum(), CompensatedSum(), CompensatedSum())
        for (index, count) in pairs.counts.enumerated() {
            let weight = Double(count)
            xx.add(weight * (dx[index] * dx[index]))
            xy.add(weight * (dx[index] * dy[index]))
            yy.add(weight * (dy[index] * dy[index]))
        }
        let r = xy.value / xx.value.squareRoot() / yy.value.squareRoot()
        let slope = xy.value / xx.value
        var residual = CompensatedSum()
        for (index, count) in pairs.counts.enumerated() {
            let e = dy[index] - slope * dx[index]
            residual.add(Double(count) * (e * e))
        }
        self.r = min(max(r, -1), 1)
        rest = residual.value / yy.value
    }

    /// Whether the points lie on one line, as far as the rounding of doubles tells.
    var isLine: Bool { rest < 1e-28 }

    /// t = r √(ν / (1 - r²)).
    func t(df: Double) -> Double { r * (df / rest).squareRoot() }

    /// Each value less the mean, found from a value in the middle and centred once more.
    private static func centred(_ values: [Double], _ counts: [Int], _ n: Double) -> [Double] {
        guard !values.isEmpty else { return [] }
        let pivot = values[values.count / 2]
        var centred = values.map { $0 - pivot }
        for _ in 0..<2 {
            var sum = CompensatedSum()
            for (value, count) in zip(centred, counts) { sum.add(Double(count) * value) }
            let mean = sum.value / n
            for index in centred.indices { centred[index] -= mean }
        }
        return centred
    }
}
