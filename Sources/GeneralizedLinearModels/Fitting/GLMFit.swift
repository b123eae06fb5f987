import Glibc
import LinearAlgebra
import ModelFormula

/// What was learned by fitting a regression, on the columns' own scales.
public struct GLMFit: Sendable {
    /// How far a coefficient could be learned.
    public enum Status: String, Sendable, Codable {
        /// A finite estimate, with a standard error unless nothing tells of its spread
        /// (`lackOfSpread`).
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
    /// φ (X'WX)⁻¹ at the estimates: the dispersion times the inverse expected information of the
    /// active coefficients.
    public let covariance: Matrix
    /// The standard error of each coefficient; nil where it was not estimated, and where nothing tells
    /// of its spread (`lackOfSpread`).
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
    /// The number of events among them, the successes of trials, or the sum of counts or numbers.
    public let eventCount: Double
    /// The trials of all cases; nil where the outcome is of none.
    public let trialCount: Double?
    /// The log-likelihood at the estimates, with all its constants; of rows of two levels
    /// Σ wᵢ (yᵢ ηᵢ - log(1 + exp ηᵢ)). Where the dispersion of a Gaussian or gamma outcome is
    /// estimated, at the deviance over n.
    public let logLikelihood: Double
    /// 2 (l(y; y) - l(y; μ)) at a dispersion of 1; of rows of two levels -2 log-likelihood.
    public let deviance: Double
    /// The deviance of the model with nothing but the intercept and the offset.
    public let nullDeviance: Double
    /// φ: 1, or Σ w (y - μ)² / V(μ) over the residual degrees of freedom where it is estimated; nil
    /// where none of those are left, 0 where the residuals are nothing but rounding (`lackOfSpread`).
    public let dispersion: Double?
    /// Σ w (y - μ)² / V(μ), 0 where that is nothing but rounding; nil for rows of two levels, of which
    /// it says nothing.
    public let pearson: Double?
    /// 1/θ of negative-binomial counts, 0 where they vary no more than Poisson's; nil elsewhere.
    public let overdispersion: Double?
    /// The standard error of θ from its observed information; nil where it has none.
    public let thetaStandardError: Double?
    /// Newton steps taken.
    public let iterations: Int
    /// Whether both convergence criteria were met.
    public let isConverged: Bool
    /// Whether every row is predicted without error in the limit.
    public let isCompletelySeparated: Bool
    /// The smallest squared pivot of the information scaled to a unit diagonal.
    public let smallestPivot: Double
    /// The maximum on the design's scale.
    let solution: ScaledSolution
    /// The levels of a factor that was eliminated, whose coefficients are not among `coefficients`; the
    /// intercept is then that of its reference level. Nil where no factor was.
    public internal(set) var largeFactor: LargeFactorFit?
    /// The independent columns that the levels of such a factor come to, those that have no estimate
    /// among them; 0 without one.
    let levelCount: Int

    /// Why estimates stand without standard errors.
    public enum LackOfSpread: Sendable, Equatable {
        /// As many coefficients as cases: the model goes through every one, whatever their outcomes.
        case noFreedom
        /// Cases are left over, and the model meets the outcome of every one of them but for rounding.
        case noResidual
    }

    /// Why estimates stand without standard errors; nil where the dispersion is known, or is estimated from
    /// residuals that there are.
    public var lackOfSpread: LackOfSpread? {
        guard let dispersion else { return .noFreedom }
        return dispersion == 0 ? .noResidual : nil
    }

    /// The rows that figures are of: those of `frame`, and those that left with levels of a large factor
    /// that have no estimate.
    public var dataFrame: ModelFrame { largeFactor?.whole ?? frame }

    /// The number of independent columns.
    public var rank: Int {
        coefficients.count - limits.aliasVectors.count + max(0, levelCount - 1)
    }
    /// θ of negative-binomial counts; infinite where they vary no more than Poisson's.
    public var theta: Double? { overdispersion.map { 1 / $0 } }
    /// The number of parameters: independent columns, and a dispersion or θ that was estimated by
    /// likelihood.
    public var parameterCount: Int {
        rank + (settings.family == .negativeBinomial || !settings.family.hasUnitDispersion ? 1 : 0)
    }
    /// -2 log-likelihood + 2 parameters.
    public var aic: Double { -2 * logLikelihood + 2 * Double(parameterCount) }
    /// -2 log-likelihood + log(n) parameters.
    public var bic: Double { -2 * logLikelihood + log(caseCount) * Double(parameterCount) }
    /// Where the dispersion is estimated, the degrees of freedom that its estimate has: tests are
    /// Student's and Fisher's then; nil elsewhere.
    public var dispersionDegreesOfFreedom: Double? {
        settings.estimatesDispersion ? residualDegreesOfFreedom : nil
    }
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
        _ settings: GLM, levels: Int = 0, counting whole: ModelFrame? = nil
    ) {
        levelCount = levels
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
        let (cases, events, trials) = Self.caseCounts(whole ?? frame, settings)
        trialCount = trials
        caseCount = cases
        eventCount = events
        // Of two levels a row the likelihood of the last pass is all there is to know.
        let isPlain = frame.response.event != nil && !settings.estimatesDispersion
        let sums =
            isPlain
            ? nil : FittedSums(solved, frame, isCount: settings.weightKind == .frequency)
        let freedom = cases - Double(solved.rank + max(0, levels - 1))
        var dispersion: Double? = 1
        let isExact =
            settings.estimatesDispersion && solved.isConverged
            && sums?.isRounding(solved.beta) == true
        if settings.estimatesDispersion {
            dispersion = freedom > 0 ? sums.map { isExact ? 0 : $0.pearson / freedom } : nil
        }
        self.dispersion = dispersion
        pearson = isExact ? 0 : sums?.pearson
        let estimates = scale.vector(solved.beta)
        var root = scale.root(solved.inverseRoot, active: solved.active)
        if dispersion != 1 { root.scale(by: dispersion?.squareRoot() ?? .nan) }
        var errors = [Double?](repeating: nil, count: count)
        for (k, column) in solved.active.enumerated() where status[column] == .estimated {
            let error = OriginalScale.length(ofRow: k, root)
            // A fit that did not settle has no figures, nor has a coefficient beyond all doubles.
            let isSound = solved.isConverged && estimates[column].isFinite
            if isSound, error.isFinite, error > 0 {
                errors[column] = error
            } else if !isSound || (dispersion ?? 0) > 0 {
                status[column] = .notEstimable
            }
        }
        standardErrors = errors
        self.estimates = estimates.indices.map { status[$0] == .estimated ? estimates[$0] : 0 }
        limitSolution = estimates
        self.status = status
        infiniteSigns = signs
        active = solved.active
        covariance =
            (dispersion ?? 0) == 0
            ? Matrix(rows: root.rows, columns: root.rows) : root.timesOwnTranspose()
        self.directions = directions
        limits = LimitGeometry(solved, outcome: frame.outcome)
        identities = zip(solved.aliased, limits.aliasVectors).map { dependent, vector in
            (dependent.column, scale.identity(of: dependent.column, vector))
        }
        let isDensity = !settings.family.hasUnitDispersion
        logLikelihood =
            isExact && isDensity ? .infinity : sums?.logLikelihood ?? solved.logLikelihood
        deviance =
            frame.response.event == nil
            ? isExact ? 0 : sums?.deviance ?? 0 : -2 * solved.logLikelihood
        let isNegativeBinomial = settings.family == .negativeBinomial
        overdispersion = isNegativeBinomial ? solved.model.alpha : nil
        thetaStandardError =
            isNegativeBinomial
            ? Overdispersion(frame.outcome, weights: frame.prior).standardErrorOfTheta(
                solved.means(frame), theta: 1 / solved.model.alpha) : nil
        iterations = solved.iterations
        isConverged = solved.isConverged
        isCompletelySeparated = solved.isCompletelySeparated
        smallestPivot = solved.smallestPivot
        solution = ScaledSolution(solved)
        nullDeviance =
            frame.model.terms.isEmpty
            ? deviance : settings.nullDeviance(whole ?? frame, solved.model)
    }

    /// The number of cases - rows, or the sum of frequency weights - and the sum of their outcomes.
    private static func caseCounts(_ frame: ModelFrame, _ settings: GLM) -> (
        Double, Double, trials: Double?
    ) {
        let isFrequency = settings.weightKind == .frequency
        if !frame.hasTrials {
            let sums =
                frame.stored.map {
                    OutcomeSums(
                        $0, threads: settings.threads, y: \.outcome,
                        weights: { isFrequency ? $0.weights : nil })
                }
                ?? OutcomeSums(
                    frame.outcome, weights: isFrequency ? frame.weights : nil,
                    threads: settings.threads)
            return (sums.total, sums.sum, nil)
        }
        var (cases, events, allTrials) = (0.0, 0.0, 0.0)
        frame.forEachOutcomes { run in
            for row in run.outcome.indices {
                let weight = isFrequency ? run.weights?[row] ?? 1 : 1
                let trials = run.trials?[row] ?? 1
                cases += weight
                events += weight * run.outcome[row] * trials
                allTrials += trials * weight
            }
        }
        return (cases, events, allTrials)
    }
}
