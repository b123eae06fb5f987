import GeneralizedLinearModels

extension Warnings {
    /// What to know of a factor with very many levels.
    static func levels(_ fit: GLMFit, _ factor: LargeFactorFit) -> [ResultWarning] {
        var warnings: [ResultWarning] = []
        let dropped = factor.dropped
        let all = factor.levels.count
        if dropped.levels > 0 {
            let event = fit.frame.response.event.map { NumberText.quoted($0) }
            var kinds: [String] = []
            if dropped.high > 0 {
                kinds.append(
                    "\(NumberText.counted(dropped.high, "level")) "
                        + "(\(NumberText.counted(dropped.highRows, "row"))) with nothing but "
                        + (event ?? "successes"))
            }
            if dropped.low > 0 {
                kinds.append(
                    "\(NumberText.counted(dropped.low, "level")) "
                        + "(\(NumberText.counted(dropped.lowRows, "row"))) with "
                        + (event.map { "no \($0)" } ?? "0 in every row"))
            }
            warnings.append(
                ResultWarning(
                    "levels_without_estimate",
                    "\(NumberText.count(dropped.levels)) of \(NumberText.count(all)) levels of "
                        + "\(factor.name) have one outcome only and no finite estimate; they left with "
                        + "their \(NumberText.counted(dropped.rows, "row")): "
                        + kinds.joined(separator: ", ")
                        + ". Such rows say nothing of the other coefficients in this model: their "
                        + "share in the likelihood is constant as the level's effect grows without "
                        + "end, so that coefficients and their errors are those of all rows. The number "
                        + "of cases, degrees of freedom, AIC and BIC count these rows and levels too, "
                        + "as a fit that lists each level does.",
                    isNote: false, terms: [factor.name]))
        }
        if factor.isReferenceMoved {
            warnings.append(
                ResultWarning(
                    "reference_moved",
                    "The reference of the \(NumberText.count(all)) levels of \(factor.name) has no "
                        + "estimate: effects are compared with "
                        + "\(NumberText.quoted(factor.levels[factor.reference].name)), the first that "
                        + "has, and the intercept is that level's.",
                    isNote: true, terms: [factor.name]))
        }
        let rows = Double(fit.frame.rowCount) / Double(max(1, factor.fittedCount))
        if fit.settings.family == .binomial, rows < 20 {
            warnings.append(
                ResultWarning(
                    "incidental_parameters",
                    "There are \(NumberText.decimal(rows, 1)) rows for each fitted level of "
                        + "\(factor.name): estimates by maximum likelihood beside so many effects of "
                        + "few rows lie too far from 0, at two rows a level twice as far for a "
                        + "logit, and the bias falls as rows a level grow. "
                        + "Fewer, larger levels would lessen it; conditional likelihood and random "
                        + "intercepts, which avoid it, are not offered here.",
                    terms: [factor.name]))
        }
        return warnings
    }

    /// Columns that say nothing beside the levels of such a factor.
    static func aliases(_ fit: GLMFit, _ aliased: [Int], beside factor: LargeFactorFit)
        -> [ResultWarning]
    {
        guard !aliased.isEmpty else { return [] }
        let names = aliased.map { fit.coefficients[$0].name }
        let listed = names.prefix(5).joined(separator: ", ")
        return [
            ResultWarning(
                "aliased_term",
                "\(listed)\(names.count > 5 ? " and \(names.count - 5) more" : "") "
                    + "\(NumberText.verb(names.count, "is", "are")) not estimated: beside the "
                    + "\(NumberText.count(factor.fittedCount)) levels of \(factor.name), each with an "
                    + "effect of its own, and the terms before \(names.count == 1 ? "it" : "them") "
                    + "\(NumberText.verb(names.count, "it says", "they say")) nothing more, as a "
                    + "column does that is the same in all rows of a level.",
                terms: names)
        ]
    }
}
