/// What a comparison of samples shows and does not show, each sentence with its figures.
struct SampleSentences: ResultSentences {
    let result: HypothesisResult
    let data: DataSummary
    let confidence: Double
    /// The number's column or expression.
    let outcomeName: String
    /// The group's column or expression.
    let groupName: String
    /// Whether the numbers of each group reach into those of the reference.
    var isOverlapping = false

    var level: String { NumberText.level(confidence) }
    var rows: [HypothesisResult.SampleRow] { result.samples ?? [] }
    var total: Int { rows.reduce(0) { $0 + $1.n } }
    var cases: String { NumberText.counted(total, "case") }
    var base: HypothesisResult.SampleRow? { rows.first { $0.level == result.reference.value } }
    var others: [HypothesisResult.SampleRow] {
        rows.filter { $0.level != result.reference.value }
    }

    func shows(to audience: Audience) -> [String] {
        switch audience {
        case .analyst:
            means + TestSentences.test(result, cases: cases) + TestSentences.runnerUp(result)
                + ranks
        case .practitioner: practitionerShows
        }
    }

    func doesNotShow(to audience: Audience) -> [String] {
        switch audience {
        case .analyst: analystDoesNotShow
        case .practitioner: practitionerDoesNotShow
        }
    }

    /// "the column", or the number alone where the outcome is a long expression.
    var subject: String { outcomeName.count > 40 ? "The number" : outcomeName }

    /// Each group's mean against the reference's.
    private var means: [String] {
        guard let base, let center = base.mean.value else { return [] }
        var sentences = others.prefix(TableSentences.mostGroups).compactMap { row -> String? in
            guard let mean = row.mean.value else { return nil }
            var said =
                "\(subject) is \(NumberText.plain(mean)) on average for "
                + "\(NumberText.counted(row.n, "case")) where \(groupName) is "
                + "\(NumberText.quoted(row.level)) and \(NumberText.plain(center)) for "
                + "\(NumberText.count(base.n)) where it is \(NumberText.quoted(base.level))"
            if let difference = effect("mean_difference", of: row.level),
                let estimate = difference.estimate.value, let low = difference.confLow.value,
                let high = difference.confHigh.value
            {
                said +=
                    ": a difference of \(NumberText.plain(estimate)) (\(level) interval "
                    + "\(NumberText.plain(low)) to \(NumberText.plain(high)))"
            }
            return said + "."
        }
        if others.count > TableSentences.mostGroups {
            let more = others.count - TableSentences.mostGroups
            sentences.append(
                "The table has \(NumberText.counted(more, "more group")) beside the reference "
                    + "\(NumberText.quoted(base.level)).")
        }
        return sentences
    }

    /// What the order of the cases says, for two groups.
    private var ranks: [String] {
        guard others.count == 1, let other = others.first,
            let above = effect("probability_of_superiority", of: other.level),
            let estimate = above.estimate.value, let low = above.confLow.value,
            let high = above.confHigh.value
        else { return [] }
        var said =
            "Of two cases, one of each group, that where \(groupName) is "
            + "\(NumberText.quoted(other.level)) is the higher in \(NumberText.percent(estimate)) "
            + "of pairs, ties as halves (\(level) interval \(NumberText.percent(low)) to "
            + "\(NumberText.percent(high)))"
        if let shift = effect("hodges_lehmann_shift", of: other.level),
            let middle = shift.estimate.value
        {
            said += "; the median of all such differences is \(NumberText.plain(middle))"
            if shift.confLow.value == nil, let note = shift.note { said += " (\(note))" }
        }
        return [said + "."]
    }

    func effect(_ name: String, of group: String) -> HypothesisResult.EffectRow? {
        result.effects.first { $0.name == name && $0.level.value == group }
    }

    private var analystDoesNotShow: [String] {
        var sentences = [
            "Why the groups differ or agree: \(TestSentences.asTheyCame(total)), not assigned to "
                + "groups by chance, and nothing else was held equal."
        ]
        if let other = others.first, let row = effect("mean_difference", of: other.level),
            let range = TestSentences.withoutEvidence(
                result, confidence,
                fits: row.confLow.value.map(NumberText.plain),
                to: row.confHigh.value.map(NumberText.plain),
                between: others.count > 1
                    ? " between \(NumberText.quoted(other.level)) and "
                        + NumberText.quoted(result.reference.value ?? "") : "")
        {
            sentences.append(range)
        } else if others.count > 1 {
            sentences.append(
                "Which of the \(rows.count) groups make the difference: each interval holds for one "
                    + "comparison, and they are not corrected for there being \(others.count).")
        }
        if let spread = rows.compactMap(\.sd.value).max(), spread > 0, total > 2 {
            sentences.append(
                "What \(subject) is for any one case: inside a group it spreads with a standard "
                    + "deviation of up to \(NumberText.plain(spread)).")
        }
        if let leftOut = data.leftOut(beside: "compared") { sentences.append(leftOut) }
        return sentences
    }

    private var practitionerShows: [String] {
        guard let base, let center = base.mean.value, let half = base.median.value else {
            return ["With \(cases) there is nothing to compare yet."]
        }
        let reference = NumberText.quoted(base.level)
        var sentences = others.prefix(TableSentences.mostGroups).compactMap { row -> String? in
            guard let mean = row.mean.value, let median = row.median.value else { return nil }
            return
                "Where \(groupName) is \(NumberText.quoted(row.level)), \(subject) is "
                + "\(NumberText.plain(mean)) on average, and half of the "
                + "\(NumberText.counted(row.n, "case")) lie at or below "
                + "\(NumberText.plain(median)); where it is \(reference), it is "
                + "\(NumberText.plain(center)), and half of the "
                + "\(NumberText.counted(base.n, "case")) lie at or below "
                + "\(NumberText.plain(half))."
        }
        sentences += TestSentences.chance(result, NumberText.count(total), confidence)
        return sentences.isEmpty ? ["With \(cases) there is nothing to compare yet."] : sentences
    }

    private var practitionerDoesNotShow: [String] {
        var sentences = [
            "What will happen to any one child or family: these are averages over \(cases)"
                + (isOverlapping ? ", and the groups overlap." : "."),
            "Why: the \(cases) differ in much that was not counted here, and nobody chose their "
                + "group by lot.",
        ]
        sentences += TestSentences.notAlike(result, NumberText.count(total), confidence)
        if let leftOut = data.leftOut(beside: "compared") { sentences.append(leftOut) }
        return sentences
    }
}
