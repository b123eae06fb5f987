import Distributions

/// What a correlation shows and does not show, each sentence with its figures.
struct CorrelationSentences: ResultSentences {
    let result: HypothesisResult
    let data: DataSummary
    let confidence: Double
    /// How many pairs there are.
    let cases: Int

    private var level: String { NumberText.level(confidence) }
    private var counted: String { NumberText.counted(cases, "case") }
    private var x: String { result.group.value ?? "" }
    private var y: String { result.outcome }
    private var first: HypothesisResult.EffectRow? { result.effects.first }

    private static let names = [
        "pearson_correlation": "Pearson's correlation",
        "spearman_correlation": "Spearman's rank correlation",
        "kendall_tau_b": "Kendall's tau-b",
    ]

    func shows(to audience: Audience) -> [String] {
        switch audience {
        case .analyst:
            direction + TestSentences.test(result, cases: counted) + TestSentences.runnerUp(result)
        case .practitioner:
            practitionerShows
        }
    }

    func doesNotShow(to audience: Audience) -> [String] {
        var sentences = [
            "Whether \(x) moves \(y), or \(y) moves \(x), or something else moves both: these are "
                + "\(counted) as they came."
        ]
        if audience == .analyst {
            if let said = TestSentences.withoutEvidence(
                result, confidence, fits: first?.confLow.value.map { NumberText.decimal($0) },
                to: first?.confHigh.value.map { NumberText.decimal($0) }, between: " of correlation"
            ) {
                sentences.append(said)
            }
            if let r = first?.estimate.value {
                sentences.append(
                    "How much \(y) changes with \(x): \(NumberText.decimal(r)) says how closely they "
                        + "go together, not by how much; a regression (fit) does.")
            }
        } else {
            sentences.append(
                "What will happen to any one child or family: this is how \(counted) lie on the "
                    + "whole, with many exceptions.")
        }
        if let leftOut = data.leftOut(beside: "compared") { sentences.append(leftOut) }
        return sentences
    }

    private var tendency: String? {
        guard let r = first?.estimate.value else { return nil }
        if r == 0 { return "those with a higher \(x) have neither a higher nor a lower \(y)" }
        return "those with a higher \(x) tend to have a \(r > 0 ? "higher" : "lower") \(y)"
    }

    private var direction: [String] {
        guard let first, let estimate = first.estimate.value, let tendency else { return [] }
        let name = Self.names[first.name] ?? first.name
        var said = "Among \(counted), \(tendency): \(name) is \(NumberText.fixed(estimate))"
        if let low = first.confLow.value, let high = first.confHigh.value {
            said +=
                " (\(level) interval \(NumberText.fixed(low)) to \(NumberText.fixed(high)))"
        }
        return [said + "."]
    }

    private var practitionerShows: [String] {
        guard let primary = TestSentences.primary(result), let p = primary.pValue.value,
            let display = primary.pDisplay.value, let tendency, let r = first?.estimate.value
        else { return ["With \(counted) there is nothing to compare yet."] }
        let said = NumberText.pValue(display)
        let strength =
            abs(r) < 0.1
            ? "hardly"
            : abs(r) < 0.3
                ? "loosely"
                : abs(r) < 0.5
                    ? "fairly" : "closely"
        if !PValue.isAtMost(p, level: 1 - confidence) {
            return [
                "Among \(counted), chance alone would \(ChanceWords.frequency(p, confidence)) make \(x) and \(y) go together this "
                    + "much (\(said)), so these figures cannot tell whether they do."
            ]
        }
        return [
            "Among \(counted), \(tendency); the two go together \(strength) "
                + "(\(NumberText.decimal(r)) on a scale from -1 to 1, where 0 is not at all).",
            "Chance alone would seldom make them go together this much (\(said)).",
        ]
    }
}
