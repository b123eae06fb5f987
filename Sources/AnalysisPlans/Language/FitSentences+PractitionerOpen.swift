/// What stays open, in a practitioner's words.
extension FitSentences {
    var unshownTerms: [FitResult.TermTestRow] {
        result.leadingTests.filter {
            $0.pDisplay.value != nil && !sparse.contains($0.term)
                && !isBeyondChance($0.pValue.value)
        }
    }

    var leftOpen: [String] {
        var sentences = withoutFigures + shownWithoutFigures + untested
        let open = unshownTerms.prefix(Self.mostSentences)
        let names = open.map {
            "\(differently($0.term)) (\(NumberText.pValue($0.pDisplay.value ?? "")))"
        }
        guard !names.isEmpty else { return sentences }
        let more = unshownTerms.count - names.count
        // Of several the one that chance makes least often is spoken for: none is said to be usual.
        let least = unshownTerms.compactMap(\.pValue.value).min() ?? 1
        sentences.append(
            "These \(cases) cannot tell whether \(short) goes with "
                + names.joined(separator: ", or with ")
                + (more > 0 ? ", or with \(more) more" : "")
                + ": chance alone would \(ChanceWords.frequency(least, confidence)) make such "
                + "differences.")
        return sentences
    }

    /// That a test of some terms is not to be read.
    private var untested: [String] {
        let terms = result.leadingTests.map(\.term).filter { sparse.contains($0) }
        guard !terms.isEmpty else { return [] }
        return [
            "These \(cases) cannot tell whether \(short) goes with "
                + terms.prefix(Self.mostSentences).map(differently).joined(separator: ", or with ")
                + ": they are too few for a test of it; see the warning."
        ]
    }

    // MARK: No finite figure

    /// The groups that all have one outcome, and what else is infinite.
    private var withoutFigures: [String] {
        let infinite = result.coefficients.filter { $0.status == "infinite" }
        guard !infinite.isEmpty else { return [] }
        let groups = oneSided.filter { hasInfinite($0.variable) }
        // Of many small groups no single one is held up: that all its few cases went alike is chance.
        let named = groups.filter { !sparse.contains($0.variable) }
        var sentences = named.prefix(Self.mostSentences).map(sentence)
        let more = named.count - Self.mostSentences
        if more > 0 {
            sentences.append(
                "\(NumberText.counted(more, "more group")) of these \(cases) "
                    + "\(NumberText.verb(more, "has", "have")) one outcome alone.")
        }
        var counts: [(variable: String, count: Int)] = []
        for group in groups where sparse.contains(group.variable) {
            if counts.last?.variable == group.variable {
                counts[counts.count - 1].count += 1
            } else {
                counts.append((group.variable, 1))
            }
        }
        for (variable, count) in counts.prefix(Self.mostSentences) {
            sentences.append(
                "\(NumberText.counted(count, "group")) by \(together(variable)) "
                    + "\(NumberText.verb(count, "has", "have")) one outcome alone, so these "
                    + "\(cases) give no figure for how far \(NumberText.verb(count, "it lies", "they lie")) "
                    + "from the others.")
        }
        let explained = Set(groups.map(\.variable))
        var others: [String] = []
        for row in infinite where row.term != "(Intercept)" {
            let parts = parts(row.variable)
            let name = together(row.variable)
            if explained.isDisjoint(with: parts), !others.contains(name) { others.append(name) }
        }
        // No one asked for an intercept; where it alone is infinite it is told by what it is of.
        if others.isEmpty, groups.isEmpty { others = [short] }
        if let first = others.first {
            sentences.append(
                "These \(cases) give no figure for \(first)"
                    + (others.count > 1 ? " and \(others.count - 1) more" : "")
                    + ": what was counted tells the outcome of some of them without exception; see "
                    + "the warning.")
        }
        return sentences
    }

    /// That terms whose differences have no figure are beyond chance as a whole.
    private var shownWithoutFigures: [String] {
        // Separation by one term takes the figures of others as well.
        guard result.coefficients.contains(where: { $0.status == "infinite" }) else { return [] }
        let shown = result.leadingTests.filter { test in
            test.pDisplay.value != nil && isBeyondChance(test)
                && !comparisons.contains { row in
                    row.confLow.value != nil && row.confHigh.value != nil
                        && tests(of: row.variable.value ?? "").contains { $0.term == test.term }
                }
        }
        guard !shown.isEmpty else { return [] }
        let names = shown.prefix(Self.mostSentences).map {
            "\(together($0.term)) (\(NumberText.pValue($0.pDisplay.value ?? "")))"
        }
        let more = shown.count - names.count
        return [
            "Taken as a whole, chance alone would seldom make differences such as those by "
                + names.joined(separator: ", or by ")
                + (more > 0 ? ", or by \(more) more" : "") + "."
        ]
    }

    /// "All 40 cases where g is "a" have y "1", so these 120 cases give no figure for ..."
    private func sentence(_ group: OneSidedLevel) -> String {
        let place =
            "where \(variables[group.variable]?.name ?? group.variable) is "
            + NumberText.quoted(group.level)
        let isOne = group.cases == 1
        let all = isOne ? "The only case" : "All \(NumberText.count(group.cases)) cases"
        let said: String
        if glance.nTrials != nil {
            said = "\(group.isEvent ? "Every" : "No") trial \(place) is a success"
        } else if glance.event.value != nil {
            said =
                group.isEvent
                ? "\(all) \(place) \(isOne ? "has" : "have") \(happens)"
                : isOne
                    ? "The only case \(place) does not have \(happens)"
                    : "None of the \(NumberText.count(group.cases)) cases \(place) has \(happens)"
        } else {
            said = "\(all) \(place) \(isOne ? "has" : "have") 0 of \(short)"
        }
        return
            "\(said), so these \(cases) give no figure for how far such cases lie from the others."
    }

    /// Whether a coefficient of a term, or of an interaction that it takes part in, is infinite.
    func hasInfinite(_ term: String) -> Bool {
        let own = Set(parts(term))
        return result.coefficients.contains {
            $0.status == "infinite" && own.isSubset(of: parts($0.variable))
        }
    }

    // MARK: Terms in words

    /// The variables of a term; the term itself where it has only one.
    private func parts(_ term: String) -> [String] {
        if variables[term] != nil { return [term] }
        let parts = term.split(separator: ":").map(String.init)
        return parts.allSatisfy { variables[$0] != nil } ? parts : [term]
    }

    private func names(_ term: String) -> [String] {
        parts(term).map { variables[$0]?.name ?? $0 }
    }

    /// "looked_after and sex together" of an interaction.
    func together(_ term: String) -> String {
        let names = names(term)
        return Self.series(names) + (names.count > 1 ? " together" : "")
    }

    /// "looked_after differently by sex" of an interaction, behind "goes with".
    private func differently(_ term: String) -> String {
        let names = names(term)
        guard let first = names.first, names.count > 1 else { return names.first ?? term }
        return "\(first) differently by \(Self.series(Array(names.dropFirst())))"
    }
}
