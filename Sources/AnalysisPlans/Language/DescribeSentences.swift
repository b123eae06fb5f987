import DataDescription

/// What a description shows and what it does not.
struct DescribeSentences {
    let result: DescribeResult
    let table: TableDescription

    var shows: [String] {
        let overview = result.overview
        var sentences = [
            "\(NumberText.counted(overview.rows, "row")) and "
                + "\(NumberText.counted(overview.columns, "column")): \(roles)."
        ]
        sentences.append(missing)
        let shared = table.columns.filter { ($0.repeats?.rows ?? 0) > 0 && $0.isNamedLikeFamily }
        sentences += shared.prefix(4).compactMap { column in
            guard let repeats = column.repeats else { return nil }
            return "\(column.name): \(NumberText.count(repeats.rows)) of "
                + "\(NumberText.counted(column.values, "row")) share a value with another row; "
                + (column.distinct == 1
                    ? "the one family or home has "
                    : "the largest of the \(NumberText.count(column.distinct)) families or homes has ")
                + "\(NumberText.count(repeats.largest))."
        }
        let warnings = result.findings.filter { $0.severity == "warning" }.count
        let notes = result.findings.count - warnings
        sentences.append(
            "\(NumberText.counted(warnings, "warning")) and \(NumberText.counted(notes, "note")) "
                + "on what to look at.")
        return sentences
    }

    /// "2 identifiers, 5 of numbers, 14 categories".
    private var roles: String {
        func count(_ roles: ColumnRole...) -> Int {
            table.columns.filter { roles.contains($0.role) }.count
        }
        let parts = [
            (count(.idLike), "identifier", "identifiers"), (count(.number), "of numbers", nil),
            (count(.date, .birthDate), "of days", nil), (count(.binary), "of two values", nil),
            (count(.category), "category", "categories"), (count(.freeText), "of free text", nil),
            (count(.numbersAsText, .datesAsText), "of numbers or days read as text", nil),
            (count(.constant), "constant", nil), (count(.empty), "empty", nil),
        ]
        return parts.filter { $0.0 > 0 }.map { number, one, many in
            "\(NumberText.count(number)) \(number == 1 ? one : many ?? one)"
        }.joined(separator: ", ")
    }

    private var missing: String {
        let overview = result.overview
        guard overview.missingCells > 0 else {
            let rows = NumberText.counted(overview.rows, "row")
            return
                "Nothing is missing: \(overview.rows == 1 ? "the \(rows) has" : "all \(rows) have") "
                + "a value in every column, as far as the \(NumberText.counted(missingWords, "word")) for "
                + "missing \(NumberText.verb(missingWords, "tells", "tell"))."
        }
        let columns = table.columns.filter { $0.missing > 0 }.sorted {
            ($1.missing, $0.position) < ($0.missing, $1.position)
        }
        let named = columns.prefix(4).map { column in
            "\(column.name) in \(NumberText.counted(column.missing, "row")) "
                + "(\(NumberText.percent(Double(column.missing) / Double(max(1, overview.rows)))))"
        }
        let more = columns.count - named.count
        let incomplete = overview.rows - overview.completeRows
        let share = Double(incomplete) / Double(max(1, overview.rows))
        return "\(NumberText.counted(incomplete, "row")) of \(NumberText.count(overview.rows)) "
            + "(\(NumberText.percent(share))) "
            + "\(NumberText.verb(incomplete, "misses", "miss")) a value: \(named.joined(separator: ", "))"
            + (more > 0 ? ", and \(NumberText.counted(more, "more column"))" : "") + "."
    }

    let missingWords: Int

    var doesNotShow: [String] {
        var sentences = [
            "Whether a value is true: \(NumberText.counted(result.findings.count, "finding")) "
                + "\(NumberText.verb(result.findings.count, "comes", "come")) from the form of \(NumberText.counted(result.overview.columns, "column")) alone, "
                + "and what looks odd may be right."
        ]
        if result.overview.missingCells > 0 {
            let cells = result.overview.missingCells
            sentences.append(
                "Why \(NumberText.counted(cells, "cell")) \(NumberText.verb(cells, "is", "are")) "
                    + "empty: not asked, not known and not recorded look the same.")
        }
        let withheld = table.columns.filter {
            [.idLike, .freeText, .birthDate, .numbersAsText, .datesAsText].contains($0.role)
        }
        if !withheld.isEmpty {
            sentences.append(
                "The values of \(NumberText.counted(withheld.count, "column")) that may point at a "
                    + "person, or were not read as what they are: "
                    + "\(FindingWords.list(withheld.map(\.name))).")
        }
        return sentences
    }
}
