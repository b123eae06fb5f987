/// What a comparison of rates shows and does not show, each sentence with its figures.
struct RateSentences: ResultSentences {
    let result: HypothesisResult
    let data: DataSummary
    let confidence: Double
    /// The count's column or expression.
    let outcomeName: String
    /// The group's column or expression.
    let groupName: String
    /// The column of exposures; nil where each case is one.
    let exposureName: String?

    private var level: String { NumberText.level(confidence) }
    private var rows: [HypothesisResult.RateRow] { result.rates ?? [] }
    private var events: Int { rows.reduce(0) { $0 + $1.events } }
    private var exposure: Double { rows.reduce(0) { $0 + $1.exposure } }
    private var total: Int { rows.reduce(0) { $0 + $1.cases } }
    private var cases: String { NumberText.counted(total, "case") }
    private var base: HypothesisResult.RateRow? {
        rows.first { $0.level == result.reference.value && $0.exposure > 0 }
            ?? rows.first { $0.exposure > 0 }
    }
    private var others: [HypothesisResult.RateRow] { rows.filter { $0.level != base?.level } }

    func shows(to audience: Audience) -> [String] {
        switch audience {
        case .analyst:
            rates(withIntervals: true) + TestSentences.test(result, cases: cases)
                + TestSentences.runnerUp(result)
        case .practitioner:
            rates(withIntervals: false)
                + TestSentences.chance(result, NumberText.count(total), confidence)
        }
    }

    func doesNotShow(to audience: Audience) -> [String] {
        var sentences: [String]
        let counted = "\(outcomeName) of \(cases), \(NumberText.count(events)) in all,"
        switch audience {
        case .analyst:
            sentences = [
                "Why the rates differ or agree: these are \(counted) as they came, not assigned to "
                    + "groups by chance, and nothing but the exposure was held equal."
            ]
            let ratio = result.effects.first { $0.name == "rate_ratio" }
            if let said = TestSentences.withoutEvidence(
                result, confidence, fits: ratio?.confLow.value.map(NumberText.ratio),
                to: ratio?.confHigh.value.map(NumberText.ratio),
                between: " times the rate"
                    + (others.count > 1
                        ? " between \(NumberText.quoted(others[0].level)) and "
                            + NumberText.quoted(base?.level ?? "") : ""))
            {
                sentences.append(said)
            } else if others.count > 1 {
                sentences.append(
                    "Which of the \(rows.count) groups make the difference: each interval holds for "
                        + "one comparison, and they are not corrected for there being "
                        + "\(others.count).")
            }
        case .practitioner:
            sentences = [
                "What will happen to any one child or family: these are averages over \(cases).",
                "Why: the \(cases) differ in much that was not counted here, and nobody chose their "
                    + "group by lot.",
            ]
            sentences += TestSentences.notAlike(result, NumberText.count(total), confidence)
        }
        if let leftOut = data.leftOut(beside: "compared") { sentences.append(leftOut) }
        return sentences
    }

    /// The power of ten of exposure in which about one event, or more, is to be expected.
    private var unit: Double {
        guard exposureName != nil, events > 0 else { return 1 }
        var unit = 1.0
        while Double(events) / exposure * unit < 0.5, unit < 1e9 { unit *= 10 }
        return unit
    }

    /// "per case", "per 1,000 of days_open".
    private var per: String {
        guard let exposureName else { return "per case" }
        return unit == 1
            ? "per unit of \(exposureName)" : "per \(NumberText.count(unit)) of \(exposureName)"
    }

    private func rates(withIntervals: Bool) -> [String] {
        // With their ratio beside them rates are those that it is of; else those counted.
        let isFitted = withIntervals && rows.contains(where: \.isFitted)
        let shown = { (row: HypothesisResult.RateRow) in
            isFitted ? row.rate.value : row.observedRate.value
        }
        guard let base, let reference = shown(base) else { return [] }
        func said(_ row: HypothesisResult.RateRow, _ rate: Double) -> String {
            "\(NumberText.plain(rate * unit)) \(per) (\(NumberText.count(row.events)) in "
                + (exposureName.map { "\(NumberText.plain(row.exposure)) of \($0)" }
                    ?? NumberText.counted(row.cases, "case"))
                + (isFitted
                    ? (row.observedRate.value.map {
                        ", \(NumberText.plain($0 * unit)) as counted"
                    } ?? "") : "") + ")"
        }
        var sentences = others.prefix(TableSentences.mostGroups).compactMap { row -> String? in
            guard let rate = shown(row) else { return nil }
            var sentence =
                (isFitted ? "By the fitted regression " : "")
                + "\(outcomeName) comes to \(said(row, rate)) where \(groupName) is "
                + "\(NumberText.quoted(row.level)) and to \(said(base, reference)) where it is "
                + NumberText.quoted(base.level)
            if withIntervals,
                let ratio = result.effects.first(where: {
                    $0.name == "rate_ratio" && $0.level.value == row.level
                }), let estimate = ratio.estimate.value
            {
                sentence += ": \(NumberText.ratio(estimate)) times the rate"
                if let low = ratio.confLow.value, let high = ratio.confHigh.value {
                    sentence +=
                        " (\(level) interval \(NumberText.ratio(low)) to \(NumberText.ratio(high)))"
                }
            }
            return sentence + "."
        }
        if others.count > TableSentences.mostGroups {
            let more = others.count - TableSentences.mostGroups
            sentences.append(
                "The table has \(NumberText.counted(more, "more group")) beside the reference "
                    + "\(NumberText.quoted(base.level)).")
        }
        return sentences
    }
}
