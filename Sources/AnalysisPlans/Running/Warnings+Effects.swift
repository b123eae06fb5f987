import GeneralizedLinearModels

extension Warnings {
    /// That there is nothing to estimate, or nothing that effects could be of.
    static func withoutTerms(_ fit: GLMFit, _ result: FitResult) -> [ResultWarning] {
        var warnings: [ResultWarning] = []
        if fit.coefficients.isEmpty {
            warnings.append(
                ResultWarning(
                    "no_coefficients",
                    "The formula has neither terms nor an intercept: nothing is estimated from the "
                        + "\(NumberText.count(fit.caseCount)) cases, and the linear predictor of each is "
                        + (fit.frame.offset == nil ? "0." : "its offset.")
                        + " Leave 0 out of the formula to have an intercept."))
        }
        if result.effects?.isEmpty == true {
            warnings.append(
                ResultWarning(
                    "no_effects",
                    "No effects are told: they compare what the terms of a model change, and this one of "
                        + "\(NumberText.count(fit.caseCount)) cases has none."))
        }
        return warnings
    }

    /// Effects that lie beyond the data, and intervals that were cut at what can be.
    static func ofEffects(_ result: FitResult, by: String?) -> [ResultWarning] {
        var seen: Set<FitResult.EffectRow.Identity> = []
        let rows = ((result.effects ?? []) + (result.comparisons ?? []))
            .filter { seen.insert($0.identity).inserted }
        let units = result.glance.nTrials == nil ? "cases" : "trials"
        return beyondData(rows, by: by, units) + bounded(rows)
    }

    /// A step takes some rows beyond the data however small it is; from this share on it is told.
    private static let tellingShare = 0.1

    private static let mostNamed = 5

    private static func beyondData(
        _ rows: [FitResult.EffectRow], by: String?, _ units: String
    ) -> [ResultWarning] {
        func isTold(_ beyond: ModelEffect.Beyond) -> Bool { beyond.share >= tellingShare }
        // Of a step that is told of all rows no group is told as well.
        let whole = rows.filter {
            $0.group.value == nil && ($0.beyond ?? []).contains(where: isTold)
        }
        var named: [String] = []
        var terms: [String] = []
        for row in rows where row.isMean || row.step != nil {
            for beyond in row.beyond ?? [] where row.step == nil || isTold(beyond) {
                guard
                    row.group.value == nil || row.step == nil
                        || !whole.contains(where: { $0.isSameQuestion(as: row) })
                else { continue }
                let text = words(row, beyond, by: by, units)
                if !named.contains(text) { named.append(text) }
                if !terms.contains(beyond.variable) { terms.append(beyond.variable) }
            }
        }
        guard !named.isEmpty else { return [] }
        let more = named.count - mostNamed
        return [
            ResultWarning(
                "extrapolation",
                "What was asked lies beyond what the model was learned from: "
                    + named.prefix(mostNamed).joined(separator: "; ")
                    + (more > 0 ? "; and \(NumberText.count(more)) more" : "")
                    + ". Do not lean on such figures.", terms: terms)
        ]
    }

    /// "absence=20 (known from 0.002 to 0.628)", "absence +10 (takes 99.0% of the cases beyond; ...)".
    private static func words(
        _ row: FitResult.EffectRow, _ beyond: ModelEffect.Beyond, by: String?, _ units: String
    ) -> String {
        let name = row.variable.value ?? ""
        let range = "\(beyond.low) to \(beyond.high)"
        let known =
            beyond.variable == name || row.at.contains { $0.column == beyond.variable }
            ? "known from \(range)" : "\(beyond.variable) known from \(range)"
        guard let step = row.step else {
            if !row.at.isEmpty {
                let set = row.at.map { "\($0.column)=\($0.value)" }.joined(separator: ", ")
                return "\(set) (\(known))"
            }
            return "\(name)=\(row.level.value ?? "") (\(known))"
        }
        let group = by.flatMap { by in row.group.value.map { " where \(by) is \($0)" } } ?? ""
        return "\(name) \(step < 0 ? "-" : "+")\(NumberText.plain(abs(step)))\(group) (takes "
            + "\(NumberText.percent(beyond.share)) of the \(units) beyond; \(known))"
    }

    private static func bounded(_ rows: [FitResult.EffectRow]) -> [ResultWarning] {
        let cut = rows.filter {
            $0.confLowStatus == "bounded" || $0.confHighStatus == "bounded"
        }
        guard !cut.isEmpty else { return [] }
        var terms: [String] = []
        for name in cut.compactMap(\.variable.value) where !terms.contains(name) {
            terms.append(name)
        }
        return [
            ResultWarning(
                "bounded_interval",
                "\(NumberText.counted(cut.count, "interval")) of "
                    + "\(cut.count == 1 ? "a difference" : "differences") of risks would reach beyond "
                    + "100 in every 100, and \(NumberText.verb(cut.count, "ends", "end")) there: so few "
                    + "cases say little of \(terms.joined(separator: ", ")).", terms: terms)
        ]
    }
}
