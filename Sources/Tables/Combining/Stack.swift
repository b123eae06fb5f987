/// Puts files of the same columns one under the other.
///
/// Columns are found by name, in the order of the first file. Each gets the kind that one file of
/// all the rows would have given it: whole and decimal numbers together are decimal numbers, and
/// any other two kinds are text, for which the file has to be read again as it is spelled. Dates are
/// dates in whatever form each file has them, if its own rows tell the form.
public enum Stack {
    /// A file's table under its name.
    public struct Part: Sendable {
        /// The name of the file.
        public var name: String
        /// Its rows.
        public var table: Table

        /// A file's table under its name.
        public init(name: String, table: Table) {
            self.name = name
            self.table = table
        }
    }

    /// Refuses a file that lacks a column of the first one, or has one more.
    ///
    /// - Throws: `DataError` with code `columns_differ`, which names the file and the column.
    public static func requireSameColumns(_ parts: [Part]) throws(DataError) {
        guard let first = parts.first else { return }
        for part in parts.dropFirst() {
            let extra = part.table.names.filter { first.table[$0] == nil }
            if let lacking = first.table.names.first(where: { part.table[$0] == nil }) {
                throw DataError(
                    .columnsDiffer,
                    "\"\(part.name)\" has no column \"\(lacking)\", which \"\(first.name)\" has.",
                    hint: NearestNames.hint(
                        for: lacking, among: extra.isEmpty ? part.table.names : extra))
            }
            if let name = extra.first {
                throw DataError(
                    .columnsDiffer,
                    "\"\(part.name)\" has a column \"\(name)\", which \"\(first.name)\" has not.",
                    hint: "Files that are stacked have the same columns, in any order.")
            }
        }
    }

    /// The columns that each part must be read again for, as text: those whose kinds do not agree.
    public static func columnsToReadAsText(_ parts: [Part]) -> Set<String> {
        guard let first = parts.first else { return [] }
        return Set(
            first.table.names.filter { name in
                commonKind(parts.compactMap { $0.table[name] }) == nil
            })
    }

    /// The kind of all columns together; nil where they agree on text alone and are not all text.
    ///
    /// A column without a value says nothing of its kind.
    static func commonKind(_ columns: [Column]) -> ColumnKind? {
        let kinds = Set(columns.filter { $0.validity.missingCount < $0.count }.map(\.kind))
        if kinds.count <= 1 { return kinds.first ?? columns.first?.kind }
        return kinds == [.integer, .real] ? .real : nil
    }

    /// The rows of all parts, one part under the other.
    ///
    /// The parts have the same columns, and these agree on their kinds.
    public static func combine(_ parts: [Part]) throws(DataError) -> Table {
        guard let first = parts.first else { preconditionFailure("a stack has a file") }
        guard parts.count > 1 else { return first.table }
        try requireSameColumns(parts)
        try requireOneDateOrder(parts)
        let columns = first.table.names.map { name in
            combine(name, parts.compactMap { $0.table[name] })
        }
        var table = try Table(
            columns: columns, rowCount: parts.reduce(0) { $0 + $1.table.rowCount })
        table.notes = parts.flatMap { part in
            part.table.notes.map {
                ReadingNote($0.code, "\(part.name): \($0.message)", columns: $0.columns)
            }
        }
        return table
    }

    /// Dates that could have either order were read with the day first, which another file of the
    /// same column makes unlikely.
    private static func requireOneDateOrder(_ parts: [Part]) throws(DataError) {
        for part in parts {
            for name in part.table.notes.filter({ $0.code == "ambiguous_dates" }).flatMap(\.columns)
            {
                guard let other = parts.first(where: { $0.table.monthFirstColumns.contains(name) })
                else { continue }
                throw DataError(
                    .typeMismatch,
                    "The dates of \"\(name)\" in \"\(part.name)\" could have the day or the month "
                        + "first, and those in \"\(other.name)\" have the month first.",
                    hint: "Say which order it is: --date-order mdy, or dmy.")
            }
        }
    }

    private static func combine(_ name: String, _ columns: [Column]) -> Column {
        guard let kind = commonKind(columns) else {
            preconditionFailure("the columns were read as one kind")
        }
        var validity = ValidityMask()
        for column in columns {
            for row in 0..<column.count { validity.append(column.validity[row]) }
        }
        return Column(name: name, values: combine(columns, as: kind), validity: validity)
    }

    private static func combine(_ columns: [Column], as kind: ColumnKind) -> ColumnValues {
        switch kind {
        case .integer:
            var all: [Int64] = []
            for column in columns {
                if case .integer(let integers) = column.values {
                    all += integers.widened
                } else {
                    all += [Int64](repeating: 0, count: column.count)
                }
            }
            return .integer(Integers(all))
        case .real:
            return .real(
                joined(columns, empty: 0) { values in
                    switch values {
                    case .real(let reals): reals
                    case .integer(let integers): integers.reals
                    default: nil
                    }
                })
        case .boolean:
            return .boolean(
                joined(columns, empty: false) {
                    if case .boolean(let booleans) = $0 { booleans } else { nil }
                })
        case .date:
            return .date(
                joined(columns, empty: 0) { if case .date(let days) = $0 { days } else { nil } })
        case .category: return .category(categories(columns))
        }
    }

    /// The values of all columns; a column without a value, of whatever kind, is so many empty ones.
    private static func joined<Value>(
        _ columns: [Column], empty: Value, _ values: (ColumnValues) -> [Value]?
    ) -> [Value] {
        var all: [Value] = []
        all.reserveCapacity(columns.reduce(0) { $0 + $1.count })
        for column in columns {
            all += values(column.values) ?? [Value](repeating: empty, count: column.count)
        }
        return all
    }

    /// The levels of all columns, each once.
    private static func categories(_ columns: [Column]) -> Categories {
        var codeOfLevel: [String: UInt32] = [:]
        var levels: [String] = []
        var codes: [UInt32] = []
        codes.reserveCapacity(columns.reduce(0) { $0 + $1.count })
        for column in columns {
            guard case .category(let own) = column.values, !own.levels.isEmpty else {
                codes += [UInt32](repeating: 0, count: column.count)
                continue
            }
            let newCode = own.levels.map { level in
                if let code = codeOfLevel[level] { return code }
                let code = UInt32(levels.count)
                codeOfLevel[level] = code
                levels.append(level)
                return code
            }
            for row in 0..<column.count { codes.append(newCode[own.codes[row]]) }
        }
        return Categories(appearanceCodes: codes, appearanceLevels: levels)
    }
}
