/// Gives each row of a table the columns of the row of another file that has its key.
///
/// A left join: every row keeps its place, and where no row of the other file has its key, or its
/// own key is missing, the joined columns are missing. A key stands in one row of the other file
/// only, so that no row is ever multiplied.
public struct Join: Sendable {
    /// The rows of the other file that rows of a table have.
    public struct Matches: Sendable {
        /// The row of the other file for each row of the table; -1 where there is none.
        public let rows: [Int]
        /// Rows whose key is missing, which no row matches.
        public let missingKeys: Int
        /// Pairs of key columns whose kinds have no values in common, and so are compared as they
        /// are written.
        public let differingKinds: [(pair: JoinKeys.Pair, left: ColumnKind, right: ColumnKind)]
    }

    /// The other file by name.
    public let name: String
    /// The other file's rows.
    public let other: Table
    /// The columns that must be equal.
    public let keys: JoinKeys
    private let suffix: String?
    private let index: KeyIndex

    /// Numbers the keys of the other file.
    ///
    /// - Parameter suffix: what is put after the name of a column that the table has as well.
    /// - Throws: `DataError` where a key column is not there, or a key stands in several rows.
    public init(_ other: Table, named name: String, by keys: JoinKeys, suffix: String? = nil)
        throws(DataError)
    {
        var columns: [Column] = []
        for pair in keys.pairs {
            guard let column = other[pair.right] else {
                throw DataError(
                    .unknownColumn, "\"\(name)\" has no column named \"\(pair.right)\".",
                    hint: NearestNames.hint(for: pair.right, among: other.names))
            }
            columns.append(column)
        }
        index = KeyIndex(columns, rowCount: other.rowCount)
        guard index.repeatedKeys == 0 else {
            let words = keys.pairs.map { "\"\($0.right)\"" }.joined(separator: " and ")
            let count = index.repeatedKeys
            throw DataError(
                .duplicateKeys,
                "\(count) \(count == 1 ? "value" : "values") of \(words) in \"\(name)\" "
                    + "\(count == 1 ? "stands" : "stand") in \(index.rowsOfRepeatedKeys) rows; "
                    + "a key must stand in one row only.",
                hint: "Keep one row for each key, or name the further columns that tell the rows "
                    + "apart: --on 'a, b'.")
        }
        self.name = name
        self.other = other
        self.keys = keys
        self.suffix = suffix
    }

    /// How many keys stand in more than one row of a table, and in how many rows these stand.
    public func repeatedKeys(in table: Table) throws(DataError) -> (keys: Int, rows: Int) {
        let own = KeyIndex(try keyColumns(of: table), rowCount: table.rowCount)
        return (own.repeatedKeys, own.rowsOfRepeatedKeys)
    }

    private func keyColumns(of table: Table) throws(DataError) -> [Column] {
        var columns: [Column] = []
        for pair in keys.pairs {
            guard let column = table[pair.left] else {
                throw .unknownColumn(pair.left, among: table.names)
            }
            columns.append(column)
        }
        return columns
    }

    /// Finds the row of the other file for each row of a table.
    ///
    /// - Throws: `DataError` where the table lacks a key column.
    public func matches(of table: Table) throws(DataError) -> Matches {
        let columns = try keyColumns(of: table)
        let found = index.rows(of: columns, rowCount: table.rowCount)
        let differing = zip(keys.pairs, columns).compactMap { pair, column in
            let right = other[pair.right]
            return right.flatMap {
                let hasValues = [column, $0].allSatisfy { $0.validity.missingCount < $0.count }
                return hasValues && !ValueIndex.areComparable(column.kind, $0.kind)
                    ? (pair: pair, left: column.kind, right: $0.kind) : nil
            }
        }
        return Matches(
            rows: found.map { max($0, -1) },
            missingKeys: found.reduce(0) { $0 + ($1 == -2 ? 1 : 0) }, differingKinds: differing)
    }

    /// The columns of the other file but its keys, under the names that they get beside a table's.
    ///
    /// - Throws: `DataError` where a table has a column of that name.
    public func addedNames(beside names: [String]) throws(DataError) -> [(
        source: String, name: String
    )] {
        let taken = Set(names)
        let keyNames = Set(keys.pairs.map(\.right))
        let sources = other.names.filter { !keyNames.contains($0) }
        let added = sources.map { source in
            (source: source, name: taken.contains(source) ? source + (suffix ?? "") : source)
        }
        let shared = added.map(\.name).filter(taken.contains)
        guard shared.isEmpty else {
            let shown = shared.prefix(5).map { "\"\($0)\"" }.joined(separator: ", ")
            throw DataError(
                .repeatedColumn,
                "\"\(name)\" has "
                    + (shared.count == 1 ? "a column" : "\(shared.count) columns")
                    + " that the data have as well: \(shown)\(shared.count > 5 ? ", ..." : "").",
                hint: "A suffix tells them apart, as in --suffix _joined; or is it part of the key?"
            )
        }
        return added
    }

    /// The table with the other file's columns after its own.
    ///
    /// - Throws: `DataError` where both have a column of the same name.
    public func joined(_ table: Table, _ matches: Matches) throws(DataError) -> Table {
        var columns: [Column] = []
        for (source, name) in try addedNames(beside: table.names) {
            guard let column = other[source] else { continue }
            columns.append(column.gathering(matches.rows).renamed(name))
        }
        var joined = try table.adding(columns)
        joined.notes += other.notes.map {
            ReadingNote($0.code, "\(name): \($0.message)", columns: $0.columns)
        }
        return joined
    }
}
