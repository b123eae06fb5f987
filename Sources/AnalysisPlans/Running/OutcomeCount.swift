import ActivityHistories
import HypothesisTests
import Tables

/// Counts what came of people, in all and in groups.
struct OutcomeCount {
    let plan: OutcomePlan
    let histories: ActivityHistories
    let definition: OutcomeDefinition
    let people: [PersonOutcome]
    /// The groups in order; empty without.
    let groups: [String]
    /// The place of each person's group; -1 without.
    let group: [Int32]

    private struct Question {
        let name: String
        let words: String
        let answer: (PersonOutcome) -> BoundedAnswer?
    }

    static let missingRule =
        "known where what is not known does not change it; _best takes all that is not known for not "
        + "NEET, _worst for NEET"

    private var questions: [Question] {
        var questions: [Question] = []
        if let at = definition.at {
            questions.append(
                Question(name: "neet_at", words: "NEET on \(CalendarDay.text(at))") { $0.neetAt })
        }
        guard let window = definition.window else { return questions }
        let days =
            "\(CalendarDay.text(window.lowerBound)) to \(CalendarDay.text(window.upperBound))"
        let isMonthly = definition.months == .monthEnd
        questions.append(
            Question(
                name: "ever_neet",
                words: "NEET \(isMonthly ? "at the end of any month" : "on any day") of \(days)"
            ) { $0.ever })
        guard definition.canBeLong else { return questions }
        let long =
            isMonthly
            ? "at the end of 6 months or more" : "for 6 months of 30.4375 days or more"
        questions += [
            Question(
                name: "neet_six_months", words: "NEET \(long) in all, of \(days)"
            ) { $0.sixMonths },
            Question(
                name: "neet_six_months_run",
                words: "NEET \(long) in one run, of \(days)"
            ) { $0.sixMonthsRun },
        ]
        return questions
    }

    /// The result, but for the table of codes.
    func result(_ codes: OutcomeResult.CodesPart) throws -> OutcomeResult {
        var rows: [OutcomeResult.Row] = []
        for question in questions {
            for group in [nil] + groups.indices.map(Optional.some) {
                rows.append(try row(question, group))
            }
        }
        return OutcomeResult(
            people: plan.people, layout: histories.layout.rawValue, codes: codes,
            persons: people.count, activities: histories.spellCount,
            windowMonths: Figure(definition.length), by: Label(plan.by),
            outcomes: questions.map {
                OutcomeResult.Definition(
                    name: $0.name, definition: $0.words, missingRule: Self.missingRule)
            }, rows: rows, states: states,
            months: definition.window == nil
                ? nil : ([nil] + groups.indices.map(Optional.some)).map(months),
            alreadyNEET: plan.predictionDate.map { day in
                people.indices.filter { histories.state(of: $0, on: day) == .neet }.count
            },
            findings: histories.findings.map {
                OutcomeResult.FindingRow(
                    code: $0.code.rawValue, rows: $0.rows, persons: $0.persons)
            }, tooFewRule: OutcomeResult.rule)
    }

    private func members(_ group: Int?) -> [PersonOutcome] {
        guard let group else { return people }
        return people.indices.filter { self.group[$0] == group }.map { people[$0] }
    }

    private func row(_ question: Question, _ group: Int?) throws -> OutcomeResult.Row {
        let answers = members(group).compactMap(question.answer)
        let yes = answers.filter(\.best).count
        let unknown = answers.filter { $0.observed == nil }.count
        let share = try BoundedProportion(events: yes, unknown: unknown, total: answers.count)
        let known = share.amongKnown(confidence: plan.confidence)
        let bounds = OutcomeResult.Bounds(share, confidence: plan.confidence)
        let width = (bounds.confHigh.value ?? 1) - (bounds.confLow.value ?? 0)
        return OutcomeResult.Row(
            outcome: question.name, group: Label(group.map { groups[$0] }),
            persons: answers.count, yes: yes, no: answers.count - yes - unknown, notKnown: unknown,
            share: OutcomeResult.Share(known),
            notKnownShare: OutcomeResult.Share(share.unknownShare(confidence: plan.confidence)),
            combined: OutcomeResult.Share(share.combined(confidence: plan.confidence)),
            bounds: bounds,
            tooFew: answers.count - unknown < 30 || width >= PrevalenceResult.widestInterval,
            status: known.status.rawValue)
    }

    private var states: [OutcomeResult.StateRow]? {
        guard definition.at != nil else { return nil }
        return ActivityState.allCases.map { state in
            let count = people.filter { $0.stateAt == state }.count
            return OutcomeResult.StateRow(
                state: state.rawValue, persons: count,
                share: Figure(people.isEmpty ? nil : Double(count) / Double(people.count)))
        }
    }

    private func months(_ group: Int?) -> OutcomeResult.MonthsRow {
        let members = members(group)
        func mean(_ months: (PersonOutcome) -> Double) -> Figure {
            guard !members.isEmpty else { return Figure(nil) }
            return Figure(members.reduce(0) { $0 + months($1) } / Double(members.count))
        }
        return OutcomeResult.MonthsRow(
            group: Label(group.map { groups[$0] }), persons: members.count,
            meanBest: mean(\.neetMonths), meanWorst: mean { $0.neetMonths + $0.notKnownMonths },
            meanNotKnown: mean(\.notKnownMonths))
    }
}
