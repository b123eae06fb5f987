import Distributions
import HypothesisTests

/// What a comparison within strata shows and does not show, each sentence with its figures.
struct StrataSentences: ResultSentences {
    let result: HypothesisResult
    /// All strata together.
    let table: HypothesisResult.CountTable
    let data: DataSummary
    let confidence: Double
    /// The group's column or expression.
    let groupName: String
    /// The strata's columns or expressions.
    let strataName: String

    func shows(to audience: Audience) -> [String] {
        let levels = others.prefix(TableSentences.mostGroups)
        switch audience {
        case .analyst:
            return levels.flatMap { analystComparison($0) } + (levels.isEmpty ? crudeTest : [])
                + result.testSentences(cases: TestSentences.cases(plain.cases)) + homogeneity
        case .practitioner:
            return practitionerShows(levels)
        }
    }

    func doesNotShow(to audience: Audience) -> [String] {
        let cases = plain.cases
        var sentences =
            audience == .analyst
            ? [
                "Why the groups differ or agree: "
                    + (cases == "1"
                        ? "this is 1 case as it came" : "these are \(cases) cases as they came")
                    + ", alike "
                    + "within a stratum in \(strataName) and in nothing else."
            ]
            : [
                "What will happen to any one child or family: these are counts of "
                    + "\(TestSentences.cases(cases))\(table.mixture).",
                "Why: the \(TestSentences.cases(cases)) "
                    + (cases == "1" ? "was" : "were")
                    + " made alike in \(strataName) only, and nobody chose "
                    + "\(cases == "1" ? "its" : "their") group by lot.",
            ]
        if let p = result.primaryP, !PValue.isAtMost(p.value, level: 1 - confidence) {
            sentences.append(alike(p.display, audience))
        }
        if let use = result.strataUse, use.strata > use.informative {
            let left = use.strata - use.informative
            sentences.append(
                "Anything of the \(NumberText.count(left)) of \(NumberText.count(use.strata)) "
                    + "strata that hold one group or one outcome only: they compare nothing.")
        }
        if let leftOut = data.leftOut(beside: "counted") { sentences.append(leftOut) }
        return sentences
    }

    private func alike(_ display: String, _ audience: Audience) -> String {
        guard audience == .analyst else {
            return "That the groups are alike: \(plain.cases) cases may be too few to show a "
                + "difference that is there."
        }
        let apart = IntervalAndTest(
            result, confidence: confidence, isOfOnePair: table.rows.count == 2)
        if let p = result.primaryP?.value, let said = apart?.sentence(p, display, plain.cases) {
            return said
        }
        var said =
            "That there is no difference within strata: \(NumberText.pValue(display)) is not "
            + "evidence of none"
        if let effect = pooled("risk_difference", level: nil), let low = effect.confLow.value,
            let high = effect.confHigh.value
        {
            said +=
                "; anything from \(NumberText.points(low)) to \(NumberText.points(high)) "
                + "percentage points"
                + (table.rows.count > 2
                    ? " between \"\(effect.level.value ?? "")\" and "
                        + "\"\(result.reference.value ?? "")\"" : "")
                + " fits these data"
        }
        return said + "."
    }

    /// The crude table's own words.
    private var plain: TableSentences {
        TableSentences(
            result: result, table: table, data: data, confidence: confidence,
            groupName: groupName)
    }

    private var level: String { NumberText.level(confidence) }

    /// The rows that are compared with the reference; none without an event.
    private var others: [Int] {
        guard result.event.value != nil, let reference = result.reference.value else { return [] }
        return table.rows.indices.filter { table.rows[$0] != reference }
    }

    private func pooled(_ name: String, level: String?) -> HypothesisResult.EffectRow? {
        result.effects.first {
            $0.name == name && $0.stratum.value == nil && (level == nil || $0.level.value == level)
        }
    }

    private func crude(_ name: String, level: String) -> HypothesisResult.EffectRow? {
        result.crudeEffects?.first { $0.name == name && $0.level.value == level }
    }

    private func isReversed(_ row: Int) -> Bool {
        result.reversedLevels?.contains(table.rows[row]) ?? false
    }

    /// Crude beside adjusted, and the turn of the direction where there is one.
    private func analystComparison(_ row: Int) -> [String] {
        guard let event = result.event.value, let reference = result.reference.value,
            let base = table.rows.firstIndex(of: reference)
        else { return [] }
        let name = table.rows[row]
        var together =
            "Counted all together, \(plain.subject(event)) for \(share(row)) where \(groupName) is "
            + "\(NumberText.quoted(name)) and for \(share(base)) where it is "
            + NumberText.quoted(reference)
        if let difference = interval(crude("risk_difference", level: name)) {
            together += ": a difference of \(difference)"
        }
        var sentences = [together + "."]
        if let difference = interval(pooled("risk_difference", level: name)) {
            var within = "Within strata of \(strataName) the difference is \(difference)"
            if let ratio = pooled("odds_ratio", level: name), let estimate = ratio.estimate.value,
                let low = ratio.confLow.value, let high = ratio.confHigh.value
            {
                within +=
                    ", and the odds ratio \(NumberText.ratio(estimate)) (\(NumberText.ratio(low)) "
                    + "to \(NumberText.ratio(high)))"
                if let all = crude("odds_ratio", level: name)?.estimate.value {
                    within += " beside \(NumberText.ratio(all)) counted together"
                }
            }
            sentences.append(within + ".")
        }
        if isReversed(row), let turn = turn(row) {
            sentences.append(
                "The direction turns (Simpson's reversal): \(turn.together) percentage points counted "
                    + "together, \(turn.within) within strata, as the groups are spread unlike over "
                    + "\(strataName).")
        }
        if let directions = directions(row, base) { sentences.append(directions) }
        return sentences
    }

    /// The crude and the pooled difference in percentage points.
    private func turn(_ row: Int) -> (together: String, within: String)? {
        guard let all = crude("risk_difference", level: table.rows[row])?.estimate.value,
            let within = pooled("risk_difference", level: table.rows[row])?.estimate.value
        else { return nil }
        return (NumberText.points(all), NumberText.points(within))
    }

    /// In how many strata the level's share is the higher one.
    private func directions(_ row: Int, _ base: Int) -> String? {
        guard let event = result.event.value, let strata = result.strata,
            let column = table.columns.firstIndex(of: event)
        else { return nil }
        var (higher, lower, same) = (0, 0, 0)
        for stratum in strata {
            let (own, other) = (stratum.counts[row], stratum.counts[base])
            let (n1, n0) = (own.reduce(0, +), other.reduce(0, +))
            guard n1 > 0, n0 > 0 else { continue }
            let gap = Int128(own[column]) * Int128(n0) - Int128(other[column]) * Int128(n1)
            if gap > 0 { higher += 1 } else if gap < 0 { lower += 1 } else { same += 1 }
        }
        let all = higher + lower + same
        guard all > 1 else { return nil }
        return "Of \(NumberText.count(all)) strata with both groups, the share is higher where "
            + "\(groupName) is \(NumberText.quoted(table.rows[row])) in \(NumberText.count(higher)), "
            + "lower in \(NumberText.count(lower))"
            + (same > 0 ? " and the same in \(NumberText.count(same))." : ".")
    }

    private func share(_ row: Int) -> String {
        guard let event = result.event.value, let column = table.columns.firstIndex(of: event)
        else { return "" }
        let total = table.counts[row].reduce(0, +)
        let part = table.counts[row][column]
        return "\(NumberText.count(part)) of \(NumberText.count(total)) "
            + "(\(NumberText.percent(Double(part) / Double(max(total, 1)))))"
    }

    /// "14.2 percentage points (95% interval 11.4 to 16.9)".
    private func interval(_ effect: HypothesisResult.EffectRow?) -> String? {
        guard let effect, let estimate = effect.estimate.value else { return nil }
        guard let low = effect.confLow.value, let high = effect.confHigh.value else {
            return "\(NumberText.points(estimate)) percentage points (without an interval: "
                + "\(effect.note ?? effect.status))"
        }
        let points = NumberText.pointsShown(estimate, low, high)
        return "\(points(estimate)) percentage points (\(level) interval "
            + "\(points(low)) to \(points(high)))"
    }

    /// What all cases together say, where no event is compared.
    private var crudeTest: [String] {
        result.crudeTest?.figures.map { ["Counted all together, \($0)."] } ?? []
    }

    /// Whether the strata tell the same.
    private var homogeneity: [String] {
        guard let tests = result.homogeneity, tests.count == 4,
            let test = tests.first(where: { $0.name == "breslow_day_tarone" }),
            let p = test.pValue.value, let said = test.figures
        else { return [] }
        let ratios = result.effects.filter { $0.name == "odds_ratio" && $0.stratum.value != nil }
            .compactMap { row in row.estimate.value.map { ($0, row.stratum.value ?? "") } }
        if let sparse = result.strataUse?.sparse, let all = result.strataUse?.informative,
            5 * sparse > all
        {
            return [
                "Whether the strata tell the same cannot be said: in \(NumberText.count(sparse)) of "
                    + "\(NumberText.count(all)) strata that compare an expected count is below 1."
            ]
        }
        var range = ""
        if let least = ratios.min(by: { $0.0 < $1.0 }), let most = ratios.max(by: { $0.0 < $1.0 }),
            least.1 != most.1
        {
            range =
                "; their odds ratios run from \(NumberText.ratio(least.0)) (\"\(least.1)\") to "
                + "\(NumberText.ratio(most.0)) (\"\(most.1)\")"
        }
        return [
            said
                + (PValue.isAtMost(p, level: 1 - confidence)
                    ? ": the strata do not tell the same" + range + "."
                    : ": these data do not tell the strata apart" + range + ".")
        ]
    }

    private func practitionerShows(_ levels: ArraySlice<Int>) -> [String] {
        guard let event = result.event.value, let reference = result.reference.value,
            let column = table.columns.firstIndex(of: event),
            let base = table.rows.firstIndex(of: reference)
        else {
            return [
                "\(table.columnVariable) was counted for \(TestSentences.cases(plain.cases)) within "
                    + "\(NumberText.counted(result.strata?.count ?? 0, "stratum", "strata")) of \(strataName); the "
                    + "tables give each number."
            ]
        }
        func share(_ row: Int) -> String {
            let total = table.counts[row].reduce(0, +)
            return "\(NumberText.count(table.counts[row][column])) of \(NumberText.count(total))"
                + (total > 0
                    ? ", \(ChanceWords.inHundred(table.counts[row][column], of: total))" : "")
        }
        var sentences: [String] = []
        for row in levels {
            sentences.append(
                "\(plain.subject(event)) for \(share(row)), where \(groupName) is "
                    + "\(NumberText.quoted(table.rows[row])); where it is "
                    + "\(NumberText.quoted(reference)), for \(share(base)).")
            if let directions = directions(row, base) { sentences.append(directions) }
            if isReversed(row), let turn = turn(row) {
                sentences.append(
                    "Compare like with like here: counted together the difference is "
                        + "\(turn.together) percentage points, among cases alike in \(strataName) it "
                        + "is \(turn.within).")
            }
        }
        guard let p = result.primaryP else {
            return sentences + [
                "With \(TestSentences.cases(plain.cases)) there is nothing to compare yet."
            ]
        }
        let often = !PValue.isAtMost(p.value, level: 1 - confidence)
        sentences.append(
            "Among \(plain.cases) cases compared with others alike in \(strataName), chance alone would "
                + "\(ChanceWords.frequency(p.value, confidence)) make the groups differ as they do "
                + "(\(NumberText.pValue(p.display)))"
                + (often ? ", so these figures cannot tell whether they do." : "."))
        return sentences
    }
}
