/// Natural cubic splines from B-splines: cubic between the boundary knots, straight beyond them.
///
/// The B-splines are multiplied by a basis of the null space of their second derivatives C (2 rows)
/// at the boundary knots: the columns from the third on of the Q of Cᵀ = QR by Householder's
/// reflections, which makes the columns those of R's `ns()` (T. J. Hastie, "Generalized additive
/// models", in Chambers and Hastie, "Statistical Models in S", 1992, chapter 7).
struct NaturalCubic {
    private let splines: BSplines
    private let boundary: [Double]
    /// Splines left out at the beginning: 1 without a constant among the columns.
    private let skipped: Int
    /// What each column takes of each spline.
    private let mixing: [[Double]]
    /// The columns at both boundary knots, and how they go on from there.
    private let values: [[Double]]
    private let slopes: [[Double]]

    init(interior: [Double], boundary: [Double], includesIntercept: Bool) {
        let splines = BSplines(interior: interior, boundary: boundary, degree: 3)
        let skipped = includesIntercept ? 0 : 1
        let constraints = boundary.map {
            Array(splines.derivatives(at: $0, order: 2).dropFirst(skipped))
        }
        let mixing = Self.nullSpace(of: constraints)
        func mixed(_ all: [Double]) -> [Double] {
            mixing.map { column in
                zip(column, all.dropFirst(skipped)).reduce(0) { $0 + $1.0 * $1.1 }
            }
        }
        self.splines = splines
        self.boundary = boundary
        self.skipped = skipped
        self.mixing = mixing
        values = boundary.map { mixed(splines.derivatives(at: $0, order: 0)) }
        slopes = boundary.map { mixed(splines.derivatives(at: $0, order: 1)) }
    }

    /// The columns of Q behind those of two vectors: reflections H₁, H₂ and the images H₁H₂eⱼ.
    private static func nullSpace(of vectors: [[Double]]) -> [[Double]] {
        var rest = vectors
        let size = vectors[0].count
        var reflectors: [[Double]] = []
        for step in rest.indices {
            var v = rest[step]
            for i in 0..<step { v[i] = 0 }
            let norm = v.reduce(0) { $0 + $1 * $1 }.squareRoot() * (v[step] < 0 ? -1 : 1)
            if norm != 0 { v = v.map { $0 / norm } }
            v[step] += 1
            for next in rest.indices.dropFirst(step + 1) { reflect(&rest[next], v, step) }
            reflectors.append(v)
        }
        // Column j of what takes splines to columns is row j + 2 of H₂H₁.
        let images = (0..<size).map { spline in
            var unit = [Double](repeating: 0, count: size)
            unit[spline] = 1
            for (step, v) in reflectors.enumerated() { reflect(&unit, v, step) }
            return unit
        }
        return (2..<size).map { row in images.map { $0[row] } }
    }

    /// y - v (v·y) / vₛ: a reflection whose vector is scaled so that v·v = 2vₛ.
    private static func reflect(_ y: inout [Double], _ v: [Double], _ step: Int) {
        let share = zip(v, y).reduce(0) { $0 + $1.0 * $1.1 } / v[step]
        for i in y.indices { y[i] -= share * v[i] }
    }

    /// The columns at some values.
    func columns(_ numbers: [Double]) -> [[Double]] {
        let width = boundary[1] - boundary[0]
        var columns = [[Double]](
            repeating: [Double](repeating: 0, count: numbers.count), count: mixing.count)
        var few = [Double](repeating: 0, count: 4)
        for row in numbers.indices {
            let number = numbers[row]
            if number < boundary[0] || number > boundary[1] {
                let side = number < boundary[0] ? 0 : 1
                let reach = (number - boundary[side]) / width
                for column in mixing.indices {
                    columns[column][row] = values[side][column] + reach * slopes[side][column]
                }
                continue
            }
            let first = splines.evaluate(number, into: &few) - skipped
            for column in mixing.indices {
                var sum = 0.0
                for r in 0..<4 where first + r >= 0 { sum += few[r] * mixing[column][first + r] }
                columns[column][row] = sum
            }
        }
        return columns
    }

    /// The columns as polynomials: cubic between the knots, straight beyond the outer ones.
    func pieces(interior: [Double]) -> [CurvePiece] {
        let width = boundary[1] - boundary[0]
        func straight(_ side: Int, end: Double?) -> CurvePiece {
            CurvePiece(
                end: end, centre: boundary[side], unit: width,
                coefficients: mixing.indices.map { [values[side][$0], slopes[side][$0]] })
        }
        var inner = splines.pieces(interior: interior, boundary: boundary, skipping: skipped)
        for (index, piece) in inner.enumerated() {
            let mixed = mixing.map { column in
                (0...3).map { power in
                    zip(column, piece.coefficients).reduce(0) { $0 + $1.0 * $1.1[power] }
                }
            }
            inner[index] = CurvePiece(
                end: piece.end ?? boundary[1], centre: piece.centre, unit: piece.unit,
                coefficients: mixed)
        }
        return [straight(0, end: boundary[0])] + inner + [straight(1, end: nil)]
    }

    /// The derivatives of the columns at some values.
    func derivatives(_ numbers: [Double]) -> [[Double]] {
        let width = boundary[1] - boundary[0]
        var columns = [[Double]](
            repeating: [Double](repeating: 0, count: numbers.count), count: mixing.count)
        for (row, number) in numbers.enumerated() {
            let isInside = number >= boundary[0] && number <= boundary[1]
            let side = number < boundary[0] ? 0 : 1
            let all = isInside ? splines.derivatives(at: number, order: 1).dropFirst(skipped) : []
            for column in mixing.indices {
                let slope =
                    isInside
                    ? zip(mixing[column], all).reduce(0) { $0 + $1.0 * $1.1 }
                    : slopes[side][column]
                columns[column][row] = slope / width
            }
        }
        return columns
    }
}
