/// What was told of all, group by group, in a practitioner's words.
extension FitSentences {
    /// "By sex, absence "0.161" against "0.02": about 11 against 4 in every 100 where it is "female" (6 to
    /// 8 more), ..."; nil where no groups were asked for.
    func groupByGroup(_ row: FitResult.EffectRow, among all: [FitResult.EffectRow]) -> String? {
        guard let by else { return nil }
        let own = all.filter { $0.group.value != nil && $0.isSameQuestion(as: row) }
        let parts = own.prefix(Self.mostSentences).compactMap { groupPart($0, among: all) }
        guard !parts.isEmpty else { return nil }
        let more = own.count - Self.mostSentences
        return "By \(by), \(subject(row)): " + parts.joined(separator: "; ")
            + (more > 0
                ? "; the figures of \(NumberText.counted(more, "more group")) stand in the table"
                : "") + "."
    }

    /// What a row is of: "absence "0.161" against "0.02"".
    private func subject(_ row: FitResult.EffectRow) -> String {
        if !row.at.isEmpty {
            return "with "
                + Self.series(row.at.map { "\($0.column) \(NumberText.quoted($0.value))" })
        }
        let variable = row.variable.value ?? ""
        if let step = row.step {
            return
                "with \(NumberText.plain(abs(step))) \(step < 0 ? "less" : "more") of \(variable)"
        }
        return "\(variable) \(NumberText.quoted(row.level.value ?? "")) against "
            + NumberText.quoted(row.reference.value ?? "")
    }

    private func groupPart(_ row: FitResult.EffectRow, among all: [FitResult.EffectRow])
        -> String?
    {
        guard let group = row.group.value else { return nil }
        let place = "where it is \(NumberText.quoted(group))"
        guard let estimate = row.estimate.value, let low = row.confLow.value,
            let high = row.confHigh.value
        else { return "no figure \(place)" }
        let means = row.isDifference ? Self.means(of: row, among: all) : nil
        if row.isDifference, means == nil { return nil }
        let (show, unit) = scale(row, means ?? (estimate, estimate), low, high)
        if row.isMean {
            return "about \(show(estimate))\(unit) \(place) (from \(show(low)) to \(show(high)))"
        }
        let figures =
            means.map { "about \(show($0.to)) against \(show($0.from))" }
            ?? "about \(show(abs(estimate))) \(word(estimate))"
        return "\(figures)\(unit) \(place) (\(span(low, high, show)))"
    }

    /// How figures are shown, and of how many: "in every 100", "for every 100 cases" or nothing.
    private func scale(
        _ row: FitResult.EffectRow, _ means: (to: Double, from: Double), _ low: Double,
        _ high: Double
    ) -> (show: (Double) -> String, unit: String) {
        let told = row.isMean ? [low, high, means.to] : Self.ends(low, high, means.to - means.from)
        if isOfCounts {
            return (PractitionerNumbers.perHundred(of: told), " for every 100 cases")
        }
        guard isOfChances else { return (PractitionerNumbers.average(of: told), "") }
        let base: Int
        if row.isMean {
            base = [100, 1_000, 10_000].first { low * Double($0) >= 0.5 } ?? 100_000
        } else if row.step != nil {
            base =
                [100, 1_000, 10_000, 100_000].first { abs(means.to) * Double($0) >= 0.5 } ?? 100
        } else {
            base = Self.base(low, high, means.to, means.from)
        }
        return (
            { NumberText.count(($0 * Double(base)).rounded()) },
            " in every \(NumberText.count(base))"
        )
    }

    private func word(_ end: Double) -> String {
        end < 0 ? (isOfChances || isOfCounts ? "fewer" : "less") : "more"
    }

    /// "6 to 8 more", or "from 2 fewer to 5 more".
    private func span(
        _ low: Double, _ high: Double, _ show: (Double) -> String, isFrom: Bool = true
    ) -> String {
        guard low * high > 0 else {
            return (isFrom ? "from " : "")
                + "\(show(abs(low))) \(word(low)) to \(show(abs(high))) \(word(high))"
        }
        let ends = [abs(low), abs(high)].sorted().map(show)
        return (ends[0] == ends[1] ? "about \(ends[0])" : "\(ends[0]) to \(ends[1])")
            + " \(word(low))"
    }

    // MARK: Where the test and the intervals part

    /// Terms that are beyond chance by their test although no comparison of theirs is told.
    var unsettled: [String] {
        let told = Set(
            comparisons.filter(isTold).flatMap { row in
                tests(of: row.variable.value ?? "").map(\.term)
            })
        return result.leadingTests.filter {
            $0.pDisplay.value != nil && isBeyondChance($0)
                && !told.contains($0.term)
        }.prefix(Self.mostSentences).compactMap(unsettled)
    }

    private func unsettled(_ test: FitResult.TermTestRow) -> String? {
        let own = comparisons.filter { row in
            row.confLow.value != nil && row.confHigh.value != nil
                && tests(of: row.variable.value ?? "").contains { $0.term == test.term }
        }
        guard let row = own.max(by: { strength($0) < strength($1) }), let low = row.confLow.value,
            let high = row.confHigh.value,
            let means = Self.means(of: row, among: result.comparisons ?? [])
        else { return nil }
        let (show, unit) = scale(row, means, low, high)
        let which = own.count > 1 ? " (the clearest of \(own.count) comparisons)" : ""
        return
            "These \(cases) leave open how \(short) goes with \(together(test.term)): taken as a whole, "
            + "chance alone would seldom make such differences "
            + "(\(NumberText.pValue(test.pDisplay.value ?? ""))), but of \(subject(row))\(which) "
            + "anything from \(span(low, high, show, isFrom: false))\(unit) fits these figures."
    }
}

extension FitResult.EffectRow {
    /// Whether it is the same figure, be it of another group.
    func isSameQuestion(as other: FitResult.EffectRow) -> Bool {
        name == other.name && variable == other.variable && level == other.level
            && reference == other.reference && step == other.step && at == other.at
            && method == other.method
    }

    /// Whether it is the mean with all rows at the one value that another row sets, in the same way.
    public func isMeanAt(setOf other: Self) -> Bool {
        isMean && at.isEmpty && other.at.count == 1 && variable.value == other.at[0].column
            && level.value == other.at[0].value && group == other.group && method == other.method
    }
}
