import Tables

extension DataSummary {
    /// One of several files whose rows were stacked.
    public struct StackedFile: Codable, Sendable, Equatable {
        /// The file as the plan names it.
        public var source: String
        /// The SHA-256 of its bytes.
        public var sha256: String
        /// Its rows.
        public var rows: Int
    }

    /// What came of joining a file.
    public struct JoinedFile: Codable, Sendable, Equatable {
        /// The file as the plan names it.
        public var file: String
        /// The key columns as they were written.
        public var on: String
        /// Whether a row of the file was the only one's, or could be many rows'.
        public var kind: JoinOptions.Relation
        /// The rows of the data.
        public var rows: Int
        /// Those that found a row of the file.
        public var matched: Int
        /// Those whose key no row of the file has.
        public var unmatched: Int
        /// Those without a key.
        public var missingKey: Int
        /// The rows of the file.
        public var otherRows: Int
        /// Those that a row of the data found.
        public var otherMatched: Int
        /// Those that none did.
        public var otherUnmatched: Int
        /// The SHA-256 of the file's bytes.
        public var sha256: String

        private enum CodingKeys: String, CodingKey {
            case file, on, kind, rows, matched, unmatched, sha256
            case missingKey = "missing_key"
            case otherRows = "other_rows"
            case otherMatched = "other_matched"
            case otherUnmatched = "other_unmatched"
        }
    }

    /// A column that was derived from others.
    public struct DerivedColumn: Codable, Sendable, Equatable {
        /// Its name.
        public var name: String
        /// What it is made of, with every column named.
        public var expression: String
        /// What its values are.
        public var kind: ColumnKind
        /// Rows in which it has no value, before any filter.
        public var missing: Int
    }
}

extension DataSummary.JoinedFile {
    /// What came of a join, from its counts.
    ///
    /// - Parameters:
    ///   - taken: for each row of the file, whether a row of the data found it.
    init(
        _ options: JoinOptions, kind: JoinOptions.Relation, rows: Int, matched: Int,
        missingKey: Int, taken: [Bool], sha256: String
    ) {
        let found = taken.reduce(0) { $0 + ($1 ? 1 : 0) }
        self.init(
            file: options.file, on: options.on, kind: kind, rows: rows, matched: matched,
            unmatched: rows - matched - missingKey, missingKey: missingKey,
            otherRows: taken.count, otherMatched: found, otherUnmatched: taken.count - found,
            sha256: sha256)
    }

    /// The worrying truth of rows that found nothing; nil where every row did.
    ///
    /// Where one row in twenty or more finds nothing, what is joined stands for a part of the data.
    var warning: ResultWarning? {
        let without = rows - matched
        guard without > 0 else { return nil }
        let share = Double(without) / Double(rows)
        return ResultWarning(
            "unmatched_rows",
            "\(NumberText.counted(without, "row")) of \(NumberText.count(rows)) "
                + "(\(NumberText.percent(share))) \(without == 1 ? "has" : "have") no row of "
                + "\(file) by \(on)"
                + (missingKey > 0
                    ? ", \(NumberText.count(missingKey)) of them for want of a key" : "")
                + ": what is joined is missing there.", isNote: share <= 0.05)
    }

    /// What came of the join, with the share that matched on either side.
    public var sentence: String {
        func part(_ count: Int, of all: Int) -> String {
            "\(NumberText.count(count)) of \(NumberText.count(all))"
        }
        func share(_ count: Int, of all: Int) -> String {
            NumberText.percent(all == 0 ? 0 : Double(count) / Double(all))
        }
        let relation = kind.rawValue.replacing("_", with: "-")
        return "Joined \(file) by \(on), \(relation): \(part(matched, of: rows)) rows "
            + "(\(share(matched, of: rows))) found a row in it, and "
            + "\(part(otherMatched, of: otherRows)) of its rows "
            + "(\(share(otherMatched, of: otherRows))) were found."
    }
}

extension DataSummary.DerivedColumn {
    /// The column with what it is made of.
    public var sentence: String {
        "Derived \(name) = \(expression) (\(kind.rawValue)"
            + (missing > 0 ? ", missing in \(NumberText.counted(missing, "row"))" : "") + ")."
    }
}
