import AnalysisPlans

/// What survives of a register, laid out.
public enum RegisterPage {
    /// More rows of a table than a page shows.
    private static let mostRows = 40

    /// The report of a register.
    public static func report(_ frame: ResultFrame<RegisterResult>) -> Report {
        let result = frame.result
        var report = Report()
        guard case .register(let plan) = frame.plan else { return report }
        report.blocks.append(.title("The register \(plan.register)"))
        var opening =
            "\(NumberText.counted(result.lines, "line")), none edited, inserted or deleted since "
            + "they were entered."
        if let noted = result.notedLine {
            opening +=
                " Line \(NumberText.count(noted)) has the hash that was noted, and with it all "
                + "lines up to it are those of then."
        }
        report.blocks.append(.paragraph(opening))
        if !result.families.isEmpty, plan.audience == .analyst {
            report.blocks.append(.heading("Families"))
            report.blocks.append(.table(families(result)))
        }
        if !result.entries.isEmpty {
            report.blocks.append(.heading("Questions"))
            report.blocks.append(.table(entries(result, plan.audience)))
        }
        ResultPage.ending(frame, into: &report)
        report.blocks.append(.paragraph("Head to note elsewhere: \(result.head)"))
        return report
    }

    private static func families(_ result: RegisterResult) -> ReportTable {
        var page = ReportTable([
            ("family", .left), ("tests", .right), ("survive", .right),
            ("expected by chance", .right),
            ("Simes p", .right), ("LORD++ level", .right), ("over time", .left),
        ])
        page.rows = result.families.prefix(mostRows).map { family in
            [
                family.name, NumberText.count(family.tests), NumberText.count(family.survivors),
                few(family.expectedFalse),
                family.pSimes.value.map { NumberText.significant($0, 3) } ?? "-",
                family.level.value.map { NumberText.significant($0, 3) } ?? "-",
                family.discovered ? "survives" : "",
            ]
        }
        page.note = omitted(result.families.count)
        return page
    }

    private static let words: [RegisterResult.Verdict: String] = [
        .supported: "supported", .opposite: "the other way", .sideUnknown: "no side",
        .familyNotShown: "family not shown", .notShown: "not shown", .noTest: "no test",
        .repeated: "repeats", .redirected: "other direction than", .planTested: "plan, tested",
        .planWaiting: "plan, waiting",
    ]

    /// What is supported first, then by evidence; plans and repeats last.
    private static func entries(_ result: RegisterResult, _ audience: Audience) -> ReportTable {
        let order = Dictionary(
            uniqueKeysWithValues: RegisterResult.Verdict.allCases.enumerated().map { ($1, $0) })
        let sorted = result.entries.sorted {
            let (a, b) = (order[$0.verdict] ?? 0, order[$1.verdict] ?? 0)
            if a != b { return a < b }
            let (p, q) = ($0.log10PAdjusted.value ?? 1, $1.log10PAdjusted.value ?? 1)
            return p != q ? p < q : $0.sequence < $1.sequence
        }
        var columns: [(String, ReportTable.Alignment)] = [
            ("entry", .right), ("question", .left), ("family", .left), ("stated", .left),
            ("n", .right),
        ]
        if audience == .analyst {
            columns += [("effect", .right), ("p", .right), ("corrected", .right)]
        }
        var page = ReportTable(columns + [("beforehand", .left), ("", .left)])
        page.rows = sorted.prefix(mostRows).map { row in
            let entry = row.entry
            var cells = [
                NumberText.count(row.sequence), short(entry.question), entry.family,
                entry.direction.rawValue, entry.n.map { NumberText.count($0) } ?? "",
            ]
            if audience == .analyst {
                cells += [
                    effect(entry), row.pDisplay.value ?? "",
                    row.pAdjusted.value.map { NumberText.significant($0, 3) } ?? "",
                ]
            }
            let plan = entry.registeredAs.map { "entry \(NumberText.count($0))" } ?? ""
            var verdict = words[row.verdict] ?? row.verdict.rawValue
            if let first = row.repeatOf { verdict += " entry \(NumberText.count(first))" }
            return cells + [plan, verdict]
        }
        page.note = omitted(result.entries.count)
        return page
    }

    private static func effect(_ entry: RegisterEntry) -> String {
        guard let effect = entry.effect else { return "" }
        guard let estimate = effect.estimate.value else { return "-" }
        guard effect.name.hasPrefix("risk_difference") else {
            return TestPage.number(of: effect.name)(estimate)
        }
        let points = NumberText.pointsShown(
            estimate, effect.confLow.value, effect.confHigh.value)
        return points(estimate) + " pp"
    }

    /// An expected number of false ones.
    private static func few(_ value: Double) -> String {
        value > 0 && value < 0.01 ? "< 0.01" : NumberText.decimal(value, 2)
    }

    private static func short(_ text: String) -> String {
        text.count > 60 ? text.prefix(57) + "..." : text
    }

    private static func omitted(_ count: Int) -> String? {
        count > mostRows
            ? "\(NumberText.count(count - mostRows)) more; --json and --format csv have them all."
            : nil
    }

    /// A row for each line.
    public static func csv(_ frame: ResultFrame<RegisterResult>) -> String {
        CSVRenderer.render(
            [
                "sequence", "kind", "verdict", "time", "question", "direction", "family",
                "analysis", "formula", "n", "test", "effect", "level", "reference", "estimate",
                "conf_low", "conf_high", "side", "p_value", "log10_p", "p_adjusted",
                "preregistered", "registered_as", "tests_of_data_before", "repeat_of",
                "same_question_as", "data_sha256", "plan_hash", "hash",
                "outcome", "candidate",
            ],
            frame.result.entries.map { row in
                let (entry, effect) = (row.entry, row.entry.effect)
                let start: [String?] = [
                    String(row.sequence), row.kind.rawValue, row.verdict.rawValue, entry.time,
                    entry.question, entry.direction.rawValue, entry.family, entry.analysis,
                    entry.formula, entry.n.map { String($0) }, entry.test?.value, effect?.name,
                    effect?.level.value, effect?.reference.value,
                ]
                let figures: [Figure?] = [effect?.estimate, effect?.confLow, effect?.confHigh]
                let middle = figures.map { $0.flatMap(ResultPage.exact) } + [effect?.side.value]
                let ps: [Figure?] = [entry.pValue, entry.log10P, row.pAdjusted]
                let end: [String?] = [
                    entry.preregistered.map { $0 ? "true" : "false" },
                    entry.registeredAs.map { String($0) },
                    row.testsOfDataBefore.map { String($0) }, row.repeatOf.map { String($0) },
                    row.sameQuestionAs.map { String($0) }, entry.dataSHA256, row.planHash, row.hash,
                    entry.outcome, entry.candidate,
                ]
                return start + middle + ps.map { $0.flatMap(ResultPage.exact) } + end
            })
    }
}

extension ResultFrame<RegisterResult> {
    /// The result in a format, with a line break at its end.
    public func rendered(
        as format: OutputFormat, isBold: Bool = false, isPart: Bool = false
    ) throws -> String {
        switch format {
        case .json: try JSONText.encode(self) + "\n"
        case .csv: RegisterPage.csv(self)
        default:
            Reporting.rendered(
                RegisterPage.report(self), as: format, isBold: isBold, isPart: isPart)
        }
    }
}
