import LinearAlgebra
import ModelFormula

/// Models of fewer terms fitted from the maximum of all of them.
///
/// Of many rows a likelihood-ratio test of a term is a fit of nearly the same columns once more. Where the
/// others stay coded as they are, the maximum without the term is first guessed from the quadratic that
/// the likelihood is near its maximum, b - C₁₂ C₂₂⁻¹ b₂, and then climbed to with the information of
/// all terms, which costs passes for the score alone. What is compared is the height that the last
/// of them finds, to less than rounding leaves of it.
struct SmallerModels {
    private let fit: GLMFit
    private let pass: RowPass
    private let information: Matrix
    private let covariance: Matrix

    /// Fewer rows are quicker fitted anew.
    static let fewestRows = RowSample.fewestRows

    /// Nil where the maximum is not a plain one, or the rows are few.
    init?(_ fit: GLMFit) {
        let frame = fit.frame
        guard frame.stored == nil, fit.largeFactor == nil, frame.rowCount >= Self.fewestRows,
            frame.response.event != nil, !fit.settings.estimatesDispersion, fit.isConverged,
            fit.solution.isSeparated == nil, fit.smallestPivot >= Newton.conditionLimit,
            fit.solution.active.count == fit.coefficients.count
        else { return nil }
        self.fit = fit
        pass = RowPass(
            design: Design(
                fit.specification, values: frame.values, rowCount: frame.rowCount,
                threads: fit.settings.threads),
            outcome: frame.outcome, prior: frame.prior, offset: frame.offset,
            model: fit.solution.model, threads: fit.settings.threads)
        information = pass.sums(at: fit.solution.beta).information
        covariance = fit.solution.inverseRoot.timesOwnTranspose()
    }

    /// What the model of some of the terms makes of the rows; nil where it is to be fitted anew.
    func value(ofTerms terms: [ModelTerms.Term]) -> ModelValue? {
        var model = fit.specification.model
        model.terms = terms
        let specification = DesignSpecification(model: model, schemas: fit.specification.schemas)
        let names = Set(specification.coefficients().map(\.name))
        let kept = fit.coefficients.indices.filter { names.contains(fit.coefficients[$0].name) }
        let gone = fit.coefficients.indices.filter { !names.contains(fit.coefficients[$0].name) }
        guard kept.count == specification.count, !gone.isEmpty,
            let own = Cholesky(covariance.principalSubmatrix(gone))
        else { return nil }
        let beta = fit.solution.beta
        let pulled = own.solve(gone.map { beta[$0] })
        var start = [Double](repeating: 0, count: beta.count)
        for row in kept {
            start[row] = beta[row]
            for (k, column) in gone.enumerated() {
                start[row] -= covariance[row, column] * pulled[k]
            }
        }
        guard
            let height = Newton(pass: pass, active: kept).height(
                from: start, by: information)
        else { return nil }
        return ModelValue(value: 2 * height, rank: kept.count, isConverged: true)
    }
}
