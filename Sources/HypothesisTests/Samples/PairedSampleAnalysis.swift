import Distributions

/// Two measurements of the same cases, tested and measured.
public struct PairedSampleAnalysis: Sendable {
    /// Every test that applies.
    public let tests: [TestResult]
    /// The name of the test to read; nil where none can be made.
    public let primary: String?
    /// Why that test, in one clause with its figures.
    public let reason: String
    /// What the next best test says; nil where there is none.
    public let runnerUp: String?
    /// The mean difference first.
    public let effects: [Effect]
    /// How many pairs do not differ.
    public let unchanged: Int

    /// Analyses the differences of pairs: by their mean where there are as many pairs as the
    /// skewness of the differences asks for, 25 g₁², as `SampleAnalysis`; else by signed ranks.
    public init(_ differences: Sample, confidence: Double) {
        let means = PairedMeans(differences)
        let ranks = SignedRankComparison(differences)
        let (t, signed) = (means.pairedT(), ranks.test())
        tests = [t, signed]
        effects = [
            means.meanDifference(confidence: confidence), means.hedgesG(confidence: confidence),
            ranks.pseudomedian(confidence: confidence),
        ]
        unchanged = ranks.zeros
        let skewness = abs(differences.skewness ?? 0)
        let needed = (25 * skewness * skewness).rounded(.up)
        let isSkewed = needed > Double(differences.count)
        let order = isSkewed ? [signed, t] : [t, signed]
        let chosen = order.first { $0.pValue != nil }
        let other = order.first { $0 != chosen && $0.pValue != nil }
        primary = chosen?.name
        runnerUp = HypothesisTests.runnerUp(
            chosen, other, called: other == t ? "the paired t test" : "Wilcoxon's signed-rank test",
            confidence: confidence)
        let count = differences.count == 1 ? "1 pair" : "\(differences.count) pairs"
        if chosen == nil {
            reason = "there is nothing to compare: " + (t.note ?? "the numbers are out of range")
        } else if chosen == order[0] {
            reason =
                "\(count) with a skewness of \(shortened(skewness)) in their differences are "
                + (isSkewed ? "fewer than the " : "no fewer than the ")
                + "\(shortened(needed)) at which a mean behaves (25 times the square)"
        } else {
            reason = order[0].note ?? "the numbers are out of range"
        }
    }
}
