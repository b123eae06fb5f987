import ModelFormula

extension GLMFit {
    /// The likelihood-ratio test of an eliminated factor as a whole: beside the model without it on all
    /// rows, also those whose level has no estimate and which the model with the factor predicts
    /// without error.
    func likelihoodRatioTest(of factor: LargeFactorFit) -> TermTest {
        let whole = factor.whole
        let without = factor.fitWithout(settings).solved
        let sums =
            whole.response.event != nil && !settings.estimatesDispersion
            ? nil : FittedSums(without, whole, isCount: settings.weightKind == .frequency)
        let value =
            settings.estimatesDispersion
            ? -(sums?.deviance ?? 0) : 2 * (sums?.logLikelihood ?? without.logLikelihood)
        return test(
            factor.name,
            with: ModelValue(self),
            without: ModelValue(
                value: value, rank: without.rank, isConverged: without.isConverged))
    }

    /// What a model of some of the other terms makes of the same rows, beside the eliminated factor.
    func value(of terms: [ModelTerms.Term], beside factor: LargeFactorFit) -> ModelValue {
        var model = specification.model
        model.terms = terms
        let smaller = DesignSpecification(model: model, schemas: specification.schemas)
        // The columns that both have are standardised alike, so that this fit is near.
        let placeOf = Dictionary(
            coefficients.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first }
        )
        let known = smaller.coefficients().map { own in
            own.termIndex == nil ? 0 : placeOf[own.name].map { factor.start.beta[$0] } ?? 0
        }
        // Under the inverse link a start without a term may have means that are none.
        let isFinite = directions.isEmpty && isConverged && settings.link != .inverse
        let solution = settings.solve(
            frame, smaller, beside: factor.variable,
            from: isFinite ? (known, factor.start.effects) : nil)
        let reference = solution.reference(frame.schemas[factor.variable])
        let solved = SolvedDesign(solution, codes: frame.codes(factor.variable), reference)
        let isPlain = frame.response.event != nil && !settings.estimatesDispersion
        let sums =
            isPlain
            ? nil : FittedSums(solved, frame, isCount: settings.weightKind == .frequency)
        let value =
            settings.estimatesDispersion
            ? -(sums?.deviance ?? 0) : 2 * (sums?.logLikelihood ?? solved.logLikelihood)
        return ModelValue(
            value: value, rank: solved.rank + levelCount - 1,
            isConverged: solved.isConverged)
    }
}
