import Glibc
import LinearAlgebra

/// What each row adds to the score of a logistic regression: (y - μ) x.
struct RowScores {
    /// y - μ of each row.
    let residual: [Double]

    /// At logit μ = intercept + slope log-odds.
    init(_ cases: ScoredCases, intercept: Double, slope: Double) {
        self.init(cases, linearPredictor: cases.logOdds.map { intercept + slope * $0 })
    }

    /// At given logits.
    init(_ cases: ScoredCases, linearPredictor: [Double]) {
        residual = linearPredictor.indices.map { row in
            let eta = linearPredictor[row]
            return cases.hasEvent[row] ? 1 / (1 + exp(eta)) : -1 / (1 + exp(-eta))
        }
    }

    /// The covariance of the coefficients: the model's where cases are strangers, else
    /// A (G/(G - 1) Σ_g s_g s_gᵀ) A with A the model's; nil below two clusters.
    ///
    /// - Parameter columns: of each coefficient by row, nil for a constant 1.
    func covariance(
        _ columns: [[Double]?], _ model: Matrix, _ clusters: CaseClusters
    ) -> Matrix? {
        guard clusters.clusterCount != nil else { return model }
        let units = clusters.unitCount
        guard units > 1 else { return nil }
        let width = columns.count
        var middle = Matrix(rows: width, columns: width)
        let scores = columns.map { column in
            clusters.sums { row in residual[row] * (column?[row] ?? 1) }
        }
        for i in 0..<width {
            for j in 0..<width {
                middle[i, j] = zip(scores[i], scores[j]).reduce(0) { $0 + $1.0 * $1.1 }
            }
        }
        var outer = Matrix(rows: width, columns: width)
        for i in 0..<width {
            for j in 0..<width {
                var sum = 0.0
                for k in 0..<width {
                    for l in 0..<width { sum += model[i, k] * middle[k, l] * model[l, j] }
                }
                outer[i, j] = sum * units / (units - 1)
            }
        }
        return outer
    }
}
