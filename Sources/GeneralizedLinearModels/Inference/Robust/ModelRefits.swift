import ModelFormula

/// The same model fitted again and again to some of its own cases: to samples drawn with replacement, or
/// without those of a fold.
///
/// Columns, knots and scales stay those that the model learned from all of its cases; each fit starts from
/// the model's own estimates and ends at a maximum of its own. Fits are independent of each other, so
/// that any number of them may run at once.
public struct ModelRefits: Sendable {
    /// What came of a fit to some of the cases.
    public enum Answer: Sendable {
        /// The linear predictor of every row of the model, those that were not fitted among them; NaN for
        /// rows with a level that none of the fitted ones has.
        case fitted([Double])
        /// Rows could be separated, so that a coefficient is infinite that is finite in all cases.
        case separated
        /// The fit did not settle, or columns were no longer independent.
        case failed
    }

    /// The clusters or, without any, cases that samples are drawn from.
    public let unitCount: Int
    private let refit: PairsRefit
    private let weight: [Double]

    /// - Parameters:
    ///   - clusters: any number that names the cluster of each row, which are drawn whole; nil to draw
    ///     rows, or cases of frequencies.
    ///   - seed: of the samples.
    /// - Throws: `FitError` where estimates are infinite, where a factor was eliminated, where rows lie in a
    ///   scratch file, where there is one cluster only, or where the cases are too many to draw.
    public init(_ fit: GLMFit, clusters: [Int]? = nil, seed: UInt64) throws(FitError) {
        try fit.requireWhole(for: "A model fitted to samples of its cases")
        guard fit.directions.isEmpty else {
            let terms = fit.coefficients.indices.filter { fit.status[$0] == .infinite }.prefix(3)
            throw FitError(
                code: .notConverged,
                message: "The estimate of "
                    + terms.map { fit.coefficients[$0].name }.joined(separator: ", ")
                    + " is infinite: some cases are told apart without error, and samples of them have "
                    + "no fit to compare with.",
                hint: "Put the level together with another, or leave the term out.")
        }
        let copies = fit.settings.weightKind == .frequency ? fit.frame.weights : nil
        let draws = try fit.draws(clusters: clusters, copies: copies, seed: seed)
        unitCount = draws.unitCount
        weight = fit.frame.prior ?? [Double](repeating: 1, count: fit.frame.rowCount)
        refit = PairsRefit(fit, draws: draws, frequencies: clusters == nil ? copies : nil)
    }

    /// The linear predictor of every row at the model's own estimates.
    public var linearPredictors: [Double] { refit.ownLinearPredictors }

    /// How often each row is in a sample, times its weight.
    public func caseWeights(ofSample replicate: Int) -> [Double] { refit.caseWeights(replicate) }

    /// Every row's linear predictor from a fit to rows with these weights.
    public func linearPredictors(caseWeights: [Double]) -> Answer {
        switch refit.linearPredictors(caseWeights: caseWeights) {
        case .fitted(let predictors): .fitted(predictors)
        case .separated: .separated
        case .failed, .withoutLevel: .failed
        }
    }

    /// Every row's linear predictor from a fit to the rows that are not held out.
    public func linearPredictors(holdingOut isOut: (Int) -> Bool) -> Answer {
        linearPredictors(caseWeights: weight.indices.map { isOut($0) ? 0 : weight[$0] })
    }
}
