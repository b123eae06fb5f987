/// Cubic pieces that join smoothly at knots t₁ < ... < tₖ and are straight lines beyond the outer
/// two.
///
/// The columns are x and, for j = 1 ... k - 2,
/// [(x - tⱼ)₊³ - (x - tₖ₋₁)₊³ (tₖ - tⱼ)/(tₖ - tₖ₋₁) + (x - tₖ)₊³ (tₖ₋₁ - tⱼ)/(tₖ - tₖ₋₁)] / (tₖ - t₁)²,
/// in the unit of x: F. E. Harrell, "Regression Modeling Strategies", 2nd ed. 2015, 2.4.5; the
/// columns of R's `rcs()`. Beyond tₖ the cubes cancel, and what is left is summed without them:
/// u (u - v) (3 (x - tₖ) + u + v) / (tₖ - t₁)² with u = tₖ - tⱼ and v = tₖ - tₖ₋₁.
package struct RestrictedCubic {
    let knots: [Double]

    /// At least three knots, distinct and ascending.
    package init(knots: [Double]) { self.knots = knots }

    /// The columns at some values: k - 1 of them.
    package func columns(_ values: [Double]) -> [[Double]] {
        let (first, beforeLast, last) = (
            knots[0], knots[knots.count - 2], knots[knots.count - 1]
        )
        let width = last - first
        func cube(_ reach: Double) -> Double { reach * (reach / width) * (reach / width) }
        let curved = knots.dropLast(2).map { knot in
            let (u, v) = (last - knot, last - beforeLast)
            let slope = (u / width) * ((u - v) / width)
            return values.map { value -> Double in
                if value <= knot { return 0 }
                if value <= beforeLast { return cube(value - knot) }
                if value < last { return cube(value - knot) - cube(value - beforeLast) * (u / v) }
                return slope * (3 * (value - last) + u + v)
            }
        }
        return [values] + curved
    }

    /// The derivatives of the columns at some values.
    func derivatives(_ values: [Double]) -> [[Double]] {
        let (first, beforeLast, last) = (
            knots[0], knots[knots.count - 2], knots[knots.count - 1]
        )
        let width = last - first
        func square(_ reach: Double) -> Double { 3 * (reach / width) * (reach / width) }
        let curved = knots.dropLast(2).map { knot in
            let (u, v) = (last - knot, last - beforeLast)
            return values.map { value -> Double in
                if value <= knot { return 0 }
                if value <= beforeLast { return square(value - knot) }
                if value < last {
                    return square(value - knot) - square(value - beforeLast) * (u / v)
                }
                return 3 * (u / width) * ((u - v) / width)
            }
        }
        return [[Double](repeating: 1, count: values.count)] + curved
    }
}
