import LinearAlgebra
import ModelFormula

extension PenalizedPath {
    /// The degrees of freedom that a fit uses: the trace of the matrix that takes a small change of the
    /// outcomes to that of their fitted values,
    ///
    ///     df = 1 + tr[(Q + λK)⁻¹ Q],
    ///
    /// over the coefficients that are not 0 on the penalty's scale, with Q = Z'WZ/n at the estimates
    /// (expected information, the intercept taken out, which is the 1) and K the curvature of the penalty.
    /// Of a ridge it is the trace of the hat matrix; of a lasso the number of coefficients that are not
    /// 0, and the intercept. Sources: Hastie and Tibshirani (1990), Generalized Additive Models, 3.5 and
    /// 6.8; Zou, Hastie and Tibshirani (2007), Annals of Statistics 35, 2173-2192; Tibshirani and Taylor
    /// (2012), Annals of Statistics 40, 1198-1232, for what lies between; of whole terms Vaiter and others
    /// (2017), Annals of the Institute of Statistical Mathematics 69, 791-832.
    ///
    /// - Returns: nil where the conditions of the minimum do not hold, or the columns kept are so akin
    ///   that their freedom cannot be told.
    public func effectiveDegreesOfFreedom(at index: Int) -> Double? {
        let point = points[index]
        guard point.isConverged, let problem = try? asked.problem(frame) else { return nil }
        let columns = problem.newton.columns
        let intercept = columns.hasIntercept ? 1.0 : 0
        let beta = OriginalScale(problem.pass.design).scaled(point.estimates)
        let theta = columns.penaltyScale(beta)
        let kept = theta.indices.filter {
            point.status[columns.columns[$0]] == .estimated && theta[$0] != 0
        }
        guard !kept.isEmpty else { return intercept }
        let information = problem.newton.expansion(problem.pass.sums(at: beta)).quadratic
            .principalSubmatrix(kept)
        let curvature = columns.curvature(
            of: theta, absolute: point.lambda * asked.penalty.mixing,
            squared: point.lambda * (1 - asked.penalty.mixing)
        ).principalSubmatrix(kept)
        var sum = information
        for k in sum.elements.indices { sum.elements[k] += curvature.elements[k] }
        guard let factor = Cholesky(sum), factor.smallestPivot > 1e-12 else { return nil }
        var trace = 0.0
        for j in kept.indices {
            trace += factor.solve(kept.indices.map { information[$0, j] })[j]
        }
        return intercept + trace
    }
}

extension PenalizedColumns {
    /// θ = U γ of the coefficients of the design's columns: the inverse of `designScale`.
    func penaltyScale(_ beta: [Double]) -> [Double] {
        var theta = columns.map { beta[$0] }
        for group in groups {
            // Back substitution from the last: U⁻¹ is upper triangular.
            let own = Array(group.range)
            for i in own.indices.reversed() {
                var rest = beta[columns[own[i]]]
                for j in own.indices where j > i { rest -= group.inverse[i, j] * theta[own[j]] }
                theta[own[i]] = rest / group.inverse[i, i]
            }
        }
        return theta
    }

    /// The second derivatives of the penalty where θ is not 0: (1 - α) λ and, of a group,
    /// αλω (I - θθ'/‖θ‖²)/‖θ‖.
    func curvature(of theta: [Double], absolute: Double, squared: Double) -> Matrix {
        var result = Matrix(rows: theta.count, columns: theta.count)
        for group in groups {
            let length = group.range.reduce(0) { $0 + theta[$1] * theta[$1] }.squareRoot()
            for i in group.range {
                result[i, i] += squared
                // A group of one is straight on either side of 0.
                guard length > 0, group.range.count > 1 else { continue }
                let factor = absolute * group.weight / length
                result[i, i] += factor
                for j in group.range {
                    result[i, j] -= factor * theta[i] * theta[j] / (length * length)
                }
            }
        }
        return result
    }
}
