import CLAPACK

/// The eigenvalues and eigenvectors A = Q Λ Q' of a symmetric matrix.
public struct SymmetricEigen: Sendable {
    /// The eigenvalues, ascending.
    public let values: [Double]
    /// The eigenvectors, a column each; empty where they were not asked for.
    public let vectors: Matrix

    /// Decomposes a matrix, of which only the upper triangle is read.
    ///
    /// Nil where it has an element that is not finite, or where the iteration does not settle.
    public init?(_ matrix: Matrix, vectors wantsVectors: Bool = true) {
        precondition(matrix.rows == matrix.columns, "matrix is not square")
        let n = matrix.rows
        guard n > 0 else {
            values = []
            vectors = matrix
            return
        }
        for j in 0..<n {
            for i in 0...j where !matrix[i, j].isFinite { return nil }
        }
        var elements = matrix.elements
        var found = [Double](repeating: 0, count: n)
        var work = [Double](repeating: 0, count: 34 * n)
        var order = lapackInt(n)
        var length = lapackInt(work.count)
        var info: lapack_int = 0
        dsyev_(
            wantsVectors ? "V" : "N", "U", &order, &elements, &order, &found, &work, &length, &info,
            1, 1)
        precondition(info >= 0, "dsyev: argument \(-info)")
        guard info == 0 else { return nil }
        values = found
        vectors =
            wantsVectors
            ? Matrix(rows: n, columns: n, elements: elements) : Matrix(rows: 0, columns: 0)
    }
}
