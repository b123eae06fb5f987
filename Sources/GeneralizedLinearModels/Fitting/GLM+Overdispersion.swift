import LinearAlgebra
import ModelFormula

/// Negative-binomial counts whose dispersion α = 1/θ is estimated with their coefficients.
extension GLM {
    /// Changes of α, as shares of it, from which on X'WX hardly changes with it.
    private static let nearChange = 0.1

    /// The maximum over coefficients and α, which say nothing of each other's error: maximised in turn
    /// they settle fast.
    ///
    /// A sample of the rows, where there is one, goes this way first. All rows begin at its α, so that
    /// what moves far moves in a few of them.
    func maximum(
        _ pass: RowPass, _ dependence: ColumnDependence, _ sample: RowSample?,
        alphaOf frame: ModelFrame
    ) -> SolvedDesign {
        var model = pass.model
        var known: Newton.Start?
        if let sample, let near = start(sample, dependence.kept) {
            model.alpha = near.alpha
            known = near.start
        }
        var solved = maximum(pass.modelled(as: model), dependence, from: known)
        guard !solved.isCompletelySeparated else { return solved }
        let dispersion = Overdispersion(frame.outcome, weights: frame.prior)
        for _ in 0..<100 {
            let means = pass.means(solved.beta, except: solved.isSeparated)
            let guess = model.alpha > 0 ? model.alpha : nil
            guard let alpha = dispersion.estimate(means, near: guess) else {
                solved.isConverged = false
                return solved
            }
            let change = abs(alpha - model.alpha)
            model.alpha = alpha
            let start =
                solved.isSeparated.contains(true)
                ? nil
                : Newton.Start(
                    beta: solved.beta,
                    information: change <= Self.nearChange * alpha ? solved.information : nil)
            let iterations = solved.iterations
            solved = maximum(pass.modelled(as: model), dependence, from: start)
            solved.iterations += iterations
            if change <= 1e-12 * alpha { return solved }
        }
        solved.isConverged = false
        return solved
    }

    /// Where the counts of a sample have their maximum over coefficients and α, to a hundredth of α:
    /// sampling leaves more open.
    private func start(_ sample: RowSample, _ active: [Int]) -> (
        alpha: Double, start: Newton.Start
    )? {
        let rows = sample.pass
        let dispersion = Overdispersion(rows.outcome, weights: rows.prior)
        var model = rows.model
        guard var near = sample.start(from: start(rows, active), active: active) else { return nil }
        for _ in 0..<10 {
            let means = rows.means(
                near.beta, except: [Bool](repeating: false, count: rows.outcome.count))
            guard
                let alpha = dispersion.estimate(means, near: model.alpha > 0 ? model.alpha : nil)
            else { return nil }
            let change = abs(alpha - model.alpha)
            model.alpha = alpha
            guard
                let next = sample.modelled(as: model).start(from: near.beta, active: active)
            else { return nil }
            near = next
            if change <= 0.01 * alpha { return (alpha, near) }
        }
        return nil
    }
}
