import CLAPACK

extension Matrix {
    /// A B, or A' B.
    public func times(_ other: Matrix, transposed: Bool = false) -> Matrix {
        let (m, k) = transposed ? (columns, rows) : (rows, columns)
        precondition(k == other.rows, "the matrices' sizes do not meet")
        var result = Matrix(rows: m, columns: other.columns)
        guard m > 0, k > 0, other.columns > 0 else { return result }
        var (rowCount, columnCount, inner) = (
            lapackInt(m), lapackInt(other.columns), lapackInt(k)
        )
        var leading = lapackInt(rows)
        var (one, zero) = (1.0, 0.0)
        elements.withUnsafeBufferPointer { a in
            other.elements.withUnsafeBufferPointer { b in
                result.elements.withUnsafeMutableBufferPointer { c in
                    dgemm_(
                        transposed ? "T" : "N", "N", &rowCount, &columnCount, &inner, &one,
                        a.baseAddress, &leading, b.baseAddress, &inner, &zero, c.baseAddress,
                        &rowCount, 1, 1)
                }
            }
        }
        return result
    }

    /// The transpose.
    public var transposed: Matrix {
        var result = Matrix(rows: columns, columns: rows)
        for j in 0..<columns {
            for i in 0..<rows { result[j, i] = self[i, j] }
        }
        return result
    }
}
