import Glibc
import ModelFormula

/// What was learned by fitting a penalised regression at several values of λ.
///
/// There are no standard errors: estimates are drawn towards 0 on purpose, so that b ± z·SE is not
/// centred on what is estimated, and an absolute penalty has chosen the terms from the same data,
/// which no such interval allows for.
public struct PenalizedPath: Sendable {
    /// What became of a coefficient.
    public enum Status: String, Sendable, Codable {
        /// It has a value other than 0.
        case estimated
        /// The penalty set it to 0.
        case leftOut = "left_out"
        /// Its column is constant, or made up of earlier ones of its group, or under a pure lasso
        /// the copy of an earlier one.
        case aliased
    }

    /// The fit at one λ.
    public struct Point: Sendable {
        /// λ.
        public let lambda: Double
        /// The coefficients on the columns' own scales, 0 where the penalty left them out.
        public let estimates: [Double]
        /// What became of each.
        public let status: [Status]
        /// 2 (l(y; y) - l(y; μ)) at a dispersion of 1; of rows of two levels -2 log-likelihood.
        public let deviance: Double
        /// Terms with a coefficient other than 0, as indices of the model's terms.
        public let keptTerms: [Int]
        /// Coefficients other than 0, the intercept not counted.
        public let keptCount: Int
        /// The largest violation of a condition of the minimum, as a share of the largest score of
        /// the null model; at most 10⁻⁹ where `isConverged`.
        public let violation: Double
        /// Whether the conditions of the minimum hold.
        public let isConverged: Bool
        /// Newton steps taken.
        public let iterations: Int
    }

    /// The rows and columns that were fitted.
    public let frame: ModelFrame
    /// The settings.
    public let asked: PenalizedRegression
    /// The coefficients' names, in order.
    public let coefficients: [Coefficient]
    /// The fits, from the largest λ down.
    public let points: [Point]
    /// The least λ for which every coefficient is 0, for α above 0.001.
    public let largestLambda: Double
    /// The deviance of the intercept and the offset alone.
    public let nullDeviance: Double
    /// The number of cases: rows, or the sum of frequency weights.
    public let caseCount: Double

    /// The values of λ, falling.
    public var lambdas: [Double] { points.map(\.lambda) }

    init(
        frame: ModelFrame, asked: PenalizedRegression, problem: PenalizedProblem,
        caseCount: Double, points: [(lambda: Double, point: PenalizedNewton.Point)]
    ) {
        self.frame = frame
        self.asked = asked
        self.caseCount = caseCount
        coefficients = problem.coefficients
        nullDeviance = problem.deviance(problem.null)
        largestLambda = problem.largestCondition / max(asked.penalty.mixing, 1e-3)
        let scale = OriginalScale(problem.pass.design)
        let columns = problem.newton.columns
        let coefficients = problem.coefficients
        self.points = points.map { lambda, point in
            var status = [Status](repeating: .leftOut, count: coefficients.count)
            if columns.hasIntercept { status[0] = .estimated }
            for column in columns.columns where point.beta[column] != 0 {
                status[column] = .estimated
            }
            for column in columns.excluded { status[column] = .aliased }
            let kept = coefficients.indices.filter {
                coefficients[$0].termIndex != nil && status[$0] == .estimated
            }
            return Point(
                lambda: lambda, estimates: scale.vector(point.beta), status: status,
                deviance: problem.deviance(point),
                keptTerms: Array(Set(kept.compactMap { coefficients[$0].termIndex })).sorted(),
                keptCount: kept.count,
                violation: point.violation / problem.newton.gradientScale,
                isConverged: point.isConverged, iterations: point.iterations)
        }
    }

    /// So many numbers in geometric progression, both ends among them.
    static func geometric(from first: Double, to last: Double, count: Int) -> [Double] {
        let step = log(last / first) / Double(max(1, count - 1))
        return (0..<count).map { first * exp(step * Double($0)) }
    }
}
