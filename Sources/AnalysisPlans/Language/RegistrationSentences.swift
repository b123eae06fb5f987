extension Registration {
    /// What a result says of its entry: the stated direction against the effect's.
    func sentences(effect: RegisterEntry.EffectFigures?) -> [String] {
        guard direction != .twoSided else { return [] }
        let stated = DirectionWords.of(direction, effect: effect?.name)
        guard let effect, let side = effect.side.value.flatMap(HypothesisDirection.init) else {
            return [
                "The question states a direction (\(stated)), and the effect of entry "
                    + "\(NumberText.count(sequence)) has none: it can speak neither for nor against."
            ]
        }
        return [
            side == direction
                ? "The effect of entry \(NumberText.count(sequence)) lies on the side that the "
                    + "question states (\(stated)); p is two-sided all the same."
                : "The effect of entry \(NumberText.count(sequence)) is "
                    + "\(DirectionWords.bracketed(side, effect: effect.name)), and the question states "
                    + "\(DirectionWords.bracketed(direction, effect: effect.name)): whatever p is, it "
                    + "does not support the question."
        ]
    }

    /// What the direction of a plan is of, where that does not go without saying: of times.
    ///
    /// - Parameter formula: the formula of the plan that was registered.
    func noteOnTimes(_ formula: String?) -> String? {
        guard direction != .twoSided, formula?.contains("Surv(") == true else { return nil }
        return
            "The direction (\(direction.rawValue)) is that of the first effect: of the hazard ratio, "
            + "where higher is above 1 and the event comes sooner; with a horizon, of the share that "
            + "has had the event by then."
    }
}

/// A stated direction in words: which measure it is of, and what either side of it means.
enum DirectionWords {
    /// The direction of an entry: "higher: a larger share, risk difference above 0".
    static func of(_ entry: RegisterEntry) -> String {
        of(entry.direction, effect: entry.effect?.name)
    }

    /// A direction of an effect; the direction alone where no effect is known.
    static func of(_ direction: HypothesisDirection, effect: String?) -> String {
        guard let effect, direction != .twoSided else { return direction.rawValue }
        let isHigher = direction == .higher
        let none = effect.contains("ratio") ? "1" : "0"
        let name = effect.split(separator: "_").joined(separator: " ")
        let side = "\(name) \(isHigher ? "above" : "below") \(none)"
        guard let words = words(effect) else { return "\(direction.rawValue): \(side)" }
        return "\(direction.rawValue): \(isHigher ? words.higher : words.lower), \(side)"
    }

    /// The same as a sentence says it: "higher (a larger share, risk difference above 0)".
    static func bracketed(_ direction: HypothesisDirection, effect: String) -> String {
        let parts = of(direction, effect: effect).split(separator: ": ", maxSplits: 1)
        return parts.count == 2 ? "\(parts[0]) (\(parts[1]))" : direction.rawValue
    }

    private static func words(_ effect: String) -> (higher: String, lower: String)? {
        switch effect {
        case "hazard_ratio": ("the event comes sooner", "the event comes later")
        case "rmst_difference", "rmst_ratio":
            ("a longer time without the event", "a shorter time without the event")
        case "mean_count_difference", "mean_count_ratio": ("more events", "fewer events")
        case "risk_difference_per_step":
            ("the share rises along the order", "the share falls along the order")
        case "pearson_correlation", "spearman_correlation", "kendall_tau_b", "gamma":
            ("both rise together", "one falls as the other rises")
        case "mean_difference", "hodges_lehmann_shift", "pseudomedian":
            ("larger numbers", "smaller numbers")
        case _ where effect.hasPrefix("rate_"):
            ("events come more often", "events come less often")
        case _ where effect.hasPrefix("risk_") || effect.hasPrefix("odds_"):
            ("a larger share", "a smaller share")
        default: nil
        }
    }
}
