import LinearAlgebra
import ModelFormula

/// A likelihood, penalised or not, as its maxima and profiles are sought: on the design's scale.
protocol ClimbedLikelihood: Sendable {
    /// The columns that are estimated; the others stay as they are.
    var active: [Int] { get }
    /// What the likelihood is at coefficients; nil where it is no number.
    func point(at beta: [Double]) -> LikelihoodPoint?
}

/// A likelihood at some coefficients.
struct LikelihoodPoint: Sendable {
    /// All coefficients.
    let beta: [Double]
    let value: Double
    /// The derivatives by the active coefficients.
    let score: [Double]
    /// About minus the second derivatives: what steps are made with, positive definite.
    let curvature: Matrix
}

/// The likelihood of a regression at a fixed α.
struct PlainLikelihood: ClimbedLikelihood {
    let pass: RowPass
    let active: [Int]

    func point(at beta: [Double]) -> LikelihoodPoint? {
        let sums = pass.sums(at: beta)
        let score = active.map { sums.score[$0] }
        guard sums.logLikelihood.isFinite, score.allSatisfy(\.isFinite) else { return nil }
        return LikelihoodPoint(
            beta: beta, value: sums.logLikelihood, score: score,
            curvature: sums.information.principalSubmatrix(active))
    }
}

/// Newton steps at a point: solves with the curvature, raised on its diagonal where it is singular.
struct StepSolver {
    private let factor: Cholesky

    /// Nil where no diagonal makes the curvature positive definite.
    init?(_ curvature: Matrix) {
        if let factor = Cholesky(curvature) {
            self.factor = factor
            return
        }
        var largest = 0.0
        for j in 0..<curvature.rows { largest = max(largest, curvature[j, j]) }
        guard largest > 0, largest.isFinite else { return nil }
        for ridge in [1e-10, 1e-6, 1e-2] {
            var raised = curvature
            for j in 0..<raised.rows { raised[j, j] += ridge * max(raised[j, j], 1e-8 * largest) }
            if let factor = Cholesky(raised) {
                self.factor = factor
                return
            }
        }
        return nil
    }

    func solve(_ vector: [Double]) -> [Double]? {
        let solved = factor.solve(vector)
        return solved.allSatisfy(\.isFinite) ? solved : nil
    }
}

/// Σ aᵢ bᵢ.
func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for k in a.indices { sum += a[k] * b[k] }
    return sum
}
