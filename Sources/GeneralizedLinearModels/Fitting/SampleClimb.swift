import Glibc
import LinearAlgebra

/// The maxima of samples of a fit's rows, each near the maximum of all rows.
///
/// Steps are solved with X'WX of all rows, and once that leads near, with the sample's own, which is summed
/// once (the chord method: see `Newton.approach`). The maximum is proven by Newton's criteria:
/// where no working weight w changes faster than |d ln w / dη| ≤ L, moves of the linear predictor by
/// no more than m leave the information between e^(-Lm) and e^(Lm) of what it was, and so the Newton decrement
/// and the scaled scores, without being summed anew.
struct SampleClimb: Sendable {
    /// The maximum over all rows, and the columns that are estimated.
    private let start: [Double]
    private let active: [Int]
    /// X'WX of all rows there; nil where it cannot be solved with.
    private let whole: Cholesky?
    /// The residuals there, for a weight of 1.
    private let residuals: [Double]
    /// What the log-likelihood of all rows is measured in.
    private let unit: Double

    /// Where a climb ended.
    struct End {
        let beta: [Double]
        /// The smallest squared pivot of the sample's scaled information; nil where this is not proven to
        /// be the maximum, from which Newton's method goes on.
        let smallestPivot: Double?
    }

    /// The decrement at which the sample's own information leads further.
    private static let farDecrement = 1e-2
    private static let mostSteps = 30

    /// - Parameters:
    ///   - pass: all rows with their weights.
    ///   - start: their maximum over the active columns.
    init(_ pass: RowPass, from start: [Double], active: [Int]) {
        self.start = start
        self.active = active
        let sums = pass.sums(at: start)
        whole = Self.factor(sums.information.principalSubmatrix(active))
        residuals = pass.unitResiduals(at: start)
        unit = pass.likelihoodUnit.dispersion(sums.logLikelihood)
    }

    private static func factor(_ information: Matrix) -> Cholesky? {
        Cholesky(information).flatMap {
            $0.smallestPivot >= Newton.conditionLimit ? $0 : nil
        }
    }

    /// The sample's own information at a place.
    private struct Own {
        let beta: [Double]
        let factor: Cholesky
        let diagonal: [Double]
    }

    /// Climbs to the maximum of a sample: the same rows, with weights of their own and maybe another
    /// dispersion.
    ///
    /// - Parameter known: where it begins; nil for the maximum of all rows under their own model.
    func end(of sample: RowPass, from known: [Double]? = nil) -> End {
        var beta = known ?? start
        guard let whole else { return End(beta: beta, smallestPivot: nil) }
        var slope: RowPass.Slope? =
            known == nil
            ? RowPass.Slope(
                logLikelihood: -.infinity, score: sample.score(ofUnitResiduals: residuals)) : nil
        var best = beta
        var own: Own?
        var (before, height) = (Double.infinity, -Double.infinity)
        for _ in 0..<Self.mostSteps {
            let here = slope ?? self.slope(sample, beta)
            slope = nil
            let score = active.map { here.score[$0] }
            let step = (own?.factor ?? whole).solve(score)
            let decrement = zip(score, step).reduce(0) { $0 + $1.0 * $1.1 }
            let slack = height.isFinite ? 1e-12 * abs(height) : 0
            let isGoingUp =
                decrement <= 0.25 * before
                && (sample.model.isConcave || here.logLikelihood >= height - slack)
            if isGoingUp {
                if let own, let pivot = proof(sample, own, beta, here, score, step, decrement) {
                    return End(beta: moved(beta, by: step), smallestPivot: pivot)
                }
                best = beta
                beta = moved(beta, by: step)
            } else {
                // The sample's own information, if it is not what led astray, leads on from the best place.
                guard own == nil else { break }
                beta = best
            }
            // The next decrement will be about as much smaller.
            let next = decrement * (before.isFinite ? decrement / before : 0.05)
            (before, height) = (decrement, here.logLikelihood)
            if own == nil, !isGoingUp || next <= Self.farDecrement * unit {
                let sums = sample.sums(at: beta)
                let information = sums.information.principalSubmatrix(active)
                guard let factor = Self.factor(information) else { break }
                own = Own(
                    beta: beta, factor: factor,
                    diagonal: active.indices.map { information[$0, $0] })
                slope = RowPass.Slope(
                    logLikelihood: sums.logLikelihood, score: sums.score)
                if !isGoingUp { (before, height) = (.infinity, -.infinity) }
            }
        }
        return End(beta: best, smallestPivot: nil)
    }

    private func slope(_ sample: RowPass, _ beta: [Double]) -> RowPass.Slope {
        guard sample.isBinary else { return sample.slope(at: beta) }
        return RowPass.Slope(logLikelihood: 0, score: sample.logisticScore(at: beta))
    }

    private func moved(_ beta: [Double], by step: [Double]) -> [Double] {
        var result = beta
        for (k, column) in active.enumerated() { result[column] += step[k] }
        return result
    }

    /// The smallest pivot of the sample's information where Newton's criteria hold at a place, and no rows
    /// are about to be separated; nil elsewhere.
    private func proof(
        _ sample: RowPass, _ own: Own, _ beta: [Double], _ here: RowPass.Slope, _ score: [Double],
        _ step: [Double], _ decrement: Double
    ) -> Double? {
        guard let steepest = sample.model.steepestWeight else { return nil }
        let dispersion = sample.likelihoodUnit.dispersion(here.logLikelihood)
        guard decrement <= Newton.decrementTolerance * dispersion else { return nil }
        let change = steepest * reach(sample, zip(beta, own.beta).map { $0 - $1 })
        let largest = zip(score, own.diagonal).reduce(0) {
            max($0, abs($1.0) / $1.1.squareRoot())
        }
        guard change <= 1,
            decrement * exp(change) <= Newton.decrementTolerance * dispersion,
            largest * exp(0.5 * change) <= Newton.scoreTolerance * dispersion.squareRoot()
        else { return nil }
        if sample.model.canSeparate {
            let direction = moved([Double](repeating: 0, count: beta.count), by: step)
            guard reach(sample, direction) * exp(change) <= sample.model.leastSeparatingStep
            else { return nil }
        }
        return own.factor.smallestPivot
    }

    /// No row's linear predictor moves by more than this along a direction: what its coefficients bound,
    /// or, where columns cancel each other, the largest move there is.
    private func reach(_ sample: RowPass, _ direction: [Double]) -> Double {
        let bound = sample.bound(direction)
        guard bound > 0.01 else { return bound }
        let largest = sample.product(direction).reduce(0) { max($0, abs($1)) }
        return largest + 1e-14 * bound
    }
}
