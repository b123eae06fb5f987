import Distributions

extension SurvivalSentences {
    /// How many had the event and by when, for who works with the people counted.
    var practitionerShows: [String] {
        var sentences: [String] = []
        if let counts = survival.meanCounts, let horizon = survival.horizon.value {
            sentences += counts.filter { $0.time == horizon }.prefix(Self.mostGroups + 1)
                .compactMap { mean in
                    mean.estimate.value.map {
                        "\(within(horizon)) there were on average \(NumberText.decimal($0)) "
                            + "events a person\(place(mean.level))."
                    }
                }
        } else if let shares = survival.byHorizon, let horizon = survival.horizon.value {
            sentences += shares.prefix(Self.mostGroups + 1).compactMap { share in
                share.kaplanMeier.estimate.value.map {
                    "\(within(horizon)) about \(NumberText.count(($0 * 100).rounded())) in "
                        + "every 100 had the event\(place(share.level))."
                }
            }
        } else if survival.causes.count == 1 {
            sentences += survival.groups.prefix(Self.mostGroups + 1).map { group in
                if group.median.value == nil, let note = group.note,
                    !note.hasPrefix("no intervals")
                {
                    return
                        "By when half had the event cannot be told\(place(group.level)): \(note)."
                }
                guard let median = group.median.value else {
                    return fewer(than: group.cases)
                        + "in the \(time(group.longest)) that were seen\(place(group.level))."
                }
                return
                    (group.cases == 1
                    ? "The 1 case" : "Half of \(NumberText.count(group.cases)) cases")
                    + " had the event by "
                    + "\(time(median))\(place(group.level))."
            }
        }
        if isCompeting, !isRepeated { sentences += incidenceInWords() }
        sentences += others
        if isRegression { sentences += regressionRatiosInWords() }
        if let primary = result.tests.first(where: { $0.name == result.primary.value }),
            let p = primary.pValue.value, let display = primary.pDisplay.value
        {
            sentences.append(
                isRegression
                    ? regressionInWords(p, display)
                    : ChanceWords.sentence(p: p, display: display, cases: cases, confidence))
        } else if survival.groups.count > 1,
            result.tests.contains(where: { $0.pValue.value != nil })
        {
            sentences.append(
                "Whether chance alone would make the groups of \(countedCases) differ this much cannot "
                    + "be told: \(result.reason).")
        } else if survival.groups.count > 1 {
            sentences.append("With \(countedCases) there is nothing to compare yet.")
        }
        return sentences
    }

    /// How many in every 100 had the cause that is asked about, by the last time of the table.
    private func incidenceInWords() -> [String] {
        incidenceRows.compactMap { row in
            row.estimate.value.map {
                "\(within(row.time)) about \(NumberText.count(($0 * 100).rounded())) in every 100 had "
                    + "\(eventName)\(place(row.level)), others coming first where they did."
            }
        }
    }

    /// What must not be read into the figures, for who works with the people counted.
    var practitionerDoesNotShow: [String] {
        var sentences = [
            "What will happen to any one child or family: these are figures of \(countedCases)"
                + (isRepeated || cases == "1"
                    ? "." : ", some quicker and some slower in every group."),
            cases == "1"
                ? "Why: much that was not counted here bears on \(countedCases)."
                : "Why: the \(countedCases) differ in much that was not counted here, and nobody chose "
                    + "their group by lot.",
        ]
        if !isRepeated {
            sentences.append(
                "Whether sooner is better: that depends on what the event meant in "
                    + (cases == "1" ? "the \(countedCases)." : "each of the \(countedCases)."))
        }
        if let primary = result.tests.first(where: { $0.name == result.primary.value }),
            let p = primary.pValue.value, !PValue.isAtMost(p, level: 1 - confidence)
        {
            sentences.append(
                "That the groups are alike: \(countedCases) may be too "
                    + "few to show a difference that is there.")
        }
        if let leftOut = data.leftOut(beside: "followed") { sentences.append(leftOut) }
        return sentences
    }
}
