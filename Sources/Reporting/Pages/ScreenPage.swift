import AnalysisPlans

/// A screen laid out: the candidates by evidence, what they are beside an adjustment set, levels of
/// those that have several, and needs that go together.
public enum ScreenPage {
    typealias Candidate = ScreenResult.Candidate

    /// Rows of one table at most; the CSV output has all.
    static let mostRows = 60

    /// The report of a screen.
    public static func report(_ frame: ResultFrame<ScreenResult>) -> Report {
        let result = frame.result
        var report = Report()
        guard case .screen(let plan) = frame.plan else { return report }
        report.blocks.append(
            .title("\(NumberText.counted(result.tried, "candidate")) against \(result.outcome)"))
        report.blocks.append(.paragraph(ResultPage.source(frame.data)))
        let share = NumberText.percent(Double(result.events) / Double(max(result.cases, 1)))
        report.blocks.append(
            .paragraph(
                "The event is that \(result.outcome) is \(NumberText.quoted(result.event)): "
                    + "\(NumberText.count(result.events)) of \(NumberText.count(result.cases)) cases "
                    + "(\(share))."))
        switch plan.audience {
        case .analyst:
            report.blocks.append(.heading("Candidates by evidence"))
            report.blocks.append(.table(candidates(result, plan)))
            if let adjust = plan.adjust {
                report.blocks.append(.heading("Beside \(adjust)"))
                report.blocks.append(.table(adjusted(result, plan.confidence)))
            }
            addLevels(result, plan.confidence, into: &report)
            addNeeds(result, plan, into: &report)
        case .practitioner:
            if result.surviving > 0 {
                report.blocks.append(.heading("Candidates by evidence"))
                report.blocks.append(.table(counts(result)))
            }
        }
        addExcluded(result, into: &report)
        ResultPage.ending(frame, into: &report)
        return report
    }

    private static func candidates(_ result: ScreenResult, _ plan: ScreenPlan) -> ReportTable {
        let confidence = plan.confidence
        var page = ReportTable([
            ("candidate", .left), ("where it is", .left), ("event", .right), ("against", .left),
            ("event", .right), ("difference", .right),
            ("\(NumberText.level(confidence)) interval", .right), ("odds ratio", .right),
            ("p", .right), ("q", .right), ("", .left),
        ])
        page.rows = result.candidates.prefix(mostRows).map { candidate in
            let pair = candidate.comparison
            let difference = candidate.effect("risk_difference", level: pair?.level.level)
            let ratio = candidate.effect("odds_ratio", level: pair?.level.level)
            let points = NumberText.pointsShown(
                difference?.estimate.value, difference?.confLow.value, difference?.confHigh.value)
            return [
                candidate.name, pair?.level.level ?? "", pair.map { part($0.level) } ?? "",
                pair?.reference.level ?? "", pair.map { part($0.reference) } ?? "",
                difference?.estimate.value.map { points($0) + " pp" } ?? "",
                difference.map { ResultPage.interval($0.confLow, $0.confHigh, points) } ?? "",
                ratio?.estimate.value.map(NumberText.ratio)
                    ?? (ratio?.status == "infinite" ? "∞" : ""),
                candidate.test.pDisplay.value ?? "-", q(candidate.qValue),
                remarks(candidate, isStarred: plan.adjust == nil),
            ]
        }
        page.note = [
            omitted(result.candidates.count, of: mostRows),
            "Of levels the one furthest from the reference is shown, of numbers the top fifth "
                + "against the bottom one"
                + (bends(result) ? ", or the one furthest from it where the top one lies near" : "")
                + (plan.adjust.map {
                    ". p and q are of each candidate by itself; the order is that of the evidence "
                        + "beside \($0), and the next table says which survive."
                } ?? "; * survives the correction."),
        ].compactMap(\.self).joined(separator: " ")
        return page
    }

    /// Whether a bin of numbers is shown that is not the top one.
    private static func bends(_ result: ScreenResult) -> Bool {
        result.candidates.contains { candidate in
            ["number", "date"].contains(candidate.kind)
                && candidate.leading.value != candidate.levels.last?.level
        }
    }

    /// "49/326 15.0%".
    static func part(_ share: ScreenResult.Share) -> String {
        "\(NumberText.count(share.events))/\(NumberText.count(share.cases)) "
            + (share.share.value.map(NumberText.percent) ?? "-")
    }

    static func q(_ figure: Figure) -> String {
        guard let value = figure.value else { return "-" }
        if value < 0.001 { return "< .001" }
        if value > 0.999 { return "> .999" }
        return String(NumberText.decimal(value, 3).dropFirst())
    }

    private static func remarks(_ candidate: Candidate, isStarred: Bool) -> String {
        var said: [String] = []
        if isStarred, candidate.survives { said.append("*") }
        if candidate.suspectsLeakage { said.append("leak?") }
        if let other = candidate.representative.value { said.append("as \(other)") }
        if candidate.sparse || candidate.fewEvents { said.append("few cases") }
        if candidate.missing > 0 { said.append("\(NumberText.count(candidate.missing)) missing") }
        return said.joined(separator: ", ")
    }

    private static func adjusted(_ result: ScreenResult, _ confidence: Double) -> ReportTable {
        var page = ReportTable([
            ("candidate", .left), ("level", .left), ("cases", .right), ("crude", .right),
            ("adjusted", .right), ("\(NumberText.level(confidence)) interval", .right),
            ("p", .right), ("q", .right), ("", .left),
        ])
        for candidate in result.candidates {
            guard let adjusted = candidate.adjusted else { continue }
            let show = { (row: HypothesisResult.EffectRow) in
                row.estimate.value.map(NumberText.ratio) ?? (row.status == "infinite" ? "∞" : "-")
            }
            for (index, row) in adjusted.adjusted.enumerated() {
                let isFirst = index == 0
                page.rows.append([
                    isFirst ? candidate.name : "",
                    row.level.value ?? "of one SD", NumberText.count(adjusted.cases),
                    index < adjusted.crude.count ? show(adjusted.crude[index]) : "", show(row),
                    ResultPage.interval(row.confLow, row.confHigh, NumberText.ratio),
                    isFirst ? adjusted.test.pDisplay.value ?? "-" : "",
                    isFirst ? q(adjusted.qValue) : "",
                    isFirst && candidate.survives ? "*" : "",
                ])
            }
            if adjusted.adjusted.isEmpty {
                page.rows.append([
                    candidate.name, adjusted.test.note ?? "", NumberText.count(adjusted.cases), "",
                    "", "", "-", "-", "",
                ])
            }
        }
        page.note = [
            omitted(page.rows.count, of: mostRows),
            "Odds ratios on the same rows, without and with the set; * survives the correction.",
        ].compactMap(\.self).joined(separator: " ")
        page.rows = Array(page.rows.prefix(mostRows))
        return page
    }

    /// Levels of the candidates that survive and have more than two.
    private static func addLevels(
        _ result: ScreenResult, _ confidence: Double, into report: inout Report
    ) {
        let shown = result.candidates.filter { $0.survives && $0.levels.count > 2 }
        guard !shown.isEmpty else { return }
        var page = ReportTable([
            ("candidate", .left), ("level", .left), ("event", .right), ("share", .right),
            ("\(NumberText.level(confidence)) interval", .right),
        ])
        for candidate in shown {
            for (index, level) in candidate.levels.enumerated() {
                page.rows.append([
                    index == 0 ? candidate.name : "", level.level,
                    "\(NumberText.count(level.events)) of \(NumberText.count(level.cases))",
                    level.share.value.map(NumberText.percent) ?? "-",
                    ResultPage.interval(level.confLow, level.confHigh, NumberText.percent),
                ])
            }
        }
        page.note = omitted(page.rows.count, of: mostRows)
        page.rows = Array(page.rows.prefix(mostRows))
        report.blocks.append(.heading("The event by level"))
        report.blocks.append(.table(page))
    }

    private static func counts(_ result: ScreenResult) -> ReportTable {
        var page = ReportTable([
            ("on record", .left), ("where it is", .left), ("event", .right), ("against", .left),
            ("event", .right),
        ])
        page.rows = result.candidates.filter(\.survives).prefix(mostRows).map { candidate in
            let pair = candidate.comparison
            return [
                candidate.name, pair?.level.level ?? "", pair.map { part($0.level) } ?? "",
                pair?.reference.level ?? "", pair.map { part($0.reference) } ?? "",
            ]
        }
        return page
    }

    private static func addExcluded(_ result: ScreenResult, into report: inout Report) {
        guard !result.excluded.isEmpty else { return }
        let words = [
            "id_like": "names persons, families or rows", "free_text": "free text",
            "birth_date": "days of birth", "constant": "one value", "empty": "no value",
            "numbers_as_text": "numbers read as text", "dates_as_text": "days read as text",
            "outcome": "part of the outcome", "adjustment": "in the adjustment set",
            "cluster": "says which cases belong together",
            "count": "says how many cases a row stands for",
            "derived_from_outcome": "derived from what the outcome is made of",
            "excluded": "left out by request",
        ]
        report.blocks.append(
            .paragraph(
                "Not looked at: "
                    + result.excluded.prefix(mostRows).map {
                        "\($0.column) (\(words[$0.reason] ?? $0.reason))"
                    }.joined(separator: ", ") + "."))
    }

    static func omitted(_ count: Int, of most: Int) -> String? {
        count > most
            ? "\(NumberText.count(count - most)) more rows; --format csv has all." : nil
    }
}
