/// The graded sentence: what the figures say of the smallest difference that matters.
struct MarginSentences: ResultSentences {
    /// The sentences of the design.
    let inner: any ResultSentences
    let margin: HypothesisResult.Margin
    /// The group's column or expression.
    let group: String
    let confidence: Double

    func shows(to audience: Audience) -> [String] {
        inner.shows(to: audience)
            + margin.rows.prefix(TableSentences.mostGroups).flatMap { sentences($0, audience) }
            + unsaid
    }

    /// How many comparisons are graded in the table alone.
    private var unsaid: [String] {
        let more = margin.rows.count - TableSentences.mostGroups
        guard more > 0 else { return [] }
        return [
            "\(NumberText.counted(more, "more comparison")) of the \(NumberText.count(margin.rows.count)) "
                + "\(NumberText.verb(more, "is", "are")) held against \(size) in the table."
        ]
    }

    func doesNotShow(to audience: Audience) -> [String] {
        inner.doesNotShow(to: audience) + [
            "Whether \(size) is the smallest difference that matters: the plan said so, not the data."
        ]
    }

    private var isRatio: Bool { margin.effect.hasSuffix("_ratio") }
    private var isShare: Bool { margin.effect == "risk_difference" }

    /// "5.0 percentage points", "1.25 times".
    private var size: String {
        if isRatio { return "\(NumberText.ratio(margin.margin)) times" }
        return isShare
            ? "\(NumberText.pointsShown(margin.margin, nil, nil)(margin.margin)) percentage points"
            : NumberText.significant(margin.margin)
    }

    /// The limits of an interval, in the effect's unit.
    private func limits(_ low: Figure, _ high: Figure, joined: String = " to ") -> String {
        let points = NumberText.pointsShown(nil, low.value, high.value)
        let show: (Double) -> String = {
            isRatio
                ? NumberText.ratio($0) : isShare ? points($0) : NumberText.significant($0)
        }
        return (low.value.map(show) ?? "-∞") + joined + (high.value.map(show) ?? "∞")
            + (isShare ? " percentage points" : "")
    }

    /// The sentences of the design, whether or not its cases share clusters.
    private var design: any ResultSentences { (inner as? ClusterSentences)?.inner ?? inner }

    /// "For "yes" in x against y": measures of the same cases are no levels of a group.
    private func measures(_ row: HypothesisResult.MarginRow) -> String? {
        let reference = row.reference.value
        if let pairs = design as? PairsSentences, let level = row.level.value {
            let event = reference == nil ? level : pairs.result.event.value ?? level
            return "For \(NumberText.quoted(event)) in \(pairs.first) against \(pairs.second)"
        }
        if let several = design as? MeasuresSentences, let level = row.level.value, let reference,
            let event = several.result.event.value
        {
            return "For \(NumberText.quoted(event)) in \(level) against \(reference)"
        }
        if let pairs = design as? PairedSentences, let other = pairs.result.group.value {
            return "For \(pairs.result.outcome) against \(other)"
        }
        return nil
    }

    /// What is compared: a level with its reference, or a unit more of a number.
    private func pair(_ row: HypothesisResult.MarginRow) -> String {
        if let said = measures(row) { return said }
        guard let level = row.level.value else { return "For \(group)" }
        guard let reference = row.reference.value else {
            return "For one unit more of \(level)"
        }
        // A regression names a level by its column: sex[male].
        if let (column, own) = parted(level), let (same, other) = parted(reference), column == same
        {
            return "Where \(column) is \(NumberText.quoted(own)), against "
                + NumberText.quoted(other)
        }
        let within = isWithinStrata ? "Within strata, where" : "Where"
        return "\(within) \(group) is \(NumberText.quoted(level)), against "
            + NumberText.quoted(reference)
    }

    /// The column and level of `sex[male]`; nil where it is no column of the groups' formula.
    private func parted(_ term: String) -> (column: String, level: String)? {
        guard let bracket = term.firstIndex(of: "["), term.last == "]" else { return nil }
        let column = String(term[..<bracket])
        guard group.contains(column) else { return nil }
        return (column, String(term[term.index(after: bracket)...].dropLast()))
    }

    private var isWithinStrata: Bool {
        margin.rows.contains { $0.method.hasPrefix("Mantel-Haenszel") }
    }

    private func sentences(
        _ row: HypothesisResult.MarginRow, _ audience: Audience
    ) -> [String] {
        guard let grade = row.grade.value else {
            return ["\(pair(row)), nothing can be said of \(size): \(row.note ?? "no interval")."]
        }
        let wide = limits(row.confLow, row.confHigh)
        let inner = limits(row.innerLow, row.innerHigh)
        var said = [graded(row, grade, wide: wide, inner: inner, audience)]
        if let answer = row.nonInferiority.value {
            said.append(directed(row, answer, inner: inner, audience))
        }
        return said
    }

    private var bounds: String {
        limits(Figure(margin.low), Figure(margin.high), joined: " and ")
    }

    private func graded(
        _ row: HypothesisResult.MarginRow, _ grade: String, wide: String, inner: String,
        _ audience: Audience
    ) -> String {
        let none = isRatio ? "1" : "0"
        let isPlain = audience == .practitioner
        switch grade {
        case "little_difference":
            if isPlain {
                return "\(pair(row)), there is little difference: the figures fit differences from "
                    + "\(inner), all smaller than \(size)."
            }
            return "\(pair(row)), little difference: the whole \(innerLevel) interval, \(inner), "
                + "lies between \(bounds)"
                + p(row, "equivalence") + "."
        case "consistent_with_effect":
            let beyond =
                row.atLeastMargin
                ? "the whole interval is at least \(size) from \(none)"
                : "it leaves out \(none), and a difference of \(size) is not ruled out"
            if isPlain {
                return "\(pair(row)), the figures agree with a difference that matters: they fit "
                    + "anything from \(wide), and "
                    + (row.atLeastMargin
                        ? "all of that is \(size) or more."
                        : "\(size) or more is among it, but not none.")
            }
            return "\(pair(row)), consistent with a difference that matters: the \(level) interval "
                + "is \(wide); \(beyond)."
        default:
            if isPlain {
                return
                    "\(pair(row)), it cannot be told whether there is a difference that matters: "
                    + "the figures fit anything from \(wide), and \(size) is what would matter."
            }
            return
                "\(pair(row)), it cannot be told: the \(level) interval, \(wide), holds \(none), "
                + "and the \(innerLevel) interval, \(inner), does not lie between "
                + "\(bounds)."
        }
    }

    private func directed(
        _ row: HypothesisResult.MarginRow, _ answer: String, inner: String, _ audience: Audience
    ) -> String {
        let way = margin.better.value ?? ""
        let said =
            switch answer {
            case "non_inferior": "it is not less good by \(size) or more"
            case "inferior": "it is less good by \(size) or more"
            default: "it cannot be told whether it is less good by \(size) or more"
            }
        let figures =
            audience == .analyst
            ? " (\(innerLevel) interval \(inner)\(p(row, "non_inferiority", inBrackets: true)))"
            : " (\(inner))"
        return "\(pair(row)), where \(way) is better, \(said)\(figures)."
    }

    private var level: String { NumberText.level(confidence) }
    private var innerLevel: String { NumberText.level(2 * confidence - 1) }

    private func p(
        _ row: HypothesisResult.MarginRow, _ name: String, inBrackets: Bool = false
    ) -> String {
        guard let display = row.tests.first(where: { $0.name == name })?.pDisplay.value else {
            return ""
        }
        let said =
            "\(name == "equivalence" ? "equivalence" : "non-inferiority") "
            + NumberText.pValue(display)
        return inBrackets ? "; \(said)" : " (\(said))"
    }
}
