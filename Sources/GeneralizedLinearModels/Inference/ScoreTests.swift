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
    public func scoreTests() -> [TermTest] {
        let model = specification.model
        func specified(_ terms: [ModelTerms.Term]) -> DesignSpecification {
            var some = model
            some.terms = terms
            return DesignSpecification(model: some, schemas: specification.schemas)
        }
        func answer(_ test: TermTest?, _ name: String) -> TermTest {
            test
                ?? TermTest(term: name, degreesOfFreedom: 0, chiSquared: nil, status: .notEstimable)
        }
        let tests = model.terms.map { term in
            let terms = model.terms.filter { $0 == term || !$0.contains(term) }
            let larger = specified(terms)
            let smaller = specified(terms.filter { $0 != term })
            let name = model.name(term)
            return answer(
                largeFactor.map {
                    scoreTest(name, larger: larger, smaller: smaller, beside: $0)
                } ?? scoreTest(name, larger: larger, smaller: smaller), name)
        }
        guard let largeFactor else { return tests }
        return inOrder(tests, with: answer(scoreTest(of: largeFactor), largeFactor.name))
    }

    /// Nil where the model without the term separates all rows, or the term adds nothing to what it leaves.
    private func scoreTest(
        _ name: String, larger: DesignSpecification, smaller: DesignSpecification
    ) -> TermTest? {
        let null = settings.solve(frame, smaller)
        guard null.isConverged, !null.isCompletelySeparated, let dispersion, dispersion > 0 else {
            return nil
        }
        let pass = self.pass(larger, beyond: null, smaller)
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
        return RowPass(
            design: Design(specification, values: frame.values, rowCount: frame.rowCount),
            outcome: frame.outcome, prior: null.priorOfRest(frame),
            offset: null.linearPredictors(frame),
            model: null.model, threads: settings.threads)
    }
}
