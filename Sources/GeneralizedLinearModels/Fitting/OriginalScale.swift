import Glibc
import LinearAlgebra
import ModelFormula

/// Takes coefficients of centred and scaled columns back to the columns' own scales:
/// bⱼ / sⱼ, and the intercept less Σ cⱼ bⱼ / sⱼ.
struct OriginalScale: Sendable {
    private let scales: [Double]
    private let centres: [Double]

    init(_ design: Design) {
        scales = design.scales
        centres = design.centres
    }

    func vector(_ scaled: [Double]) -> [Double] {
        var result = zip(scaled, scales).map { $0 / $1 }
        var shift = 0.0
        for j in result.indices { shift += centres[j] * result[j] }
        if shift != 0 { result[0] -= shift }
        return result
    }

    /// The coefficients of centred and scaled columns: the inverse of `vector`.
    func scaled(_ vector: [Double]) -> [Double] {
        var result = zip(vector, scales).map { $0 * $1 }
        var shift = 0.0
        for j in vector.indices { shift += centres[j] * vector[j] }
        if shift != 0 { result[0] += shift }
        return result
    }

    /// a with a'b a coefficient on its own scale, for b of the active columns.
    func functional(of column: Int, active: [Int]) -> [Double] {
        active.map { other in
            if other == column { return 1 / scales[column] }
            return column == 0 ? -centres[other] / scales[other] : 0
        }
    }

    /// Half the difference of log|X'X| on the columns' own scales and on the design's.
    func logScales(of active: [Int]) -> Double {
        active.reduce(0) { $0 + log(scales[$1]) }
    }

    /// Whether an element of a vector on the original scale is more than rounding.
    func isNonzero(_ vector: [Double], _ column: Int) -> Bool {
        var largest = 0.0
        for j in vector.indices {
            largest = max(largest, abs(vector[j]) * max(scales[j], abs(centres[j])))
        }
        return abs(vector[column]) * scales[column] > 1e-9 * largest
    }

    /// The columns that make up an aliased one, with their factors on the columns' own scales; a factor is 0
    /// or infinite where no number can hold it, and then a constant is left out.
    func identity(of column: Int, _ scaled: [Double]) -> [(column: Int, factor: Double)] {
        let largest = scaled.reduce(0) { max($0, abs($1)) }
        var parts: [(column: Int, factor: Double)] = []
        var constant = -centres[column]
        for other in scaled.indices where other != column {
            // What is 0 but for rounding is judged where every column has length 1.
            guard abs(scaled[other]) > 1e-9 * largest else { continue }
            let factor = -scaled[other] / scaled[column] * scales[column] / scales[other]
            if centres[other] == 0 && scales[other] == 1 && other == 0 {
                constant -= factor
            } else {
                parts.append((other, factor))
                constant += factor * centres[other]
            }
        }
        // Where a factor is beyond all numbers, nothing is left of what a constant would be beside it.
        guard parts.allSatisfy({ $0.factor != 0 && $0.factor.isFinite }) else { return parts }
        let size = parts.reduce(abs(centres[column])) { $0 + abs($1.factor * centres[$1.column]) }
        if abs(constant) > 1e-9 * size { parts.insert((0, -constant), at: 0) }
        return parts
    }

    /// The Euclidean length of a row, without squaring numbers that squares would lose.
    static func length(ofRow row: Int, _ matrix: Matrix) -> Double {
        var largest = 0.0
        for j in 0..<matrix.columns { largest = max(largest, abs(matrix[row, j])) }
        guard largest > 0, largest.isFinite else { return largest }
        var sum = 0.0
        for j in 0..<matrix.columns {
            let share = matrix[row, j] / largest
            sum += share * share
        }
        return largest * sum.squareRoot()
    }

    /// T S for the map T to the original scale and S with S S' the covariance.
    ///
    /// Mapping the root and not its square spares the intercept, from which large multiples of
    /// nearly collinear columns are taken, half of the digits that would be lost.
    func root(_ root: Matrix, active: [Int]) -> Matrix {
        var mapped = root
        let n = root.rows
        for j in 0..<n {
            for i in 0..<n { mapped[i, j] /= scales[active[i]] }
        }
        if let intercept = active.firstIndex(of: 0) {
            for j in 0..<n {
                var shift = 0.0
                for i in 0..<n { shift += centres[active[i]] * mapped[i, j] }
                mapped[intercept, j] -= shift
            }
        }
        return mapped
    }
}
