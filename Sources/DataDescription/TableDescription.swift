import Tables

/// What is in a table, and what in it asks for a look.
///
/// Every figure is a count or a statistic of the values as they stand; nothing is corrected. The
/// answer is the same, bit for bit, on any number of threads, since each column is examined by
/// itself and columns are compared in file order.
public struct TableDescription: Sendable {
    /// The number of rows.
    public let rows: Int
    /// The columns in file order.
    public let columns: [ColumnDescription]
    /// Neighbouring columns that share their levels.
    public let runs: [ColumnRun]
    /// What is missing together.
    public let missing: MissingPatterns
    /// Rows that repeat an earlier one in every column.
    public let duplicateRows: Int
    /// What asks for a look: warnings first, of the table before its columns.
    public let findings: [Finding]
    /// Whether there were too many columns of numbers to compare each with each.
    public let isComparisonCapped: Bool

    /// Examines a table.
    ///
    /// - Parameters:
    ///   - extractDate: the day that the data were extracted, as days since 1970-01-01; later days
    ///     lie in the future.
    ///   - toldKinds: columns whose kind was told to the reader and not found.
    ///   - threads: how many columns are examined at once; it changes no bit of the answer.
    public init(of table: Table, extractDate: Int32, toldKinds: Set<String> = [], threads: Int) {
        rows = table.rowCount
        var examined: [ExaminedColumn] = []
        RowChunks(rowCount: table.columns.count, length: 1).sum(
            threads: threads, makePartial: { ExaminedColumn?.none },
            accumulate: { columns, partial in
                for index in columns {
                    let column = table.columns[index]
                    partial =
                        ColumnExaminer(
                            column: column, position: index + 1, extractDate: extractDate,
                            isTold: toldKinds.contains(column.name)
                        ).examine()
                }
            },
            combine: { partial in
                if let column = partial { examined.append(column) }
                partial = nil
            })
        columns = examined.map(\.description)
        runs = ColumnRun.find(columns)
        missing = MissingPatterns(table)
        // Where a column's values all differ, so do the rows.
        let hasKey = columns.contains { $0.distinct == table.rowCount }
        let duplicates = hasKey ? (0, nil) : DuplicateRows.find(table, threads: threads)
        duplicateRows = duplicates.0
        let (equal, recoded) = EqualColumns.find(table, examined)
        let repeated = Set(equal.flatMap { $0.dropFirst() })
        let (relations, isCapped) = LinearColumns.find(table, examined, apartFrom: repeated)
        isComparisonCapped = isCapped
        var findings = Self.ofRows(missing, duplicates, table)
        findings += examined.flatMap(\.findings)
        let names = table.names
        findings += equal.map { group in
            Finding(
                .equalColumns, isWarning: false, group.map { names[$0] }, rows: table.rowCount,
                of: table.rowCount)
        }
        findings += Self.ofRelations(relations, names)
        // A line through the values says more than that they go together.
        let told = Set(relations.filter(\.isExact).flatMap { [$0.x, $0.y] })
        for group in recoded.map({ $0.filter { !told.contains($0) } }) where group.count > 1 {
            var finding = Finding(
                .recodedColumns, isWarning: false, group.map { names[$0] }, rows: table.rowCount,
                of: table.rowCount)
            finding.figures = [Double(columns[group[0]].distinct)]
            findings.append(finding)
        }
        findings += IndicatorColumns.find(table, examined).map {
            Finding(
                .indicatorColumns, isWarning: false, $0.map { names[$0] }, rows: table.rowCount,
                of: table.rowCount)
        }
        findings += Self.ofDates(DatePairs.find(table), names)
        findings += Self.ofReading(table, columns)
        self.findings = findings.filter(\.isWarning) + findings.filter { !$0.isWarning }
    }

    private static func ofRows(
        _ missing: MissingPatterns, _ duplicates: (count: Int, first: Int?), _ table: Table
    ) -> [Finding] {
        let rows = table.rowCount
        var findings: [Finding] = []
        if duplicates.count > 0 {
            var finding = Finding(
                .duplicateRows, isWarning: true, [], rows: duplicates.count, of: rows)
            finding.row = duplicates.first
            findings.append(finding)
        }
        // In a table of one column they are no more than its missing values.
        if missing.emptyRows > 0, table.columns.count > 1 {
            findings.append(
                Finding(.emptyRows, isWarning: true, [], rows: missing.emptyRows, of: rows))
        }
        // A column without a name in the header is named after its place.
        let unnamed = table.names.enumerated().count { $1 == "column_\($0 + 1)" }
        if unnamed >= 2, unnamed * 2 >= table.names.count {
            findings.append(
                Finding(
                    .unnamedColumns, isWarning: true, [], rows: unnamed, of: table.names.count))
        }
        findings += missing.together.map {
            Finding(.missingTogether, isWarning: false, $0.columns, rows: $0.rows, of: rows)
        }
        return findings
    }

    private static func ofRelations(_ relations: [LinearRelation], _ names: [String]) -> [Finding] {
        relations.map { relation in
            var finding = Finding(
                relation.isExact ? .linearColumns : .nearlyLinearColumns, isWarning: false,
                [names[relation.x], names[relation.y]], rows: relation.rows, of: relation.rows)
            finding.figures = [relation.correlation, relation.intercept, relation.slope]
            return finding
        }
    }

    private static func ofDates(_ reversals: [DatePairs.Reversal], _ names: [String]) -> [Finding] {
        reversals.map { reversal in
            var finding = Finding(
                reversal.isBirth ? .beforeBirth : .endBeforeStart, isWarning: !reversal.isBirth,
                [names[reversal.start], names[reversal.end]], rows: reversal.rows, of: reversal.of)
            finding.row = reversal.firstRow
            return finding
        }
    }

    /// What the reader noted, but for numbers and days among text, which the columns themselves have
    /// told of with more figures, or have found to be codes.
    private static func ofReading(_ table: Table, _ columns: [ColumnDescription]) -> [Finding] {
        let categories = Set(columns.filter { $0.role == .category }.map(\.name))
        return table.notes.filter { note in
            switch note.code {
            case "numbers_as_text": false
            case "mixed_date_orders": note.columns.contains(where: categories.contains)
            default: true
            }
        }.map { note in
            var finding = Finding(
                .readingNote, isWarning: note.code != "windows_1252", note.columns,
                rows: table.rowCount, of: table.rowCount)
            finding.values = [note.code, note.message]
            return finding
        }
    }
}
