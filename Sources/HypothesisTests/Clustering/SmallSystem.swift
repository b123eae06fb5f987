/// A symmetric positive definite system of a few dozen unknowns, by Cholesky's method.
///
/// Rooms that know LAPACK have their own; here a system has as many unknowns as a table has rows
/// and columns.
struct SmallSystem {
    private let factor: [Double]
    private let size: Int

    /// Factors A = L L'; nil where A is not positive definite to working precision, that is where
    /// a pivot falls below 1e-12 of its diagonal.
    init?(_ matrix: [Double], size n: Int) {
        var l = matrix
        for j in 0..<n {
            let diagonal = l[j * n + j]
            for k in 0..<j { l[j * n + j] -= l[j * n + k] * l[j * n + k] }
            guard l[j * n + j] > 1e-12 * diagonal, diagonal.isFinite else { return nil }
            let pivot = l[j * n + j].squareRoot()
            l[j * n + j] = pivot
            for i in (j + 1)..<max(n, j + 1) {
                var sum = l[i * n + j]
                for k in 0..<j { sum -= l[i * n + k] * l[j * n + k] }
                l[i * n + j] = sum / pivot
            }
        }
        factor = l
        size = n
    }

    /// L⁻¹ b.
    func forward(_ b: [Double]) -> [Double] {
        var x = b
        for i in 0..<size {
            for k in 0..<i { x[i] -= factor[i * size + k] * x[k] }
            x[i] /= factor[i * size + i]
        }
        return x
    }

    /// A⁻¹ b.
    func solve(_ b: [Double]) -> [Double] {
        var x = forward(b)
        for i in stride(from: size - 1, through: 0, by: -1) {
            for k in (i + 1)..<max(size, i + 1) { x[i] -= factor[k * size + i] * x[k] }
            x[i] /= factor[i * size + i]
        }
        return x
    }

    /// b' A⁻¹ b.
    func quadraticForm(_ b: [Double]) -> Double {
        forward(b).reduce(0) { $0 + $1 * $1 }
    }
}
