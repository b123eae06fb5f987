import AnalysisPlans

extension DescribePage {
    /// The columns in tables by what they hold.
    static func addColumns(_ result: DescribeResult, into report: inout Report) {
        let inRun = Set(
            result.runs.flatMap { Array($0.firstPosition..<($0.firstPosition + $0.columns)) })
        let columns = result.columns.filter { !inRun.contains($0.position) }
        addNumbers(columns.filter { $0.role == "number" }, into: &report)
        addDates(columns.filter { $0.dates != nil }, into: &report)
        addLevels(
            columns.filter {
                ["binary", "category", "constant"].contains($0.role) && $0.dates == nil
            },
            result, into: &report)
        addWithheld(
            columns.filter {
                ["id_like", "free_text", "numbers_as_text", "dates_as_text", "empty"].contains(
                    $0.role)
            }, into: &report)
    }

    private static func addNumbers(_ columns: [Row], into report: inout Report) {
        guard !columns.isEmpty else { return }
        var table = ReportTable([
            ("", .right), ("numbers", .left), ("missing", .right), ("min", .right),
            ("quartile", .right), ("median", .right), ("quartile", .right), ("max", .right),
            ("mean", .right), ("sd", .right), ("0", .right), ("distribution", .left),
        ])
        table.rows = columns.compactMap { column in
            guard let numbers = column.numbers else { return nil }
            // A year has no comma.
            let isYear = column.kind == "integer" && numbers.min >= 1800 && numbers.max <= 2200
            return [
                "\(column.position)", column.name, missing(column),
            ]
                + [numbers.min, numbers.q1, numbers.median, numbers.q3, numbers.max].map {
                    number($0, isYear: isYear)
                } + [
                    numbers.mean.value.map { number($0, isYear: isYear) } ?? "-",
                    numbers.stdDev.value.map { number($0) } ?? "-",
                    numbers.zeros == 0 ? "" : percent(numbers.zeros, of: column.values),
                    bars(numbers.histogram),
                ]
        }
        table.note =
            "Quantiles of type 7; the column 0 is the share of zeros. A bar stands for a bin of "
            + "equal width from min to max, and a point for an empty one."
        report.blocks.append(.heading("Numbers"))
        report.blocks.append(.table(capped(table)))
    }

    private static func addDates(_ columns: [Row], into report: inout Report) {
        guard !columns.isEmpty else { return }
        var table = ReportTable([
            ("", .right), ("days", .left), ("missing", .right), ("distinct", .right),
            ("first", .left), ("last", .left), ("by year", .left),
        ])
        table.rows = columns.compactMap { column in
            guard let dates = column.dates else { return nil }
            let years = dates.years
            let few = years.count <= 6
            return [
                "\(column.position)", column.name, missing(column),
                NumberText.count(column.distinct), dates.first.value ?? "\(dates.firstYear)",
                dates.last.value ?? "\(dates.lastYear)",
                few
                    ? years.map { "\($0.year): \(NumberText.count($0.count))" }
                        .joined(separator: ", ") : "\(years.count) years with days",
            ]
        }
        if columns.contains(where: { $0.role == "birth_date" }) {
            table.note = "Of days of birth only the years are shown."
        }
        report.blocks.append(.heading("Days"))
        report.blocks.append(.table(capped(table)))
    }

    private static func addLevels(
        _ columns: [Row], _ result: DescribeResult, into report: inout Report
    ) {
        guard !columns.isEmpty || !result.runs.isEmpty else { return }
        var table = ReportTable([
            ("", .right), ("categories", .left), ("missing", .right), ("levels", .right),
            ("the most frequent", .left),
        ])
        var rows = columns.map { column in
            (
                column.position,
                [
                    "\(column.position)", column.name, missing(column),
                    NumberText.count(column.distinct),
                    levels(column.levels, column.levelsNotListed),
                ]
            )
        }
        rows += result.runs.map { run in
            let cells = run.levels.reduce(run.missing) { $0 + $1.count }
            return (
                run.firstPosition,
                [
                    "\(run.firstPosition)-\(run.firstPosition + run.columns - 1)",
                    "\(run.first) to \(run.last) (\(run.columns) columns)",
                    run.missing == 0 ? "" : percent(run.missing, of: cells),
                    NumberText.count(run.levels.count), runLevels(run),
                ]
            )
        }
        table.rows = rows.sorted { $0.0 < $1.0 }.map(\.1)
        report.blocks.append(.heading("Categories"))
        report.blocks.append(.table(capped(table)))
    }

    private static func addWithheld(_ columns: [Row], into report: inout Report) {
        guard !columns.isEmpty else { return }
        var table = ReportTable([
            ("", .right), ("not shown", .left), ("missing", .right), ("distinct", .right),
            ("in two rows or more", .right), ("most rows", .right), ("what it looks like", .left),
        ])
        table.rows = columns.map { column in
            [
                "\(column.position)", column.name, missing(column),
                NumberText.count(column.distinct),
                column.repeats.map { NumberText.count($0.repeatedValues) } ?? "",
                column.repeats.map { NumberText.count($0.largest) } ?? "", looks(column),
            ]
        }
        report.blocks.append(.heading("Identifiers, free text and what could not be read"))
        report.blocks.append(.table(capped(table)))
    }

    private static func looks(_ column: Row) -> String {
        switch column.role {
        case "id_like":
            switch column.reason {
            case "name": "identifier, by its name"
            case "form": "identifier, by the form of its values"
            case "names":
                "written as names of persons are; a column name that says of what, as ward or "
                    + "service_type, shows it"
            // Text that differs in nearly each row is no measurement.
            case _ where column.kind == "integer" || column.kind == "real":
                "whole numbers that hardly repeat, as identifiers do; --type "
                    + "NAME=\(column.kind) shows measurements"
            default: "identifier, since its values hardly repeat"
            }
        case "free_text": "free text"
        case "numbers_as_text": "numbers read as text"
        case "dates_as_text": "days read as text"
        default: "no value"
        }
    }

    private static func missing(_ column: Row) -> String {
        column.missing == 0 ? "" : NumberText.percent(column.missingShare)
    }

    /// Up to five levels in one cell, and how many more.
    private static func levels(_ levels: [DescribeResult.Level], _ notListed: Int) -> String {
        let shown = levels.count <= 5 && notListed == 0 ? levels : Array(levels.prefix(3))
        let words = shown.map {
            "\(short($0.level)) \(NumberText.count($0.count)) (\(NumberText.percent($0.share)))"
        }
        let more = levels.count + notListed - shown.count
        return words.joined(separator: ", ")
            + (more > 0 ? ", and \(NumberText.count(more)) more" : "")
    }

    private static func runLevels(_ run: DescribeResult.Run) -> String {
        run.levels.prefix(8).map { "\(short($0.level)) \(NumberText.percent($0.share))" }
            .joined(separator: ", ")
    }

    private static func short(_ level: String) -> String {
        level.count > 24 ? level.prefix(23) + "…" : level
    }

    /// A number in four digits and no more: 25,862 and 0.0582.
    private static func number(_ value: Double, isYear: Bool = false) -> String {
        if isYear { return NumberText.significant(value) }
        return abs(value) >= 1e9 ? NumberText.significant(value) : NumberText.plain(value)
    }

    /// A histogram in one cell: eight heights, a point for no value at all.
    static func bars(_ bins: [DescribeResult.Bin]) -> String {
        let heights = Array("▁▂▃▄▅▆▇█")
        let most = bins.map(\.count).max() ?? 0
        guard most > 0 else { return "" }
        return String(
            bins.map { bin in
                guard bin.count > 0 else { return "·" }
                let place = Int((Double(bin.count) / Double(most) * 8).rounded(.up)) - 1
                return heights[max(0, min(7, place))]
            })
    }

    /// One tidy row for each column.
    public static func csv(_ frame: ResultFrame<DescribeResult>) -> String {
        let header = [
            "position", "name", "kind", "role", "reason", "values", "missing", "missing_share",
            "distinct", "min", "q1", "median", "q3", "max", "mean", "std_dev", "zeros", "negatives",
            "outliers", "first", "last", "future", "top_level", "top_count", "repeated_values",
            "largest", "bytes_per_row", "findings",
        ]
        var codes: [String: [String]] = [:]
        for finding in frame.result.findings {
            for column in finding.columns
            where codes[column]?.contains(finding.code) != true {
                codes[column, default: []].append(finding.code)
            }
        }
        let rows = frame.result.columns.map { column -> [String?] in
            let numbers = column.numbers
            let dates = column.dates
            let start: [String?] = [
                "\(column.position)", column.name, column.kind, column.role, column.reason,
                "\(column.values)", "\(column.missing)", ResultPage.exact(column.missingShare),
                "\(column.distinct)",
            ]
            let figures: [String?] = [
                numbers?.min, numbers?.q1, numbers?.median, numbers?.q3, numbers?.max,
                numbers?.mean.value, numbers?.stdDev.value,
            ].map { $0.map(ResultPage.exact) }
            let counts: [String?] = [numbers?.zeros, numbers?.negatives, numbers?.outliers].map {
                $0.map(String.init)
            }
            let end: [String?] = [
                dates.map { $0.first.value ?? "\($0.firstYear)" },
                dates.map { $0.last.value ?? "\($0.lastYear)" }, dates.map { "\($0.future)" },
                column.levels.first?.level, column.levels.first.map { "\($0.count)" },
                column.repeats.map { "\($0.repeatedValues)" },
                column.repeats.map { "\($0.largest)" }, "\(column.bytesPerRow)",
                (codes[column.name] ?? []).joined(separator: " "),
            ]
            return start + figures + counts + end
        }
        return CSVRenderer.render(header, rows)
    }
}
