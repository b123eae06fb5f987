import AnalysisPlans

extension TestPage {
    /// Follow-up, curves at round times and shares within the horizon.
    static func survivalBlocks(
        _ result: HypothesisResult, _ confidence: Double, isForAnalyst: Bool
    ) -> [Report.Block] {
        guard let survival = result.survival else { return [] }
        var blocks: [Report.Block] = [
            .paragraph(meaning(result, survival)), .heading("Who was followed"),
            .table(followed(survival, confidence, isForAnalyst)),
        ]
        if !survival.atTimes.isEmpty, survival.causes.count == 1 {
            blocks.append(.heading("Share with the event by a time"))
            blocks.append(.table(atTimes(survival, confidence, isForAnalyst)))
        }
        if let shares = survival.byHorizon {
            blocks.append(.heading("Within \(text(survival.horizon.value ?? 0, survival))"))
            blocks.append(.table(within(shares, confidence, isForAnalyst)))
        }
        if let incidence = survival.incidence {
            blocks.append(.heading("Share with each cause by a time"))
            blocks.append(
                .table(estimates(incidence, survival, confidence, NumberText.percent)))
        }
        if let counts = survival.meanCounts {
            blocks.append(.heading("Mean number of events a person by a time"))
            blocks.append(
                .table(estimates(counts, survival, confidence) { NumberText.decimal($0, 3) }))
        }
        if isForAnalyst, !survival.restrictedMeans.isEmpty {
            blocks.append(
                .heading(
                    "Mean time without the event within "
                        + text(survival.horizon.value ?? 0, survival)))
            blocks.append(
                .table(
                    estimates(survival.restrictedMeans, survival, confidence) {
                        NumberText.decimal($0, 1)
                    }))
        }
        return blocks
    }

    /// What the event is, and how far open cases count.
    private static func meaning(
        _ result: HypothesisResult, _ survival: HypothesisResult.Survival
    ) -> String {
        let event = NumberText.quoted(survival.cause)
        if let day = survival.extractDate.value, survival.causes.count == 1 {
            return "The event is \(event), in days from the start; a case without it counts up to "
                + "\(day)."
        }
        if survival.causes.count > 1 {
            return "The event is \(event), one of \(survival.causes.count) causes that compete."
        }
        return "The event is \(event); a case without it counts up to its last day."
    }

    private static func text(_ time: Double, _ survival: HypothesisResult.Survival) -> String {
        let number = NumberText.significant(time, 6)
        return survival.unit.value.map { "\(number) \($0)" } ?? number
    }

    private static func followed(
        _ survival: HypothesisResult.Survival, _ confidence: Double, _ isForAnalyst: Bool
    ) -> ReportTable {
        let isRepeated = survival.meanCounts != nil
        let open =
            isRepeated
            ? "none so far"
            : survival.extractDate.value == nil ? "without event" : "open at extract"
        var columns: [(String, ReportTable.Alignment)] = [
            ("group", .left), (isRepeated ? "persons" : "cases", .right), ("events", .right),
            (open, .right), ("time followed", .right), ("longest", .right),
        ]
        if !isRepeated {
            columns.append(("median", .right))
            if isForAnalyst {
                columns.append(("\(NumberText.level(confidence)) interval", .right))
            }
        }
        let show: (Double) -> String = { NumberText.significant($0, 5) }
        var page = ReportTable(columns)
        page.rows = survival.groups.prefix(mostRows).map { group in
            var row = [
                group.level.value ?? "all", NumberText.count(group.cases),
                NumberText.count(group.events), NumberText.count(group.open),
                NumberText.plain(group.personTime), show(group.longest),
            ]
            if !isRepeated {
                row.append(
                    group.median.value.map(show)
                        ?? (group.note?.hasPrefix("all who") == true ? "not known" : "not reached"))
                if isForAnalyst {
                    row.append(ResultPage.interval(group.medianLow, group.medianHigh, show))
                }
            }
            return row
        }
        page.note = omitted(survival.groups.count, of: mostRows)
        return page
    }

    private static func atTimes(
        _ survival: HypothesisResult.Survival, _ confidence: Double, _ isForAnalyst: Bool
    ) -> ReportTable {
        var columns: [(String, ReportTable.Alignment)] = [
            ("group", .left), ("by", .right), ("at risk", .right), ("had the event", .right),
        ]
        if isForAnalyst { columns.append(("\(NumberText.level(confidence)) interval", .right)) }
        var page = ReportTable(columns)
        let points = survival.atTimes.filter { $0.time > 0 }
        page.rows = points.prefix(mostRows).map { point in
            var row = [
                point.level.value ?? "all", NumberText.significant(point.time, 6),
                NumberText.count(point.atRisk),
                point.survival.value.map { NumberText.percent(1 - $0) } ?? "-",
            ]
            if isForAnalyst {
                row.append(
                    ResultPage.interval(
                        Figure(point.confHigh.value.map { 1 - $0 }),
                        Figure(point.confLow.value.map { 1 - $0 }), NumberText.percent))
            }
            return row
        }
        let isCertain = points.prefix(mostRows).contains {
            $0.confLow.value == nil && ($0.survival.value == 0 || $0.survival.value == 1)
        }
        let certain =
            isForAnalyst && isCertain ? "There is no interval where 0% or 100% had the event." : nil
        page.note =
            omitted(points.count, of: mostRows) ?? certain
            ?? (survival.curves.count < survival.curveTimes
                ? "The curves have \(NumberText.count(survival.curveTimes)) times; "
                    + "\(NumberText.count(survival.curves.count)) of them are in the JSON." : nil)
        return page
    }

    private static func within(
        _ shares: [HypothesisResult.Survival.Share], _ confidence: Double, _ isForAnalyst: Bool
    ) -> ReportTable {
        let interval = "\(NumberText.level(confidence)) interval"
        var columns: [(String, ReportTable.Alignment)] = [
            ("group", .left), ("cases", .right), ("event", .right), ("none", .right),
            ("not followed as long", .right), ("share (Kaplan-Meier)", .right),
        ]
        let hasFull = shares.contains { $0.fullFollowUp != nil }
        if isForAnalyst {
            columns.append((interval, .right))
            if hasFull { columns.append(("full follow-up only", .right)) }
            columns.append(("if counted as no", .right))
        }
        let hasNotes = isForAnalyst && shares.contains { $0.kaplanMeier.note != nil }
        if hasNotes { columns.append(("", .left)) }
        var page = ReportTable(columns)
        page.rows = shares.prefix(mostRows).map { share in
            var row = [
                share.level.value ?? "all", NumberText.count(share.cases),
                NumberText.count(share.events), NumberText.count(share.withoutEvent),
                NumberText.count(share.notYetObservable),
                share.kaplanMeier.estimate.value.map(NumberText.percent) ?? "-",
            ]
            if isForAnalyst {
                row.append(
                    ResultPage.interval(
                        share.kaplanMeier.confLow, share.kaplanMeier.confHigh, NumberText.percent))
                if hasFull {
                    row.append(
                        share.fullFollowUp.flatMap { full in
                            full.share.value.map {
                                "\(NumberText.count(full.events)) of "
                                    + "\(NumberText.count(full.cases)), \(NumberText.percent($0))"
                            }
                        } ?? "-")
                }
                row.append(share.countedAsNo.value.map(NumberText.percent) ?? "-")
                if hasNotes { row.append(share.kaplanMeier.note ?? "") }
            }
            return row
        }
        page.note = omitted(shares.count, of: mostRows)
        return page
    }

    private static func estimates(
        _ rows: [HypothesisResult.Survival.Estimate], _ survival: HypothesisResult.Survival,
        _ confidence: Double, _ show: (Double) -> String
    ) -> ReportTable {
        let hasCauses = rows.contains { $0.cause != nil }
        var columns: [(String, ReportTable.Alignment)] = [("group", .left)]
        if hasCauses { columns.append(("cause", .left)) }
        columns += [
            ("by", .right), ("estimate", .right),
            ("\(NumberText.level(confidence)) interval", .right), ("", .left),
        ]
        var page = ReportTable(columns)
        page.rows = rows.prefix(mostRows).map { row in
            [row.level.value ?? "all"] + (hasCauses ? [row.cause ?? ""] : [])
                + [
                    NumberText.significant(row.time, 6), row.estimate.value.map(show) ?? "-",
                    ResultPage.interval(row.confLow, row.confHigh, show), row.note ?? "",
                ]
        }
        page.note = omitted(rows.count, of: mostRows)
        return page
    }
}
