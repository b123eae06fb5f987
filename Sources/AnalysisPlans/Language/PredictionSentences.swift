import GeneralizedLinearModels

/// What predictions of a file show, in sentences.
extension PredictionTally {
    func shows(_ model: FittedModel, to audience: Audience) -> [String] {
        guard audience == .analyst else { return practitionerShows(model) }
        guard model.isOfProbabilities else { return meansShown(model) }
        let what = model.event.map { "that the outcome is \"\($0)\"" } ?? "of success"
        var sentences = [
            "\(answeredOfRows) a probability \(what)."
        ]
        if let mean {
            sentences.append(
                "Their mean is \(NumberText.percent(mean)): of \(NumberText.count(answered)) cases "
                    + "like these the model expects \(NumberText.decimal(sum, 1)).")
        }
        return sentences + limitsShown(model)
    }

    /// "3 of 4 rows have".
    private var answeredOfRows: String {
        "\(NumberText.count(answered)) of \(NumberText.counted(rows, "row")) "
            + NumberText.verb(answered, "has", "have")
    }

    private func meansShown(_ model: FittedModel) -> [String] {
        let outcome = model.outcomeText
        var sentences = [
            "\(answeredOfRows) an expected \(outcome)."
        ]
        if !sum.isFinite {
            sentences.append(
                "Their mean is not told: the sum of \(NumberText.count(answered)) of them is beyond "
                    + "all numbers that can be held.")
        }
        if let mean {
            sentences.append(
                "Their mean is \(NumberText.significant(mean, 4)): of \(NumberText.count(answered)) "
                    + "cases like these the model expects a sum of "
                    + "\(NumberText.significant(sum, 5)).")
        }
        return sentences + limitsShown(model)
    }

    /// That some of the figures are limits.
    private func limitsShown(_ model: FittedModel) -> [String] {
        guard let rows = counts[.infinite], rows > 0 else { return [] }
        return [
            "\(NumberText.count(rows)) of these \(NumberText.count(answered)) "
                + "figures \(rows == 1 ? "is a limit" : "are limits") and no certainty, without an "
                + "interval; see the warning."
        ]
    }

    /// How many of how many the model expects.
    private func practitionerShows(_ model: FittedModel) -> [String] {
        guard answered > 0 else {
            return ["None of the \(NumberText.counted(rows, "row")) has all that the model needs."]
        }
        let cases = NumberText.counted(answered, "case")
        guard let mean else {
            return [
                "The figures of these \(cases) are too large to be added up: they lie too far from the "
                    + "\(NumberText.count(model.caseCount)) that the model was learned from."
            ]
        }
        guard model.isOfProbabilities else {
            return [
                "Of \(cases) like these the model expects \(model.outcomeText) to be "
                    + "\(NumberText.plain(mean)) on average."
            ] + practitionerLimits(model)
        }
        let expected = NumberText.count(sum.rounded())
        let what =
            model.event.map { "\(model.outcomeText) \(NumberText.quoted($0))" } ?? "success"
        return [
            "Of \(cases) like these the model expects about \(expected) with \(what), "
                + "\(ChanceWords.inHundred(mean))."
        ] + practitionerLimits(model)
    }

    /// What a figure of 1 or 0 stands for.
    private func practitionerLimits(_ model: FittedModel) -> [String] {
        guard let rows = counts[.infinite], rows > 0 else { return [] }
        let zeros = rows - limitsOfOne
        let figures =
            limitsOfOne == 0
            ? "0"
            : zeros == 0
                ? "1" : "1 (\(NumberText.count(limitsOfOne))) or 0 (\(NumberText.count(zeros)))"
        return [
            "For \(NumberText.count(rows)) of these \(NumberText.counted(answered, "case")) the figure is "
                + "\(figures), and that is no certainty: among the \(NumberText.count(model.caseCount)) "
                + "that the model was learned from those like them all ended alike, which is often too few "
                + "to go by."
        ]
    }

    private func practitionerDoesNotShow(_ model: FittedModel) -> [String] {
        let figure =
            model.isOfProbabilities
            ? "how often it happens among many"
            : model.isOfCounts ? "the average number among many" : "the average among many"
        return [
            "What will happen to any one child or family: a figure is \(figure) "
                + "who are alike in what the model counts, learned from "
                + "\(NumberText.count(model.caseCount)) cases.",
            model.isOfProbabilities
                ? "Who needs no help: a figure of these \(NumberText.counted(rows, "row")) is a reason "
                    + "to offer some, and never one to refuse it."
                : "What anyone may be given: a figure of these \(NumberText.counted(rows, "row")) is "
                    + "for planning, and never a reason to refuse help.",
        ]
    }

    func doesNotShow(_ model: FittedModel, to audience: Audience) -> [String] {
        guard audience == .analyst else { return practitionerDoesNotShow(model) }
        let what =
            model.isOfProbabilities
            ? "a probability is a share among cases alike"
                + (model.hasIntervals ? ", and the interval is about that share" : "")
            : "an expected value is a mean among cases alike"
                + (model.hasIntervals ? ", and the interval is about that mean" : "")
        return [
            "What will happen to any one person: \(what), learned from "
                + "\(NumberText.count(model.caseCount)) cases.",
            "How well the model does on these \(NumberText.count(rows)) rows: that takes their "
                + "outcomes.",
        ]
    }
}
