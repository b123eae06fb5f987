import ModelFormula
import Tables

/// A table as an analysis takes it: files stacked, others joined, columns derived, rows filtered.
struct PreparedData: Sendable {
    /// The file as the plan names it; several with commas between them.
    let source: String
    /// The SHA-256 of its bytes; of several files, that of their own, a line each.
    var sha256: String { digest.text }
    private let digest: DataDigest
    /// The files, where there are several.
    let sources: [DataSummary.StackedFile]
    /// The rows of the file or files.
    let rows: Int
    /// The rows that are left, with every column.
    private(set) var table: Table
    private(set) var joins: [DataSummary.JoinedFile] = []
    /// What was derived, with every column named.
    private(set) var derivations: [Derivation] = []
    private(set) var derived: [DataSummary.DerivedColumn] = []
    /// Rows that a filter dropped.
    private(set) var exclusions: [RowExclusion] = []
    /// What was worrying about the joins.
    private(set) var joinWarnings: [ResultWarning] = []
    private var readByFilters: [String] = []
    private var keyColumns: [String] = []

    /// - Parameter rows: the rows of the file where the table has only some of them; nil for its own.
    init(
        source: String, digest: DataDigest, sources: [DataSummary.StackedFile], table: Table,
        rows: Int? = nil
    ) {
        self.source = source
        self.digest = digest
        self.sources = sources
        self.rows = rows ?? table.rowCount
        self.table = table
    }

    /// Waits until the files are read to their end.
    func settle() { _ = digest.text }

    /// Waits as `settle` does, and refuses a file that was written to after its columns were read: its
    /// hash is not that of what was analysed.
    func requireUnchanged() throws(AnalysisError) {
        do throws(DataError) { try digest.requireUnchanged() } catch { throw AnalysisError(error) }
    }

    /// What was read, and how much of it an analysis used.
    func summary(rowsUsed: Int, rowsExcluded: [RowExclusion]) -> DataSummary {
        DataSummary(
            source: source, sha256: sha256, sources: sources.isEmpty ? nil : sources,
            joins: joins.isEmpty ? nil : joins, derived: derived.isEmpty ? nil : derived,
            rows: rows, rowsUsed: rowsUsed, rowsExcluded: exclusions + rowsExcluded)
    }

    /// The derivations that columns rest on, in order, and the columns of files that remain.
    func origins(of columns: [String]) throws(FormulaError) -> (
        derivations: [Derivation], columns: [String]
    ) {
        try Derivation.origins(of: columns, among: derivations, in: table)
    }

    /// What the reader should know of how the data came about, for an analysis of some columns.
    func warnings(on columns: [String]) -> [ResultWarning] {
        let all = columns + readByFilters
        let read = (try? origins(of: all).columns) ?? all
        return joinWarnings + Warnings.reading(table, read + keyColumns)
    }

    // MARK: Steps

    /// Joins a file.
    mutating func join(_ options: JoinOptions, _ join: Join, sha256: String) throws(DataError) {
        let matches = try join.matches(of: table)
        let repeated = try join.repeatedKeys(in: table)
        if options.expect == .oneToOne, repeated.keys > 0 {
            let words = options.keys.pairs.map { "\"\($0.left)\"" }.joined(separator: " and ")
            throw DataError(
                .duplicateKeys,
                "\(NumberText.counted(repeated.keys, "value")) of \(words) "
                    + "\(repeated.keys == 1 ? "stands" : "stand") in "
                    + "\(NumberText.counted(repeated.rows, "row")) of the data; in a join "
                    + "one-to-one a key stands in one row only.",
                hint: "Does the file have a row a case? Else leave the expectation out.")
        }
        var taken = [Bool](repeating: false, count: join.other.rowCount)
        var matched = 0
        for row in matches.rows where row >= 0 {
            taken[row] = true
            matched += 1
        }
        table = try join.joined(table, matches)
        let outcome = DataSummary.JoinedFile(
            options, kind: repeated.keys == 0 ? .oneToOne : .manyToOne, rows: table.rowCount,
            matched: matched, missingKey: matches.missingKeys, taken: taken, sha256: sha256)
        joins.append(outcome)
        keyColumns += options.keys.pairs.flatMap { [$0.left, $0.right] }
        joinWarnings += matches.differingKinds.map { pair, left, right in
            ResultWarning(
                "key_kinds_differ",
                "\"\(pair.left)\" was read as \(left.rawValue) in the data and \"\(pair.right)\" as "
                    + "\(right.rawValue) in \(options.file), so they are compared as they are "
                    + "written: 007 is not 7. To read both as they are spelled: "
                    + (pair.left == pair.right
                        ? "--type \(pair.left)=category."
                        : "--type \(pair.left)=category --type \(pair.right)=category."),
                terms: [pair.left])
        }
        if let warning = outcome.warning { joinWarnings.append(warning) }
    }

    /// Derives a column.
    mutating func derive(_ derivation: Derivation) throws(FormulaError) {
        let named = try derivation.namingBirthDates(in: table)
        let column = try named.column(over: table)
        guard let wider = try? table.adding([column]) else {
            preconditionFailure("the derivation has refused a name that stands twice")
        }
        table = wider
        derivations.append(named)
        derived.append(
            DataSummary.DerivedColumn(
                name: column.name, expression: named.expressionText, kind: column.kind,
                missing: column.validity.missingCount))
    }

    /// What each filter says of each row of the table as it is.
    func verdicts(_ filter: RowExpression) throws(FormulaError) -> (
        verdicts: [RowExpression.Verdict], columns: [String]
    ) {
        (try filter.verdicts(on: table), try filter.columns(of: table))
    }

    /// Keeps the rows for which every filter holds; a row is counted by the first that does not.
    mutating func keep(
        _ filters: [(text: String, verdicts: [RowExpression.Verdict], columns: [String])]
    ) {
        guard !filters.isEmpty else { return }
        var isKept = [Bool](repeating: true, count: table.rowCount)
        for (text, verdicts, columns) in filters {
            var (failed, unknown) = (0, 0)
            for row in isKept.indices where isKept[row] {
                switch verdicts[row] {
                case .holds: continue
                case .fails: failed += 1
                case .unknown: unknown += 1
                }
                isKept[row] = false
            }
            for (code, count) in [("filter", failed), ("filter_missing", unknown)] where count > 0 {
                exclusions.append(RowExclusion(code: code, column: text, rows: count))
            }
            readByFilters += columns
        }
        if !exclusions.isEmpty { table = table.selecting(isKept.indices.filter { isKept[$0] }) }
    }
}
