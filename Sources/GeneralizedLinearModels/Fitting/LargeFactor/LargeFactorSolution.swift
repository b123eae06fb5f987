import Glibc
import LinearAlgebra
import ModelFormula

/// The maximum of a likelihood beside a large factor, in the limit where rows are separated.
struct LargeFactorSolution {
    /// The rows that were fitted, in the order of levels.
    var pass: LargeFactorPass
    /// The other columns, with rows as the frame has them.
    let design: Design
    let aliased: [ColumnDependence.Dependent]
    /// The coefficients of the other columns on the design's scale.
    var beta: [Double] = []
    /// The effect of each level on that scale; of no meaning where no row of it is left.
    var effects: [Double] = []
    var active: [Int] = []
    /// The sums at the maximum; nil where every row is separated.
    var sums: LargeFactorPass.Sums?
    var inverseRoot = Matrix(rows: 0, columns: 0)
    var logLikelihood = 0.0
    var iterations = 0
    var isConverged = false
    var smallestPivot = 1.0
    var directions: [LargeFactorSeparation.Direction] = []
    var nullVectors: [LargeFactorSeparation.Direction] = []
    var isCompletelySeparated = false
    /// The rows that separation takes out, in the order of levels.
    var isSeparated: [Bool]
    /// The sign of each level that separation of others leaves with outcomes all alike.
    var levelSigns: [Int: Int] = [:]

    /// The rows in the order of the frame that separation takes out.
    var separatedInFrame: [Bool] {
        var result = [Bool](repeating: false, count: isSeparated.count)
        for (place, row) in pass.runs.rows.enumerated() { result[row] = isSeparated[place] }
        return result
    }

    /// Whether a row of each level is left.
    var hasRows: [Bool] {
        (0..<pass.runs.levelCount).map { (sums?.levels.information[$0] ?? 0) > 0 }
    }
}

extension GLM {
    /// Fits the columns of a specification beside the levels of a factor.
    ///
    /// - Parameters:
    ///   - specification: the other columns, with an intercept.
    ///   - alpha: the dispersion of negative-binomial counts; nil to find it.
    ///   - known: coefficients and effects to start from.
    func solve(
        _ frame: ModelFrame, _ specification: DesignSpecification, beside variable: Int,
        alpha: Double? = nil, from known: (beta: [Double], effects: [Double])? = nil
    ) -> LargeFactorSolution {
        guard case .codes(let codes) = frame.values[variable] else {
            preconditionFailure("the variable is a factor")
        }
        let design = Design(
            specification, values: frame.values, rowCount: frame.rowCount, threads: threads)
        let runs = LevelRuns(codes, levelCount: frame.schemas[variable].levels.count)
        let pass = LargeFactorPass(design, runs, frame, self, alpha: alpha ?? 0)
        let columns = Array((design.hasIntercept ? 1 : 0)..<design.columnCount)
        let begun = LargeFactorStart(pass, known ?? start(pass), columns: columns)
        let found =
            begun?.provesIndependence == true
            ? (kept: columns, dependent: [])
            : pass.dependence(of: columns, tolerance: Aliasing.tolerance)
        let empty = LargeFactorSolution(
            pass: pass, design: design, aliased: found.dependent,
            isSeparated: [Bool](repeating: false, count: design.rowCount))
        var solved = maximum(empty, kept: found.kept, from: known, begun)
        guard family == .negativeBinomial, alpha == nil, !solved.isCompletelySeparated else {
            return solved
        }
        let dispersion = Overdispersion(pass.pass.outcome, weights: pass.pass.prior)
        var model = pass.pass.model
        for _ in 0..<100 {
            var means = model.means(pass.linearPredictors(solved.beta, solved.effects))
            for row in means.indices where solved.isSeparated[row] { means[row] = 0 }
            let guess = model.alpha > 0 ? model.alpha : nil
            guard let alpha = dispersion.estimate(means, near: guess) else { break }
            let change = abs(alpha - model.alpha)
            model.alpha = alpha
            let start =
                solved.isSeparated.contains(true) ? nil : (solved.beta, solved.effects)
            let iterations = solved.iterations
            var next = empty
            next.pass = pass.modelled(as: model)
            solved = maximum(next, kept: found.kept, from: start)
            solved.iterations += iterations
            if change <= 1e-12 * alpha { return solved }
        }
        solved.isConverged = false
        return solved
    }

    private func maximum(
        _ empty: LargeFactorSolution, kept: [Int],
        from known: (beta: [Double], effects: [Double])?, _ begun: LargeFactorStart? = nil
    ) -> LargeFactorSolution {
        var result = empty
        let first = empty.pass
        var newton = LargeFactorNewton(pass: first, active: kept)
        var outcome =
            begun.map { newton.run(approaching: $0) } ?? newton.run(from: known ?? start(first))
        result.iterations = outcome.iterations
        while case .separated(let separation) = outcome.ending {
            result.directions.append(separation.direction)
            result.nullVectors += separation.nullVectors
            for row in separation.isSeparated.indices where separation.isSeparated[row] {
                result.isSeparated[row] = true
            }
            var prior = separation.priorOfRest
            var active = separation.activeOnRest
            if takeOutAlike(first, &prior, &result) {
                let rest = first.weighted(prior)
                let found = rest.dependence(of: active, tolerance: 1e-9)
                let sums = rest.crossProduct()
                result.nullVectors += found.dependent.map { rest.nullVector(of: $0, sums) }
                active = found.kept
            }
            newton = LargeFactorNewton(pass: first.weighted(prior), active: active)
            if prior.allSatisfy({ $0 == 0 }) {
                result.isCompletelySeparated = true
                result.isConverged = true
                result.beta = [Double](repeating: 0, count: empty.design.columnCount)
                result.effects = [Double](repeating: 0, count: first.runs.levelCount)
                return result
            }
            outcome = newton.run(from: start(newton.pass))
            result.iterations += outcome.iterations
        }
        result.pass = newton.pass
        result.beta = outcome.beta
        result.effects = outcome.effects
        result.active = newton.active
        result.sums = outcome.sums
        result.inverseRoot = outcome.inverseRoot
        result.logLikelihood = outcome.sums.logLikelihood
        result.smallestPivot = outcome.smallestPivot
        if case .converged = outcome.ending { result.isConverged = true }
        return result
    }

    /// Takes out the levels of which separation has left rows with outcomes all alike; true for any.
    private func takeOutAlike(
        _ first: LargeFactorPass, _ prior: inout [Double], _ result: inout LargeFactorSolution
    ) -> Bool {
        let runs = first.runs
        let states = first.pass.model.outcomes(
            ofLevels: runs.levelOfRow, count: runs.levelCount, outcome: first.pass.outcome,
            prior: prior)
        var found = false
        for level in states.indices where states[level] == .allHigh || states[level] == .allLow {
            found = true
            result.levelSigns[level] = states[level] == .allHigh ? 1 : -1
            for row in runs.starts[level]..<runs.starts[level + 1] {
                if prior[row] > 0 { result.isSeparated[row] = true }
                prior[row] = 0
            }
        }
        return found
    }

    /// All coefficients 0 beside effects that each level's mean suggests, drawn to the mean of all by the
    /// weight of one case.
    private func start(_ first: LargeFactorPass) -> (beta: [Double], effects: [Double]) {
        let pass = first.pass
        let runs = first.runs
        var (total, sum) = (0.0, 0.0)
        for row in pass.outcome.indices {
            let weight = pass.prior?[row] ?? 1
            total += weight
            sum += weight * pass.outcome[row]
        }
        let mean = total > 0 ? sum / total : 0
        let shrinks = family.hasUnitDispersion
        let effects = (0..<runs.levelCount).map { level in
            var (weights, events, offsets) = (0.0, 0.0, 0.0)
            for row in runs.starts[level]..<runs.starts[level + 1] {
                let weight = pass.prior?[row] ?? 1
                weights += weight
                events += weight * pass.outcome[row]
                offsets += weight * (pass.offset?[row] ?? 0)
            }
            guard weights > 0 else { return 0.0 }
            var own = shrinks ? (events + mean) / (weights + 1) : events / weights
            if family == .binomial { own = min(max(own, 1e-6), 1 - 1e-6) }
            if link == .log || link == .inverse {
                own = max(own, max(1e-6, 1e-3 * abs(mean)))
            }
            return pass.model.linearPredictor(own) - offsets / weights
        }
        return ([Double](repeating: 0, count: pass.design.columnCount), effects)
    }
}
