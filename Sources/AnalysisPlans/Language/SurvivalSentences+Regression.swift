import Distributions

extension SurvivalSentences {
    /// Whether columns were looked at together, and not the groups of one.
    var isRegression: Bool {
        survival.groups.allSatisfy { $0.level.value == nil }
            && result.effects.contains { $0.name == "hazard_ratio" }
    }

    /// What a regression says of all its columns together, without its figures of hazards.
    func regressionInWords(_ p: Double, _ display: String) -> String {
        let amount =
            PValue.isAtMost(p, level: 1 - confidence)
            ? "more than chance alone would often bring"
            : "no more than chance alone can bring"
        return "Among \(cases) cases the columns together go with when \(theEvent) comes \(amount) "
            + "(\(NumberText.pValue(display)))."
    }

    /// What a regression says of each of its columns to who works with the people counted: sooner,
    /// later, or not to be told, in the interval's own figures.
    func regressionRatiosInWords() -> [String] {
        let found = result.effects.filter { $0.name == "hazard_ratio" }
        return found.prefix(Self.mostGroups * 2).compactMap { effect -> String? in
            guard let low = effect.confLow.value, let high = effect.confHigh.value,
                let term = effect.level.value
            else { return nil }
            let (who, against) =
                effect.reference.value.map { (Self.place(term), " than \(Self.place($0))") }
                ?? ("with each unit more of \(term)", "")
            let figures =
                "\(NumberText.ratio(low)) to \(NumberText.ratio(high)) times as often at any time"
            if low <= 1, high >= 1 {
                return "Of cases alike in the other columns it cannot be told whether \(theEvent) "
                    + "comes sooner or later \(who)\(against) (\(figures))."
            }
            return "Of cases alike in the other columns \(theEvent) comes "
                + "\(low > 1 ? "sooner" : "later") \(who)\(against) (\(figures))."
        } + otherColumns(found.count)
    }

    /// How many columns have no sentence of their own.
    private func otherColumns(_ count: Int) -> [String] {
        let more = count - Self.mostGroups * 2
        guard more > 0 else { return [] }
        return [
            "The table of effects has \(NumberText.counted(more, "more hazard ratio"))."
        ]
    }

    /// What a regression says of each of its columns, beside the others.
    func regressionRatios() -> [String] {
        let found = result.effects.filter { $0.name == "hazard_ratio" }
        var sentences = found.prefix(Self.mostGroups * 2).compactMap { effect -> String? in
            guard let value = effect.estimate.value, let low = effect.confLow.value,
                let high = effect.confHigh.value, let term = effect.level.value
            else { return nil }
            let against =
                effect.reference.value.map { "\(Self.place(term)) as \(Self.place($0))" }
                ?? "for one unit more of \(term)"
            return
                "At any time \(theEvent) comes \(NumberText.ratio(value)) times as often \(against), "
                + "the other columns being equal (hazard ratio, \(level) interval "
                + "\(NumberText.ratio(low)) to \(NumberText.ratio(high)))."
        }
        sentences += otherColumns(found.count)
        if let concordance = result.effects.first(where: { $0.name == "concordance" }),
            let value = concordance.estimate.value
        {
            var said =
                "Of two cases that can be compared, the one that the columns expect first had "
                + "\(theEvent) first in \(NumberText.percent(value)) of pairs"
            if let low = concordance.confLow.value, let high = concordance.confHigh.value,
                low < high
            {
                said +=
                    " (concordance, \(level) interval \(NumberText.percent(low)) to "
                    + "\(NumberText.percent(high)))"
            }
            sentences.append(said + ".")
        }
        return sentences
    }

    /// `service[usual]` as `where service is "usual"`.
    private static func place(_ term: String) -> String {
        guard let bracket = term.firstIndex(of: "["), term.hasSuffix("]") else {
            return "in \(term)"
        }
        let level = term[term.index(after: bracket)...].dropLast()
        return "where \(term[..<bracket]) is \(NumberText.quoted(String(level)))"
    }
}
