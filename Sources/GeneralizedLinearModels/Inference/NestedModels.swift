import ModelFormula

extension GLMFit {
    /// The likelihood-ratio test of several terms together: this model beside the one without them,
    /// on the same rows. It holds in the limit of separation too.
    ///
    /// - Parameter names: the terms as the formula writes them; others are passed over.
    public func likelihoodRatioTest(ofTerms names: [String]) -> TermTest {
        let model = specification.model
        let smaller = model.terms.filter { !names.contains(model.name($0)) }
        return test(
            names.joined(separator: " + "), with: ModelValue(self), without: value(of: smaller))
    }

    /// The fit of some of the terms alone, to the same rows.
    ///
    /// - Throws: `FitError` where a factor was eliminated.
    public func keeping(terms names: [String]) throws(FitError) -> GLMFit {
        try refitted { names.contains($0) }
    }

    /// The fit without some of the terms, to the same rows.
    ///
    /// - Throws: `FitError` where a factor was eliminated.
    public func without(terms names: [String]) throws(FitError) -> GLMFit {
        try refitted { !names.contains($0) }
    }

    private func refitted(_ isKept: (String) -> Bool) throws(FitError) -> GLMFit {
        try requireNoLargeFactor(for: "A model of some of the terms")
        var model = specification.model
        model.terms = model.terms.filter { isKept(model.name($0)) }
        let smaller = DesignSpecification(model: model, schemas: specification.schemas)
        return GLMFit(
            frame: frame, specification: smaller, solved: settings.solve(frame, smaller), settings)
    }
}
