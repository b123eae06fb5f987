import Distributions
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
    /// What is added to the part that coefficients move.
    var constant = 0.0
    /// Whether the value is minus half the deviance, which keeps digits that a sum of large terms
    /// loses.
    var isDeviance = false

    func point(at beta: [Double]) -> LikelihoodPoint? {
        let sums = pass.sums(at: beta)
        let score = active.map { sums.score[$0] }
        let value = isDeviance ? -0.5 * pass.deviance(at: beta) : sums.logLikelihood
        guard sums.logLikelihood.isFinite, value.isFinite, score.allSatisfy(\.isFinite)
        else { return nil }
        return LikelihoodPoint(
            beta: beta, value: value + constant, score: score,
            curvature: sums.information.principalSubmatrix(active))
    }
}

extension RowPass {
    /// Σ m d(y, μ) over the rows with weight.
    fileprivate func deviance(at beta: [Double]) -> Double {
        let means = model.means(linearPredictors(beta))
        var sum = CompensatedSum()
        for row in means.indices where (prior?[row] ?? 1) > 0 {
            sum.add((prior?[row] ?? 1) * model.unitDeviance(outcome[row], mean: means[row]))
        }
        return sum.value
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
