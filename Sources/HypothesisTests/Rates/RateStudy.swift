import Distributions

/// Rates of groups, tested and measured: Poisson unless the counts vary more than that, then
/// negative binomial.
public struct RateStudy: Sendable {
    /// The analysis that all rests on.
    public let analysis: RateAnalysis
    /// Every test that applies, that of over-dispersion last.
    public let tests: [TestResult]
    /// The name of the test to read; nil where none can be made.
    public let primary: String?
    /// Why that test, in one clause with its figures.
    public let reason: String
    /// What the other model says; nil where there is none.
    public let runnerUp: String?
    /// The rate ratios first, then the rate differences, of each group against the reference.
    public let effects: [Effect]
    /// Each group's rate with the interval of the model that is read.
    public let rates: [Effect]
    /// Whether the counts vary more than Poisson's, p of the test being below .05.
    public let isOverdispersed: Bool

    /// Studies the groups that have exposure.
    ///
    /// - Parameter reference: an index into `groups`; the first with exposure where that has none.
    public init(_ groups: [EventCounts], reference: Int, confidence: Double) {
        let analysis = RateAnalysis(groups)
        self.analysis = analysis
        let dispersion = analysis.overdispersionTest()
        let isOverdispersed =
            (dispersion.pValue?.value ?? 1) < 0.05
            && analysis.negativeBinomialLikelihoodRatio().pValue != nil
        self.isOverdispersed = isOverdispersed
        let label = groups.indices.contains(reference) ? groups[reference].label : ""
        let base = analysis.groups.firstIndex { $0.label == label } ?? 0
        let others = analysis.groups.indices.filter { $0 != base }
        let poisson = analysis.groups.map {
            PoissonRate(label: $0.label, events: $0.events, exposure: $0.exposure)
        }
        let negative = [
            analysis.negativeBinomialLikelihoodRatio(), analysis.negativeBinomialWald(),
        ]
        var plain = [
            analysis.poissonLikelihoodRatio(), analysis.poissonPearson(), analysis.poissonWald(),
        ]
        if poisson.count == 2, let other = others.first {
            let two = RateComparison(poisson[other], with: poisson[base])
            plain = [two.exactTest(), two.midPTest(), two.scoreTest()] + plain
        }
        tests = plain + negative + [dispersion]
        let made = { (test: TestResult) in test.pValue != nil }
        let (first, second) = isOverdispersed ? (negative[0], plain[0]) : (plain[0], negative[0])
        let chosen = made(first) ? first : tests.dropLast().first(where: made)
        primary = chosen?.name
        runnerUp = HypothesisTests.runnerUp(
            chosen, second == chosen ? nil : second,
            called: isOverdispersed
                ? "the test that takes the counts as Poisson's"
                : "the negative-binomial regression",
            confidence: confidence)
        reason = Self.reason(
            analysis, dispersion, isOverdispersed, nothing: chosen == nil ? first.note : nil)
        effects = Self.effects(
            analysis, poisson, others, base, isOverdispersed, confidence)
        rates = analysis.groups.indices.map {
            isOverdispersed
                ? analysis.negativeBinomialRate(of: $0, confidence: confidence)
                : poisson[$0].rate(confidence: confidence)
        }
    }

    private static func effects(
        _ analysis: RateAnalysis, _ poisson: [PoissonRate], _ others: [Int], _ base: Int,
        _ isOverdispersed: Bool, _ confidence: Double
    ) -> [Effect] {
        let pairs = others.map {
            (place: $0, rates: RateComparison(poisson[$0], with: poisson[base]))
        }
        let regression = { (place: Int, name: String) in
            analysis.negativeBinomialRatio(
                of: place, to: base, confidence: confidence, name: name)
        }
        var effects: [Effect] = []
        if isOverdispersed {
            effects += pairs.map { regression($0.place, "rate_ratio") }
            effects += pairs.map {
                analysis.negativeBinomialDifference(
                    of: $0.place, from: base, confidence: confidence)
            }
            effects += pairs.map {
                var effect = $0.rates.rateRatio(confidence: confidence)
                effect.name = "rate_ratio_poisson"
                return effect
            }
        } else {
            effects += pairs.map { $0.rates.rateRatio(confidence: confidence) }
            effects += pairs.map { $0.rates.rateDifference(confidence: confidence) }
            effects += pairs.flatMap {
                [
                    $0.rates.rateRatioMidP(confidence: confidence),
                    $0.rates.rateRatioScore(confidence: confidence),
                    regression($0.place, "rate_ratio_negative_binomial"),
                ]
            }
        }
        return effects + [
            analysis.pearsonDispersion(confidence: confidence),
            analysis.shape(confidence: confidence),
        ]
    }

    private static func reason(
        _ analysis: RateAnalysis, _ test: TestResult, _ isOverdispersed: Bool, nothing: String?
    ) -> String {
        if let nothing { return "there is nothing to compare: " + nothing }
        guard let p = test.pValue, let dispersion = analysis.pearsonDispersion().estimate else {
            return "whether the counts vary more than Poisson's cannot be told ("
                + (test.note ?? "too few cases") + "), so they are taken as Poisson's"
        }
        let figures =
            "Pearson's dispersion is \(shortened(dispersion)) where Poisson has 1, and the test of "
            + "over-dispersion says \(p.sentence)"
        if isOverdispersed {
            let theta = analysis.shape().estimate
            return "the counts vary more than Poisson's: \(figures), so the negative-binomial "
                + "regression is read" + (theta.map { " (theta \(shortened($0)))" } ?? "")
        }
        return p.value < 0.05
            ? "the counts vary more than Poisson's: \(figures), but the negative-binomial "
                + "regression has no maximum, so the Poisson answer is read with care"
            : "the counts vary no more than Poisson's can: \(figures)"
    }
}
