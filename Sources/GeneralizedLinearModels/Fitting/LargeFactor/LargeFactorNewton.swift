import Glibc
import LinearAlgebra
import ModelFormula

/// Newton's method beside a large factor, as `Newton` does it: the same information, the same rule to
/// stop by and the same halving, with the levels' effects eliminated from each step.
///
/// S Δβ = s_β - B'D⁻¹s_α and Δα = D⁻¹(s_α - B Δβ); the decrement is s_α'D⁻¹s_α + (s_β - B'D⁻¹s_α)'Δβ.
struct LargeFactorNewton {
    let pass: LargeFactorPass
    /// The coefficients beside the levels that are estimated; the others stay at 0.
    let active: [Int]

    /// The polishing step from a decrement as small as this moves no standard error in any digit that
    /// there is, of a level with two rows either: the sums before it are those after it.
    static let unseenDecrement = 1e-20

    enum Ending {
        case converged
        case separated(LargeFactorSeparation)
        case stalled
    }

    struct Outcome {
        /// The coefficients of the other columns on the design's scale.
        var beta: [Double]
        /// The level's effects on that scale, an intercept each.
        var effects: [Double]
        var sums: LargeFactorPass.Sums
        /// R with S⁻¹ = R R', over the active columns.
        var inverseRoot: Matrix
        var iterations: Int
        var ending: Ending
        var smallestPivot: Double
    }

    var places: [Int] { active.map { pass.meetings.placeOfCoefficient[$0] } }

    /// - Parameter passes: those that the start took, which are counted with the iterations.
    func run(from start: (beta: [Double], effects: [Double]), after passes: Int = 0) -> Outcome {
        var (beta, effects) = start
        var sums = pass.sums(at: beta, effects)
        var iterations = passes
        var ending = Ending.stalled
        var pace = Newton.Pace(pass.pass.model)
        let unit = pass.pass.likelihoodUnit
        // The rows with the information that steps are solved with.
        var rows = pass
        let places = places
        var last: SchurSolver?
        while iterations < Newton.mostIterations + passes {
            let solver = SchurSolver(sums, places, rows, (beta, effects))
            last = solver
            guard solver.isSound, let step = step(sums, solver, places) else {
                guard rows.pass.model.isObserved else { break }
                pace.refuseObserved()
                rows = pass
                sums = rows.sums(at: beta, effects)
                iterations += 1
                last = nil
                continue
            }
            let decrement = step.decrement
            let scaledScore = largestScaledScore(sums, places)
            let dispersion = unit.dispersion(sums.logLikelihood)
            let isSmall =
                decrement <= Newton.decrementTolerance * dispersion
                && scaledScore <= Newton.scoreTolerance * dispersion.squareRoot()
            if pass.pass.model.canSeparate, iterations >= 6 + passes || isSmall,
                isSeparating(step.beta, step.effects),
                let proven = LargeFactorSeparation(
                    candidate: (step.beta, step.effects), pass: pass, active: active)
            {
                ending = .separated(proven)
                break
            }
            iterations += 1
            if isSmall, decrement <= Self.unseenDecrement * dispersion {
                for k in beta.indices { beta[k] += step.beta[k] }
                for k in effects.indices { effects[k] += step.effects[k] }
                ending = .converged
                break
            }
            let isClose = decrement <= 1e-8 * dispersion
            pace.take(decrement, isClose: isClose)
            if pace.asksForObserved, !rows.pass.model.isObserved,
                let observed = pass.pass.model.observed
            {
                rows = pass.modelled(as: observed)
            }
            let reached = advance(&beta, &effects, &sums, rows, by: step)
            if reached { last = nil }
            if isSmall {
                ending = .converged
                break
            }
            if !reached, !isClose, !rows.pass.model.isObserved, !pace.hasRefusedObserved,
                let observed = pass.pass.model.observed
            {
                rows = pass.modelled(as: observed)
                sums = rows.sums(at: beta, effects)
                last = nil
                continue
            }
            if !reached || pace.isStagnant {
                if isClose { ending = .converged }
                break
            }
        }
        if rows.pass.model.isObserved {
            sums = pass.sums(at: beta, effects)
            last = nil
        }
        let work = Double(pass.runs.rows.count) * Double(places.count) * Double(places.count)
        if let known = last, known.smallestPivot < Newton.errorLimit, known.isCholesky {
            last = nil
        }
        let solver =
            last
            ?? SchurSolver(
                sums, places, pass, (beta, effects),
                limit: work <= Newton.mostWorkForErrors ? Newton.errorLimit : Newton.conditionLimit)
        return Outcome(
            beta: beta, effects: effects, sums: sums, inverseRoot: solver.inverseRoot(),
            iterations: iterations, ending: ending, smallestPivot: solver.smallestPivot)
    }

    private struct Step {
        var beta: [Double]
        var effects: [Double]
        var decrement: Double
    }

    private func step(_ sums: LargeFactorPass.Sums, _ solver: SchurSolver, _ places: [Int])
        -> Step?
    {
        let reduced = places.map { sums.score[$0] - sums.shift[$0] }
        guard let solved = solver.solve(reduced) else { return nil }
        var moves = [Double](repeating: 0, count: sums.score.count)
        for (place, move) in zip(places, solved) { moves[place] = move }
        let meetings = pass.meetings
        let levels = sums.levels
        var decrement = zip(reduced, solved).reduce(0) { $0 + $1.0 * $1.1 }
        var effects = [Double](repeating: 0, count: levels.levelCount)
        let p = meetings.denseCount
        for level in effects.indices {
            let d = levels.information[level]
            guard d > 0 else { continue }
            let score = levels.score[level]
            var met = 0.0
            for j in 0..<p { met += levels.dense[level * p + j] * moves[j] }
            for slot in meetings.starts[level]..<meetings.starts[level + 1] {
                met += levels.cells[slot] * moves[Int(meetings.places[slot])]
            }
            effects[level] = (score - met) / d
            decrement += score * score / d
        }
        var beta = [Double](repeating: 0, count: sums.score.count)
        for (column, move) in zip(active, solved) { beta[column] = move }
        guard decrement.isFinite, effects.allSatisfy(\.isFinite) else { return nil }
        return Step(beta: beta, effects: effects, decrement: decrement)
    }

    private func largestScaledScore(_ sums: LargeFactorPass.Sums, _ places: [Int]) -> Double {
        var largest = 0.0
        for place in places where sums.diagonal[place] > 0 {
            largest = max(largest, abs(sums.score[place]) / sums.diagonal[place].squareRoot())
        }
        for level in 0..<sums.levels.levelCount where sums.levels.information[level] > 0 {
            largest = max(
                largest,
                abs(sums.levels.score[level]) / sums.levels.information[level].squareRoot())
        }
        return largest
    }

    /// A step, halved until the likelihood rises by a hundredth of what the slope promises.
    private func advance(
        _ beta: inout [Double], _ effects: inout [Double], _ sums: inout LargeFactorPass.Sums,
        _ rows: LargeFactorPass, by step: Step
    ) -> Bool {
        let slack = 1e-12 * abs(sums.logLikelihood)
        var share = 1.0
        for _ in 0..<40 {
            let candidate = zip(beta, step.beta).map { $0 + share * $1 }
            let others = zip(effects, step.effects).map { $0 + share * $1 }
            let next = rows.sums(at: candidate, others)
            if next.logLikelihood >= sums.logLikelihood + 0.01 * share * step.decrement - slack {
                (beta, effects, sums) = (candidate, others, next)
                return true
            }
            share /= 2
        }
        return false
    }

    private func isSeparating(_ beta: [Double], _ effects: [Double]) -> Bool {
        let least = pass.pass.model.leastSeparatingStep
        let reach = effects.reduce(0) { max($0, abs($1)) }
        guard !(pass.pass.bound(beta) + reach <= least) else { return false }
        let moves = pass.product(beta, effects)
        var (lowest, highest) = (0.0, 0.0)
        for row in moves.indices where (pass.pass.prior?[row] ?? 1) > 0 {
            let gain = pass.pass.model.gain(moves[row], outcome: pass.pass.outcome[row])
            lowest = min(lowest, gain)
            highest = max(highest, gain)
        }
        return highest > least && lowest >= -1e-3 * min(1, highest)
    }
}
