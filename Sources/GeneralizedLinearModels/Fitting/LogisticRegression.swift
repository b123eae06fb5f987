import LinearAlgebra
import ModelFormula

/// A logistic regression as it is asked for: log(μ / (1 - μ)) = Xβ + offset, y ~ Bernoulli(μ).
public struct LogisticRegression: Sendable {
    /// What a weight stands for.
    public enum WeightKind: String, Sendable, Codable, CaseIterable {
        /// A row stands for that many cases: whole numbers, and n is their sum.
        case frequency
        /// A row's log-likelihood counts that much: any number, and n is the number of rows.
        case precision
    }

    /// More coefficients than this make matrices that no machine here holds.
    public static let mostCoefficients = 8_000

    /// What the weights of the frame stand for.
    public var weightKind: WeightKind
    /// How many chunks of rows are worked on at once; it changes no bit of the answer.
    public var threads: Int

    /// A regression with its settings.
    public init(weightKind: WeightKind = .frequency, threads: Int = 1) {
        self.weightKind = weightKind
        self.threads = threads
    }

    /// Fits the model by maximum likelihood.
    ///
    /// - Throws: `FitError` where every row has the same outcome, or the formula has too many
    ///   coefficients, or a frequency is no whole number.
    public func fit(_ frame: ModelFrame) throws(FitError) -> LogisticFit {
        try check(frame)
        BLASThreads.useOne()
        let specification = DesignSpecification(model: frame.model, schemas: frame.schemas)
        let fitted = solve(frame, specification)
        return LogisticFit(frame: frame, specification: specification, solved: fitted, self)
    }

    private func check(_ frame: ModelFrame) throws(FitError) {
        if weightKind == .frequency, let weights = frame.weights,
            weights.contains(where: { $0 != $0.rounded() })
        {
            throw FitError(
                code: .fractionalFrequency, message: "A frequency weight is not a whole number.",
                hint: "Weights that count for more or less than a case are of the kind precision.")
        }
        let events = frame.outcome.reduce(0, +)
        if events == 0 || events == Double(frame.rowCount) {
            let level = events == 0 ? frame.nonEvent : frame.event
            throw FitError(
                code: .constantOutcome,
                message: "The outcome is \"\(level)\" in all \(frame.rowCount) rows used.",
                hint: "A model needs rows with the event and rows without it; look at which rows "
                    + "were left out.")
        }
        let count = DesignSpecification(model: frame.model, schemas: frame.schemas).count
        guard count <= Self.mostCoefficients else {
            let widest = frame.schemas.max { $0.levels.count < $1.levels.count }
            throw FitError(
                code: .tooManyCoefficients,
                message: "The formula has \(count) coefficients; at most "
                    + "\(Self.mostCoefficients) can be fitted.",
                hint: widest.map {
                    "\"\($0.name)\" alone has \($0.levels.count) levels: is it an identifier?"
                })
        }
    }

    /// Fits the columns of a specification, which may be of fewer terms than the frame's model.
    func solve(_ frame: ModelFrame, _ specification: DesignSpecification) -> SolvedDesign {
        let design = Design(
            specification, values: frame.values, rowCount: frame.rowCount, threads: threads)
        var pass = RowPass(
            design: design, outcome: frame.outcome, prior: frame.weights, offset: frame.offset,
            threads: threads)
        let cold = start(pass)
        let sample = RowSample(pass)
        let dependence =
            sample?.provesIndependence == true
            ? ColumnDependence(.identity(design.columnCount), tolerance: Aliasing.tolerance)
            : Aliasing.find(pass)
        var newton = Newton(pass: pass, active: dependence.kept)
        var outcome = newton.run(
            from: sample?.start(from: cold, active: dependence.kept) ?? cold)
        var result = SolvedDesign(design: design, aliased: dependence.dependent)
        result.iterations = outcome.iterations
        while case .separated(let separation) = outcome.ending {
            result.directions.append(separation.direction)
            result.nullVectors += separation.nullVectors
            for row in separation.isSeparated.indices where separation.isSeparated[row] {
                result.isSeparated[row] = true
            }
            newton = Newton(
                pass: pass.reweighted(separation.priorOfRest), active: separation.activeOnRest)
            pass = newton.pass
            if separation.isComplete {
                result.isCompletelySeparated = true
                outcome.beta = [Double](repeating: 0, count: design.columnCount)
                outcome.inverseRoot = Matrix(rows: 0, columns: 0)
                outcome.ending = .converged
                result.finish(outcome, active: [], logLikelihood: 0)
                return result
            }
            outcome = newton.run(from: start(newton.pass))
            result.iterations += outcome.iterations
        }
        result.finish(outcome, active: newton.active, logLikelihood: outcome.sums.logLikelihood)
        return result
    }

    /// All coefficients 0 but the intercept, which starts at the share of events, less the offset's
    /// mean: from too far away all weights would underflow.
    private func start(_ pass: RowPass) -> [Double] {
        var beta = [Double](repeating: 0, count: pass.design.columnCount)
        guard pass.design.hasIntercept else { return beta }
        var events = 0.0
        var total = 0.0
        var offset = 0.0
        for row in pass.outcome.indices {
            let weight = pass.prior?[row] ?? 1
            events += weight * pass.outcome[row]
            offset += weight * (pass.offset?[row] ?? 0)
            total += weight
        }
        guard total > 0 else { return beta }
        let share = min(max(events / total, 1e-6), 1 - 1e-6)
        beta[0] = Newton.logit(share) - offset / total
        return beta
    }
}

/// The maximum of a design's likelihood, on the design's scale.
struct SolvedDesign {
    let design: Design
    let aliased: [ColumnDependence.Dependent]
    var beta: [Double] = []
    var active: [Int] = []
    /// S with inverse information S S', over the active columns.
    var inverseRoot = Matrix(rows: 0, columns: 0)
    var logLikelihood = 0.0
    var iterations = 0
    var isConverged = false
    var smallestPivot = 1.0
    /// Directions of separation in the order in which they were found.
    var directions: [[Double]] = []
    /// Combinations of columns that make no difference on the rows that are not separated.
    var nullVectors: [[Double]] = []
    var isCompletelySeparated = false
    /// The rows that separation takes out.
    var isSeparated: [Bool]

    init(design: Design, aliased: [ColumnDependence.Dependent]) {
        self.design = design
        self.aliased = aliased
        isSeparated = [Bool](repeating: false, count: design.rowCount)
    }

    /// The rank of the design.
    var rank: Int { design.columnCount - aliased.count }

    mutating func finish(_ outcome: Newton.Outcome, active: [Int], logLikelihood: Double) {
        beta = outcome.beta
        inverseRoot = outcome.inverseRoot
        self.active = active
        self.logLikelihood = logLikelihood
        smallestPivot = outcome.smallestPivot
        if case .converged = outcome.ending { isConverged = true }
    }
}
