import LinearAlgebra
import ModelFormula

extension GLMFit {
    /// A score (Rao's) test for each term, of type II as the likelihood-ratio test: U'I⁻¹U with score
    /// and expected information of the model with the term, at the maximum of that without it.
    ///
    /// Where the dispersion is estimated the statistic is over this model's, and its reference is the
    /// chi-squared distribution, as in R's `anova(test = "Rao")`; θ of negative-binomial counts is
    /// that of the model without the term. The term need have no finite estimate, nor need the others:
    /// rows that the model without the term separates meet their outcomes in its limit, add nothing to
    /// score or information, and are left out. Source: Rao (1948), Mathematical
    /// Proceedings of the Cambridge Philosophical Society 44, 50-57.
    /// Of rows in a scratch file it is two fits' worth of passes a term: the model without it, and score
    /// and information at its maximum, which each run of rows finds anew.
    /// - Throws: `FitError` where a factor was eliminated.
    public func scoreTests() throws(FitError) -> [TermTest] {
        try requireNoLargeFactor(for: "A score test")
        let model = specification.model
        return model.terms.map { term in
            let larger = model.terms.filter { $0 == term || !$0.contains(term) }
            let name = model.name(term)
            return scoreTest(name, larger: larger, smaller: larger.filter { $0 != term })
                ?? TermTest(term: name, degreesOfFreedom: 0, chiSquared: nil, status: .notEstimable)
        }
    }

    /// Nil where the model without the term separates all rows, or the term adds nothing to what it leaves.
    private func scoreTest(
        _ name: String, larger: [ModelTerms.Term], smaller: [ModelTerms.Term]
    ) -> TermTest? {
        var model = specification.model
        model.terms = smaller
        let without = DesignSpecification(model: model, schemas: specification.schemas)
        let null = settings.solve(frame, without)
        guard null.isConverged, !null.isCompletelySeparated, let dispersion, dispersion > 0 else {
            return nil
        }
        model.terms = larger
        let pass = self.pass(
            DesignSpecification(model: model, schemas: specification.schemas), beyond: null, without
        )
        let kept = Aliasing.find(pass).kept
        let sums = pass.sums(at: [Double](repeating: 0, count: pass.design.columnCount))
        let score = kept.map { sums.score[$0] }
        let degrees = kept.count - null.active.count
        guard degrees > 0, let factor = Cholesky(sums.information.principalSubmatrix(kept)),
            factor.smallestPivot > Newton.conditionLimit
        else { return nil }
        let statistic = zip(score, factor.solve(score)).reduce(0) { $0 + $1.0 * $1.1 }
        return TermTest(
            term: name, degreesOfFreedom: degrees, chiSquared: max(0, statistic) / dispersion,
            status: .tested)
    }

    /// The columns of a model over the rows that a smaller one leaves, with the linear predictor of the
    /// latter as their offset.
    private func pass(
        _ specification: DesignSpecification, beyond null: SolvedDesign,
        _ without: DesignSpecification
    ) -> RowPass {
        if let stored = frame.stored {
            var source = StoredSource(stored, specification, threads: settings.threads)
            source.beneath = StoredSource.Beneath(
                StoredSource(stored, without, threads: settings.threads), null)
            return RowPass(source, model: null.model, threads: settings.threads)
        }
        let prior =
            null.directions.isEmpty
            ? frame.prior
            : null.isSeparated.indices.map { null.isSeparated[$0] ? 0 : frame.prior?[$0] ?? 1 }
        return RowPass(
            design: Design(specification, values: frame.values, rowCount: frame.rowCount),
            outcome: frame.outcome, prior: prior, offset: null.linearPredictors(frame),
            model: null.model, threads: settings.threads)
    }
}
