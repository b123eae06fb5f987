import Tables

/// Finds what one column by itself gives to ask about.
struct ColumnFinder {
    let description: ColumnDescription
    let column: Column
    let words: ColumnWords
    let runs: NumberRuns?
    let forms: LevelForms?
    let levelCounts: [Int]
    let extractDate: Int32
    var findings: [Finding] = []

    init(
        _ description: ColumnDescription, column: Column, words: ColumnWords, runs: NumberRuns?,
        forms: LevelForms?, levelCounts: [Int], extractDate: Int32
    ) {
        self.description = description
        self.column = column
        self.words = words
        self.runs = runs
        self.forms = forms
        self.levelCounts = levelCounts
        self.extractDate = extractDate
    }

    /// A finding about this column, of its values unless it says of how many rows.
    func finding(
        _ code: Finding.Code, isWarning: Bool, rows: Int, of: Int? = nil
    ) -> Finding {
        Finding(
            code, isWarning: isWarning, [column.name], rows: rows, of: of ?? description.values)
    }

    mutating func find() {
        let description = description
        if description.values == 0 {
            findings.append(
                finding(.emptyColumn, isWarning: true, rows: column.count, of: column.count))
            return
        }
        if description.distinct == 1, column.count > 1 {
            var constant = finding(.constantColumn, isWarning: false, rows: description.values)
            constant.values = description.levels.map(\.level)
            findings.append(constant)
        }
        if Double(description.missing) >= Thresholds.mostlyMissingShare * Double(column.count) {
            // A day is often missing because nothing has happened yet.
            let isDay = column.kind == .date
            var missing = finding(
                .mostlyMissing, isWarning: !isDay, rows: description.missing, of: column.count)
            missing.figures = [isDay ? 1 : 0]
            findings.append(missing)
        }
        if let runs, column.kind == .integer || column.kind == .real {
            if description.role == .idLike {
                if description.reason == "name" {
                    findings.append(finding(.idAsNumber, isWarning: false, rows: runs.total))
                }
            } else {
                findNumbers(runs)
            }
        }
        if let runs, column.kind == .date { findDates(runs) }
        if let forms, case .category(let categories) = column.values {
            findText(forms, categories.levels)
        }
        if let repeats = description.repeats { findRepeats(repeats) }
    }

    private mutating func findRepeats(_ repeats: RepeatDescription) {
        if description.missing > 0, description.reason == "name" {
            findings.append(
                finding(.missingID, isWarning: true, rows: description.missing, of: column.count))
        }
        if repeats.largest >= Thresholds.placeholderRows, repeats.second > 0,
            repeats.largest >= 10 * repeats.second
        {
            var placeholder = finding(.placeholderID, isWarning: true, rows: repeats.largest)
            placeholder.figures = [Double(repeats.second)]
            findings.append(placeholder)
        }
        // Values that look like names of persons, as those of caseworkers, come back by nature.
        if repeats.rows > 0, description.reason == "name", description.distinct > 1 {
            // Most values name one row: the others may be one case that was entered twice.
            let isSeldom =
                !description.isNamedLikeFamily
                && Double(repeats.repeatedValues)
                    < Thresholds.seldomShare * Double(description.distinct)
            var repeated = finding(.repeatedID, isWarning: isSeldom, rows: repeats.rows)
            repeated.figures = [
                Double(description.distinct), Double(repeats.repeatedValues),
                Double(repeats.largest),
            ]
            findings.append(repeated)
        }
    }
}
