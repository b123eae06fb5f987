import CLAPACK

/// C += A'A for the upper triangle of a square matrix, over raw column-major storage.
///
/// - Parameters:
///   - a: `rows` by `columns` elements with `leadingDimension` between columns.
///   - c: `columns` by `columns` elements, of which the upper triangle is added to.
public func addCrossProduct(
    _ a: UnsafePointer<Double>, rows: Int, columns: Int, leadingDimension: Int,
    to c: UnsafeMutablePointer<Double>
) {
    guard rows > 0, columns > 0 else { return }
    var n = lapackInt(columns)
    var k = lapackInt(rows)
    var lda = lapackInt(leadingDimension)
    var one = 1.0
    var ldc = n
    dsyrk_("U", "T", &n, &k, &one, a, &lda, &one, c, &ldc, 1, 1)
}
