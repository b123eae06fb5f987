import CLAPACK
import Glibc

/// The factorisation A = U'U of a symmetric positive definite matrix.
public struct Cholesky: Sendable {
    private let factor: Matrix

    /// Factors a matrix, of which only the upper triangle is read.
    ///
    /// The matrix is scaled to a unit diagonal first, so that `smallestPivot` tells how much of
    /// the worst column is left after the others are taken out, whatever the columns' units.
    /// Nil where a pivot is not positive.
    public init?(_ matrix: Matrix) {
        precondition(matrix.rows == matrix.columns, "matrix is not square")
        let n = matrix.rows
        var scaled = matrix
        var scales = [Double](repeating: 1, count: n)
        for j in 0..<n {
            guard matrix[j, j] > 0, matrix[j, j].isFinite else { return nil }
            scales[j] = 1 / matrix[j, j].squareRoot()
        }
        for j in 0..<n {
            for i in 0...j { scaled[i, j] *= scales[i] * scales[j] }
        }
        var order = lapackInt(n)
        var info: lapack_int = 0
        if n > 0 {
            scaled.elements.withUnsafeMutableBufferPointer {
                dpotrf_("U", &order, $0.baseAddress, &order, &info, 1)
            }
        }
        precondition(info >= 0, "dpotrf: argument \(-info)")
        guard info == 0 else { return nil }
        var smallest = 1.0
        for j in 0..<n { smallest = min(smallest, scaled[j, j] * scaled[j, j]) }
        smallestPivot = smallest
        factor = scaled
        self.scales = scales
    }

    private let scales: [Double]

    /// The smallest squared pivot of the matrix scaled to a unit diagonal, in (0, 1].
    public let smallestPivot: Double

    /// log |A|.
    public var logDeterminant: Double {
        var sum = 0.0
        for j in 0..<factor.rows { sum += 2 * (log(factor[j, j]) - log(scales[j])) }
        return sum
    }

    /// Solves A x = b.
    public func solve(_ b: [Double]) -> [Double] {
        precondition(b.count == factor.rows, "right-hand side has the wrong length")
        guard !b.isEmpty else { return [] }
        var x = zip(b, scales).map { $0 * $1 }
        var order = lapackInt(factor.rows)
        var one: lapack_int = 1
        var info: lapack_int = 0
        factor.elements.withUnsafeBufferPointer { a in
            x.withUnsafeMutableBufferPointer {
                dpotrs_("U", &order, &one, a.baseAddress, &order, $0.baseAddress, &order, &info, 1)
            }
        }
        precondition(info == 0, "dpotrs: argument \(-info)")
        for i in x.indices { x[i] *= scales[i] }
        return x
    }

    /// S with A⁻¹ = S S', upper triangular.
    public func inverseRoot() -> Matrix {
        inverseOfUpperTriangle(factor, rowScales: scales)
    }

    /// A⁻¹, both triangles.
    public func inverse() -> Matrix { inverseRoot().timesOwnTranspose() }
}

/// D U⁻¹ for an upper triangle U with nonzero diagonal and a diagonal D.
func inverseOfUpperTriangle(_ triangle: Matrix, rowScales: [Double]) -> Matrix {
    var inverse = triangle
    let n = triangle.rows
    guard n > 0 else { return inverse }
    var order = lapackInt(n)
    var info: lapack_int = 0
    inverse.elements.withUnsafeMutableBufferPointer {
        dtrtri_("U", "N", &order, $0.baseAddress, &order, &info, 1, 1)
    }
    precondition(info == 0, "dtrtri: \(info)")
    for j in 0..<n {
        for i in 0..<n { inverse[i, j] = i <= j ? inverse[i, j] * rowScales[i] : 0 }
    }
    return inverse
}

/// An array size as LAPACK takes it.
func lapackInt(_ value: Int) -> lapack_int {
    precondition(value >= 0 && value <= Int(lapack_int.max), "size does not fit LAPACK's integers")
    return lapack_int(value)
}
