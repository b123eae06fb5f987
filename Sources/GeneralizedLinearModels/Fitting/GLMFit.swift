import LinearAlgebra
import ModelFormula

/// What was learned by fitting a logistic regression, on the columns' own scales.
public struct GLMFit: Sendable {
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
    /// The standard error of each coefficient; nil where it was not estimated.
    public let standardErrors: [Double?]
    /// Vectors of coefficients along which the likelihood rises for ever.
    public let directions: [[Double]]
    /// What aliases and separation leave open, and what they decide.
    public let limits: LimitGeometry
    /// Each aliased column with the columns that make it up and their factors, on their own scales.
    public let identities: [(column: Int, parts: [(column: Int, factor: Double)])]
    /// The settings of the fit.
    public let settings: GLM
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
    public var rank: Int { coefficients.count - limits.aliasVectors.count }
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
}

extension GLMFit {
    init(
        frame: ModelFrame, specification: DesignSpecification, solved: SolvedDesign,
        _ settings: GLM
    ) {
        let scale = OriginalScale(solved.design)
        let count = solved.design.columnCount
        self.frame = frame
        self.specification = specification
        self.settings = settings
        coefficients = specification.coefficients()
        let directions = solved.directions.map(scale.vector)
        let nullVectors = solved.nullVectors.map(scale.vector)
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
        let root = scale.root(solved.inverseRoot, active: solved.active)
        var errors = [Double?](repeating: nil, count: count)
        for (k, column) in solved.active.enumerated() where status[column] == .estimated {
            let error = OriginalScale.length(ofRow: k, root)
            // A fit that did not settle has no figures, nor has a coefficient beyond all doubles.
            if solved.isConverged, estimates[column].isFinite, error.isFinite, error > 0 {
                errors[column] = error
            } else {
                status[column] = .notEstimable
            }
        }
        standardErrors = errors
        self.estimates = estimates.indices.map { status[$0] == .estimated ? estimates[$0] : 0 }
        limitSolution = estimates
        self.status = status
        infiniteSigns = signs
        active = solved.active
        covariance = root.timesOwnTranspose()
        self.directions = directions
        limits = LimitGeometry(solved, outcome: frame.outcome)
        identities = zip(solved.aliased, limits.aliasVectors).map { dependent, vector in
            (dependent.column, scale.identity(of: dependent.column, vector))
        }
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

    /// The columns that make up an aliased one, with their factors on the columns' own scales.
    func identity(of column: Int, _ scaled: [Double]) -> [(column: Int, factor: Double)] {
        let largest = scaled.reduce(0) { max($0, abs($1)) }
        var parts: [(column: Int, factor: Double)] = []
        var constant = -centres[column]
        for other in scaled.indices where other != column {
            // What is 0 but for rounding is judged where every column has length 1.
            guard abs(scaled[other]) > 1e-9 * largest else { continue }
            let factor = -scaled[other] / scaled[column] * scales[column] / scales[other]
            if centres[other] == 0 && scales[other] == 1 && other == 0 {
                constant -= factor
            } else {
                parts.append((other, factor))
                constant += factor * centres[other]
            }
        }
        let size = parts.reduce(abs(centres[column])) { $0 + abs($1.factor * centres[$1.column]) }
        if abs(constant) > 1e-9 * size { parts.insert((0, -constant), at: 0) }
        return parts
    }

    /// The Euclidean length of a row, without squaring numbers that squares would lose.
    static func length(ofRow row: Int, _ matrix: Matrix) -> Double {
        var largest = 0.0
        for j in 0..<matrix.columns { largest = max(largest, abs(matrix[row, j])) }
        guard largest > 0, largest.isFinite else { return largest }
        var sum = 0.0
        for j in 0..<matrix.columns {
            let share = matrix[row, j] / largest
            sum += share * share
        }
        return largest * sum.squareRoot()
    }

    /// T S for the map T to the original scale and S with S S' the covariance.
    ///
    /// Mapping the root and not its square spares the intercept, from which large multiples of
    /// nearly collinear columns are taken, half of the digits that would be lost.
    func root(_ root: Matrix, active: [Int]) -> Matrix {
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
        return mapped
    }
}
