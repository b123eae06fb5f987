/// A stretch of a variable's range on which each of its columns is one polynomial
/// Σₖ aₖ tᵏ in t = (x - centre) / unit.
///
/// Centre and unit are the middle and half the width of the stretch, or nearly: there powers keep the
/// digits that they lose far from it.
public struct CurvePiece: Sendable, Equatable {
    /// The last x of the stretch; nil for the rest of the line.
    public let end: Double?
    /// What is taken off x.
    public let centre: Double
    /// What x is then divided by.
    public let unit: Double
    /// aₖ for k = 0 ..., by column.
    public let coefficients: [[Double]]

    /// Whether the first column is x.
    var isNumberItself: Bool { coefficients.first == [centre, unit] }
}

extension VariableSchema {
    /// Its columns as polynomials, from left to right; nil for a variable that is no curve.
    ///
    /// - Throws: `SQLRefusal` for orthogonal polynomials of a degree whose powers lose digits.
    func curvePieces() throws(SQLRefusal) -> [CurvePiece]? {
        if let spline { return spline.pieces }
        guard let polynomial else { return nil }
        guard polynomial.centres.isEmpty || polynomial.degree <= PolynomialBasis.highestInPowers
        else {
            throw SQLRefusal(
                "\(name) has a degree above \(PolynomialBasis.highestInPowers), whose powers lose the "
                    + "digits that orthogonal columns keep.",
                hint: "Fit it as a spline, as in rcs(x, 5), or with a lower degree.")
        }
        return [polynomial.piece(over: range)]
    }
}

extension PolynomialBasis {
    /// The highest degree at which powers of (x - centre) / unit keep 13 digits over the range.
    static let highestInPowers = 8

    /// The columns in powers over the range that they were learned from.
    func piece(over range: ClosedRange<Double>?) -> CurvePiece {
        if centres.isEmpty {
            return CurvePiece(
                end: nil, centre: 0, unit: 1,
                coefficients: (1...degree).map {
                    [Double](repeating: 0, count: $0) + [1]
                })
        }
        let (low, high) = (range?.lowerBound ?? 0, range?.upperBound ?? 0)
        let spread = (squaredNorms[1] / squaredNorms[0]).squareRoot()
        let isRange = high > low
        let centre = isRange ? low + (high - low) / 2 : centres[0]
        let unit = isRange ? (high - low) / 2 : 2 * spread
        var (before, current): ([Double], [Double]) = ([], [1])
        var columns: [[Double]] = []
        for k in 0..<degree {
            // (x - αₖ) = unit t + (centre - αₖ).
            let ratio = k == 0 ? 0 : squaredNorms[k] / squaredNorms[k - 1]
            var next = [Double](repeating: 0, count: current.count + 1)
            for (power, a) in current.enumerated() {
                next[power + 1] += unit * a
                next[power] += (centre - centres[k]) * a
            }
            for (power, a) in before.enumerated() { next[power] -= ratio * a }
            (before, current) = (current, next)
            let norm = squaredNorms[k + 1].squareRoot()
            columns.append(current.map { $0 / norm })
        }
        return CurvePiece(end: nil, centre: centre, unit: unit, coefficients: columns)
    }
}

extension SplineBasis {
    /// The columns as polynomials between the knots and beyond the outer ones.
    var pieces: [CurvePiece] {
        switch form {
        case .restricted: RestrictedCubic(knots: knots).pieces
        case .natural:
            NaturalCubic(interior: knots, boundary: boundary, includesIntercept: includesIntercept)
                .pieces(interior: knots)
        case .bSpline:
            BSplines(interior: knots, boundary: boundary, degree: degree).pieces(
                interior: knots, boundary: boundary, skipping: includesIntercept ? 0 : 1)
        }
    }
}

extension RestrictedCubic {
    /// The columns as polynomials: x itself first.
    var pieces: [CurvePiece] {
        let (first, beforeLast, last) = (
            knots[0], knots[knots.count - 2], knots[knots.count - 1]
        )
        let width = last - first
        /// ((d + u t)³ / width²) in powers of t.
        func cube(_ d: Double, _ unit: Double) -> [Double] {
            let (a, b) = (d / width, unit / width)
            return [a * a * d, 3 * a * b * d, 3 * a * b * unit, b * b * unit]
        }
        let inner = zip(knots, knots.dropFirst()).map { low, high -> CurvePiece in
            let (centre, unit) = (low + (high - low) / 2, (high - low) / 2)
            let curved = knots.dropLast(2).map { knot -> [Double] in
                guard knot <= low else { return [] }
                let whole = cube(centre - knot, unit)
                guard low >= beforeLast else { return whole }
                let share = (last - knot) / (last - beforeLast)
                return zip(whole, cube(centre - beforeLast, unit)).map { $0 - $1 * share }
            }
            return CurvePiece(
                end: high, centre: centre, unit: unit, coefficients: [[centre, unit]] + curved)
        }
        let none = knots.dropLast(2).map { _ in [Double]() }
        let straight = knots.dropLast(2).map { knot -> [Double] in
            let (u, v) = (last - knot, last - beforeLast)
            let slope = (u / width) * ((u - v) / width)
            return [slope * (u + v), 3 * slope]
        }
        return [CurvePiece(end: first, centre: 0, unit: 1, coefficients: [[0, 1]] + none)] + inner
            + [CurvePiece(end: nil, centre: last, unit: 1, coefficients: [[last, 1]] + straight)]
    }
}

extension BSplines {
    /// The splines from one on as polynomials between the knots; those of the outer stretches go on.
    func pieces(interior: [Double], boundary: [Double], skipping skipped: Int) -> [CurvePiece] {
        let places = [boundary[0]] + interior + [boundary[1]]
        return zip(places, places.dropFirst()).enumerated().map { index, ends in
            let (centre, unit) = (ends.0 + (ends.1 - ends.0) / 2, (ends.1 - ends.0) / 2)
            let step = unit / (boundary[1] - boundary[0])
            // Taylor's coefficients at the middle of the stretch.
            var factor = 1.0
            var columns = [[Double]](repeating: [], count: count - skipped)
            for order in 0...degree {
                if order > 0 { factor *= step / Double(order) }
                for (column, value) in derivatives(at: centre, order: order).dropFirst(skipped)
                    .enumerated()
                {
                    columns[column].append(value * factor)
                }
            }
            return CurvePiece(
                end: index == interior.count ? nil : ends.1, centre: centre, unit: unit,
                coefficients: columns)
        }
    }
}
