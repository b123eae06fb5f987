import LinearAlgebra
import ModelFormula

/// A place from which the profile likelihood is climbed: coefficients with the best effects of the
/// levels beside them, and the sums there.
struct LargeFactorStart {
    let beta: [Double]
    /// The effects that the search for the best ones began at.
    let effects: [Double]
    let slope: LargeFactorPass.ProfileSlope
    let sums: LargeFactorPass.Sums
    /// The columns that S is factored over.
    let columns: [Int]
    let solver: SchurSolver

    /// Nil where the profile is not to be had: of other families than the logistic one, or where a
    /// level's best effect is not found.
    init?(
        _ pass: LargeFactorPass, _ near: (beta: [Double], effects: [Double]), columns: [Int]
    ) {
        guard pass.pass.model == .logistic,
            let slope = pass.profileSlope(at: near.beta, from: near.effects)
        else { return nil }
        (beta, effects) = near
        self.slope = slope
        self.columns = columns
        sums = pass.sums(at: near.beta, slope.effects)
        solver = SchurSolver(
            sums, columns.map { pass.meetings.placeOfCoefficient[$0] }, pass,
            (near.beta, slope.effects))
    }

    /// Whether the sums show that no column is made up of others and the levels.
    ///
    /// What is left of a column beside others is with weights w at least min w times, and its length at
    /// most max w times, what they are with a weight of 1: the share that is left is so bounded by
    /// that with weights, and compared with what `dependence` asks of X'X.
    var provesIndependence: Bool {
        solver.isCholesky && solver.smallestPivot * slope.leastWeight > 1e-6
    }
}

/// Steps of which only the slope is new, as in `Newton+Approach`: the curvature S is that of the start,
/// mended by what the slopes since then have shown of it (the BFGS method with two loops: Nocedal and
/// Wright, "Numerical Optimization", 2006, algorithm 7.4). Where it ends is judged by Newton's own
/// steps and criteria.
extension LargeFactorNewton {
    private static let mostSteps = 25
    /// From so near, by the row, the curvature is summed once more: what moves rows by a hundredth
    /// moves it by no more.
    private static let nearDecrement = 2e-4

    /// A climb that is as good as over leaves less than this.
    private static let closeDecrement = 1e-8

    /// Newton's method from where the profile likelihood was climbed to, or where the climb does not
    /// come near its end, as beside separation, from where it began.
    func run(approaching start: LargeFactorStart) -> Outcome {
        guard let near = approach(start) else { return run(from: (start.beta, start.effects)) }
        return run(from: (near.beta, near.effects), after: near.passes)
    }

    private func approach(_ start: LargeFactorStart) -> (
        beta: [Double], effects: [Double], passes: Int
    )? {
        var solver =
            active == start.columns
            ? start.solver
            : SchurSolver(start.sums, places, pass, (start.beta, start.slope.effects))
        var best = (beta: start.beta, effects: start.slope.effects, passes: 2)
        guard solver.smallestPivot >= Newton.conditionLimit else { return nil }
        var memory = CurvatureMemory()
        var slope = start.slope
        var before = Double.infinity
        var isRenewed = false
        for _ in 0..<Self.mostSteps {
            let end = before <= Self.closeDecrement ? best : nil
            let score = active.map { slope.score[$0] }
            guard let step = memory.step(score, { solver.solve($0) }) else { return end }
            let decrement = CurvatureMemory.product(score, step)
            if decrement <= 0.5 * Self.unseenDecrement { return best }
            guard decrement.isFinite, decrement <= 0.25 * before else { return end }
            if !isRenewed, decrement <= Self.nearDecrement * Double(pass.runs.rows.count) {
                let sums = pass.sums(at: best.beta, best.effects)
                let renewed = SchurSolver(sums, places, pass, (best.beta, best.effects))
                best.passes += 1
                guard renewed.smallestPivot >= Newton.conditionLimit else { return end }
                (solver, memory, isRenewed) = (renewed, CurvatureMemory(), true)
                continue
            }
            before = decrement
            var beta = best.beta
            for (k, column) in active.enumerated() { beta[column] += step[k] }
            best.passes += 1
            guard let next = pass.profileSlope(at: beta, from: best.effects),
                next.logLikelihood >= slope.logLikelihood - 1e-12 * abs(slope.logLikelihood)
            else { return end }
            let change = zip(score, active).map { $0 - next.score[$1] }
            memory.learn(step, change, solved: solver.solve(change))
            (best.beta, best.effects, slope) = (beta, next.effects, next)
        }
        return before <= Self.closeDecrement ? best : nil
    }
}

/// What steps and the changes of the slope along them say of a curvature that is known roughly.
struct CurvatureMemory {
    /// How much smaller the curvature is than it was at first.
    private var scale = 1.0
    private var steps: [(step: [Double], change: [Double], inverse: Double)] = []

    static func product(_ a: [Double], _ b: [Double]) -> Double {
        var sum = 0.0
        for k in a.indices { sum += a[k] * b[k] }
        return sum
    }

    /// - Parameters:
    ///   - change: by how much the slope fell along the step.
    ///   - solved: the first curvature solved for it.
    mutating func learn(_ step: [Double], _ change: [Double], solved: [Double]?) {
        let curvature = Self.product(step, change)
        guard curvature > 0, curvature.isFinite else { return }
        steps.append((step, change, 1 / curvature))
        let first = solved.map { Self.product(change, $0) } ?? 0
        if first > 0, (curvature / first).isFinite { scale = curvature / first }
    }

    /// The step to which a slope leads.
    ///
    /// - Parameter solve: solves with the curvature as it was known at first.
    func step(_ slope: [Double], _ solve: ([Double]) -> [Double]?) -> [Double]? {
        var rest = slope
        var shares: [Double] = []
        for known in steps.reversed() {
            let share = known.inverse * Self.product(known.step, rest)
            for k in rest.indices { rest[k] -= share * known.change[k] }
            shares.append(share)
        }
        guard var result = solve(rest)?.map({ $0 * scale }) else { return nil }
        for (known, share) in zip(steps, shares.reversed()) {
            let own = known.inverse * Self.product(known.change, result)
            for k in result.indices { result[k] += known.step[k] * (share - own) }
        }
        return result
    }
}
