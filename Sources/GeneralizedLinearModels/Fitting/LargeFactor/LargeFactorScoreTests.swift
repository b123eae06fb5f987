import LinearAlgebra
import ModelFormula

/// Score tests beside an eliminated factor, from the same sums that its fit is made of.
extension GLMFit {
    /// The score test of one of the other terms, beside the factor's levels.
    func scoreTest(
        _ name: String, larger: DesignSpecification, smaller: DesignSpecification,
        beside factor: LargeFactorFit
    ) -> TermTest? {
        let solution = settings.solve(frame, smaller, beside: factor.variable)
        let null = SolvedDesign(
            solution, codes: frame.codes(factor.variable),
            solution.reference(frame.schemas[factor.variable]))
        return scoreTest(
            name, larger, frame, factor, beyond: null,
            rank: solution.levelCount + solution.active.count)
    }

    /// The score test of the factor itself, on all rows: at the fit without it, levels whose outcomes
    /// are all alike have a finite score as any other.
    func scoreTest(of factor: LargeFactorFit) -> TermTest? {
        let (others, null) = factor.fitWithout(settings)
        return scoreTest(
            factor.name, others, factor.whole, factor, beyond: null, rank: null.active.count)
    }

    private func scoreTest(
        _ name: String, _ larger: DesignSpecification, _ frame: ModelFrame,
        _ factor: LargeFactorFit, beyond null: SolvedDesign, rank: Int
    ) -> TermTest? {
        guard null.isConverged, !null.isCompletelySeparated, let dispersion, dispersion > 0 else {
            return nil
        }
        let pass = LargeFactorPass(
            Design(
                larger, values: frame.values, rowCount: frame.rowCount, threads: settings.threads),
            LevelRuns(
                frame.codes(factor.variable),
                levelCount: frame.schemas[factor.variable].levels.count),
            outcome: frame.outcome, prior: null.priorOfRest(frame),
            offset: null.linearPredictors(frame), model: null.model, threads: settings.threads)
        guard let score = pass.score(), score.rank > rank else { return nil }
        return TermTest(
            term: name, degreesOfFreedom: score.rank - rank,
            chiSquared: max(0, score.statistic) / dispersion, status: .tested)
    }
}

extension LargeFactorFit {
    /// The fit of the other terms alone to all rows.
    func fitWithout(_ settings: GLM) -> (specification: DesignSpecification, solved: SolvedDesign) {
        var others = whole.model
        others.terms.removeAll { $0.variables == [variable] }
        let specification = DesignSpecification(model: others, schemas: whole.schemas)
        var plain = settings
        plain.eliminatesFrom = nil
        return (specification, plain.solve(whole, specification))
    }
}

extension LargeFactorPass {
    /// U'I⁻¹U where all coefficients and effects are 0, and the rank of I: with the levels' scores s
    /// and information D, s'D⁻¹s + r'S⁻¹r of what is left of the other columns' score, r = u - B'D⁻¹s.
    fileprivate func score() -> (statistic: Double, rank: Int)? {
        let design = pass.design
        let beta = [Double](repeating: 0, count: design.columnCount)
        let effects = [Double](repeating: 0, count: runs.levelCount)
        let kept = dependence(
            of: Array((design.hasIntercept ? 1 : 0)..<design.columnCount),
            tolerance: Aliasing.tolerance
        ).kept
        let places = kept.map { meetings.placeOfCoefficient[$0] }
        let sums = sums(at: beta, effects)
        let rest = places.map { sums.score[$0] - sums.shift[$0] }
        guard let solved = SchurSolver(sums, places, self, (beta, effects)).solve(rest) else {
            return nil
        }
        var statistic = 0.0
        var rank = kept.count
        for level in 0..<runs.levelCount where sums.levels.information[level] > 0 {
            let score = sums.levels.score[level]
            statistic += score * score / sums.levels.information[level]
            rank += 1
        }
        for (own, move) in zip(rest, solved) { statistic += own * move }
        return (statistic, rank)
    }
}
