import HypothesisTests

/// What a comparison of times to an event shows and does not show, each sentence with its figures.
struct SurvivalSentences: ResultSentences {
    let result: HypothesisResult
    let survival: HypothesisResult.Survival
    let data: DataSummary
    let confidence: Double
    /// The group's column or expression.
    let groupName: String
    /// Whether the test is within strata.
    let stratified: Bool
    /// Whether a case without the event is an open one; not so where a word was taken for the event.
    let isOpenWithout: Bool

    /// At most so many groups get a sentence of their own; the tables show them all.
    static let mostGroups = 4

    var level: String { NumberText.level(confidence) }
    /// A time without its unit.
    func number(_ value: Double) -> String {
        abs(value) >= 1_000 ? NumberText.plain(value) : NumberText.significant(value, 4)
    }
    /// "365 days" where the unit is known, else "365".
    func time(_ value: Double) -> String {
        let text = abs(value) < 10_000 ? NumberText.significant(value, 4) : NumberText.plain(value)
        return survival.unit.value.map { "\(text) \(text == "1" && $0 == "days" ? "day" : $0)" }
            ?? text
    }
    /// The event in words: a column of ends by its name, a level with its quotes.
    var eventName: String {
        survival.form == "dates" && survival.causes.count == 1
            ? "\"\(survival.cause)\"" : NumberText.quoted(survival.cause)
    }
    /// The event where causes compete by its name, else "the event".
    var theEvent: String { isCompeting ? eventName : "the event" }
    /// "Within 365 days", and a comma where no unit parts the number from what follows.
    func within(_ value: Double) -> String {
        "Within \(time(value))" + (survival.unit.value == nil ? "," : "")
    }
    /// What is said of differences of whole groups where tests are within strata.
    var crude: String { stratified ? "crude " : "" }
    /// How many groups have no sentence of their own, where some have none.
    var others: [String] {
        let more = survival.groups.count - (Self.mostGroups + 1)
        guard more > 0 else { return [] }
        return ["The tables have \(NumberText.counted(more, "more group"))."]
    }
    var isRepeated: Bool { survival.meanCounts != nil }
    var total: Double { survival.groups.reduce(0) { $0 + $1.cases } }
    /// All cases; a case that changes its group is one.
    var cases: String {
        NumberText.count(survival.exposure == nil ? total : Double(data.rowsUsed))
    }
    /// "12 cases", "1 person".
    var countedCases: String { TestSentences.cases(cases, isRepeated ? "person" : "case") }
    var isCompeting: Bool { survival.causes.count > 1 }

    func shows(to audience: Audience) -> [String] {
        let own = audience == .analyst ? analystShows : practitionerShows
        return openSentence + own
    }

    func doesNotShow(to audience: Audience) -> [String] {
        audience == .analyst ? analystDoesNotShow : practitionerDoesNotShow
    }

    /// " where team is "Elm"", or nothing where all are one.
    func place(_ level: Label) -> String {
        level.value.map { " where \(groupName) is \(NumberText.quoted($0))" } ?? ""
    }

    /// Cases without the event so far, always said.
    private var openSentence: [String] {
        let open = survival.groups.reduce(0) { $0 + $1.open }
        let events = survival.groups.reduce(0) { $0 + $1.events }
        let when = survival.extractDate.value.map { "on \($0)" } ?? "when last seen"
        if isRepeated {
            return [
                "\(NumberText.count(events)) events came to \(countedCases); "
                    + "\(NumberText.count(open)) had none while they were watched."
            ]
        }
        let parts = survival.groups.prefix(Self.mostGroups + 1).compactMap { group in
            group.level.value.map {
                "\(NumberText.count(group.open)) of \(NumberText.count(group.cases)) in "
                    + NumberText.quoted($0)
            }
        }
        let listed =
            survival.groups.count > 1 && survival.exposure == nil
            ? " (\(parts.joined(separator: ", "))"
                + (survival.groups.count > parts.count ? ", and others)" : ")") : ""
        let (were, they, count) =
            open == 1 ? ("was", "it was", "counts") : ("were", "they were", "count")
        let without =
            isOpenWithout
            ? "\(were) still open \(when)" : "did not have it by the end of their following"
        return [
            "\(NumberText.count(events)) of \(TestSentences.cases(cases)) had "
                + "\(isCompeting ? "an event of some kind" : "the event"); \(NumberText.count(open)) "
                + "\(without)\(listed) and \(count) for as long as \(they) followed."
        ]
    }

    private var analystShows: [String] {
        var sentences = medians() + shares() + incidence() + differences()
        sentences += ratios() + means() + others
        if let primary = result.tests.first(where: { $0.name == result.primary.value }),
            let display = primary.pDisplay.value, let log10 = primary.log10P.value
        {
            var said = primary.method.prefix(1).uppercased() + primary.method.dropFirst() + ": "
            if let statistic = primary.statistic {
                said += "statistic \(NumberText.significant(statistic, 6))"
                if let df = primary.df { said += " on \(NumberText.significant(df)) df" }
                said += ", "
            }
            said += NumberText.pValue(display)
            if log10 < -3 { said += " (log10 p = \(NumberText.decimal(log10, 1)))" }
            sentences.append(said + "; \(result.reason).")
        } else {
            sentences.append("No test was made of \(countedCases): \(result.reason).")
        }
        return sentences
    }

    func effect(_ name: String, level: Label) -> HypothesisResult.EffectRow? {
        result.effects.first { $0.name == name && $0.level == level }
    }

    /// "Fewer than half of 12 cases had the event ".
    func fewer(than cases: Double) -> String {
        cases == 1
            ? "The 1 case did not have the event "
            : "Fewer than half of \(NumberText.count(cases)) cases had the event "
    }

    /// By when half of each group had the event.
    private func medians() -> [String] {
        guard !isRepeated, !isCompeting, survival.byHorizon == nil else { return [] }
        return survival.groups.prefix(Self.mostGroups + 1).map { group in
            if group.median.value == nil, group.medianLow.value == nil, let note = group.note,
                !note.hasPrefix("no intervals")
            {
                return "By when half had the event cannot be told\(place(group.level)): \(note)."
            }
            guard let median = group.median.value else {
                return fewer(than: group.cases)
                    + "within the \(time(group.longest)) that were seen\(place(group.level))."
            }
            var said = "Half had the event by \(time(median))\(place(group.level))"
            if let low = group.medianLow.value {
                said += " (\(level) interval \(number(low)) to "
                said += (group.medianHigh.value.map(number) ?? "beyond what was seen") + ")"
            }
            return said + "."
        }
    }

    /// Mean times within the horizon against the reference.
    private func means() -> [String] {
        guard let horizon = survival.horizon.value, let reference = result.reference.value else {
            return []
        }
        let (name, noun, more, less) =
            isRepeated
            ? ("mean_count_difference", "mean number of events", "more", "fewer")
            : (
                "rmst_difference", "mean time without \(isCompeting ? "any" : "the") event",
                "longer", "shorter"
            )
        return survival.groups.dropFirst().prefix(Self.mostGroups).compactMap { group in
            guard let found = effect(name, level: group.level), let value = found.estimate.value,
                let low = found.confLow.value, let high = found.confHigh.value
            else { return nil }
            func amount(_ value: Double) -> String {
                if isRepeated { return NumberText.decimal(value) }
                let text = NumberText.decimal(value, abs(value) < 1 ? 2 : 1)
                return survival.unit.value.map { "\(text) \($0)" } ?? text
            }
            return "\(within(horizon)) the \(noun) is \(amount(abs(value))) "
                + "\(value < 0 ? less : more)\(place(group.level)) than where it is "
                + "\(NumberText.quoted(reference)) (\(crude)difference \(NumberText.decimal(value)), "
                + "\(level) interval \(NumberText.decimal(low)) to \(NumberText.decimal(high)))."
        }
    }

    /// Hazard ratios, where there are any.
    private func ratios() -> [String] {
        if isRegression { return regressionRatios() }
        return groupRatios()
    }

    private func groupRatios() -> [String] {
        survival.groups.dropFirst().prefix(Self.mostGroups).compactMap { group in
            guard let found = effect("hazard_ratio", level: group.level),
                let value = found.estimate.value, let low = found.confLow.value,
                let high = found.confHigh.value
            else { return nil }
            return
                "At any time \(theEvent) comes \(NumberText.ratio(value)) times as often among those "
                + "who have not had it\(place(group.level)) as where it is "
                + "\(NumberText.quoted(result.reference.value ?? "")) (hazard ratio, \(level) interval "
                + "\(NumberText.ratio(low)) to \(NumberText.ratio(high)))."
        }
    }

    /// How many had the cause that is asked about by the last time of the table.
    var incidenceRows: [HypothesisResult.Survival.Estimate] {
        let own = (survival.incidence ?? []).filter { $0.cause == survival.cause }
        guard let time = survival.horizonFound ? own.map(\.time).max() : survival.horizon.value
        else { return [] }
        let rows = own.filter { $0.time == time && $0.estimate.value != nil }
        return Array(rows.prefix(Self.mostGroups + 1))
    }

    /// The same in words, with intervals.
    private func incidence() -> [String] {
        incidenceRows.map { row in
            let time = row.time
            var said = "\(within(time)) "
            said += "\(NumberText.percent(row.estimate.value ?? 0)) had \(eventName)"
            if let low = row.confLow.value, let high = row.confHigh.value {
                said +=
                    " (\(level) interval \(NumberText.percent(low)) to \(NumberText.percent(high)))"
            }
            return said + "\(place(row.level)), others coming first where they did."
        }
    }

    /// Differences of shares within the horizon against the reference.
    private func differences() -> [String] {
        guard let horizon = survival.horizon.value else { return [] }
        return survival.groups.dropFirst().prefix(Self.mostGroups).compactMap { group in
            guard let found = effect("risk_difference", level: group.level),
                let value = found.estimate.value, let low = found.confLow.value,
                let high = found.confHigh.value
            else { return nil }
            return "\(within(horizon)) \(NumberText.points(abs(value))) percentage points "
                + "\(value < 0 ? "fewer" : "more") had \(theEvent)\(place(group.level)) than "
                + "where it is \(NumberText.quoted(result.reference.value ?? "")) (\(crude)difference "
                + "\(NumberText.points(value)), \(level) interval \(NumberText.points(low)) to "
                + "\(NumberText.points(high)))."
        }
    }

    /// Shares by the horizon, and what the naive counts would have said.
    private func shares() -> [String] {
        guard let shares = survival.byHorizon, let horizon = survival.horizon.value else {
            return []
        }
        return shares.prefix(Self.mostGroups + 1).compactMap { share in
            guard let value = share.kaplanMeier.estimate.value else {
                let group = survival.groups.first { $0.level == share.level }
                guard let note = group?.note, !note.hasPrefix("no intervals") else {
                    return "Nobody was followed for \(time(horizon))\(place(share.level))."
                }
                return
                    "The share \(within(horizon).lowercased()) cannot be told\(place(share.level)): "
                    + "\(note)."
            }
            var said = "\(within(horizon)) \(NumberText.percent(value)) had the event"
            if let low = share.kaplanMeier.confLow.value,
                let high = share.kaplanMeier.confHigh.value
            {
                said +=
                    " (\(level) interval \(NumberText.percent(low)) to \(NumberText.percent(high)))"
            }
            said += place(share.level)
            if share.notYetObservable > 0, let no = share.countedAsNo.value {
                said +=
                    ", by Kaplan-Meier; \(NumberText.count(share.notYetObservable)) of "
                    + "\(NumberText.count(share.cases)) cases were not followed that long, and as "
                    + "\"no\" they would make it \(NumberText.percent(no))"
            }
            if let full = share.fullFollowUp, full.cases > 0, let part = full.share.value {
                said +=
                    "; of the \(NumberText.count(full.cases)) that could be followed that long, "
                    + "\(NumberText.count(full.events)) had it (\(NumberText.percent(part)))"
            }
            return said + "."
        }
    }
}
