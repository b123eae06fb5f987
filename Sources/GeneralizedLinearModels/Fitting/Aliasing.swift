import LinearAlgebra
import ModelFormula

/// Finds the columns of a design that earlier ones make up.
///
/// The cross product shows it where at least a thousandth of every column's length is left beside
/// the columns before it; nearer than that its squares have lost the digits, and the QR of the
/// design decides, at 1e-11 of a column's length.
enum Aliasing {
    static let tolerance = 1e-11

    static func find(_ pass: RowPass) -> ColumnDependence {
        let crossProduct = pass.crossProduct()
        let count = crossProduct.columns
        if count <= pass.design.rowCount, let factor = Cholesky(crossProduct),
            factor.smallestPivot > 1e-6
        {
            return ColumnDependence(.identity(count), tolerance: tolerance)
        }
        return ColumnDependence(pass.triangle(at: nil), tolerance: tolerance)
    }
}
