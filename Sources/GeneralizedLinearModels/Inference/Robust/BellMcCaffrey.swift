import LinearAlgebra
import ModelFormula

/// Residuals adjusted cluster by cluster, so that the sandwich has no bias where the model's own
/// variances hold and rows are independent (CR2).
///
/// With the rows of a cluster scaled to X̃ = √W X, its leverages H̃ = X̃ (X'WX)⁻¹ X̃', residuals
/// ẽ = r/√w and Θ the model's variances of the outcomes, r becomes
/// √w ∘ [Θ (I - H̃) Θ]⁻¹ᐟ² Θ ẽ, the symmetric root that clubSandwich takes for a glm.
/// Where I - H̃ is singular - a cluster that alone decides a coefficient - the root is that of the
/// part that is not. Sources: Bell and McCaffrey (2002), Survey Methodology 28, 169-181; Pustejovsky and
/// Tipton (2018), Journal of Business and Economic Statistics 36, 672-683.
struct BellMcCaffrey {
    /// Σ of the clusters' cubed sizes beyond which the work would take minutes: 4·10⁹, as of one
    /// cluster of 1,587 rows.
    static let mostWork = 4e9
    /// Below this share of 1 an eigenvalue of I - H̃ is 0.
    private static let singular = 1e-10

    /// The adjusted residuals.
    ///
    /// - Throws: `FitError` of `largeClusters` where the work would be more than `mostWork`.
    static func adjusted(_ scores: ScoreRows, _ clusters: RowClusters) throws(FitError) -> [Double]
    {
        var (work, largest) = (0.0, 0)
        for cluster in 0..<clusters.count {
            let size = clusters[cluster].count
            work += Double(size) * Double(size) * Double(size)
            largest = max(largest, size)
        }
        guard work <= mostWork else {
            throw FitError(
                code: .largeClusters,
                message: "The correction CR2 decomposes a matrix of each cluster's rows, and the "
                    + "largest cluster has \(largest) rows.",
                hint: "With clusters this large ask for CR1.")
        }
        var result = scores.residual
        let transposed = scores.inverseRoot.transposed
        let order = scores.rows.placeCount
        let space = ScoreWorkspace(
            order: order, mostEntries: scores.rows.mostEntries, withSums: false)
        for cluster in 0..<clusters.count {
            let rows = clusters[cluster].filter {
                scores.weight[$0] > 0 && scores.variance[$0] > 0 && scores.variance[$0].isFinite
            }
            guard !rows.isEmpty else { continue }
            var columns = Matrix(rows: order, columns: rows.count)
            columns.elements.withUnsafeMutableBufferPointer { buffer in
                guard let base = buffer.baseAddress else { return }
                for (k, row) in rows.enumerated() {
                    scores.whitenedRow(row, transposed, space, into: base + k * order)
                }
            }
            let block = Block(
                leverages: columns.times(columns, transposed: true),
                variance: rows.map { scores.variance[$0] })
            let whitened = rows.map { scores.residual[$0] / scores.weight[$0].squareRoot() }
            guard let adjusted = block.adjusted(whitened) else { continue }
            for (row, value) in zip(rows, adjusted) {
                result[row] = scores.weight[row].squareRoot() * value
            }
        }
        return result
    }

    /// One cluster.
    private struct Block {
        let leverages: Matrix
        let variance: [Double]

        /// [Θ (I - H̃) Θ]⁻¹ᐟ² Θ ẽ; nil where an element has left the range of doubles.
        func adjusted(_ residual: [Double]) -> [Double]? {
            let n = residual.count
            // Θ in units of its largest element: the result has no unit.
            let largest = variance.reduce(0) { max($0, $1) }
            let theta = variance.map { $0 / largest }
            if n == 1 {
                let rest = 1 - leverages[0, 0]
                return [rest > BellMcCaffrey.singular ? residual[0] / rest.squareRoot() : 0]
            }
            var rest = leverages
            for j in 0..<n {
                for i in 0..<n { rest[i, j] = (i == j ? 1 : 0) - leverages[i, j] }
            }
            var nullity = 0
            if Cholesky(rest).map({ $0.smallestPivot < BellMcCaffrey.singular }) ?? true {
                guard let eigen = SymmetricEigen(rest, vectors: false) else { return nil }
                nullity = eigen.values.count { $0 < BellMcCaffrey.singular }
            }
            for j in 0..<n {
                for i in 0..<n { rest[i, j] *= theta[i] * theta[j] }
            }
            guard let eigen = SymmetricEigen(rest) else { return nil }
            let scaled = zip(residual, theta).map { $0 * $1 }
            var result = [Double](repeating: 0, count: n)
            for k in nullity..<n where eigen.values[k] > 0 {
                var dot = 0.0
                for i in 0..<n { dot += eigen.vectors[i, k] * scaled[i] }
                dot /= eigen.values[k].squareRoot()
                for i in 0..<n { result[i] += eigen.vectors[i, k] * dot }
            }
            return result
        }
    }
}
