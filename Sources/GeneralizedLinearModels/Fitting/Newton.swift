import Glibc
import LinearAlgebra
import ModelFormula

/// Newton's method with the expected information (Fisher scoring), which is Newton's own for a
/// canonical link.
///
/// It stops when the Newton decrement s'H⁻¹s is at most 1e-12 and every score is at most 1e-10 on
/// the scale of its information, |sⱼ| / √Hⱼⱼ, and takes one polishing step more. Both are in units of the
/// dispersion, which for Gaussian outcomes is that of the residuals. A step that lowers the
/// likelihood is halved. Where the information is too ill-conditioned for Cholesky, steps are
/// solved through the QR factorisation of √W X. Where scoring nears the maximum slowly, as of outcomes
/// that are far from what the family expects, steps go on with the observed information.
struct Newton {
    let pass: RowPass
    /// The columns that are estimated; the others stay at 0.
    let active: [Int]

    static let decrementTolerance = 1e-12
    static let scoreTolerance = 1e-10
    /// The polishing step from a decrement d adds d/2 to the likelihood, less than its rounding from here.
    static let unseenDecrement = 1e-16
    /// A step that moves no linear predictor by more than this changes no weight of X'WX by a larger share of
    /// itself, and no standard error by half as much: the sums before it are those after it.
    private static let unseenShift = 2e-12
    static let mostIterations = 100
    /// Below this squared pivot Cholesky has lost the digits that QR still has.
    static let conditionLimit = 1e-10
    /// Below this standard errors of Cholesky's are off by more than 1e-8 of themselves.
    static let errorLimit = 1e-7
    /// The operations of a QR factorisation, rows times columns squared, that those digits are worth.
    static let mostWorkForErrors = 2e10

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
        // The rows with the information that steps are solved with.
        var rows = pass
        var sums = rows.sums(at: beta)
        var iterations = passes
        var ending = Ending.stalled
        var pace = Pace(pass.model)
        let unit = pass.likelihoodUnit
        // The factor of the information in `sums`.
        var current: NewtonSolver?
        while iterations < Self.mostIterations + passes {
            let solver = NewtonSolver(sums.information, active, rows, beta)
            current = solver
            let score = active.map { sums.score[$0] }
            guard solver.isSound, let whole = solver.solve(score) else {
                guard rows.model.isObserved else { break }
                pace.refuseObserved()
                rows = pass
                sums = rows.sums(at: beta)
                iterations += 1
                continue
            }
            let decrement = zip(score, whole).reduce(0) { $0 + $1.0 * $1.1 }
            let share = share(of: whole)
            let step = share < 1 ? whole.map { $0 * share } : whole
            let scaledScore = solver.largestScaledScore(score)
            let dispersion = unit.dispersion(sums.logLikelihood)
            let isSmall =
                decrement <= Self.decrementTolerance * dispersion
                && scaledScore <= Self.scoreTolerance * dispersion.squareRoot()
                || decrement <= unit.rounding
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
            if isSmall, decrement <= Self.unseenDecrement * dispersion, isUnseen(step) {
                for (k, column) in active.enumerated() { beta[column] += step[k] }
                ending = .converged
                break
            }
            let isClose =
                decrement <= max(1e-8 * dispersion, 100 * unit.rounding(ofTerms: beta))
            pace.take(decrement, isClose: isClose)
            if pace.asksForObserved, !rows.model.isObserved, let observed = pass.model.observed {
                rows = pass.modelled(as: observed)
            }
            current = nil
            let reached = advance(&beta, &sums, rows, by: step, share * decrement)
            if isSmall {
                ending = .converged
                break
            }
            // Far from the maximum a step by the expected information may be as much too long as an
            // outcome is above its mean.
            if !reached, !isClose, !rows.model.isObserved, !pace.hasRefusedObserved,
                let observed = pass.model.observed
            {
                rows = pass.modelled(as: observed)
                sums = rows.sums(at: beta)
                continue
            }
            if !reached || pace.isStagnant {
                if isClose { ending = .converged }
                break
            }
        }
        if rows.model.isObserved {
            sums = pass.sums(at: beta)
            current = nil
        }
        if let known = current, known.smallestPivot < Newton.errorLimit { current = nil }
        let solver =
            current
            ?? NewtonSolver(
                sums.information, active, pass, beta, limit: pass.conditionLimitOfErrors)
        return Outcome(
            beta: beta, sums: sums, inverseRoot: solver.inverseRoot(), iterations: iterations,
            ending: ending, smallestPivot: solver.smallestPivot)
    }

    /// Takes a step, halved until the likelihood rises by a hundredth of what the slope promises
    /// (Armijo's rule: of counts far above their means the whole step can end far beyond the
    /// maximum, and still higher than it began); false if none of 40 halves does.
    private func advance(
        _ beta: inout [Double], _ sums: inout RowPass.Sums, _ rows: RowPass, by step: [Double],
        _ decrement: Double
    ) -> Bool {
        // The likelihood is a sum of rounded terms: below its own noise no fall can be told.
        let slack = 1e-12 * abs(sums.logLikelihood)
        var share = 1.0
        for _ in 0..<40 {
            var candidate = beta
            for (k, column) in active.enumerated() { candidate[column] += share * step[k] }
            let next = rows.sums(at: candidate)
            if next.logLikelihood >= sums.logLikelihood + 0.01 * share * decrement - slack {
                beta = candidate
                sums = next
                return true
            }
            share /= 2
        }
        return false
    }

    /// Whether a step leaves the weights of rows as they are; of an identity they are always the same, and
    /// of an inverse they are in the outcome's units and left to the decrement.
    private func isUnseen(_ step: [Double]) -> Bool {
        switch pass.model.link {
        case .identity, .inverse: true
        case .logit, .probit, .cloglog, .log: pass.bound(expand(step)) <= Self.unseenShift
        }
    }

    /// How much of a step is taken. Of numbers under a log link that are below 0 a step down is as much
    /// longer than it should be as they are larger than their means, which it soon takes below all
    /// doubles: 5 there at most.
    private func share(of step: [Double]) -> Double {
        guard pass.model.family == .gaussian, pass.model.link == .log else { return 1 }
        let reach = pass.bound(expand(step))
        return reach > 5 ? 5 / reach : 1
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

extension Newton {
    /// S with (X'WX)⁻¹ = S S' over the active columns at some coefficients.
    static func inverseRoot(_ pass: RowPass, active: [Int], at beta: [Double]) -> Matrix {
        NewtonSolver(
            pass.sums(at: beta).information, active, pass, beta,
            limit: pass.conditionLimitOfErrors
        ).inverseRoot()
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
