import Glibc
import LinearAlgebra
import ModelFormula
import Tables

/// Firth's penalised likelihood of a logistic regression, l*(b) = l(b) + ½ log|X'WX|.
///
/// Its score U*(b) = X'(m (y - μ) + h (½ - μ)), with m the prior weights (times trials) and
/// h = diag(W^½ X (X'WX)⁻¹ X'W^½), is that of augmented rows: weights m + h and outcomes
/// (m y + ½h)/(m + h). Their information X'(W + h μ(1 - μ))X is what steps are made with: minus the
/// second derivatives where the model is saturated, and near to them elsewhere.
/// Source: Firth (1993), Biometrika 80, 27-38; Kosmidis and Firth (2009), Biometrika 96, 793-804.
struct FirthLikelihood: ClimbedLikelihood {
    let pass: RowPass
    /// The columns that the penalty is of.
    let active: [Int]

    func point(at beta: [Double]) -> LikelihoodPoint? {
        guard let (value, root) = penalised(at: beta) else { return nil }
        let leverages = pass.leverages(at: beta, active: active, inverseRoot: root)
        var prior = leverages
        var outcome = pass.outcome
        for row in prior.indices {
            let (weight, h) = (pass.prior?[row] ?? 1, leverages[row])
            prior[row] = weight + h
            if weight + h > 0 { outcome[row] = (weight * outcome[row] + 0.5 * h) / (weight + h) }
        }
        let augmented = RowPass(
            design: pass.design, outcome: outcome, prior: prior, offset: pass.offset,
            threads: pass.threads)
        return PlainLikelihood(pass: augmented, active: active).point(at: beta).map {
            LikelihoodPoint(beta: beta, value: value, score: $0.score, curvature: $0.curvature)
        }
    }

    /// l*(b) and S with (X'WX)⁻¹ = S S'; nil where the information is singular.
    func penalised(at beta: [Double]) -> (value: Double, inverseRoot: Matrix)? {
        let sums = pass.sums(at: beta)
        guard let factor = Cholesky(sums.information.principalSubmatrix(active)),
            sums.logLikelihood.isFinite
        else { return nil }
        let root = factor.inverseRoot()
        // |X'WX| is 1/|S|², and S is a triangle.
        var logDeterminant = 0.0
        for j in 0..<root.rows { logDeterminant -= 2 * log(abs(root[j, j])) }
        guard logDeterminant.isFinite else { return nil }
        return (sums.logLikelihood + 0.5 * logDeterminant, root)
    }
}
