import CKernels
import LinearAlgebra

/// A logistic regression with few columns: Newton's steps, halved where the likelihood would fall.
///
/// It ends when gᵀH⁻¹g, the squared distance still to go in standard errors, is at most 1e-12, and
/// takes one step more. Where the columns separate the outcomes each step only brings this down by
/// a factor of e, so that the limit of 25 steps is met first: then, and where the information is
/// singular, there is no fit.
struct LogisticNewton {
    /// The coefficients.
    let coefficients: [Double]
    /// Σ w (y η - log(1 + exp η)).
    let logLikelihood: Double
    /// (XᵀWX)⁻¹, the model's covariance of the coefficients.
    let covariance: Matrix
    /// η of each row.
    let linearPredictor: [Double]
    /// w (y - μ) of each row.
    let residual: [Double]

    static let tolerance = 1e-12
    static let mostSteps = 25
    /// A pivot of the scaled information below this is one of rounding.
    static let smallestPivot = 1e-11

    /// Fits `columns` to outcomes of 0 and 1; nil where no coefficients can be had.
    ///
    /// - Parameters:
    ///   - columns: finite, one array for each coefficient.
    ///   - cases: how many cases each row stands for.
    ///   - offset: a part of η that is given; nil for none.
    ///   - starts: coefficients to begin with; the most likely is taken.
    init?(
        columns: [[Double]], outcome: [Double], cases: [Double], offset: [Double]? = nil,
        starts: [[Double]]
    ) {
        var pass = Pass(columns: columns, outcome: outcome, cases: cases, offset: offset)
        var best: [Double] = []
        var bestLikelihood = -Double.infinity
        for start in starts {
            let likelihood = pass.logLikelihood(start)
            if likelihood > bestLikelihood || best.isEmpty {
                (best, bestLikelihood) = (start, likelihood)
            }
        }
        guard bestLikelihood.isFinite else { return nil }
        _ = pass.logLikelihood(best)
        var isNear = false
        for _ in 0..<Self.mostSteps {
            let (gradient, information) = pass.derivatives()
            guard let factor = Cholesky(information), factor.smallestPivot > Self.smallestPivot
            else { return nil }
            let step = factor.solve(gradient)
            let decrement = zip(step, gradient).reduce(0) { $0 + $1.0 * $1.1 }
            guard decrement.isFinite else { return nil }
            if isNear {
                coefficients = best
                logLikelihood = bestLikelihood
                covariance = factor.inverse()
                linearPredictor = pass.eta
                residual = pass.residual
                return
            }
            isNear = decrement <= Self.tolerance
            var share = 1.0
            while true {
                let next = zip(best, step).map { $0 + share * $1 }
                let likelihood = pass.logLikelihood(next)
                // Rounding may take the last digits of the likelihood.
                if likelihood >= bestLikelihood - 1e-13 * abs(bestLikelihood) {
                    (best, bestLikelihood) = (next, likelihood)
                    break
                }
                share /= 2
                guard share > 1e-9 else { return nil }
            }
        }
        return nil
    }
}

/// The rows of a fit and what the last pass over them left.
private struct Pass {
    let rows: Int
    let width: Int
    /// The columns, one after the other.
    let flat: [Double]
    let outcome: [Double]
    let cases: [Double]
    let offset: [Double]?
    var eta: [Double]
    var weight: [Double]
    var residual: [Double]
    private var weighted: [Double]

    init(columns: [[Double]], outcome: [Double], cases: [Double], offset: [Double]?) {
        rows = outcome.count
        width = columns.count
        flat = columns.flatMap(\.self)
        self.outcome = outcome
        self.cases = cases
        self.offset = offset
        eta = [Double](repeating: 0, count: rows)
        weight = eta
        residual = eta
        weighted = [Double](repeating: 0, count: rows * width)
    }

    /// η, weights and residuals at some coefficients, and the log-likelihood there.
    mutating func logLikelihood(_ coefficients: [Double]) -> Double {
        for row in 0..<rows { eta[row] = offset?[row] ?? 0 }
        flat.withUnsafeBufferPointer { flat in
            guard let base = flat.baseAddress else { return }
            let columns = (0..<width).map { Optional(base + $0 * rows) }
            cw_add_columns(rows, width, columns, coefficients, &eta)
        }
        return cw_logistic_rows(rows, eta, outcome, cases, &weight, &residual)
    }

    /// Xᵀw(y - μ) and the upper triangle of XᵀWX where the last pass was.
    mutating func derivatives() -> ([Double], Matrix) {
        var gradient = [Double](repeating: 0, count: width)
        var information = Matrix(rows: width, columns: width)
        let (rows, width, weight, residual) = (rows, width, weight, residual)
        flat.withUnsafeBufferPointer { flat in
            weighted.withUnsafeMutableBufferPointer { weighted in
                guard let base = flat.baseAddress, let scaled = weighted.baseAddress else { return }
                let columns = (0..<width).map { Optional(base + $0 * rows) }
                for column in 0..<width {
                    cw_multiply(rows, weight, base + column * rows, scaled + column * rows)
                }
                let products = (0..<width).map { Optional(UnsafePointer(scaled + $0 * rows)) }
                cw_dots(rows, residual, width, columns, &gradient)
                cw_cross_columns(rows, width, columns, products, &information.elements, width)
            }
        }
        return (gradient, information)
    }
}
