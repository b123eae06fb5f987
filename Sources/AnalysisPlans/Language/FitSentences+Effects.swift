import Distributions
import GeneralizedLinearModels

extension Warnings {
    /// What the checks of a fit find, and digits that a second route does not confirm.
    static func ofChecks(_ result: FitResult) -> [ResultWarning] {
        var warnings: [ResultWarning] = []
        if let checks = result.checks {
            if checks.leverage.above > 0, let largest = checks.leverage.largest.value {
                warnings.append(
                    ResultWarning(
                        "high_leverage",
                        "\(NumberText.counted(checks.leverage.above, "row")) decide\(checks.leverage.above == 1 ? "s" : "") "
                            + "more than half of \(checks.leverage.above == 1 ? "its" : "their") own "
                            + "fitted mean (leverage up to \(NumberText.fixed(largest)))."))
            }
            if checks.cook.above > 0, let largest = checks.cook.largest.value {
                warnings.append(
                    ResultWarning(
                        "influential_rows",
                        "\(NumberText.counted(checks.cook.above, "row")) would move the estimates far if "
                            + "left out (Cook's distance up to \(NumberText.significant(largest, 3)); "
                            + "1 is far)."))
            }
            // Beside an interaction of its own a term is wide by nature, and by no kinship.
            let parts = checks.inflation.map { Set($0.term.split(separator: ":")) }
            let wide = checks.inflation.indices.filter { index in
                let row = checks.inflation[index]
                return row.stdErrorFactor * row.stdErrorFactor > FitChecks.highInflation
                    && parts[index].count == 1
                    && !parts.contains { $0.isStrictSuperset(of: parts[index]) }
            }.map { checks.inflation[$0] }
            if !wide.isEmpty {
                let named = wide.prefix(5).map {
                    "\($0.term) (\(NumberText.significant($0.factor, 3)))"
                }
                warnings.append(
                    ResultWarning(
                        "variance_inflation",
                        "Some terms are so akin to others that their estimates are wide: variance "
                            + "inflation of \(named.joined(separator: ", "))"
                            + (wide.count > 5 ? " and \(wide.count - 5) more" : "")
                            + ", above \(NumberText.significant(FitChecks.highInflation)).",
                        terms: wide.map(\.term)))
            }
            if let p = checks.linkTest.pValue.value, p < 0.05,
                let display = checks.linkTest.pDisplay.value
            {
                warnings.append(
                    ResultWarning(
                        "link_test",
                        "The square of the linear predictor still says something of the outcome "
                            + "(link test \(NumberText.pValue(display))): a curve such as rcs(x, 4), an "
                            + "interaction or another link may be missing."))
            }
        }
        if let checks = result.checks { warnings += ofClusters(checks) }
        if let note = result.verification?.note {
            warnings.append(ResultWarning("few_digits", note))
        }
        return warnings
    }
}

extension FitSentences {
    /// At most so many effects get a sentence; the table shows them all.
    private static let mostEffects = 6

    /// Whether a comparison is one that was asked for by its values.
    func isAsked(_ row: FitResult.EffectRow) -> Bool {
        contrasts.contains { asked in
            row.variable.value == asked.column && row.reference.value == asked.base
                && asked.values.contains(row.level.value ?? "")
        }
    }

    /// What the effects over all rows say: what was asked for by values, then differences of risks.
    var aboutEffects: [String] {
        let all = (result.effects ?? []).filter { $0.group.value == nil }
        let steps = all.filter { $0.name == "average_difference" }
        let compared = all.filter(\.isDifference)
        let differences = compared.filter(isAsked) + compared.filter { !isAsked($0) }
        let slopes = all.filter { $0.name == "average_marginal_effect" }
        let settings = all.filter { !$0.at.isEmpty }
        let told =
            steps.compactMap(step) + differences.compactMap { difference($0, among: all) }
            + slopes.compactMap(slope)
            + settings.compactMap(prediction)
        let open = (result.effects ?? []).filter { $0.status == "not_estimable" }
        var sentences = Array(told.prefix(Self.mostEffects))
        if told.count > Self.mostEffects {
            sentences.append(
                "\(NumberText.counted(told.count - Self.mostEffects, "more effect")) "
                    + "\(told.count - Self.mostEffects == 1 ? "stands" : "stand") in the table.")
        }
        if let first = open.first, let note = first.note {
            sentences.append(
                "\(NumberText.counted(open.count, "effect")) cannot be estimated; the first, "
                    + "\(Self.label(first)): \(note)"
            )
        }
        return sentences
    }

    /// "risk difference of sex, m less f".
    private static func label(_ row: FitResult.EffectRow) -> String {
        let levels = [row.level.value, row.reference.value].compactMap(\.self)
        return row.name.replacing("_", with: " ") + (row.variable.value.map { " of \($0)" } ?? "")
            + (levels.isEmpty ? "" : ", \(levels.joined(separator: " less "))")
            + (row.group.value.map { " among \($0)" } ?? "")
    }

    /// "3,000 cases", or of groups of trials "5,800 trials", of which effects are averages.
    var cases: String {
        result.glance.nTrials?.value.map { "\(NumberText.count($0)) trials" }
            ?? "\(NumberText.count(result.glance.nObs)) \(noun)"
    }

    func interval(_ row: FitResult.EffectRow, _ show: (Double) -> String) -> String {
        guard let low = row.confLow.value, let high = row.confHigh.value else {
            return row.status == "estimated" ? ", of which no interval can be told" : ""
        }
        return " (\(NumberText.level(confidence)) interval \(show(low)) to \(show(high)))"
    }

    var happens: String {
        result.glance.event.value.map {
            "\(result.glance.outcome) \(NumberText.quoted($0))"
        } ?? "a success"
    }

    /// "Among 3,000 cases like these, 23.1 in every 100 are predicted to have ... if all ..."
    private func difference(_ row: FitResult.EffectRow, among all: [FitResult.EffectRow])
        -> String?
    {
        guard let estimate = row.estimate.value, let variable = row.variable.value,
            let level = row.level.value, let reference = row.reference.value
        else { return nil }
        func mean(_ level: String) -> Double? {
            all.first {
                $0.variable.value == variable && $0.level.value == level
                    && $0.reference.value == nil && $0.at.isEmpty
            }?.estimate.value
        }
        guard let to = mean(level), let from = mean(reference) else { return nil }
        if row.name == "risk_difference" {
            let points = NumberText.pointsShown(estimate, row.confLow.value, row.confHigh.value)
            return "Among \(cases) like these, the model predicts \(happens) for "
                + "\(NumberText.points(to)) in every 100 if all had \(variable) "
                + "\(NumberText.quoted(level)), against \(NumberText.points(from)) if all had "
                + "\(NumberText.quoted(reference)): a difference of \(points(estimate)) in 100"
                + interval(row, points) + "."
        }
        return
            "Among \(cases) like these, the model predicts a mean \(result.glance.outcome) "
            + "of \(NumberText.plain(to)) if all had \(variable) \(NumberText.quoted(level)), against "
            + "\(NumberText.plain(from)) if all had \(NumberText.quoted(reference)): a difference of "
            + NumberText.plain(estimate) + interval(row, NumberText.plain) + "."
    }

    /// "On average over these 3,000 cases, 5 more of age changes the predicted chance ..."
    private func step(_ row: FitResult.EffectRow) -> String? {
        guard let estimate = row.estimate.value, let variable = row.variable.value,
            let step = row.step
        else { return nil }
        let moved =
            "On average over these \(cases), \(NumberText.plain(abs(step))) "
            + "\(step < 0 ? "less" : "more") of \(variable) changes the predicted "
        if isOfChances {
            let points = NumberText.pointsShown(estimate, row.confLow.value, row.confHigh.value)
            return moved + "chance of \(happens) by \(points(estimate)) in 100"
                + interval(row, points) + "."
        }
        return moved + "mean of \(result.glance.outcome) by \(NumberText.plain(estimate))"
            + interval(row, NumberText.plain) + "."
    }

    private func slope(_ row: FitResult.EffectRow) -> String? {
        guard let estimate = row.estimate.value, let variable = row.variable.value else {
            return nil
        }
        if result.glance.event.value != nil || result.glance.nTrials != nil {
            let points = NumberText.pointsShown(estimate, row.confLow.value, row.confHigh.value)
            return
                "On average over these \(cases), the predicted chance of \(happens) changes at "
                + "a rate of \(points(estimate)) in 100 for each 1 of \(variable)"
                + interval(row, points) + "."
        }
        return "On average over these \(cases), the predicted mean of "
            + "\(result.glance.outcome) changes at a rate of \(NumberText.plain(estimate)) for each 1 "
            + "of \(variable)" + interval(row, NumberText.plain) + "."
    }

    private func prediction(_ row: FitResult.EffectRow) -> String? {
        guard let estimate = row.estimate.value else { return nil }
        let set = row.at.map { "\($0.column) \(NumberText.quoted($0.value))" }
            .joined(separator: " and ")
        if row.name == "predicted_risk" {
            return "With \(set) for all, the model predicts \(happens) for "
                + "\(NumberText.points(estimate)) in every 100"
                + interval(row, NumberText.points) + "."
        }
        return "With \(set) for all, the model predicts a mean \(result.glance.outcome) of "
            + NumberText.plain(estimate) + interval(row, NumberText.plain) + "."
    }

    /// What effects do not say.
    var beyondEffects: [String] {
        guard result.effects?.isEmpty == false || result.comparisons != nil else { return [] }
        return [
            "What would happen if a factor were changed, nor what holds for other cases: effects compare "
                + "predictions for these \(cases), whose "
                + "make-up the intervals take as given."
        ]
    }
}

extension FitResult.EffectRow {
    /// Whether it is a mean less another.
    public var isDifference: Bool { name == "risk_difference" || name == "mean_difference" }

    /// Whether it is a mean by itself.
    public var isMean: Bool { name == "predicted_risk" || name == "predicted_mean" }
}
