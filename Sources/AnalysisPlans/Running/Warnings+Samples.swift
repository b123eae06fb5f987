import HypothesisTests

extension Warnings {
    /// What the reader of samples, correlations and rates should know.
    static func of(_ result: HypothesisResult, _ unusedLevels: [String]) -> [ResultWarning] {
        var warnings: [ResultWarning] = []
        if let drawn = result.tests.first(where: { $0.name == "permutation" }),
            let replicates = drawn.replicates, let low = drawn.pLow, let high = drawn.pHigh,
            let seed = drawn.seed
        {
            warnings.append(
                ResultWarning(
                    "monte_carlo",
                    "The permutation p rests on \(NumberText.count(replicates)) drawn arrangements "
                        + "(seed \(seed)): with all of them it would lie between "
                        + "\(NumberText.significant(low, 3)) and \(NumberText.significant(high, 3)) "
                        + "(95% interval).", isNote: true))
        }
        if result.reversed == true {
            warnings.append(
                ResultWarning(
                    "compared_the_other_way_round",
                    "\(result.outcome) is a number and \(result.group.value ?? "the group") a "
                        + "category, so \(result.outcome) is compared between its "
                        + "\(NumberText.counted(result.samples?.count ?? 0, "level")).",
                    isNote: true))
        }
        if !unusedLevels.isEmpty {
            warnings.append(
                ResultWarning(
                    "unused_level",
                    "\(NumberText.counted(unusedLevels.count, "level")) "
                        + "\(NumberText.verb(unusedLevels.count, "occurs", "occur")) only in rows "
                        + "that were left out.", isNote: true))
        }
        return warnings
    }

    /// Cases that had no exposure.
    static func ofExposure(_ groups: [EventCounts], _ name: String?) -> [ResultWarning] {
        let cases = groups.reduce(0) { $0 + $1.casesWithoutExposure }
        guard cases > 0 else { return [] }
        let events = groups.reduce(0) { $0 + $1.eventsWithoutExposure }
        let terms = name.map { [$0] } ?? []
        if events > 0 {
            return [
                ResultWarning(
                    "events_without_exposure",
                    "\(NumberText.counted(cases, "case")) with an exposure of 0 "
                        + "\(NumberText.verb(cases, "has", "have")) "
                        + "\(NumberText.counted(events, "event")): they are left out of the rates, "
                        + "and the exposure wants looking at.", terms: terms)
            ]
        }
        return [
            ResultWarning(
                "zero_exposure",
                "\(NumberText.counted(cases, "case")) with an exposure of 0 "
                    + "\(NumberText.verb(cases, "is", "are")) left out of the rates.",
                isNote: true, terms: terms)
        ]
    }
}
