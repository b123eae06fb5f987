import ModelFormula

/// What a fit shows and does not show, each sentence with its figures.
struct FitSentences {
    let result: FitResult
    let data: DataSummary
    let confidence: Double
    /// The kinds of the model's variables, by name.
    let schemas: [VariableSchema]

    /// At most so many coefficients get a sentence; the table shows them all.
    private static let mostSentences = 6

    private var level: String { NumberText.level(confidence) }
    private var glance: FitResult.Glance { result.glance }
    private var outcome: String { "\(glance.outcome) is \"\(glance.event)\"" }

    var shows: [String] {
        var sentences = [
            "\(glance.outcome) is \"\(glance.event)\" for \(NumberText.count(glance.nEvents)) of "
                + "the \(NumberText.count(glance.nObs)) cases fitted "
                + "(\(NumberText.percent(glance.nEvents / glance.nObs)))."
        ]
        let told = result.coefficients.filter {
            $0.term != "(Intercept)" && ($0.statistic.value.map { abs($0) } ?? 0) > 0
                && ($0.confLow.value ?? 0) * ($0.confHigh.value ?? 0) > 0
        }.sorted { abs($0.statistic.value ?? 0) > abs($1.statistic.value ?? 0) }
        sentences += told.prefix(Self.mostSentences).compactMap(sentence)
        if told.count > Self.mostSentences {
            sentences.append(
                "\(NumberText.counted(told.count - Self.mostSentences, "more coefficient")) "
                    + "\(told.count - Self.mostSentences == 1 ? "has an interval" : "have intervals")"
                    + " that leave\(told.count - Self.mostSentences == 1 ? "s" : "") an odds ratio "
                    + "of 1 out.")
        }
        sentences += result.coefficients.filter { $0.status == "infinite" }.map {
            "\($0.term): the odds ratio is \($0.direction == "positive" ? "infinite" : "0") in "
                + "these \(NumberText.count(glance.nObs)) cases; see the warning."
        }
        let open = result.tests.filter {
            $0.name == "likelihood_ratio" && ($0.pValue.value ?? 0) >= 1 - confidence
        }
        if !open.isEmpty {
            let names = open.prefix(Self.mostSentences).map {
                "\($0.term) (\(NumberText.pValue($0.pDisplay.value ?? "")))"
            }
            sentences.append(
                "No relation is shown, beside the other terms, for "
                    + names.joined(separator: ", ")
                    + (open.count > names.count
                        ? " and \(open.count - names.count) more of the "
                            + "\(NumberText.counted(open.count, "term"))." : "."))
        }
        return sentences
    }

    /// "The odds ... are 4.7 times ... (95% interval 3.8 to 5.9), the other terms held equal."
    private func sentence(_ row: FitResult.Coefficient) -> String? {
        guard let ratio = row.oddsRatio.value, let low = row.oddsRatioLow.value,
            let high = row.oddsRatioHigh.value
        else { return nil }
        let figures =
            "\(NumberText.ratio(ratio)) (\(level) interval \(NumberText.ratio(low)) to "
            + "\(NumberText.ratio(high)))"
        let held = result.tests.count > 2 ? ", the other terms held equal" : ""
        let subject = "The odds that \(outcome)"
        if row.variable.contains(":") {
            return "\(row.term) changes the odds ratio by a factor of \(figures)\(held)."
        }
        if let level = row.level.value {
            if let reference = row.reference.value {
                return
                    "\(subject) where \(row.variable) is \"\(level)\" are \(figures) times those "
                    + "where it is \"\(reference)\"\(held)."
            }
            // Without an intercept each level has its own odds, and no ratio.
            return "\(subject) where \(row.variable) is \"\(level)\" are \(figures) to 1\(held)."
        }
        if schemas.first(where: { $0.name == row.variable })?.kind == .polynomial { return nil }
        return "\(subject) multiply by \(figures) for each 1 more of \(row.variable)\(held)."
    }

    var doesNotShow: [String] {
        let share = glance.nEvents / glance.nObs
        var sentences = [
            "That changing a factor would change the outcome: these are "
                + "\(NumberText.count(glance.nObs)) cases as they came, and what is not among the "
                + "\(NumberText.counted(Set(result.tests.map(\.term)).count, "term")) is not held "
                + "equal.",
            "How well the model tells new cases apart: the figures are of the same "
                + "\(NumberText.count(glance.nObs)) cases that it was fitted to.",
        ]
        if share > 0.1 && share < 0.9 {
            sentences.append(
                "Ratios of risks: with the outcome in \(NumberText.percent(share)) of cases an "
                    + "odds ratio lies further from 1 than the ratio of risks.")
        }
        let excluded = data.rows - data.rowsUsed
        if excluded > 0 {
            sentences.append(
                "Anything of the \(NumberText.counted(excluded, "row")) left out "
                    + "(\(NumberText.percent(Double(excluded) / Double(data.rows))) of "
                    + "\(NumberText.count(data.rows))), who may differ from those fitted.")
        }
        return sentences
    }
}
