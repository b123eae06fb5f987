import CLAPACK

/// The triangular factor R of X = QR for a matrix that arrives in blocks of rows.
///
/// Each block is stacked under the R so far and factored again, so that memory stays at a block and
/// the result is as accurate as a QR of all rows at once: R'R = X'X without ever squaring X, whose
/// condition number is squared with it (Golub and Van Loan, "Matrix Computations", 5.2).
public struct StackedQR: Sendable {
    /// The number of columns.
    public let columns: Int
    /// Rows of a block.
    public let blockRows: Int
    private var stack: Matrix
    private var tau: [Double]
    private var work: [Double]

    /// An empty factor for `columns` columns.
    public init(columns: Int, blockRows: Int) {
        self.columns = columns
        self.blockRows = blockRows
        stack = Matrix(rows: columns + blockRows, columns: columns)
        tau = [Double](repeating: 0, count: columns)
        work = [Double](repeating: 0, count: max(1, columns * 64))
    }

    /// Takes in rows: `fill` writes `rows` of them, column-major with the leading dimension given,
    /// over zeros.
    public mutating func append(
        rows: Int, fill: (_ block: UnsafeMutablePointer<Double>, _ leadingDimension: Int) -> Void
    ) {
        precondition(rows <= blockRows, "block is longer than agreed")
        guard columns > 0 else { return }
        let height = stack.rows
        stack.elements.withUnsafeMutableBufferPointer { elements in
            guard let base = elements.baseAddress else { return }
            for j in 0..<columns {
                // Below the diagonal stand the reflectors of the last block.
                for i in (j + 1)..<height { base[i + j * height] = 0 }
            }
            fill(base + columns, height)
            var m = lapackInt(height)
            var n = lapackInt(columns)
            var length = lapackInt(work.count)
            var info: lapack_int = 0
            dgeqrf_(&m, &n, base, &m, &tau, &work, &length, &info)
            precondition(info == 0, "dgeqrf: argument \(-info)")
        }
    }

    /// R, upper triangular, square.
    public var triangle: Matrix {
        var result = Matrix(rows: columns, columns: columns)
        for j in 0..<columns {
            for i in 0...j { result[i, j] = stack[i, j] }
        }
        return result
    }
}

/// An upper triangular matrix with nonzero diagonal.
public struct UpperTriangle: Sendable {
    /// The matrix.
    public let matrix: Matrix

    /// A triangle; nil where an element of its diagonal is 0 or not finite.
    public init?(_ matrix: Matrix) {
        for j in 0..<matrix.columns {
            guard matrix[j, j] != 0, matrix[j, j].isFinite else { return nil }
        }
        self.matrix = matrix
    }

    /// Solves R'R x = b.
    public func solveNormalEquations(_ b: [Double]) -> [Double] {
        solve(solve(b, transposed: true), transposed: false)
    }

    /// S with (R'R)⁻¹ = S S', upper triangular, its rows multiplied by `rowScales`.
    public func inverseRoot(rowScales: [Double]) -> Matrix {
        inverseOfUpperTriangle(matrix, rowScales: rowScales)
    }

    private func solve(_ b: [Double], transposed: Bool) -> [Double] {
        guard !b.isEmpty else { return [] }
        var x = b
        var order = lapackInt(matrix.rows)
        var one: lapack_int = 1
        var info: lapack_int = 0
        matrix.elements.withUnsafeBufferPointer { r in
            x.withUnsafeMutableBufferPointer {
                dtrtrs_(
                    "U", transposed ? "T" : "N", "N", &order, &one, r.baseAddress, &order,
                    $0.baseAddress, &order, &info, 1, 1, 1)
            }
        }
        precondition(info == 0, "dtrtrs: \(info)")
        return x
    }
}
