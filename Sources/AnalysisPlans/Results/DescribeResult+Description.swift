import DataDescription
import Tables

extension DescribeResult {
    init(_ table: TableDescription, plan: DescribePlan) {
        overview = Overview(
            rows: table.rows, columns: table.columns.count,
            missingCells: table.columns.reduce(0) { $0 + $1.missing },
            emptyColumns: table.missing.emptyColumns, completeRows: table.missing.completeRows,
            emptyRows: table.missing.emptyRows,
            duplicateRows: table.duplicateRows, extractDate: CalendarDay.text(plan.extractDate))
        columns = table.columns.map { ColumnRow($0, rows: table.rows) }
        runs = table.runs.map { run in
            Run(
                first: run.first, last: run.last, firstPosition: run.positions.lowerBound,
                columns: run.positions.count, missing: run.missing,
                levels: run.levels.map { Level($0, of: run.values) })
        }
        missing = Missing(
            patterns: table.missing.patterns.map { Pattern($0, of: table.rows) },
            patternCount: table.missing.patternCount,
            together: table.missing.together.map { Pattern($0, of: table.rows) })
        findings = table.findings.map { FindingRow($0, plan.options) }
        let binary = table.columns.compactMap(Outcome.init)
        outcomes = binary.filter(\.namedLikeOutcome) + binary.filter { !$0.namedLikeOutcome }
        next = NextCommands.after(table, plan: plan, outcomes: outcomes)
        thresholds = Self.allThresholds
    }

    private static let allThresholds = [
        ("levels_listed", Double(Thresholds.levelsListed)),
        ("whole_numbers_as_levels", Double(Thresholds.wholeNumbersAsLevels)),
        ("patterns_listed", Double(Thresholds.patternsListed)),
        ("histogram_bins", Double(Thresholds.histogramBins)),
        ("mostly_missing_share", Thresholds.mostlyMissingShare),
        ("outlier_spread", Thresholds.outlierSpread), ("heap_share", Thresholds.heapShare),
        ("heap_distinct", Double(Thresholds.heapDistinct)),
        ("cap_rows", Double(Thresholds.capRows)), ("cap_distinct", Double(Thresholds.capDistinct)),
        ("seldom_share", Thresholds.seldomShare), ("spike_rows", Double(Thresholds.spikeRows)),
        ("text_share", Thresholds.textShare),
        ("text_values", Double(Thresholds.textValues)), ("id_share", Thresholds.idShare),
        ("id_values", Double(Thresholds.idValues)), ("long_id_share", Thresholds.longIDShare),
        ("personal_names", Double(Thresholds.personalNames)),
        ("answers", Double(Thresholds.answers)),
        ("answer_characters", Double(Thresholds.answerCharacters)),
        ("free_text_characters", Thresholds.freeTextCharacters),
        ("free_text_words", Thresholds.freeTextWords),
        ("free_text_share", Thresholds.freeTextShare),
        ("many_levels", Double(Thresholds.manyLevels)), ("age_high", Thresholds.age.upperBound),
        ("child_age_high", Thresholds.childAge.upperBound),
        ("child_share", Thresholds.childShare), ("correlation", Thresholds.correlation),
        ("columns_compared", Double(Thresholds.columnsCompared)),
        ("rows_compared", Double(Thresholds.rowsCompared)),
        ("run_columns", Double(Thresholds.runColumns)),
        ("run_columns_of_two_levels", Double(Thresholds.runColumnsOfTwoLevels)),
        ("placeholder_rows", Double(Thresholds.placeholderRows)),
    ].map { Threshold(name: $0.0, value: $0.1) }
}

/// A part of a whole; 0 where there is no whole.
private func portion(_ part: Int, of whole: Int) -> Double {
    whole > 0 ? Double(part) / Double(whole) : 0
}

extension DescribeResult.Level {
    init(_ level: LevelCount, of values: Int) {
        self.init(level: level.level, count: level.count, share: portion(level.count, of: values))
    }
}

extension DescribeResult.Pattern {
    init(_ pattern: MissingPatterns.Pattern, of rows: Int) {
        self.init(
            columns: pattern.columns, rows: pattern.rows, share: portion(pattern.rows, of: rows))
    }
}

extension DescribeResult.ColumnRow {
    init(_ column: ColumnDescription, rows: Int) {
        position = column.position
        name = column.name
        kind = column.kind.rawValue
        role = column.role.rawValue
        reason = column.reason
        bytesPerRow = column.bytesPerRow
        values = column.values
        missing = column.missing
        missingShare = portion(column.missing, of: rows)
        distinct = column.distinct
        numbers = column.numbers.map(DescribeResult.Numbers.init)
        dates = column.dates.map(DescribeResult.Dates.init)
        levels = column.levels.map { DescribeResult.Level($0, of: column.values) }
        levelsNotListed = column.levelsNotListed
        meanCharacters = column.meanCharacters
        repeats = column.repeats.map {
            DescribeResult.Repeats(
                repeatedValues: $0.repeatedValues, rows: $0.rows, largest: $0.largest)
        }
    }
}

extension DescribeResult.Numbers {
    init(_ numbers: NumberDescription) {
        min = numbers.quartiles[0]
        q1 = numbers.quartiles[1]
        median = numbers.quartiles[2]
        q3 = numbers.quartiles[3]
        max = numbers.quartiles[4]
        mean = Figure(numbers.mean)
        stdDev = Figure(numbers.standardDeviation)
        zeros = numbers.zeros
        negatives = numbers.negatives
        outliers = numbers.outliers
        histogram = numbers.histogram.map {
            DescribeResult.Bin(low: $0.low, high: $0.high, count: $0.count)
        }
    }
}

extension DescribeResult.Dates {
    init(_ dates: DateDescription) {
        first = Label(dates.first.map(CalendarDay.text))
        last = Label(dates.last.map(CalendarDay.text))
        firstYear = dates.years.lowerBound
        lastYear = dates.years.upperBound
        future = dates.future
        years = dates.byYear.map { DescribeResult.Year(year: $0.year, count: $0.count) }
    }
}

extension DescribeResult.Outcome {
    init?(_ column: ColumnDescription) {
        guard let event = column.event else { return nil }
        self.init(
            column: column.name, event: event.level, events: event.count, values: column.values,
            share: portion(event.count, of: column.values),
            namedLikeOutcome: column.isNamedLikeOutcome)
    }
}

extension DescribeResult.FindingRow {
    init(_ finding: Finding, _ options: DataOptions) {
        let sentence = FindingSentence(finding, options)
        code =
            (finding.code == .readingNote ? finding.values.first : nil) ?? finding.code.rawValue
        severity = finding.isWarning ? "warning" : "note"
        columns = finding.columns
        rows = finding.rows
        of = finding.of
        message = sentence.message
        next = sentence.next
    }
}
