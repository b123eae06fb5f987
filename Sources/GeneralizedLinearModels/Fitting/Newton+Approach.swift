import Glibc
import LinearAlgebra

/// Steps of which only the score is new.
///
/// The information costs three times what the score does, and hardly changes near the maximum: a
/// step solved with that of an earlier place, or of a sample of the rows, leaves of the Newton
/// decrement d a share as small as the square of what the information is off by (the chord, or
/// simplified Newton, method: Ortega and Rheinboldt (1970), Iterative Solution of Nonlinear Equations
/// in Several Variables, 12.3). Where it ends is judged by Newton's own steps and criteria.
extension Newton {
    /// A place to start from: where a sample of the rows has its maximum.
    struct Start {
        let beta: [Double]
        /// About X'WX there, over all rows; nil where nothing is known of it.
        let information: Matrix?
        /// Whether a sample led here: of a cold start the first steps are too long for old information.
        var isSampled = false
    }

    /// The decrement at which steps have nothing left to do that Newton's own would see.
    private static let settledDecrement = 1e-22

    /// The decrement at which new information is worth what it costs.
    ///
    /// From a decrement d and with the information of that place, of n rows' weight, the next is about
    /// d² / n, and those after d³ / n² and d⁴ / n³: this leaves two steps to what is settled. The weight is
    /// the largest of the diagonal, of columns whose mean square is 1.
    private func farDecrement(_ information: Matrix) -> Double {
        let weight = active.reduce(0) { max($0, information[$1, $1]) }
        return pow(Self.settledDecrement / Self.doubt * weight * weight * weight, 0.25)
    }
    /// How far the next decrement may lie above what the last two tell of it.
    private static let doubt = 10.0
    /// Steps with the same information.
    private static let mostChords = 20

    /// Goes up with the sample's information, or that of all rows where the sample's maximum lies, then
    /// with that of a place near the maximum.
    ///
    /// - Returns: a place near the maximum, and how many passes it took.
    func approach(_ start: Start) -> (beta: [Double], passes: Int) {
        guard start.information != nil || start.isSampled else { return (start.beta, 0) }
        var passes = 0
        var known: RowPass.Slope?
        let information: Matrix
        if let rough = start.information {
            information = rough
        } else {
            let sums = pass.sums(at: start.beta)
            (information, known, passes) = (sums.information, sums.slope, 1)
        }
        let near = climb(
            from: start.beta, by: information, until: farDecrement(information), known: known)
        passes += near.passes
        let sums = pass.sums(at: near.beta)
        let end = climb(
            from: near.beta, by: sums.information, until: Self.settledDecrement,
            known: sums.slope)
        return (end.beta, passes + 1 + end.passes)
    }

    /// Where a climb ended.
    private struct Climb {
        var beta: [Double]
        var passes: Int
        /// The log-likelihood at the last slope and what the step from there adds; nil where the climb
        /// did not come to its end.
        var height: Double?
    }

    /// The log-likelihood at the maximum, from a place and with information near it, to less than
    /// its own sum over many rows is rounded by; nil where the steps do not lead there.
    func height(from start: [Double], by information: Matrix) -> Double? {
        climb(from: start, by: information, until: 1e-11).height
    }

    /// Takes steps as long as each leaves a quarter of the decrement or less, until the one after
    /// would leave no more than `end`.
    ///
    /// - Parameter known: the slope at the start, if it is known.
    private func climb(
        from start: [Double], by information: Matrix, until end: Double,
        known: RowPass.Slope? = nil
    ) -> Climb {
        guard let factor = Cholesky(information.principalSubmatrix(active)),
            factor.smallestPivot >= Self.conditionLimit
        else { return Climb(beta: start, passes: 0) }
        var best = start
        var beta = start
        var (before, height) = (Double.infinity, -Double.infinity)
        var known = known
        var passes = 0
        while passes < Self.mostChords {
            let slope = known ?? pass.slope(at: beta)
            if known == nil { passes += 1 }
            known = nil
            let score = active.map { slope.score[$0] }
            let step = factor.solve(score)
            let decrement = zip(score, step).reduce(0) { $0 + $1.0 * $1.1 }
            let slack = 1e-12 * abs(height)
            guard decrement.isFinite, slope.logLikelihood.isFinite, decrement <= 0.25 * before,
                slope.logLikelihood >= height - (height.isFinite ? slack : 0)
            else { return Climb(beta: best, passes: passes) }
            best = beta
            for (k, column) in active.enumerated() { beta[column] += step[k] }
            let share = before.isFinite ? decrement / before : 1
            if decrement <= end || Self.doubt * decrement * share <= end {
                return Climb(
                    beta: beta, passes: passes, height: slope.logLikelihood + decrement / 2)
            }
            (before, height) = (decrement, slope.logLikelihood)
        }
        return Climb(beta: best, passes: passes)
    }
}

extension RowPass.Sums {
    /// What a pass without the information would have found.
    fileprivate var slope: RowPass.Slope {
        RowPass.Slope(logLikelihood: logLikelihood, score: score)
    }
}
