import ActivityHistories
import Tables

/// What outcomes show and do not show, in sentences ready for a report.
struct OutcomeSentences: ResultSentences {
    let result: OutcomeResult
    let plan: OutcomePlan

    /// At most so many groups get a sentence of their own; the table shows them all.
    static let mostGroups = 12

    func shows(to audience: Audience) -> [String] {
        var sentences: [String] = []
        for definition in result.outcomes {
            let rows = result.rows.filter { $0.outcome == definition.name }
            for row in rows.prefix(1) + rows.dropFirst().prefix(Self.mostGroups) {
                sentences.append(
                    audience == .analyst ? analyst(row, definition) : practitioner(row, definition))
            }
        }
        if let row = result.months?.first, let sentence = months(row, audience) {
            sentences.append(sentence)
        }
        if let already = result.alreadyNEET, let day = plan.predictionDate {
            sentences.append(
                "On \(CalendarDay.text(day)), when the prediction is made, "
                    + "\(NumberText.count(already)) of \(NumberText.count(result.persons)) \(people) "
                    + "\(NumberText.verb(already, "was", "were")) NEET already.")
        }
        return sentences
    }

    func doesNotShow(to audience: Audience) -> [String] {
        var sentences: [String] = []
        if let row = result.rows.first(where: { $0.group.value == nil }), row.notKnown > 0 {
            sentences.append(
                "What the \(NumberText.count(row.notKnown)) not known "
                    + "(\(NumberText.percent(row.notKnownShare.estimate.value ?? 0))) do: who cannot be "
                    + "reached is seldom like who can be.")
        }
        sentences.append(
            audience == .analyst
                ? "What another table of codes would say: \(result.codes.name) "
                    + "\(result.codes.version) takes \(result.codes.neet.count) of its \(result.codes.count) codes "
                    + "for NEET."
                : "Why anybody was NEET, or what would have helped: these are records of "
                    + "\(NumberText.count(result.persons)) \(people).")
        if plan.cohort == nil {
            sentences.append(
                "Anything of people without a record: only the \(NumberText.count(result.persons)) in the "
                    + "file are counted"
                    + (audience == .analyst ? "; --cohort names those who should be." : "."))
        }
        if let by = result.by.value {
            let groups = Set(result.rows.compactMap(\.group.value)).count
            sentences.append(
                "Why the \(NumberText.counted(groups, "group")) of \(by) differ: they stand in their own "
                    + "order, and their \(people) differ in much that was not counted here.")
        }
        return sentences
    }

    private var people: String { result.people }

    private func place(_ row: OutcomeResult.Row) -> String {
        guard let by = result.by.value, let group = row.group.value else { return "" }
        return "Where \(by) is \(NumberText.quoted(group)): "
    }

    /// "5.5 to 10.8%".
    private func range(_ low: Figure, _ high: Figure) -> String? {
        guard let low = low.value, let high = high.value else { return nil }
        return "\(NumberText.fixed(low * 100, 1)) to \(NumberText.percent(high))"
    }

    private func analyst(
        _ row: OutcomeResult.Row, _ definition: OutcomeResult.Definition
    ) -> String {
        let all = NumberText.count(row.persons)
        guard let share = row.share.estimate.value,
            let interval = range(row.share.confLow, row.share.confHigh)
        else {
            return place(row) + "\(definition.definition): of none of \(all) \(people) is it known."
        }
        let known = NumberText.count(row.yes + row.no)
        var words =
            place(row) + "\(definition.definition): \(NumberText.percent(share)) of the \(known) "
            + "\(people) known (\(NumberText.count(row.yes)); \(interval))"
        if row.notKnown > 0, let low = row.bounds.best.value, let high = row.bounds.worst.value,
            let interval = range(row.bounds.confLow, row.bounds.confHigh)
        {
            words +=
                "; of all \(all) between \(NumberText.percent(low)), were none of the "
                + "\(NumberText.count(row.notKnown)) not known NEET, and \(NumberText.percent(high)), were "
                + "all (with chance \(interval))"
        }
        return words + (row.tooFew ? "; too few to say much." : ".")
    }

    private func practitioner(
        _ row: OutcomeResult.Row, _ definition: OutcomeResult.Definition
    ) -> String {
        let all = NumberText.count(row.persons)
        guard row.yes + row.no > 0 else {
            return place(row) + "\(definition.definition): of none of \(all) \(people) is it known."
        }
        var words =
            place(row) + "\(definition.definition): \(NumberText.count(row.yes)) of the "
            + "\(NumberText.count(row.yes + row.no)) \(people) known, "
            + ChanceWords.inHundred(row.yes, of: row.yes + row.no)
        if row.notKnown > 0 {
            words += "; of \(NumberText.count(row.notKnown)) more it is not known"
        }
        return words + (row.tooFew ? "; too few to say much." : ".")
    }

    private func months(_ row: OutcomeResult.MonthsRow, _ audience: Audience) -> String? {
        guard let low = row.meanBest.value, let high = row.meanWorst.value,
            let window = result.windowMonths.value
        else { return nil }
        let of = "of \(NumberText.significant(window, 4)) months"
        guard high > low else {
            return "In the mean each was NEET for \(NumberText.fixed(low, 1)) \(of)."
        }
        return
            "In the mean each was NEET for \(NumberText.fixed(low, 1)) \(of) that are known, and for "
            + "\(NumberText.fixed(high, 1)) were all NEET that are not."
    }
}
