import Distributions
import LinearAlgebra
import ModelFormula

/// A penalised regression as it is asked for: a penalty, and the values of λ at which it is fitted.
public struct PenalizedRegression: Sendable {
    /// What is added to the negative log-likelihood per case.
    public var penalty: ElasticNetPenalty
    /// The values of λ, in any order; nil for a path of `pathLength`.
    public var lambdas: [Double]?
    /// How many values of λ a path has.
    public var pathLength = 100
    /// The family, the link, what weights stand for, and threads. A dispersion is not estimated: the
    /// likelihood is the family's at a dispersion of 1.
    public var regression: GLM

    /// A path ends early where this share of the null deviance is explained.
    public static let mostExplained = 0.999

    /// A regression with its settings.
    public init(
        penalty: ElasticNetPenalty, lambdas: [Double]? = nil,
        regression: GLM = GLM()
    ) {
        self.penalty = penalty
        self.lambdas = lambdas
        self.regression = regression
    }

    /// Fits the model at each λ, from the largest down, each fit starting from the one before.
    ///
    /// A path of its own starts at the least λ for which every coefficient is 0,
    /// λ_max = max_g ‖g_g‖ / (ω_g max(α, 0.001)) with g the score per case of the null model, and
    /// falls geometrically to 10⁻⁴ λ_max (10⁻² with fewer cases than columns); it ends early where
    /// the deviance is all but explained. These are the choices of glmnet.
    ///
    /// - Precondition: the values of λ are above 0 and finite, and a path has at least one.
    /// - Throws: `FitError` as of an unpenalised fit, and where no column can be penalised.
    public func path(_ frame: ModelFrame) throws(FitError) -> PenalizedPath {
        try problem(frame).path(frame, self)
    }

    /// What is to be minimised over the rows of a frame.
    func problem(_ frame: ModelFrame) throws(FitError) -> PenalizedProblem {
        precondition(lambdas?.allSatisfy { $0 > 0 && $0.isFinite } ?? true, "a lambda is above 0")
        precondition(lambdas?.isEmpty != true && pathLength > 0, "a path has a lambda")
        try regression.check(frame)
        guard regression.family != .negativeBinomial else {
            throw FitError(
                code: .nothingToPenalize,
                message:
                    "Negative-binomial counts are not fitted under a penalty: their dispersion "
                    + "is found together with coefficients that are free.",
                hint: "Fit the family poisson under the penalty.")
        }
        BLASThreads.useOne()
        let specification = DesignSpecification(model: frame.model, schemas: frame.schemas)
        let design = Design(specification, values: frame.values, rowCount: frame.rowCount)
        let pass = RowPass(
            design: design, outcome: frame.outcome, prior: frame.prior, offset: frame.offset,
            model: RowModel(regression.family, regression.link), threads: regression.threads)
        let coefficients = specification.coefficients()
        let problem = PenalizedProblem(
            pass: pass, coefficients: coefficients, penalty: penalty,
            start: regression.start(pass, design.hasIntercept ? [0] : []))
        guard problem.null.isConverged else {
            throw FitError(
                code: .notConverged,
                message: "The model of the intercept alone has no finite maximum.",
                hint: "Look at the outcome and the offset: how far do they run?")
        }
        guard !problem.newton.columns.columns.isEmpty else {
            throw FitError(
                code: .nothingToPenalize,
                message: "The formula has no column that varies and could be penalised.",
                hint: "A penalty draws the coefficients of terms towards 0; the intercept stays.")
        }
        return problem
    }
}

/// A penalised regression over the rows of one pass, with its null model.
struct PenalizedProblem: Sendable {
    let pass: RowPass
    let coefficients: [Coefficient]
    let penalty: ElasticNetPenalty
    var newton: PenalizedNewton
    /// The model of the intercept and the offset alone.
    let null: PenalizedNewton.Point
    /// Twice the log-likelihood of a perfect fit, in the terms of the pass.
    let saturated: Double

    init(
        pass: RowPass, coefficients: [Coefficient], penalty: ElasticNetPenalty, start: [Double]
    ) {
        self.pass = pass
        self.coefficients = coefficients
        self.penalty = penalty
        let moments = pass.moments()
        let columns = PenalizedColumns(
            pass.design, terms: coefficients.map(\.termIndex), moments: moments, penalty: penalty)
        let sums: @Sendable ([Double]) -> RowPass.Sums = { pass.sums(at: $0) }
        let alone = PenalizedNewton(
            sums: sums, columns: PenalizedColumns(none: pass.design),
            columnCount: pass.design.columnCount, total: moments.total)
        var null = alone.minimum(
            from: PenalizedNewton.Point(beta: start, theta: [], sums: sums(start)),
            absolute: 0, squared: 0)
        null.theta = [Double](repeating: 0, count: columns.columns.count)
        newton = PenalizedNewton(
            sums: sums, columns: columns, columnCount: pass.design.columnCount,
            total: moments.total)
        self.null = null
        saturated = pass.saturated(at: null.beta, null.sums.logLikelihood)
        let scale = largestCondition
        if scale > 0, scale.isFinite { newton.gradientScale = scale }
    }

    /// 2 (l(y; y) - l(y; μ)) at a dispersion of 1.
    func deviance(_ point: PenalizedNewton.Point) -> Double {
        saturated - 2 * point.sums.logLikelihood
    }

    /// max_g ‖g_g‖ / ω_g at the null model.
    var largestCondition: Double {
        let linear = newton.expansion(null.sums).linear
        return newton.columns.groups.reduce(0) {
            max($0, QuadraticSubproblem.length(linear, $1.range) / $1.weight)
        }
    }

    /// The values of λ of a path of its own.
    func lambdas(count: Int, cases: Double) -> [Double] {
        let most = max(largestCondition, 1e-13) / max(penalty.mixing, 1e-3)
        let columns = coefficients.count - (newton.columns.hasIntercept ? 1 : 0)
        let share = cases < Double(columns) ? 1e-2 : 1e-4
        guard count > 1, largestCondition > 1e-13 else { return [most] }
        return Array(PenalizedPath.geometric(from: most, to: most * share, count: count))
    }

    /// The points of a path, from the largest λ down.
    ///
    /// - Parameter isEndless: whether it goes on where the deviance is all but explained.
    func points(_ lambdas: [Double], isEndless: Bool) -> [PenalizedNewton.Point] {
        var points: [PenalizedNewton.Point] = []
        var last = null
        for lambda in lambdas {
            last = newton.minimum(
                from: last, absolute: lambda * penalty.mixing,
                squared: lambda * (1 - penalty.mixing))
            points.append(last)
            let explained = 1 - deviance(last) / deviance(null)
            if !isEndless, explained > PenalizedRegression.mostExplained, points.count >= 5 {
                break
            }
        }
        return points
    }

    func path(_ frame: ModelFrame, _ asked: PenalizedRegression) -> PenalizedPath {
        let isFrequency = asked.regression.weightKind == .frequency
        let cases =
            isFrequency
            ? frame.weights?.reduce(0, +) ?? Double(frame.rowCount)
            : Double(frame.rowCount)
        let lambdas =
            asked.lambdas.map { $0.sorted(by: >) }
            ?? lambdas(count: asked.pathLength, cases: cases)
        let points = points(lambdas, isEndless: asked.lambdas != nil)
        return PenalizedPath(
            frame: frame, asked: asked, problem: self, caseCount: cases,
            points: zip(lambdas, points).map { ($0, $1) })
    }
}

extension RowPass {
    /// Twice the log-likelihood that a perfect fit would have, as far as a pass counts it; 0 for rows
    /// of two levels.
    ///
    /// - Parameter logLikelihood: what a pass finds at `beta`.
    func saturated(at beta: [Double], _ logLikelihood: Double) -> Double {
        if model.family == .binomial, outcome.allSatisfy({ $0 == 0 || $0 == 1 }) { return 0 }
        let means = model.means(linearPredictors(beta))
        var deviance = CompensatedSum()
        for row in outcome.indices {
            let weight = prior?[row] ?? 1
            if weight > 0 {
                deviance.add(weight * model.unitDeviance(outcome[row], mean: means[row]))
            }
        }
        return deviance.value + 2 * logLikelihood
    }
}
