import LinearAlgebra
import ModelFormula

/// A fit beside a large factor: levels without an estimate leave with their rows, the rest is solved by
/// elimination, and the answer is a fit of the other columns with the levels beside it.
extension GLM {
    /// Fits a model of which one factor is eliminated.
    func fit(_ frame: ModelFrame, eliminating choice: LargeFactorChoice) throws(FitError) -> GLMFit
    {
        try check(choice, frame)
        guard case .codes(let codes) = frame.values[choice.variable],
            codes.allSatisfy({ $0 >= 0 })
        else {
            throw FitError(
                code: .tooManyCoefficients,
                message: "\"\(frame.schemas[choice.variable].name)\" has rows without a level.",
                hint: nil)
        }
        let model = RowModel(family, link)
        let states = model.outcomes(
            ofLevels: codes, count: choice.levelCount, outcome: frame.outcome, prior: frame.prior)
        try requireMeans(frame, choice, codes)
        let rows = codes.indices.filter { states[Int(codes[$0])] == .varied }
        let name = frame.schemas[choice.variable].name
        guard !rows.isEmpty else {
            throw FitError(
                code: .constantOutcome,
                message:
                    "The outcomes of each of the \(choice.levelCount) levels of \"\(name)\" are "
                    + "all alike, so that no row says anything of the other terms.",
                hint: "Is it an identifier? Leave it out, or group its levels.")
        }
        let leftOut = codes.count - rows.count
        let kept =
            leftOut == 0
            ? frame
            : frame.keeping(
                rows, whole: choice.variable,
                leftOut: [
                    RowExclusion(code: Self.alikeOutcomes, column: name, rows: leftOut)
                ], threads: threads)
        var others = kept.model
        others.terms.removeAll { $0.variables == [choice.variable] }
        let specification = DesignSpecification(model: others, schemas: kept.schemas)
        try checkMemory(kept, specification, choice)
        let solution = solve(kept, specification, beside: choice.variable)
        let reference = solution.reference(kept.schemas[choice.variable])
        let columns = countedColumns(frame, kept, specification, solution, choice, states)
        var fit = GLMFit(
            frame: kept, specification: specification,
            solved: SolvedDesign(solution, codes: kept.codes(choice.variable), reference), self,
            levels: columns, counting: frame)
        fit.largeFactor = LargeFactorFit(
            solution, fit, whole: frame, choice.variable, states, reference)
        return fit
    }

    /// Refuses levels whose numbers, under a log link, are all 0 or below: their means near 0 for ever.
    private func requireMeans(
        _ frame: ModelFrame, _ choice: LargeFactorChoice, _ codes: [Int32]
    ) throws(FitError) {
        guard family == .gaussian, link == .log else { return }
        var hasMean = [Bool](repeating: false, count: choice.levelCount)
        var hasRows = hasMean
        for row in codes.indices where (frame.prior?[row] ?? 1) > 0 {
            hasRows[Int(codes[row])] = true
            if frame.outcome[row] > 0 { hasMean[Int(codes[row])] = true }
        }
        let open = hasRows.indices.filter { hasRows[$0] && !hasMean[$0] }
        guard let first = open.first else { return }
        let schema = frame.schemas[choice.variable]
        throw FitError(
            code: .largeFactor,
            message:
                "Under a log link \(open.count) of the \(choice.levelCount) levels of "
                + "\"\(schema.name)\" have no mean (\"\(schema.levels[first])\" for one): none of "
                + "their numbers is above 0, and beside so many levels that limit is not followed.",
            hint: "Leave their rows out (--filter), or take the identity link.")
    }

    /// The independent columns that the levels stand for, and those that rows which left alone tell apart:
    /// as many as make the rank that of all rows, as a fit of every coefficient has it.
    private func countedColumns(
        _ frame: ModelFrame, _ kept: ModelFrame, _ specification: DesignSpecification,
        _ solution: LargeFactorSolution, _ choice: LargeFactorChoice, _ states: [LevelOutcomes]
    ) -> Int {
        let levels = states.count { $0 != .none }
        let own = specification.count - solution.aliased.count
        let whole = DesignSpecification(model: choice.others, schemas: frame.schemas)
        // Columns that are independent over some rows are so over all.
        guard frame.rowCount > kept.rowCount, own < whole.count else { return levels }
        let design = Design(
            whole, values: frame.values, rowCount: frame.rowCount, threads: threads)
        let pass = LargeFactorPass(
            design, LevelRuns(frame.codes(choice.variable), levelCount: choice.levelCount), frame,
            self, alpha: 0)
        let rank = pass.dependence(
            of: Array(1..<max(1, design.columnCount)), tolerance: Aliasing.tolerance
        ).kept.count
        return levels + rank + 1 - own
    }

    /// What rows are left out for whose level of a large factor has outcomes all alike.
    public static let alikeOutcomes = "outcomes_alike"

    /// Sums by level take at most 4 GB.
    private static let mostLevelSums = 1 << 29

    /// Refuses what would not fit in memory: sums by level, or codes beyond 32 bits.
    private func checkMemory(
        _ frame: ModelFrame, _ specification: DesignSpecification, _ choice: LargeFactorChoice
    ) throws(FitError) {
        let terms = max(1, specification.model.terms.count)
        let meetings = frame.rowCount.multipliedReportingOverflow(by: terms)
        let sums = choice.levelCount.multipliedReportingOverflow(
            by: min(specification.count, 64 * terms))
        guard !meetings.overflow, meetings.partialValue < Int(Int32.max), !sums.overflow,
            sums.partialValue < Self.mostLevelSums
        else {
            throw FitError(
                code: .tooManyCoefficients,
                message: "The \(choice.levelCount) levels of "
                    + "\"\(frame.schemas[choice.variable].name)\" meet more columns than fit in "
                    + "memory.", hint: "Group its levels, or leave terms out.")
        }
    }
}

extension ModelFrame {
    /// The level of each row; none for a variable that is no factor.
    func codes(_ variable: Int) -> [Int32] {
        guard case .codes(let codes) = values[variable] else { return [] }
        return codes
    }
}

extension LargeFactorSolution {
    /// The levels with rows.
    var levelCount: Int {
        (0..<pass.runs.levelCount).count { pass.runs.starts[$0] < pass.runs.starts[$0 + 1] }
    }

    /// The level that others are compared with: the schema's own where it has an estimate, else the
    /// first that has.
    func reference(_ schema: VariableSchema) -> Int {
        let hasRows = hasRows
        if hasRows.indices.contains(schema.reference), hasRows[schema.reference] {
            return schema.reference
        }
        return hasRows.firstIndex(of: true) ?? schema.reference
    }
}

extension SolvedDesign {
    /// The other columns with an intercept, which is the effect of the reference level.
    init(_ solution: LargeFactorSolution, codes: [Int32], _ reference: Int) {
        self.init(
            design: solution.design, model: solution.pass.pass.model, aliased: solution.aliased)
        func whole(_ direction: LargeFactorSeparation.Direction) -> [Double] {
            var vector = direction.beta
            vector[0] = direction.effects[reference]
            return vector
        }
        beta = solution.beta
        beta[0] = solution.effects[reference]
        levelEffects = codes.map { solution.effects[Int($0)] - solution.effects[reference] }
        logLikelihood = solution.logLikelihood
        iterations = solution.iterations
        isConverged = solution.isConverged
        smallestPivot = solution.smallestPivot
        directions = solution.directions.map(whole)
        nullVectors = solution.nullVectors.map(whole)
        isCompletelySeparated = solution.isCompletelySeparated
        isSeparated = solution.separatedInFrame
        guard let sums = solution.sums, sums.levels.information[reference] > 0 else { return }
        active = [0] + solution.active
        // α = 1/√d on its own, and -z'R of what the others say of it, z the level's means.
        let root = solution.inverseRoot
        let means = solution.means(of: reference)
        var whole = Matrix(rows: root.rows + 1, columns: root.columns + 1)
        whole[0, 0] = 1 / sums.levels.information[reference].squareRoot()
        for j in 0..<root.columns {
            var product = 0.0
            for i in 0..<root.rows {
                whole[i + 1, j + 1] = root[i, j]
                product += means[i] * root[i, j]
            }
            whole[0, j + 1] = -product
        }
        inverseRoot = whole
    }
}

extension LargeFactorSolution {
    /// Σwx / Σw of a level for each active column.
    func means(of level: Int) -> [Double] {
        guard let sums, sums.levels.information[level] > 0 else {
            return [Double](repeating: 0, count: active.count)
        }
        let meetings = pass.meetings
        let d = sums.levels.information[level]
        var byPlace = [Double](repeating: 0, count: design.columnCount)
        for j in 0..<meetings.denseCount {
            byPlace[j] = sums.levels.dense[level * meetings.denseCount + j] / d
        }
        for slot in meetings.starts[level]..<meetings.starts[level + 1] {
            byPlace[Int(meetings.places[slot])] = sums.levels.cells[slot] / d
        }
        return active.map { byPlace[meetings.placeOfCoefficient[$0]] }
    }
}
