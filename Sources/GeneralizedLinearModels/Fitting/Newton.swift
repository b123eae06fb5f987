import Glibc
import LinearAlgebra
import ModelFormula

/// Newton's method with the expected information (Fisher scoring), which is Newton's own for a
/// canonical link.
///
/// It stops when the Newton decrement s'H⁻¹s is at most 1e-12 and every score is at most 1e-10 on
/// the scale of its information, |sⱼ| / √Hⱼⱼ, or where there are so many rows that no more can be
/// gained (`settledDecrement`), and takes one polishing step more. Both are in units of the
/// dispersion, which for Gaussian outcomes is that of the residuals. A step that lowers the
/// likelihood is halved. Where the information is too ill-conditioned for Cholesky, steps are
/// solved through the QR factorisation of √W X.
struct Newton {
    let pass: RowPass
    /// The columns that are estimated; the others stay at 0.
    let active: [Int]

    static let decrementTolerance = 1e-12
    static let scoreTolerance = 1e-10
    /// The polishing step from a decrement d as small as this moves no linear predictor by more than
    /// √d, no standard error by more than half as large a share of itself, and the likelihood by
    /// d/2: the sums before it are those after it.
    static let unseenDecrement = 1e-16
    /// A polishing step from a decrement d moves the linear predictor of n rows by √(d p / n) on
    /// average, and standard errors by half of that as a share: 5e-11 from here.
    var settledDecrement: Double {
        let rows = Double(pass.design.rowCount)
        return min(Self.unseenDecrement, 1e-20 * rows / Double(max(1, active.count)))
    }
    static let mostIterations = 100
    /// Below this squared pivot Cholesky has lost the digits that QR still has.
    static let conditionLimit = 1e-10

    enum Ending {
        case converged
        /// The likelihood rises for ever in a direction; the fit has no finite maximum.
        case separated(Separation)
        case stalled
        /// It rises for ever in a direction, of rows in a scratch file, where that is not followed to its
        /// limit.
        case endless([Double])
    }

    struct Outcome {
        /// The coefficients on the design's scale, 0 for inactive columns.
        var beta: [Double]
        var sums: RowPass.Sums
        /// S with H⁻¹ = S S', over the active columns.
        var inverseRoot: Matrix
        var iterations: Int
        var ending: Ending
        /// The smallest squared pivot of the scaled information.
        var smallestPivot: Double

        /// Whether the way ended at no maximum, and nothing is proven.
        var isLost: Bool {
            if case .stalled = ending { return true }
            return !sums.logLikelihood.isFinite
        }
    }

    func run(from start: Start) -> Outcome {
        let near = approach(start)
        return run(from: near.beta, after: near.passes)
    }

    /// - Parameter passes: those that the start took, which are counted with the iterations.
    func run(from start: [Double], after passes: Int = 0) -> Outcome {
        var beta = start
        var sums = pass.sums(at: beta)
        var iterations = passes
        var ending = Ending.stalled
        var best = Double.infinity
        var stagnant = 0
        let rounding = pass.roundingOfLikelihood
        while iterations < Self.mostIterations + passes {
            let solver = Solver(sums.information, active, pass, beta)
            let score = active.map { sums.score[$0] }
            guard let step = solver.solve(score) else { break }
            let decrement = zip(score, step).reduce(0) { $0 + $1.0 * $1.1 }
            let scaledScore = solver.largestScaledScore(score)
            let dispersion = pass.dispersionUnit(sums.logLikelihood)
            // Elsewhere than under a canonical link a step leaves more than the square of what was left.
            let isSettled =
                pass.model.isCanonical && decrement <= settledDecrement * dispersion
            let isSmall =
                decrement <= Self.decrementTolerance * dispersion
                && (isSettled || scaledScore <= Self.scoreTolerance * dispersion.squareRoot())
                || decrement <= rounding
            // Under separation steps stay large in the linear predictor (near 1 for a logit) while the likelihood,
            // and with it the decrement, dies away: both are looked at before believing either.
            if pass.model.canSeparate, iterations >= 6 + passes || isSmall {
                let direction = expand(step)
                if pass.source != nil {
                    if isSeparating(direction),
                        let proven = Separation.direction(
                            provenBy: direction, pass, active: active)
                    {
                        ending = .endless(proven)
                        break
                    }
                } else if isSeparating(direction),
                    let proven = Separation(candidate: direction, pass: pass, active: active)
                {
                    ending = .separated(proven)
                    break
                }
            }
            iterations += 1
            if isSmall, decrement <= Self.unseenDecrement * dispersion {
                for (k, column) in active.enumerated() { beta[column] += step[k] }
                ending = .converged
                break
            }
            let reached = advance(&beta, &sums, by: step, decrement)
            if isSmall {
                ending = .converged
                break
            }
            // Close to the maximum rounding may stop the descent short of the criteria: when five
            // steps gain nothing there is nothing more to gain.
            let isClose = decrement <= max(1e-8 * dispersion, 100 * rounding)
            stagnant = isClose && decrement >= 0.5 * best ? stagnant + 1 : 0
            best = min(best, decrement)
            if !reached || stagnant >= 5 {
                if isClose { ending = .converged }
                break
            }
        }
        let solver = Solver(sums.information, active, pass, beta)
        return Outcome(
            beta: beta, sums: sums, inverseRoot: solver.inverseRoot(), iterations: iterations,
            ending: ending, smallestPivot: solver.smallestPivot)
    }

    /// Takes a step, halved until the likelihood rises by a hundredth of what the slope promises
    /// (Armijo's rule: of counts far above their means the whole step can end far beyond the
    /// maximum, and still higher than it began); false if none of 40 halves does.
    private func advance(
        _ beta: inout [Double], _ sums: inout RowPass.Sums, by step: [Double], _ decrement: Double
    ) -> Bool {
        // The likelihood is a sum of rounded terms: below its own noise no fall can be told.
        let slack = 1e-12 * abs(sums.logLikelihood)
        var share = 1.0
        for _ in 0..<40 {
            var candidate = beta
            for (k, column) in active.enumerated() { candidate[column] += share * step[k] }
            let next = pass.sums(at: candidate)
            if next.logLikelihood >= sums.logLikelihood + 0.01 * share * decrement - slack {
                beta = candidate
                sums = next
                return true
            }
            share /= 2
        }
        return false
    }

    private func expand(_ step: [Double]) -> [Double] {
        var direction = [Double](repeating: 0, count: pass.design.columnCount)
        for (k, column) in active.enumerated() { direction[column] = step[k] }
        return direction
    }

    /// Whether moving along a direction never goes against a row's outcome and goes with some by
    /// much: a sign of separation, which `Separation` then proves.
    private func isSeparating(_ direction: [Double]) -> Bool {
        guard !(pass.bound(direction) <= pass.model.leastSeparatingStep) else { return false }
        let (lowest, highest) = pass.gains(along: direction)
        return highest > pass.model.leastSeparatingStep && lowest >= -1e-3 * min(1, highest)
    }
}

/// Solves with the information over the active columns, by Cholesky or, if need be, by QR.
private struct Solver {
    private let factor: InformationFactor
    private let diagonal: [Double]
    let smallestPivot: Double

    init(_ information: Matrix, _ active: [Int], _ pass: RowPass, _ beta: [Double]) {
        let matrix = information.principalSubmatrix(active)
        diagonal = (0..<matrix.rows).map { matrix[$0, $0] }
        let cholesky = Cholesky(matrix)
        smallestPivot = cholesky?.smallestPivot ?? 0
        if let cholesky, smallestPivot >= Newton.conditionLimit {
            factor = .cholesky(cholesky)
            return
        }
        // R over all columns, then over the active ones: the aliased are linear in those.
        let full = pass.triangle(at: beta)
        var columns = Matrix(rows: full.rows, columns: active.count)
        for (j, column) in active.enumerated() {
            for i in 0...column { columns[i, j] = full[i, column] }
        }
        var qr = StackedQR(columns: active.count, blockRows: full.rows)
        qr.append(rows: full.rows) { block, stride in
            for j in 0..<columns.columns {
                for i in 0..<columns.rows { block[i + j * stride] = columns[i, j] }
            }
        }
        var triangle = qr.triangle
        let scales = diagonal.map { $0 > 0 ? 1 / $0.squareRoot() : 1 }
        for j in 0..<triangle.columns {
            for i in 0...j { triangle[i, j] *= scales[j] }
        }
        factor = InformationFactor(triangle: triangle, scales: scales)
    }

    func solve(_ score: [Double]) -> [Double]? { factor.solve(score) }

    /// S with H⁻¹ = S S'.
    func inverseRoot() -> Matrix { factor.inverseRoot() }

    func largestScaledScore(_ score: [Double]) -> Double {
        zip(score, diagonal).reduce(0) { largest, pair in
            pair.1 > 0 ? max(largest, abs(pair.0) / pair.1.squareRoot()) : largest
        }
    }
}

extension RowPass {
    /// What the log-likelihood is measured in: the mean squared residual of Gaussian outcomes, 1
    /// elsewhere.
    func dispersionUnit(_ logLikelihood: Double) -> Double {
        guard model.family == .gaussian else { return 1 }
        let (total, squares) = outcomeSize
        guard total > 0, squares > 0 else { return 1 }
        // Of a perfect fit nothing is left but the rounding of the outcome.
        return max(-2 * logLikelihood, 1e-26 * squares) / total
    }

    /// What rounding of the outcomes alone makes of Σ w (y - μ)²: (4 ε)² Σ w y². Where Gaussian rows
    /// leave no residual no step can gain more; 0 elsewhere, where the likelihood has a unit of its own.
    var roundingOfLikelihood: Double {
        model.family == .gaussian ? 1e-30 * outcomeSize.squares : 0
    }
}

extension Newton {
    /// S with (X'WX)⁻¹ = S S' over the active columns at some coefficients.
    static func inverseRoot(_ pass: RowPass, active: [Int], at beta: [Double]) -> Matrix {
        Solver(pass.sums(at: beta).information, active, pass, beta).inverseRoot()
    }

    /// The start that the outcomes suggest; nil where the information there cannot be solved with.
    static func start(_ pass: RowPass, active: [Int]) -> [Double]? {
        let sums = pass.startingSums()
        guard let factor = Cholesky(sums.information.principalSubmatrix(active)),
            factor.smallestPivot > conditionLimit
        else { return nil }
        let solved = factor.solve(active.map { sums.score[$0] })
        guard solved.allSatisfy(\.isFinite) else { return nil }
        var beta = [Double](repeating: 0, count: pass.design.columnCount)
        for (k, column) in active.enumerated() { beta[column] = solved[k] }
        return pass.sums(at: beta).logLikelihood.isFinite ? beta : nil
    }
}
