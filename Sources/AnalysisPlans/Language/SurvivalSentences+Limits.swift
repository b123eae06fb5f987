import Distributions

extension SurvivalSentences {
    /// What must not be read into the figures, for analysts.
    var analystDoesNotShow: [String] {
        var sentences = [
            "Why the groups differ or agree: "
                + (cases == "1"
                    ? "this is \(countedCases) as it came"
                    : "these are \(countedCases) as they came")
                + ", not assigned to groups by chance, and "
                + (isRegression
                    ? "only the columns that are named were held equal."
                    : stratified
                        ? "only the log-rank test and hazard ratios compare within strata: shares, "
                            + "medians, mean times and their differences do not."
                        : "nothing else was held equal.")
        ]
        if isRepeated {
            sentences.append(
                "What would have been after the watching ended: the means reach to "
                    + "\(time(survival.horizon.value ?? 0)).")
        } else {
            let open = survival.groups.reduce(0) { $0 + $1.open }
            if open > 0 {
                let cases = isOpenWithout ? "open case" : "case"
                let rest = isOpenWithout ? "" : " without it"
                sentences.append(
                    open == 1
                        ? "When the 1 \(cases)\(rest) will have the event: the curves take it to be "
                            + "like those followed longer."
                        : "When the \(NumberText.count(open)) \(cases)s\(rest) will have the event: "
                            + "the curves take them to be like those followed longer.")
            }
        }
        if survival.causes.count > 1 {
            let others = survival.causes.count - 1
            let kinds = others == 1 ? "kind of event" : "\(others) kinds of events"
            let came =
                others == 1
                ? "the other coming first where it" : "the others coming first where they"
            sentences.append(
                "What would be without the other \(kinds): incidence is of \(eventName) among "
                    + "\(NumberText.count(total)) case\(total == 1 ? "" : "s") as things were, "
                    + "\(came) did.")
        }
        if let primary = result.tests.first(where: { $0.name == result.primary.value }),
            let p = primary.pValue.value, let display = primary.pDisplay.value
        {
            if !PValue.isAtMost(p, level: 1 - confidence) {
                sentences.append(
                    "That there is no difference: \(NumberText.pValue(display)) is not evidence of "
                        + "none; look at how wide the intervals are.")
            } else if survival.groups.count > 2 {
                sentences.append(
                    "Which of the \(survival.groups.count) groups make the difference: look at the "
                        + "intervals of each against \(NumberText.quoted(result.reference.value ?? ""))."
                )
            }
        }
        if let leftOut = data.leftOut(beside: "followed") { sentences.append(leftOut) }
        return sentences
    }
}
