/// The tests that a term of a regression can have.
public enum TermTestKind: String, Sendable, Codable, CaseIterable {
    /// Twice what the log-likelihood of the model with the term gains (F where a dispersion is estimated).
    case likelihoodRatio = "likelihood_ratio"
    /// The term's own coefficients by their covariance.
    case wald
    /// The score of the model without the term.
    case score
}

extension FitPlan {
    /// The test that a plan asks for: Wald's where standard errors are robust, else the likelihood ratio.
    func termTest(_ reader: inout PlanReader) throws(AnalysisError) -> TermTestKind {
        guard let kind = try reader.word("term_test", TermTestKind.self) else {
            return robust == nil ? .likelihoodRatio : .wald
        }
        if penalty != nil {
            throw reader.refuse(
                "term_test", "Under a penalty that draws coefficients to 0 terms have no tests.",
                hint: "Leave term_test out, or the penalty.")
        }
        if let robust, kind != .wald {
            throw reader.refuse(
                "term_test",
                "The \(kind == .score ? "score test" : "likelihood ratio") takes each case for a "
                    + "stranger that varies as the family says, which the standard errors "
                    + "\(robust.rawValue) do not.",
                hint: "Leave term_test out: Wald's test goes with them.")
        }
        return kind
    }
}
