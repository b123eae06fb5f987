import CLAPACK

/// C += A'A for the upper triangle of a square matrix, over raw column-major storage.
///
/// - Parameters:
///   - a: `rows` by `columns` elements with `leadingDimension` between columns.
///   - c: `columns` by `columns` elements, of which the upper triangle is added to.
///   - stride: elements from one column of c to the next; nil for as many as c has rows.
public func addCrossProduct(
    _ a: UnsafePointer<Double>, rows: Int, columns: Int, leadingDimension: Int,
    to c: UnsafeMutablePointer<Double>, leadingDimension stride: Int? = nil
) {
    guard rows > 0, columns > 0 else { return }
    var n = lapackInt(columns)
    var k = lapackInt(rows)
    var lda = lapackInt(leadingDimension)
    var one = 1.0
    var ldc = lapackInt(stride ?? columns)
    dsyrk_("U", "T", &n, &k, &one, a, &lda, &one, c, &ldc, 1, 1)
}

extension Matrix {
    /// A A', both triangles.
    public func timesOwnTranspose() -> Matrix {
        var result = Matrix(rows: rows, columns: rows)
        guard rows > 0, columns > 0 else { return result }
        var n = lapackInt(rows)
        var k = lapackInt(columns)
        var one = 1.0
        var zero = 0.0
        elements.withUnsafeBufferPointer { a in
            result.elements.withUnsafeMutableBufferPointer {
                dsyrk_(
                    "U", "N", &n, &k, &one, a.baseAddress, &n, &zero, $0.baseAddress, &n, 1, 1)
            }
        }
        for j in 0..<rows {
            for i in 0..<j { result[j, i] = result[i, j] }
        }
        return result
    }
}
