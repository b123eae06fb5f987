import Glibc
import LinearAlgebra
import ModelFormula
import Tables

/// How sure the levels' effects are.
extension LargeFactorSolution {
    /// The standard error of each level's effect less the reference's:
    /// φ [1/d + 1/d₀ + (z - z₀)'S⁻¹(z - z₀)], z the means of the level's columns.
    func standardErrors(
        _ reference: Int, _ status: [GLMFit.Status], _ fit: GLMFit
    ) -> [Double?] {
        var errors = [Double?](repeating: nil, count: status.count)
        guard let sums, fit.isConverged, let dispersion = fit.dispersion,
            status[reference] == .estimated
        else { return errors }
        let variances =
            smallestPivot < Newton.errorLimit
            ? variancesByRoot(reference, sums.levels, fit)
            : variancesByCovariance(reference, sums.levels, fit, dispersion)
        for level in status.indices where status[level] == .estimated && level != reference {
            let error = (dispersion * max(0, variances[level])).squareRoot()
            if error > 0, error.isFinite { errors[level] = error }
        }
        return errors
    }

    /// 1/d + 1/d₀ + (z - z₀)'S⁻¹(z - z₀) of each level, by the elements of S⁻¹ that its columns meet.
    private func variancesByCovariance(
        _ reference: Int, _ levels: LevelSums, _ fit: GLMFit, _ dispersion: Double
    ) -> [Double] {
        let covariance = inverseSchur(fit.covariance, dispersion)
        let own = means(of: reference)
        let met = covariance.times(own)
        let base =
            1 / levels.information[reference] + zip(own, met).reduce(0) { $0 + $1.0 * $1.1 }
        let sparse = SparseMeans(self)
        return RowChunks(rowCount: levels.levelCount, length: 1024).filled(
            threads: fit.settings.threads, Double.self
        ) { range, out in
            var (columns, means): ([Int], [Double]) = ([], [])
            covariance.elements.withUnsafeBufferPointer { covariance in
                for level in range {
                    let d = levels.information[level]
                    sparse.fill(&columns, &means, level)
                    var square = 0.0
                    for k in columns.indices {
                        let column = columns[k]
                        let own = column * met.count
                        var product = 0.0
                        for i in 0..<k { product += covariance[own + columns[i]] * means[i] }
                        product = 2 * (product - met[column])
                        square += means[k] * (product + covariance[own + column] * means[k])
                    }
                    out[level - range.lowerBound] = d > 0 ? 1 / d + base + square : 0
                }
            }
        }
    }

    /// The same by R with S⁻¹ = R R': where columns are nearly the same, nothing is left of it in the
    /// products of S⁻¹, and R'(z - z₀) is small before it is squared.
    private func variancesByRoot(_ reference: Int, _ levels: LevelSums, _ fit: GLMFit) -> [Double] {
        let own = means(of: reference)
        let transposed = inverseRoot.transposed
        let order = transposed.rows
        let base = 1 / levels.information[reference]
        let sparse = SparseMeans(self)
        return RowChunks(rowCount: levels.levelCount, length: 1024).filled(
            threads: fit.settings.threads, Double.self
        ) { range, out in
            var (columns, means): ([Int], [Double]) = ([], [])
            for level in range {
                var apart = own.map { -$0 }
                sparse.fill(&columns, &means, level)
                for (column, mean) in zip(columns, means) { apart[column] += mean }
                var moved = [Double](repeating: 0, count: order)
                for column in apart.indices where apart[column] != 0 {
                    for k in 0..<order { moved[k] += apart[column] * transposed[k, column] }
                }
                let d = levels.information[level]
                let square = moved.reduce(0) { $0 + $1 * $1 }
                out[level - range.lowerBound] = d > 0 ? 1 / d + base + square : 0
            }
        }
    }

    /// S⁻¹ from the covariance of the fit, whose columns are those beside an intercept on their own scales:
    /// what is taken off a column moves the intercept alone.
    private func inverseSchur(_ covariance: Matrix, _ dispersion: Double) -> Matrix {
        let own = active.map { design.scales[$0] }
        guard covariance.rows == own.count + 1, dispersion > 0 else {
            return inverseRoot.timesOwnTranspose()
        }
        var result = Matrix(rows: own.count, columns: own.count)
        covariance.elements.withUnsafeBufferPointer { source in
            result.elements.withUnsafeMutableBufferPointer { result in
                for j in own.indices {
                    let factor = own[j] / dispersion
                    let column = (j + 1) * (own.count + 1) + 1
                    for i in own.indices {
                        result[i + j * own.count] = source[column + i] * own[i] * factor
                    }
                }
            }
        }
        return result
    }
}
