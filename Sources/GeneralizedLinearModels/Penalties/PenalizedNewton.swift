import LinearAlgebra
import ModelFormula

/// The minimum of a penalised negative log-likelihood, by Newton steps each of which minimises the
/// quadratic of the likelihood with the penalty as it is (proximal Newton).
///
/// All it knows of the data are sums over rows at given coefficients: log-likelihood, score and
/// information. The intercept, which is not penalised, is eliminated from each quadratic exactly.
struct PenalizedNewton: Sendable {
    /// Sums over the rows at coefficients on the design's scale.
    let sums: @Sendable ([Double]) -> RowPass.Sums
    let columns: PenalizedColumns
    let columnCount: Int
    /// The sum of the weights.
    let total: Double
    /// Where a step is small enough to be the last, as a share of `gradientScale`.
    var target = 1e-13
    /// The largest condition at the null model: what violations are measured by.
    var gradientScale = 1.0

    /// A point is the minimum if its conditions hold to this share of `gradientScale`.
    static let tolerance = 1e-9
    static let mostIterations = 200

    struct Point: Sendable {
        /// The coefficients on the design's scale.
        var beta: [Double]
        /// Those of the penalised columns on the penalty's scale.
        var theta: [Double]
        var sums: RowPass.Sums
        var iterations = 0
        /// The largest violation of a condition of the minimum.
        var violation = Double.infinity
        var isConverged = false
    }

    /// The slope and the curvature of the log-likelihood per case on the penalty's scale, the
    /// intercept taken out.
    struct Expansion {
        let linear: [Double]
        let quadratic: Matrix
        /// The intercept's own score per case.
        let interceptSlope: Double
        /// The intercept's step beside a step d: start - weights · d.
        let interceptStart: Double
        let interceptWeights: [Double]
    }

    func expansion(_ sums: RowPass.Sums) -> Expansion {
        let own = columns.columns
        var linear = own.map { sums.score[$0] / total }
        var quadratic = sums.information.principalSubmatrix(own)
        for k in quadratic.elements.indices { quadratic.elements[k] /= total }
        var slope = 0.0
        var start = 0.0
        var weights = [Double](repeating: 0, count: own.count)
        let corner = columns.hasIntercept ? sums.information[0, 0] / total : 0
        if columns.hasIntercept { slope = sums.score[0] / total }
        if corner > 0 {
            start = slope / corner
            let cross = own.map { sums.information[$0, 0] / total }
            for j in own.indices {
                linear[j] -= cross[j] * start
                weights[j] = cross[j] / corner
                for i in own.indices { quadratic[i, j] -= cross[i] * weights[j] }
            }
        }
        return Expansion(
            linear: columns.transposed(linear), quadratic: columns.bothSides(quadratic),
            interceptSlope: slope, interceptStart: start,
            interceptWeights: columns.transposed(weights))
    }

    /// The minimum for λ, from a point nearby.
    ///
    /// - Parameters:
    ///   - absolute: λα.
    ///   - squared: λ(1 - α).
    func minimum(from start: Point, absolute: Double, squared: Double) -> Point {
        var point = start
        point.isConverged = false
        point.violation = .infinity
        point.iterations = 0
        var stagnant = 0
        while point.iterations < Self.mostIterations {
            let expansion = expansion(point.sums)
            let violation = violation(expansion, point.theta, absolute, squared)
            // Where the information is not the curvature steps gain a part of the way each: that is
            // no standing still.
            stagnant = violation > 0.9 * point.violation ? stagnant + 1 : 0
            point.violation = min(point.violation, violation)
            let isClose = violation <= Self.tolerance * gradientScale
            if violation <= target * gradientScale || (isClose && stagnant >= 3) || stagnant >= 30 {
                point.violation = violation
                point.isConverged = isClose
                return point
            }
            point.iterations += 1
            var subproblem = QuadraticSubproblem(
                quadratic: expansion.quadratic, linear: expansion.linear, start: point.theta,
                groups: columns.groups, absolute: absolute, squared: squared,
                tolerance: max(1e-16 * gradientScale, 1e-6 * min(violation, gradientScale)))
            subproblem.solve()
            guard
                advance(&point, to: subproblem.theta, expansion, absolute, squared, violation)
            else {
                point.violation = violation
                point.isConverged = isClose
                return point
            }
        }
        return point
    }

    /// The largest violation of a condition of the minimum at θ.
    private func violation(
        _ expansion: Expansion, _ theta: [Double], _ absolute: Double, _ squared: Double
    ) -> Double {
        max(
            abs(expansion.interceptSlope),
            QuadraticSubproblem.violation(
                gradient: expansion.linear, theta: theta, groups: columns.groups,
                absolute: absolute, squared: squared))
    }

    /// Takes a step, halved until the objective does not rise; false if none of 40 halves does.
    ///
    /// Where rounding hides whether it rises the conditions of the minimum tell: they must not be
    /// violated more than before. A step may be several times too long where the information is
    /// not the curvature, as of times far above their means.
    private func advance(
        _ point: inout Point, to target: [Double], _ expansion: Expansion, _ absolute: Double,
        _ squared: Double, _ violation: Double
    ) -> Bool {
        let step = zip(target, point.theta).map { $0 - $1 }
        guard step.allSatisfy(\.isFinite) else { return false }
        var interceptStep = expansion.interceptStart
        for (weight, move) in zip(expansion.interceptWeights, step) where move != 0 {
            interceptStep -= weight * move
        }
        func objective(_ sums: RowPass.Sums, _ theta: [Double]) -> Double {
            -sums.logLikelihood / total
                + QuadraticSubproblem.penalty(
                    theta, groups: columns.groups, absolute: absolute, squared: squared)
        }
        let before = objective(point.sums, point.theta)
        // The objective is a sum of rounded terms: below its own noise no rise can be told.
        let slack = 1e-13 * (abs(before) + abs(point.sums.logLikelihood) / total)
        var share = 1.0
        for _ in 0..<40 {
            let theta =
                share == 1 ? target : zip(point.theta, step).map { $0 + share * $1 }
            var beta = columns.designScale(theta, columnCount: columnCount)
            if columns.hasIntercept { beta[0] = point.beta[0] + share * interceptStep }
            let sums = sums(beta)
            let gain = before - objective(sums, theta)
            if sums.logLikelihood.isFinite,
                gain > slack
                    || (gain >= -slack
                        && self.violation(self.expansion(sums), theta, absolute, squared)
                            <= violation)
            {
                point.beta = beta
                point.theta = theta
                point.sums = sums
                return true
            }
            share /= 2
        }
        return false
    }
}
