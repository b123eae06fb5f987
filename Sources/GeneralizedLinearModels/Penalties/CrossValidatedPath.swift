import Dispatch
import Glibc
import ModelFormula

/// How well each λ of a path does on cases that were held out, and the λ chosen by it.
public struct CrossValidatedPath: Sendable {
    /// Which λ is taken.
    public enum Rule: String, Sendable, Codable, CaseIterable {
        /// The largest λ whose mean deviance lies within one standard error of the smallest: the
        /// simplest model that cannot be told from the best (Breiman, Friedman, Olshen and Stone
        /// 1984, 3.4.3).
        case oneStandardError = "one_standard_error"
        /// The λ of the smallest mean deviance.
        case minimum = "minimum"
    }

    /// The fits to all rows.
    public let path: PenalizedPath
    /// Which rows were held out together.
    public let folds: CrossValidationFolds
    /// The deviance per case of the rows held out, a fold after another, at each λ:
    /// `foldDeviance[k][j]` is Σ w d(y, μ) / Σ w over fold k at λⱼ, of rows of two levels
    /// -2 Σ w log-likelihood / Σ w.
    public let foldDeviance: [[Double]]
    /// Σ w of each fold.
    public let foldCases: [Double]
    /// The mean of the folds' deviances at each λ, weighted by their cases.
    public let mean: [Double]
    /// Its standard error: √(Σ nₖ (dₖ - mean)² / Σ nₖ / (K - 1)), over K folds of nₖ cases.
    ///
    /// Folds share most of the rows they are fitted to, so it is a rough measure and no more.
    public let standardError: [Double]
    /// The place in the path of the smallest mean.
    public let minimumIndex: Int
    /// The place in the path of the one-standard-error rule.
    public let oneStandardErrorIndex: Int

    /// The place in the path that a rule takes.
    public func index(_ rule: Rule) -> Int {
        rule == .minimum ? minimumIndex : oneStandardErrorIndex
    }

    init(
        path: PenalizedPath, folds: CrossValidationFolds, foldDeviance: [[Double]],
        foldCases: [Double]
    ) {
        self.path = path
        self.folds = folds
        self.foldDeviance = foldDeviance
        self.foldCases = foldCases
        let cases = foldCases.reduce(0, +)
        var mean: [Double] = []
        var error: [Double] = []
        for j in path.points.indices {
            var sum = 0.0
            for (deviances, count) in zip(foldDeviance, foldCases) { sum += count * deviances[j] }
            let center = sum / cases
            var square = 0.0
            for (deviances, count) in zip(foldDeviance, foldCases) {
                square += count * (deviances[j] - center) * (deviances[j] - center)
            }
            mean.append(center)
            error.append((square / cases / Double(folds.count - 1)).squareRoot())
        }
        self.mean = mean
        standardError = error
        let least = mean.indices.min { mean[$0] < mean[$1] } ?? 0
        minimumIndex = least
        let limit = mean.isEmpty ? 0 : mean[least] + error[least]
        oneStandardErrorIndex = mean.indices.first { mean[$0] <= limit } ?? least
    }
}

extension PenalizedRegression {
    /// How closely the fits of cross-validation meet their conditions, as a share of the largest
    /// score of the null model: far below what folds tell apart.
    static let targetOfFolds = 1e-11

    /// Fits the path to all rows, and to the rows of all folds but one in turn, at the same values of
    /// λ, and measures the deviance of the rows left out.
    ///
    /// Columns are standardised anew in each fold, so that nothing of the rows held out is in
    /// their predictions. The answer has the same bits on any number of threads.
    ///
    /// - Throws: `FitError` as of `path`, and where the rows outside a fold have one outcome only.
    public func crossValidated(_ frame: ModelFrame, folds: CrossValidationFolds)
        throws(FitError) -> CrossValidatedPath
    {
        precondition(folds.fold.count == frame.rowCount, "a fold for each row")
        let whole = try problem(frame)
        for fold in 0..<folds.count {
            let kept = frame.outcome.indices.filter { folds.fold[$0] != fold }
            let first = kept.first.map { frame.outcome[$0] }
            guard kept.contains(where: { frame.outcome[$0] != first }) else {
                throw FitError(
                    code: .folds,
                    message:
                        "Without fold \(fold + 1) of \(folds.count) every outcome is the same.",
                    hint:
                        "There are too few events to hold some of them out: give lambda yourself, "
                        + "or take fewer folds.")
            }
        }
        let path = whole.path(frame, self)
        let lambdas = path.lambdas
        // Where one pass over the rows cannot use all threads, folds are fitted side by side.
        let chunks = max(1, frame.rowCount / 16_384)
        let side = chunks >= regression.threads ? 1 : min(regression.threads, folds.count)
        let inner = side > 1 ? 1 : regression.threads
        let held = { @Sendable (fold: Int) -> (deviances: [Double], cases: Double) in
            whole.heldOut(fold, of: folds, lambdas, threads: inner)
        }
        var results: [(deviances: [Double], cases: Double)] = []
        if side == 1 {
            results = (0..<folds.count).map(held)
        } else {
            let slots = FoldSlots(count: folds.count)
            DispatchQueue.concurrentPerform(iterations: side) { worker in
                for fold in stride(from: worker, to: folds.count, by: side) {
                    slots.set(fold, held(fold))
                }
            }
            results = slots.values
        }
        return CrossValidatedPath(
            path: path, folds: folds, foldDeviance: results.map(\.deviances),
            foldCases: results.map(\.cases))
    }
}

extension PenalizedProblem {
    /// The deviance per case of a fold's rows at each λ, fitted to the others.
    func heldOut(_ fold: Int, of folds: CrossValidationFolds, _ lambdas: [Double], threads: Int)
        -> (deviances: [Double], cases: Double)
    {
        var inside = [Double](repeating: 0, count: pass.design.rowCount)
        var outside = inside
        var cases = 0.0
        for row in inside.indices {
            let weight = pass.prior?[row] ?? 1
            if folds.fold[row] == fold {
                inside[row] = weight
                cases += weight
            } else {
                outside[row] = weight
            }
        }
        let training = pass.with(prior: outside, threads: threads)
        let testing = pass.with(prior: inside, threads: threads)
        var problem = PenalizedProblem(
            pass: training, coefficients: coefficients, penalty: penalty, start: null.beta)
        problem.newton.target = PenalizedRegression.targetOfFolds
        let perfect = testing.saturated(
            at: problem.null.beta, testing.logLikelihood(problem.null.beta))
        let deviances = problem.points(lambdas, isEndless: true).map {
            (perfect - 2 * testing.logLikelihood($0.beta)) / cases
        }
        return (deviances, cases)
    }
}

extension RowPass {
    /// The same rows under other weights.
    func with(prior: [Double], threads: Int) -> RowPass {
        RowPass(
            design: design, outcome: outcome, prior: prior, offset: offset, model: model,
            threads: threads)
    }
}

/// A slot for each fold; each is written by one thread, once.
private final class FoldSlots: @unchecked Sendable {
    private let slots: UnsafeMutablePointer<(deviances: [Double], cases: Double)>
    private let count: Int

    init(count: Int) {
        self.count = count
        slots = .allocate(capacity: count)
        slots.initialize(repeating: ([], 0), count: count)
    }

    func set(_ fold: Int, _ value: (deviances: [Double], cases: Double)) { slots[fold] = value }

    var values: [(deviances: [Double], cases: Double)] { (0..<count).map { slots[$0] } }

    deinit {
        slots.deinitialize(count: count)
        slots.deallocate()
    }
}
