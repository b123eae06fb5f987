extension ScreenSentences {
    var practitionerShows: [String] {
        let beside = adjust.map { ", beside \($0)" } ?? ""
        var sentences = [
            "Among \(cases) cases, \(NumberText.count(result.events)) "
                + "\(NumberText.verb(result.events, "has", "have")) \(event), "
                + "\(ChanceWords.inHundred(result.events, of: result.cases)).",
            "\(NumberText.counted(result.tried, "thing")) on record "
                + "\(NumberText.verb(result.tried, "was", "were")) compared with it\(beside), and "
                + "\(NumberText.count(result.surviving)) "
                + "\(NumberText.verb(result.surviving, "stands", "stand")) out more than chance "
                + "alone would often make "
                + "\(NumberText.verb(result.surviving, "it", "them")).",
        ]
        let told = surviving.filter { $0.representative.value == nil }.prefix(Self.most)
            .compactMap { candidate in
                candidate.comparison.map { own, other in
                    "\(candidate.name): where it is \(NumberText.quoted(own.level)), "
                        + "\(Self.inHundred(own)); where it is "
                        + "\(NumberText.quoted(other.level)), \(Self.inHundred(other))."
                }
            }
        sentences += told + more(than: told.count)
        if let cluster = result.cluster {
            sentences.append(
                "Cases that share a \(cluster.variable), of which there are "
                    + "\(NumberText.count(cluster.clusters)), were not taken for strangers.")
        }
        sentences += result.needs.patterns.filter(\.survives).prefix(3).map { pattern in
            let isPair = pattern.needs.count == 2
            return "\(areNamed ? "Needs" : "Yes/no columns") that go together: "
                + "\(pattern.outcome.level) in \(NumberText.count(pattern.observed)) of "
                + "\(NumberText.count(pattern.cases)) cases; about "
                + "\(NumberText.decimal(pattern.expected, 0)) would have "
                + (isPair
                    ? "both if one said nothing of the other."
                    : "all 3 if none said anything of the others.")
        }
        return sentences
    }

    /// ", and most groups hold both outcomes", where most levels of the candidates do.
    private var mixture: String {
        let groups = result.candidates.flatMap(\.levels).filter { $0.cases > 0 }
        let mixed = groups.count { $0.events > 0 && $0.events < $0.cases }
        return MixtureWords.of(mixed: mixed, groups: groups.count)
    }

    var practitionerDoesNotShow: [String] {
        let leads =
            switch result.surviving {
            case 0:
                "that none of \(NumberText.counted(result.tried, "thing")) stands out does not say "
                    + "that none of them matters."
            case 1: "this 1 lead is where to ask next, with the families and those who know them."
            default:
                "these \(NumberText.count(result.surviving)) leads are where to ask next, with the "
                    + "families and those who know them."
            }
        var sentences = [
            "What will happen to any one child or family: these are counts of \(cases) cases"
                + mixture + ".",
            "Why: whoever is in a group differs in much that was not counted, and " + leads,
        ]
        if let leftOut = data.leftOut(beside: "counted") { sentences.append(leftOut) }
        return sentences
    }
}
