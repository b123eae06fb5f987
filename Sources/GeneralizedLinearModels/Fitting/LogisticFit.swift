import LinearAlgebra
import ModelFormula

/// What was learned by fitting a logistic regression, on the columns' own scales.
public struct LogisticFit: Sendable {
    /// How far a coefficient could be learned.
    public enum Status: String, Sendable, Codable {
        /// A finite estimate with a standard error.
        case estimated
        /// The likelihood rises for ever as it grows, in the direction of its sign.
        case infinite
        /// Its column is made up of others.
        case aliased
        /// Nothing in the data speaks of it once infinite coefficients have had their say.
        case notEstimable = "not_estimable"
    }

    /// The rows and columns that were fitted.
    public let frame: ModelFrame
    /// How terms became columns.
    public let specification: DesignSpecification
    /// The coefficients' names, in order.
    public let coefficients: [Coefficient]
    /// The maximum-likelihood estimates; 0 where the status is not `estimated`.
    ///
    /// Under separation this is the limit: the fit to the rows that are not separated.
    public let estimates: [Double]
    /// The estimates with what they are in the limit of separation, where any number on a line
    /// would do: what predictions of rows off the directions of separation are made of.
    public let limitSolution: [Double]
    /// How far each coefficient could be learned.
    public let status: [Status]
    /// The sign of each infinite coefficient, 0 for the others.
    public let infiniteSigns: [Int]
    /// The columns of `covariance`.
    public let active: [Int]
    /// The inverse Fisher information of the active coefficients, (X'WX)⁻¹ at the estimates.
    public let covariance: Matrix
    /// Vectors of coefficients along which the likelihood rises for ever, in the order in which
    /// they decide a prediction.
    public let directions: [[Double]]
    /// Vectors of coefficients that aliasing leaves open: a prediction whose row is not orthogonal
    /// to them cannot be made.
    public let aliasVectors: [[Double]]
    /// The settings of the fit.
    public let settings: LogisticRegression
    /// The number of cases: rows, or the sum of frequency weights.
    public let caseCount: Double
    /// The number of events among them.
    public let eventCount: Double
    /// Σ wᵢ (yᵢ ηᵢ - log(1 + exp ηᵢ)).
    public let logLikelihood: Double
    /// The log-likelihood of the model with nothing but the intercept and the offset.
    public let nullLogLikelihood: Double
    /// Newton steps taken.
    public let iterations: Int
    /// Whether both convergence criteria were met.
    public let isConverged: Bool
    /// Whether every row is predicted without error in the limit.
    public let isCompletelySeparated: Bool
    /// The smallest squared pivot of the information scaled to a unit diagonal.
    public let smallestPivot: Double

    /// The number of independent columns.
    public var rank: Int { coefficients.count - aliasVectors.count }
    /// -2 log-likelihood: the deviance of 0/1 rows, whose saturated likelihood is 1.
    public var deviance: Double { -2 * logLikelihood }
    /// -2 log-likelihood of the null model.
    public var nullDeviance: Double { -2 * nullLogLikelihood }
    /// Cases less independent columns.
    public var residualDegreesOfFreedom: Double { caseCount - Double(rank) }
    /// Cases less one for the intercept, where there is one.
    public var nullDegreesOfFreedom: Double {
        caseCount - (specification.model.hasIntercept ? 1 : 0)
    }
    /// The standard error of each coefficient; nil where it was not estimated.
    public var standardErrors: [Double?] {
        var result = [Double?](repeating: nil, count: coefficients.count)
        for (k, column) in active.enumerated() where status[column] == .estimated {
            result[column] = max(0, covariance[k, k]).squareRoot()
        }
        return result
    }
}

extension LogisticFit {
    init(
        frame: ModelFrame, specification: DesignSpecification, solved: SolvedDesign,
        _ settings: LogisticRegression
    ) {
        let scale = OriginalScale(solved.design)
        let count = solved.design.columnCount
        self.frame = frame
        self.specification = specification
        self.settings = settings
        coefficients = specification.coefficients()
        let directions = solved.directions.map(scale.vector)
        let nullVectors = solved.nullVectors.map(scale.vector)
        let aliasVectors = solved.aliased.map { dependent in
            var vector = [Double](repeating: 0, count: count)
            vector[dependent.column] = 1
            for (column, weight) in dependent.combination { vector[column] = -weight }
            return scale.vector(vector)
        }
        var status = [Status](repeating: .estimated, count: count)
        var signs = [Int](repeating: 0, count: count)
        for column in 0..<count {
            // What is 0 but for rounding is judged on the scale on which columns have length 1.
            let touched = (nullVectors + directions).contains { scale.isNonzero($0, column) }
            guard touched else { continue }
            status[column] = .notEstimable
            if let direction = directions.first(where: { scale.isNonzero($0, column) }) {
                status[column] = .infinite
                signs[column] = direction[column] > 0 ? 1 : -1
            }
        }
        for dependent in solved.aliased { status[dependent.column] = .aliased }
        let estimates = scale.vector(solved.beta)
        self.estimates = estimates.indices.map { status[$0] == .estimated ? estimates[$0] : 0 }
        limitSolution = estimates
        self.status = status
        infiniteSigns = signs
        active = solved.active
        covariance = scale.covariance(root: solved.inverseRoot, active: solved.active)
        self.directions = directions
        self.aliasVectors = aliasVectors
        let weights = frame.weights
        let isFrequency = settings.weightKind == .frequency
        var cases = 0.0
        var events = 0.0
        for row in frame.outcome.indices {
            let weight = isFrequency ? weights?[row] ?? 1 : 1
            cases += weight
            events += weight * frame.outcome[row]
        }
        caseCount = cases
        eventCount = events
        logLikelihood = solved.logLikelihood
        iterations = solved.iterations
        isConverged = solved.isConverged
        isCompletelySeparated = solved.isCompletelySeparated
        smallestPivot = solved.smallestPivot
        var nullModel = frame.model
        nullModel.terms = []
        nullLogLikelihood =
            frame.model.terms.isEmpty
            ? solved.logLikelihood
            : settings.solve(
                frame, DesignSpecification(model: nullModel, schemas: frame.schemas)
            ).logLikelihood
    }
}

/// Takes coefficients of centred and scaled columns back to the columns' own scales:
/// bⱼ / sⱼ, and the intercept less Σ cⱼ bⱼ / sⱼ.
struct OriginalScale {
    private let scales: [Double]
    private let centres: [Double]

    init(_ design: Design) {
        scales = design.scales
        centres = design.centres
    }

    func vector(_ scaled: [Double]) -> [Double] {
        var result = zip(scaled, scales).map { $0 / $1 }
        var shift = 0.0
        for j in result.indices { shift += centres[j] * result[j] }
        if shift != 0 { result[0] -= shift }
        return result
    }

    /// Whether an element of a vector on the original scale is more than rounding.
    func isNonzero(_ vector: [Double], _ column: Int) -> Bool {
        var largest = 0.0
        for j in vector.indices {
            largest = max(largest, abs(vector[j]) * max(scales[j], abs(centres[j])))
        }
        return abs(vector[column]) * scales[column] > 1e-9 * largest
    }

    /// T S (T S)' for the map T to the original scale and S with S S' the covariance.
    ///
    /// Mapping the root and not its square spares the intercept, from which large multiples of
    /// nearly collinear columns are taken, half of the digits that would be lost.
    func covariance(root: Matrix, active: [Int]) -> Matrix {
        var mapped = root
        let n = root.rows
        for j in 0..<n {
            for i in 0..<n { mapped[i, j] /= scales[active[i]] }
        }
        if let intercept = active.firstIndex(of: 0) {
            for j in 0..<n {
                var shift = 0.0
                for i in 0..<n { shift += centres[active[i]] * mapped[i, j] }
                mapped[intercept, j] -= shift
            }
        }
        return mapped.timesOwnTranspose()
    }
}
