import Distributions

/// What a comparison of pairs of numbers shows and does not show, each sentence with its figures.
struct PairedSentences: ResultSentences {
    let result: HypothesisResult
    let data: DataSummary
    let confidence: Double

    private var level: String { NumberText.level(confidence) }
    private var pairs: Int { result.pairs ?? 0 }
    private var cases: String { NumberText.counted(pairs, "case") }
    private var left: String { result.outcome }
    private var right: String { result.group.value ?? "" }
    private var mean: HypothesisResult.EffectRow? {
        result.effects.first { $0.name == "mean_difference" }
    }

    func shows(to audience: Audience) -> [String] {
        switch audience {
        case .analyst:
            change(withInterval: true) + TestSentences.test(result, cases: cases)
                + TestSentences.runnerUp(result) + pseudomedian
        case .practitioner:
            change(withInterval: false) + chance
        }
    }

    func doesNotShow(to audience: Audience) -> [String] {
        var sentences: [String]
        switch audience {
        case .analyst:
            sentences = [
                "Why the \(cases) changed or did not: much else went on between the two "
                    + "measurements, and who stands out in the first tends back to the average in "
                    + "the second."
            ]
            if let said = TestSentences.withoutEvidence(
                result, confidence, fits: mean?.confLow.value.map(NumberText.plain),
                to: mean?.confHigh.value.map(NumberText.plain))
            {
                sentences.append(said)
            }
        case .practitioner:
            sentences = [
                "What will happen to any one child or family: this is an average over \(cases).",
                "Why: much else went on between the two measurements of the \(cases).",
            ]
        }
        if let leftOut = data.leftOut(beside: "compared") { sentences.append(leftOut) }
        return sentences
    }

    private func change(withInterval: Bool) -> [String] {
        guard let rows = result.samples, rows.count == 3, let first = rows[0].mean.value,
            let second = rows[1].mean.value, let estimate = mean?.estimate.value
        else { return [] }
        var said =
            "\(left) is \(NumberText.plain(first)) on average and \(right) "
            + "\(NumberText.plain(second)) for the same \(cases): "
        if estimate == 0 {
            said += "a mean difference of 0"
        } else {
            said +=
                "\(left) is \(NumberText.plain(abs(estimate))) "
                + (estimate > 0 ? "higher" : "lower") + " on average"
        }
        if withInterval, let low = mean?.confLow.value, let high = mean?.confHigh.value {
            said +=
                " (\(level) interval of the difference \(NumberText.plain(low)) to "
                + "\(NumberText.plain(high)))"
        }
        if let unchanged = result.agreeingPairs, unchanged > 0 {
            said += "; for \(NumberText.count(unchanged)) of them both are the same"
        }
        return [said + "."]
    }

    private var pseudomedian: [String] {
        guard let row = result.effects.first(where: { $0.name == "pseudomedian" }),
            let estimate = row.estimate.value
        else { return [] }
        var interval = row.note.map { " (\($0))" } ?? ""
        if let low = row.confLow.value, let high = row.confHigh.value {
            interval =
                " (\(level) interval \(NumberText.plain(low)) to \(NumberText.plain(high)))"
        }
        return [
            "The pseudomedian of the differences, which a few far values do not move, is "
                + NumberText.plain(estimate) + interval + "."
        ]
    }

    private var chance: [String] {
        guard let primary = TestSentences.primary(result), let p = primary.pValue.value,
            let display = primary.pDisplay.value
        else { return ["With \(cases) there is nothing to compare yet."] }
        let said = NumberText.pValue(display)
        return [
            !PValue.isAtMost(p, level: 1 - confidence)
                ? "Among \(cases), chance alone would \(ChanceWords.frequency(p, confidence)) make the two differ this much "
                    + "(\(said)), so these figures cannot tell whether they do."
                : "Among \(cases), chance alone would seldom make the two differ this much (\(said))."
        ]
    }
}
