import Distributions

/// Two numbers of the same cases, tested and measured.
public struct CorrelationAnalysis: Sendable {
    /// Every test that applies.
    public let tests: [TestResult]
    /// The name of the test to read; nil where none can be made.
    public let primary: String?
    /// Why that test, in one clause with its figures.
    public let reason: String
    /// What the next best test says; nil where there is none.
    public let runnerUp: String?
    /// The correlation to read first.
    public let effects: [Effect]

    /// Analyses pairs: Pearson's correlation is read where neither number has a skewness beyond
    /// ±1, else Spearman's, which does not hang on a few far values.
    ///
    /// - Parameters:
    ///   - x: the first number alone, for its shape.
    ///   - y: the second.
    public init(_ pairs: NumberPairs, x: Sample, y: Sample, confidence: Double) {
        let correlation = Correlation(pairs)
        let (pearson, spearman) = (correlation.pearson(), correlation.spearman())
        let kendall = correlation.kendall()
        let skewed = [x, y].compactMap { sample in
            sample.skewness.map { (label: sample.label, skewness: abs($0)) }
        }.max { $0.skewness < $1.skewness }
        let isSkewed = (skewed?.skewness ?? 0) > 1
        let byLine = correlation.pearsonCorrelation(confidence: confidence)
        let byRank = correlation.spearmanCorrelation(confidence: confidence)
        effects =
            (isSkewed ? [byRank, byLine] : [byLine, byRank])
            + [correlation.kendallTau(confidence: confidence)]
        tests = [pearson, spearman, kendall]
        let order = isSkewed ? [spearman, pearson, kendall] : [pearson, spearman, kendall]
        let chosen = order.first { $0.pValue != nil }
        let other = order.first { $0 != chosen && $0.pValue != nil }
        primary = chosen?.name
        runnerUp = HypothesisTests.runnerUp(
            chosen, other,
            called: [
                "pearson_correlation": "Pearson's correlation",
                "spearman_correlation": "Spearman's rank correlation",
                "kendall_tau_b": "Kendall's tau-b",
            ][other?.name ?? "", default: ""], confidence: confidence)
        if chosen == nil {
            reason = "there is nothing to compare: " + (pearson.note ?? "too few cases")
        } else if chosen != order[0] {
            reason = order[0].note ?? "the numbers are out of range"
        } else if let skewed {
            let said = "the skewness of \(skewed.label) is \(shortened(skewed.skewness))"
            reason =
                isSkewed
                ? said + ", beyond 1, so that ranks are compared and a few far values do not decide"
                : said + " and no number goes beyond 1, so that a straight line is compared"
        } else {
            reason = "the numbers are compared as they are"
        }
    }
}
