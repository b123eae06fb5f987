import Distributions
import Glibc
import LinearAlgebra
import ModelFormula

/// The maximum of a design's likelihood, on the design's scale.
struct SolvedDesign {
    let design: Design
    let model: RowModel
    let aliased: [ColumnDependence.Dependent]
    var beta: [Double] = []
    var active: [Int] = []
    /// S with inverse information S S', over the active columns.
    var inverseRoot = Matrix(rows: 0, columns: 0)
    /// X'WX over all columns, of the rows that are not separated.
    var information: Matrix?
    var logLikelihood = 0.0
    var iterations = 0
    var isConverged = false
    var smallestPivot = 1.0
    /// Directions of separation in the order in which they were found.
    var directions: [[Double]] = []
    /// Combinations of columns that make no difference on the rows that are not separated.
    var nullVectors: [[Double]] = []
    var isCompletelySeparated = false
    /// The rows that separation takes out; none of rows in a scratch file.
    var isSeparated: [Bool]
    /// A direction along which the likelihood of rows in a scratch file rises without end.
    var endless: [Double]?
    /// What the levels of an eliminated factor add to each row's linear predictor; nil without one.
    var levelEffects: [Double]?

    /// Where the rows lie if not in memory.
    let source: StoredSource?

    init(
        design: Design, model: RowModel, aliased: [ColumnDependence.Dependent],
        source: StoredSource? = nil
    ) {
        self.source = source
        self.design = design
        self.model = model
        self.aliased = aliased
        isSeparated =
            source == nil ? [Bool](repeating: false, count: design.rowCount) : []
    }

    /// The rank of the design.
    var rank: Int { design.columnCount - aliased.count }

    mutating func finish(_ outcome: Newton.Outcome, active: [Int], logLikelihood: Double) {
        beta = outcome.beta
        inverseRoot = outcome.inverseRoot
        information = outcome.sums.information
        self.active = active
        self.logLikelihood = logLikelihood
        smallestPivot = outcome.smallestPivot
        if case .converged = outcome.ending { isConverged = true }
    }
}

extension SolvedDesign {
    /// X b + offset at each row of the frame.
    func linearPredictors(_ frame: ModelFrame) -> [Double] {
        let others = RowPass(
            design: design, outcome: frame.outcome, prior: nil, offset: frame.offset, model: model,
            threads: 1, shortcuts: .none
        ).linearPredictors(beta)
        return levelEffects.map { zip(others, $0).map { $0 + $1 } } ?? others
    }

    /// The prior weights, 0 at the rows that separation takes out.
    func priorOfRest(_ frame: ModelFrame) -> [Double]? {
        guard isSeparated.contains(true) else { return frame.prior }
        return isSeparated.indices.map { isSeparated[$0] ? 0 : frame.prior?[$0] ?? 1 }
    }

    /// μ at each row; 0 where the limit of separation takes the row out.
    func means(_ frame: ModelFrame) -> [Double] {
        let means = model.means(linearPredictors(frame))
        return means.indices.map { isSeparated[$0] ? 0 : means[$0] }
    }
}

extension FittedSums {
    /// The sums at a maximum, over the rows that separation leaves.
    init(_ solved: SolvedDesign, _ frame: ModelFrame, isCount: Bool) {
        // Gaussian rows at a mean of 0 count among those that the spread is learnt from.
        let prior = solved.model.family == .gaussian ? frame.prior : solved.priorOfRest(frame)
        if let source = solved.source {
            self.init(
                solved.model, varying: solved.logLikelihood, isCount: isCount,
                runs: solved.runs(of: source))
            return
        }
        self.init(
            solved.model, varying: solved.logLikelihood, outcome: frame.outcome,
            means: solved.means(frame), prior: prior, trials: frame.response.trials,
            isCount: isCount)
    }
}

extension GLM {
    /// The deviance of the intercept alone, at the α of the model.
    ///
    /// Without an offset every row has the same mean, and whatever the link, Σ w (y - μ) = 0 at the
    /// maximum: it is the mean outcome.
    func nullDeviance(_ frame: ModelFrame, _ model: RowModel) -> Double {
        if frame.model.hasIntercept, !frame.hasOffset,
            let deviance = deviance(ofMeanOutcome: frame, model)
        {
            return deviance
        }
        var nullModel = frame.model
        nullModel.terms = []
        return deviance(
            frame, DesignSpecification(model: nullModel, schemas: frame.schemas),
            alpha: model.alpha)
    }

    /// Nil where the mean outcome is no mean that the link can have.
    private func deviance(ofMeanOutcome frame: ModelFrame, _ model: RowModel) -> Double? {
        let sums = frame.outcomeSums(threads: threads)
        guard sums.total > 0 else { return nil }
        let mean = sums.sum / sums.total
        guard model.linearPredictor(mean).isFinite else { return nil }
        if frame.response.event != nil {
            // Outcomes are 0 or 1.
            return -2 * (sums.sum * log(mean) + (sums.total - sums.sum) * log1p(-mean))
        }
        var deviance = CompensatedSum()
        frame.forEachOutcomes { run in
            let prior = run.prior
            for row in run.outcome.indices {
                let weight = prior?[row] ?? 1
                if weight > 0 {
                    deviance.add(weight * model.unitDeviance(run.outcome[row], mean: mean))
                }
            }
        }
        return deviance.value
    }

    /// The deviance of fewer columns, at a given α.
    func deviance(_ frame: ModelFrame, _ specification: DesignSpecification, alpha: Double)
        -> Double
    {
        let solved = solve(frame, specification, alpha: alpha)
        return frame.response.event == nil
            ? FittedSums(solved, frame, isCount: weightKind == .frequency).deviance
            : -2 * solved.logLikelihood
    }
}
