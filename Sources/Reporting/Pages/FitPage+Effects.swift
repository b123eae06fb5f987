import AnalysisPlans

extension FitPage {
    /// The table of effects, where they were asked for.
    static func effectBlocks(_ result: FitResult, _ plan: FitPlan) -> [Report.Block] {
        guard let effects = result.effects, !effects.isEmpty else { return [] }
        var columns: [(String, ReportTable.Alignment)] = []
        if let by = plan.by { columns.append((by, .left)) }
        columns += [
            ("effect", .left), ("of", .left), ("against", .left), ("estimate", .right),
            ("\(NumberText.level(plan.confidence)) interval", .right), ("p", .right),
        ]
        var table = ReportTable(columns)
        table.rows = effects.map { row -> [String] in
            let show = number(row)
            var cells: [String] = []
            if plan.by != nil { cells.append(row.group.value ?? "(all)") }
            cells.append(row.name.replacing("_", with: " "))
            cells.append(subject(row))
            cells.append(row.reference.value ?? "")
            cells.append(row.estimate.value.map(show) ?? "-")
            let interval = ResultPage.interval(row.confLow, row.confHigh, show)
            cells.append(
                row.estimate.value == nil ? row.status : interval.isEmpty ? "none" : interval)
            cells.append(row.pDisplay.value ?? "")
            return cells
        }
        return [.heading("Effects, averaged over the rows used"), .table(table)]
    }

    private static func subject(_ row: FitResult.EffectRow) -> String {
        if !row.at.isEmpty {
            return row.at.map { "\($0.column)=\($0.value)" }.joined(separator: ", ")
        }
        let name = row.variable.value ?? ""
        if let step = row.step {
            return "\(name) \(step < 0 ? "-" : "+")\(NumberText.plain(abs(step)))"
        }
        return row.level.value.map { "\(name)[\($0)]" } ?? name
    }

    static func number(_ row: FitResult.EffectRow) -> (Double) -> String {
        switch row.name {
        case "risk_ratio", "odds_ratio", "mean_ratio": return NumberText.ratio
        case "risk_difference", "predicted_risk": return { NumberText.decimal($0, 4) }
        default: return NumberText.plain
        }
    }

    /// The checks and the second route, where they were asked for.
    static func checkBlocks(_ result: FitResult) -> [Report.Block] {
        var blocks: [Report.Block] = []
        if let checks = result.checks {
            blocks.append(.heading("Checks"))
            blocks.append(.paragraph(rows(checks)))
            if !checks.inflation.isEmpty {
                var table = ReportTable([
                    ("term", .left), ("df", .right), ("variance inflation", .right),
                    ("of standard errors", .right),
                ])
                table.rows = checks.inflation.map {
                    [
                        $0.term, "\($0.df)", NumberText.decimal($0.factor),
                        NumberText.decimal($0.stdErrorFactor),
                    ]
                }
                blocks.append(.table(table))
            }
        }
        if let verification = result.verification {
            blocks.append(.heading("Verification"))
            let route =
                verification.route == "qr"
                ? "the QR factorisation of the rows" : "the Cholesky factorisation"
            blocks.append(.paragraph("Digits in common with a second solution, by \(route):"))
            var table = ReportTable([
                ("term", .left), ("estimate", .right), ("std. error", .right),
            ])
            table.rows = verification.coefficients.map {
                [
                    $0.term, NumberText.decimal($0.digits, 1),
                    NumberText.decimal($0.stdErrorDigits, 1),
                ]
            }
            blocks.append(.table(table))
        }
        return blocks
    }

    private static func rows(_ checks: FitResult.Checks) -> String {
        var parts: [String] = []
        if let mean = checks.residuals.mean.value, let spread = checks.residuals.stdDev.value {
            parts.append(
                "Quantile residuals of \(NumberText.counted(checks.residuals.count, "row")) (seed "
                    + "\(checks.residuals.seed)): mean \(NumberText.fixed(mean, 3)), standard deviation "
                    + "\(NumberText.fixed(spread, 3)), \(checks.residuals.beyond3) beyond 3 (0, 1 and "
                    + "0.27% where the family is right).")
        }
        if let leverage = checks.leverage.largest.value {
            parts.append("Largest leverage \(NumberText.significant(leverage, 3)).")
        }
        if let cook = checks.cook.largest.value {
            parts.append("Largest Cook's distance \(NumberText.significant(cook, 3)).")
        }
        if let clusters = checks.clusters { parts.append(self.clusters(clusters)) }
        if let display = checks.linkTest.pDisplay.value {
            parts.append("Link test \(NumberText.pValue(display)).")
        } else if let note = checks.linkTest.note {
            parts.append("No link test: \(note)")
        }
        return parts.joined(separator: " ")
    }
}
