import Distributions

extension TableSentences {
    /// How many of how many, and whether chance alone would often make such a difference.
    var practitionerShows: [String] {
        var sentences = practitionerShares + practitionerTrend
        guard let primary = result.tests.first(where: { $0.name == result.primary.value }),
            let p = primary.pValue.value, let display = primary.pDisplay.value
        else {
            return sentences + ["With \(counted) there is nothing to compare yet."]
        }
        sentences.append(
            ChanceWords.sentence(p: p, display: display, cases: cases, confidence)
        )
        return sentences
    }

    private var practitionerShares: [String] {
        guard let event = result.event.value, let reference = result.reference.value,
            let column = table.columns.firstIndex(of: event),
            let base = table.rows.firstIndex(of: reference)
        else {
            return [
                "\(table.columnVariable) was counted for \(counted) in "
                    + "\(NumberText.counted(table.rows.count, "group")); the table gives each "
                    + "number."
            ]
        }
        return table.rows.indices.filter { $0 != base }.prefix(Self.mostGroups).map { row in
            let finest = finestBase(row, base, column)
            func share(_ row: Int) -> String {
                let total = table.counts[row].reduce(0, +)
                let part = table.counts[row][column]
                if let weighting = result.weighting {
                    let counted = "\(NumberText.count(part)) of \(NumberText.count(total)) counted"
                    return weighting.share(table.rows[row], event).map {
                        "\(ChanceWords.inHundred($0)) (\(counted))"
                    } ?? counted
                }
                return "\(NumberText.count(part)) of \(NumberText.count(total))"
                    + (total > 0
                        ? ", \(ChanceWords.inHundred(part, of: total, atLeast: finest))" : "")
            }
            return "\(subject(event)) for \(share(row)), where \(groupName) is "
                + "\(NumberText.quoted(table.rows[row])); where it is "
                + "\(NumberText.quoted(reference)), for \(share(base))."
        }
    }

    /// In every how many the shares of two rows must be counted so that a difference which its
    /// interval tells from none is not rounded away: 100 if that does.
    private func finestBase(_ row: Int, _ base: Int, _ column: Int) -> Int {
        guard let difference = effect("risk_difference", level: table.rows[row]),
            let low = difference.confLow.value, let high = difference.confHigh.value,
            low > 0 || high < 0
        else { return 100 }
        let (own, other) = (table.counts[row].reduce(0, +), table.counts[base].reduce(0, +))
        let bases = [
            100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
        ]
        return bases.first {
            ChanceWords.inHundred(table.counts[row][column], of: own, atLeast: $0)
                != ChanceWords.inHundred(table.counts[base][column], of: other, atLeast: $0)
        } ?? 100
    }

    /// What must not be read into the figures, for who works with the people counted.
    var practitionerDoesNotShow: [String] {
        var sentences = [
            "What will happen to any one child or family: these are counts of \(counted)"
                + table.mixture + ".",
            "Why: the \(counted) differ in much that was not counted here, and nobody chose "
                + "their group by lot.",
        ]
        if let primary = result.tests.first(where: { $0.name == result.primary.value }),
            let p = primary.pValue.value, !PValue.isAtMost(p, level: 1 - confidence)
        {
            sentences.append(
                "That the groups are alike: \(counted) may be too few to show a difference "
                    + "that is there.")
        }
        if let weighting = result.weighting {
            sentences.append(
                "How it is with those not counted: the \(counted) were made to stand for "
                    + "\(NumberText.count(weighting.total.rounded())) by \(weighting.variable).")
        }
        if let leftOut = data.leftOut(beside: "counted") { sentences.append(leftOut) }
        return sentences
    }
}

extension HypothesisResult.CountTable {
    /// ", and most groups hold both outcomes", where they do.
    var mixture: String {
        MixtureWords.of(
            mixed: counts.count { $0.count { $0 > 0 } > 1 }, groups: rows.count,
            outcomes: columns.count)
    }
}

/// That people with and without the outcome are in the same groups.
enum MixtureWords {
    /// ", and most groups hold both outcomes" where more than half of the groups do; else nothing.
    static func of(mixed: Int, groups: Int, outcomes: Int = 2) -> String {
        guard 2 * mixed > groups else { return "" }
        return ", and most groups hold "
            + (outcomes == 2 ? "both outcomes" : "more than one outcome")
    }
}

/// Words for chance and for shares that need no statistics to be read.
enum ChanceWords {
    /// "about 11 in every 100"; small shares in every 1,000 or 10,000.
    ///
    /// - Parameter finest: in every how many at least.
    static func inHundred(_ part: Int, of total: Int, atLeast finest: Int = 100) -> String {
        inHundred(
            part == 0 ? 0 : part == total ? 1 : Double(part) / Double(total), atLeast: finest)
    }

    /// The same of a share, 0 to 1.
    static func inHundred(_ share: Double, atLeast finest: Int = 100) -> String {
        if share == 0 { return "none" }
        if share == 1 { return "all" }
        for base in [100, 1_000, 10_000, finest]
        where base >= finest && share * Double(base) >= 1 {
            return "about \(NumberText.count(Int((share * Double(base)).rounded()))) in every "
                + NumberText.count(base)
        }
        return "fewer than 1 in every 10,000"
    }

    /// How often chance alone makes as much: "seldom" up to the level, "often" from one time in ten,
    /// and between the two "now and then".
    static func frequency(_ p: Double, _ confidence: Double) -> String {
        if PValue.isAtMost(p, level: 1 - confidence) { return "seldom" }
        return p < 0.1 ? "now and then" : "often"
    }

    /// Whether a difference of this size would often come about by chance, said with its p-value.
    static func sentence(p: Double, display: String, cases: String, _ confidence: Double) -> String
    {
        let said = NumberText.pValue(display)
        if !PValue.isAtMost(p, level: 1 - confidence) {
            return
                "Among \(cases) cases, chance alone would \(frequency(p, confidence)) make the groups differ this much "
                + "(\(said)), so these figures cannot tell whether they do."
        }
        return "Among \(cases) cases, chance alone would seldom make the groups differ this much "
            + "(\(said))."
    }
}
