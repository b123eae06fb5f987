import DataDescription
import Tables

/// What a finding says and what to do about it.
///
/// It tells of the data and never of who entered them, and repeats no value that may point at a
/// person.
struct FindingSentence {
    let message: String
    let next: String

    init(_ finding: Finding, _ options: DataOptions) {
        let words = FindingWords(finding, options)
        switch finding.code {
        case .duplicateRows, .emptyRows, .unnamedColumns, .missingTogether, .emptyColumn,
            .constantColumn,
            .mostlyMissing, .readingNote:
            (message, next) = words.ofRows()
        case .possibleMissingCode, .outliers, .heapedValue, .cappedValue, .ageOutOfRange,
            .percentOutOfRange,
            .mixedScales, .negativeValues, .codesAsNumbers:
            (message, next) = words.ofNumbers()
        case .futureDates, .placeholderDates, .endBeforeStart, .beforeBirth, .datesAsText,
            .mixedDateOrders, .twoDigitYears:
            (message, next) = words.ofDates()
        case .numbersAsText, .unknownLevel, .similarLevels, .outerBlanks, .damagedText, .manyLevels:
            (message, next) = words.ofText()
        case .repeatedID, .missingID, .placeholderID, .idAsNumber:
            (message, next) = words.ofIdentifiers()
        case .equalColumns, .recodedColumns, .linearColumns, .nearlyLinearColumns,
            .indicatorColumns:
            (message, next) = words.ofColumns()
        }
    }
}

/// The parts that a finding's sentences are made of.
struct FindingWords {
    let finding: Finding
    let options: DataOptions

    init(_ finding: Finding, _ options: DataOptions) {
        self.finding = finding
        self.options = options
    }

    /// The first column.
    var column: String { finding.columns.first ?? "" }
    /// The options that would mend it.
    var reading: String { CommandText.options(finding.reading, options) }

    /// "12 of 8,000 rows (0.2%)", or "all 8,000 rows".
    func part(_ noun: String) -> String {
        if finding.rows == finding.of, finding.of > 1 {
            return "all \(NumberText.counted(finding.of, noun))"
        }
        let share = finding.of > 0 ? Double(finding.rows) / Double(finding.of) : 0
        return "\(NumberText.count(finding.rows)) of \(NumberText.counted(finding.of, noun)) "
            + "(\(NumberText.percent(share)))"
    }

    /// The form of a verb that agrees with the rows.
    func agrees(_ one: String, _ many: String) -> String {
        NumberText.verb(finding.rows, one, many)
    }

    /// Which row of the data is the first that it concerns.
    var firstRow: String {
        "\(finding.rows == 1 ? "" : "the first of them ")row "
            + "\(NumberText.count(finding.row ?? 0)) of the data"
    }

    /// "all 8,000 rows", or the one.
    private var allRows: String {
        finding.rows == 1 ? "the 1 row" : "all \(NumberText.counted(finding.rows, "row"))"
    }

    /// A figure beside the rows, by its place.
    func figure(_ place: Int) -> Double {
        finding.figures.indices.contains(place) ? finding.figures[place] : 0
    }

    /// A figure that counts.
    func count(_ place: Int) -> Int { Int(figure(place)) }

    /// Names after one another: "a, b and c"; of many the first, how many more, and the last.
    static func list(_ names: [String]) -> String {
        if names.count > 8 {
            let more = NumberText.count(names.count - 4)
            return names.prefix(3).joined(separator: ", ") + ", \(more) more and "
                + (names.last ?? "")
        }
        guard let last = names.last, names.count > 1 else { return names.first ?? "" }
        return names.dropLast().joined(separator: ", ") + " and " + last
    }

    func ofRows() -> (String, String) {
        switch finding.code {
        case .duplicateRows:
            return (
                "\(part("row")) \(agrees("repeats", "repeat")) an earlier row in every column, "
                    + "\(firstRow).",
                "Find out whether each is a case of its own; if one case was exported twice, take "
                    + "the copy out of the file, since every count here includes it."
            )
        case .emptyRows:
            return (
                "\(part("row")) \(agrees("has", "have")) no value in any column.",
                "Take them out of the file, or every share of missing values counts them."
            )
        case .unnamedColumns:
            return (
                "\(NumberText.counted(finding.rows, "column")) of \(NumberText.count(finding.of)) "
                    + "\(agrees("has", "have")) no name in the first line.",
                "It may be a title: if the names stand in a later line, take the lines above it out "
                    + "of the file, since they count as the header and as cases."
            )
        case .missingTogether:
            return (
                "\(Self.list(finding.columns)) are missing in the same "
                    + "\(finding.rows == 1 ? "row" : NumberText.counted(finding.rows, "row")).",
                "They may come from one form or one system; ask which rows that never reached."
            )
        case .emptyColumn:
            return (
                "\(column) has no value in \(NumberText.counted(finding.rows, "row")).",
                "Leave it out of formulas, or ask whether the export lost it."
            )
        case .constantColumn:
            let value = finding.values.first.map { " (\(NumberText.quoted($0)))" } ?? ""
            return (
                "\(column) holds one value\(value) in "
                    + (finding.rows == 1
                        ? "the 1 row that has any."
                        : "all its \(NumberText.counted(finding.rows, "value"))."),
                "It can explain no difference; leave it out of formulas."
            )
        case .mostlyMissing:
            return (
                "\(column) is missing in \(part("row")).",
                figure(0) == 1
                    ? "Ask whether an empty day means that it has not happened, or is not known."
                    : "A model with it uses only the other "
                        + "\(NumberText.count(finding.of - finding.rows)); ask whether empty means "
                        + "none, not asked, or not known."
            )
        default:
            return (finding.values.last ?? "", "")
        }
    }

    func ofIdentifiers() -> (String, String) {
        let name = CommandText.argument(column)
        switch finding.code {
        case .repeatedID:
            return (
                "\(column) has \(NumberText.counted(count(0), "different value")); "
                    + "\(NumberText.count(count(1))) of them "
                    + "\(count(1) == 1 ? "stands" : "stand") in more than one row, together in "
                    + "\(part("row")), the most frequent in \(NumberText.count(count(2))).",
                finding.isWarning
                    ? "Where each row should have a value of its own, look at these rows: a case "
                        + "may have been entered twice. Otherwise treat rows that share a value as "
                        + "alike (--cluster \(name))."
                    : "Rows that share a value are alike, so that tests which take every row as a case of "
                        + "its own look too sure: say --cluster \(name)."
            )
        case .missingID:
            return (
                "\(column) is missing in \(part("row")).",
                "Ask how these rows can be told apart or linked."
            )
        case .placeholderID:
            return (
                "One value of \(column) stands in \(part("row")), the next most frequent in "
                    + "\(NumberText.count(count(0))).",
                "Look whether it stands for unknown; if so, name it with --na-words."
            )
        default:
            return (
                "\(column) is an identifier that was read as "
                    + "\(NumberText.counted(finding.rows, "number")).",
                "Keep it out of formulas (\". - \(CommandText.name(column))\" takes it out of all "
                    + "columns), or read it as text: "
                    + "--type \(CommandText.argument(column + "=category"))."
            )
        }
    }

    func ofColumns() -> (String, String) {
        switch finding.code {
        case .equalColumns:
            return (
                "\(Self.list(finding.columns)) hold equal values in "
                    + "\(allRows).", "Use one of them."
            )
        case .recodedColumns:
            return (
                "\(Self.list(finding.columns)) are one-to-one recodings of each other: each of the "
                    + "\(NumberText.count(count(0))) values of one always stands beside the same "
                    + "value of the other.",
                "Use one of them; a fit with both leaves one out as aliased."
            )
        case .linearColumns:
            return (
                "\(line) in \(allRows) where both have a "
                    + "value.", "Use one of them; a fit with both leaves one out as aliased."
            )
        case .nearlyLinearColumns:
            return (
                "\(Self.list(finding.columns)) go together almost exactly (correlation "
                    + "\(NumberText.decimal(figure(0), 4)) over "
                    + "\(NumberText.counted(finding.rows, "row"))).",
                "Use one of them, or estimates of both will be unsure."
            )
        default:
            return (
                "Exactly one of \(Self.list(finding.columns)) is yes in each of the "
                    + "\(NumberText.counted(finding.rows, "row")): they are one category of "
                    + "\(NumberText.count(finding.columns.count)) levels.",
                "In a fit leave one of them out, which the others are then compared with."
            )
        }
    }

    /// "age = 2024 - birth_year".
    private var line: String {
        let (x, y) = (column, finding.columns.last ?? "")
        let (intercept, slope) = (figure(1), figure(2))
        let factor = NumberText.significant(abs(slope), 6)
        let term = factor == "1" ? x : "\(factor) × \(x)"
        if intercept == 0 { return "\(y) = \(slope < 0 ? "-" : "")\(term)" }
        let constant = NumberText.significant(abs(intercept), 8)
        return slope < 0
            ? "\(y) = \(intercept < 0 ? "-" : "")\(constant) - \(term)"
            : "\(y) = \(term) \(intercept < 0 ? "-" : "+") \(constant)"
    }
}
