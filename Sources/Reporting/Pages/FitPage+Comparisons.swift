import AnalysisPlans

/// What the model makes of the rows used with all at chosen values of a column.
extension FitPage {
    /// Predictions along the columns of curves, in the place of coefficients that mean nothing.
    static func curveBlocks(_ result: FitResult, _ plan: FitPlan) -> [Report.Block] {
        guard let rows = result.comparisons, !rows.isEmpty else { return [] }
        let level = NumberText.level(plan.confidence)
        let isRisk = rows.contains { $0.name == "predicted_risk" }
        var columns: [(String, ReportTable.Alignment)] = []
        let hasGroups = rows.contains { $0.group.value != nil }
        if hasGroups { columns.append((plan.by ?? "", .left)) }
        columns += [
            ("column", .left), ("value", .right), (isRisk ? "risk" : "mean", .right),
            ("\(level) interval", .right), ("difference", .right), ("\(level) interval", .right),
            ("p", .right),
        ]
        var table = ReportTable(columns)
        table.rows = rows.filter(\.isMean).map { row in
            let difference = rows.first {
                $0.isDifference && $0.variable == row.variable && $0.level == row.level
                    && $0.group == row.group
            }
            var cells = hasGroups ? [row.group.value ?? "(all)"] : []
            cells += [row.variable.value ?? "", row.level.value ?? ""] + figures(row)
            return cells + (difference.map(figures) ?? ["", ""])
                + [difference?.pDisplay.value ?? ""]
        }
        table.note =
            "Values that a tenth, half and nine tenths of the cases do not exceed; where these are one, the "
            + "smallest and the largest."
        return [.heading("Along curves, averaged over the rows used"), .table(table)]
    }

    private static func figures(_ row: FitResult.EffectRow) -> [String] {
        let show = number(row)
        return [
            row.estimate.value.map(show) ?? row.status,
            ResultPage.interval(row.confLow, row.confHigh, show),
        ]
    }

    /// For a practitioner: how many in every 100, level by level and at low and high values.
    static func practitionerBlocks(_ result: FitResult, _ plan: FitPlan) -> [Report.Block] {
        let told = (result.comparisons ?? []).filter(\.isMean)
        // What is set to a level that is told of anyway is not told twice.
        let asked = (result.effects ?? []).filter { row in
            !row.at.isEmpty && !told.contains { $0.isMeanAt(setOf: row) }
        }
        let rows = told + asked
        let hasGroups = rows.contains { $0.group.value != nil }
        guard !rows.isEmpty else { return [] }
        let isRisk = rows.contains { $0.name == "predicted_risk" }
        func show(_ value: Double) -> String {
            isRisk ? NumberText.points(value) : NumberText.plain(value)
        }
        let groups: [(String, ReportTable.Alignment)] = hasGroups ? [(plan.by ?? "", .left)] : []
        var table = ReportTable(
            groups + [
                ("of cases with", .left),
                (isRisk ? "in every 100" : "on average", .right), ("from", .right), ("to", .right),
            ])
        table.rows = rows.map { row in
            let name =
                row.at.isEmpty
                ? "\(row.variable.value ?? "") \(row.level.value ?? "")"
                : row.at.map { "\($0.column) \($0.value)" }.joined(separator: ", ")
                    + (plan.others == .typical ? ", else typical" : "")
            return (hasGroups ? [row.group.value ?? "(all)"] : []) + [
                name, row.estimate.value.map(show) ?? "-", row.confLow.value.map(show) ?? "",
                row.confHigh.value.map(show) ?? "",
            ]
        }
        let outcome = result.glance.outcome
        let event = result.glance.event.value.map { " is \(NumberText.quoted($0))" } ?? ""
        return [
            .heading("\(outcome)\(event), with all else that was counted alike"), .table(table),
        ]
    }
}
