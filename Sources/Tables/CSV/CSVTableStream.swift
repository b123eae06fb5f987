/// A run of rows of a file, with the cells that could not be read.
public struct TableChunk: Sendable {
    /// The rows.
    public let table: Table
    /// Cells that hold text which is no value of the column's kind, by column name: the rows of
    /// the chunk, from 0. They count as missing in `table`.
    public let unreadable: [String: Set<Int>]
    /// The line and column of the first such cell in this chunk.
    public let firstUnreadable: (name: String, line: Int, column: Int)?

    /// A chunk of rows.
    public init(
        table: Table, unreadable: [String: Set<Int>],
        firstUnreadable: (name: String, line: Int, column: Int)?
    ) {
        self.table = table
        self.unreadable = unreadable
        self.firstUnreadable = firstUnreadable
    }
}

/// Reads named columns of known kinds from a file, chunk after chunk, in constant memory.
public struct CSVTableStream {
    private var scanner: CSVScanner
    private let missing: MissingWords
    private let width: Int
    private let delimiter: UInt8
    private let wanted: [(name: String, kind: ColumnKind, field: Int)]
    private var record = CSVRecord()

    /// Opens a file and reads its header.
    ///
    /// - Parameters:
    ///   - path: the file, or `-` for standard input.
    ///   - columns: the columns to keep and the kinds to read them as.
    ///   - observe: is shown every block of bytes as it is read.
    /// - Throws: `DataError` where the file, its header or one of the columns is not there.
    public init(
        path: String, dialect: CSVDialect, columns: [(name: String, kind: ColumnKind)],
        observe: @escaping (ArraySlice<UInt8>) -> Void = { _ in }
    ) throws(DataError) {
        let source = try ByteSource(path: path)
        scanner = CSVScanner(delimiter: dialect.delimiter ?? 0x2C) {
            buffer throws(DataError) -> Int in
            let count = try source.read(into: &buffer)
            observe(buffer[..<count])
            return count
        }
        missing = MissingWords(dialect.missingWords)
        delimiter = dialect.delimiter ?? 0x2C
        guard try scanner.next(&record, keepBlankLines: false) else { throw .noHeader }
        let header = try CSVHeader(record, delimiter: dialect.delimiter ?? 0x2C)
        width = header.names.count
        var wanted: [(String, ColumnKind, Int)] = []
        for (name, kind) in columns {
            guard let field = header.names.firstIndex(of: name) else {
                throw .unknownColumn(name, among: header.names)
            }
            wanted.append((name, kind, field))
        }
        self.wanted = wanted
    }

    /// The next rows, at most `limit`; nil at the end of the file.
    public mutating func next(limit: Int = RowChunks.standardLength) throws(DataError)
        -> TableChunk?
    {
        var builders = wanted.map { ColumnBuilder(name: $0.name, kind: $0.kind) }
        var unreadable: [String: Set<Int>] = [:]
        var firstUnreadable: (name: String, line: Int, column: Int)?
        var rows = 0
        while rows < limit, try scanner.next(&record, keepBlankLines: width == 1) {
            guard record.count == width else {
                throw .ragged(record, expected: width, delimiter: delimiter)
            }
            for (index, column) in wanted.enumerated() {
                let range = record.range(column.field)
                let value = record.bytes[FieldParsing.trimmed(range, in: record.bytes)]
                if missing.contains(value) {
                    builders[index].appendMissing()
                } else if !builders[index].append(trimmed: value, verbatim: record.bytes[range]) {
                    builders[index].appendMissing()
                    unreadable[column.name, default: []].insert(rows)
                    if firstUnreadable == nil {
                        firstUnreadable = (
                            column.name, record.lines[column.field], record.columns[column.field]
                        )
                    }
                }
            }
            rows += 1
        }
        if rows == 0 { return nil }
        return TableChunk(
            table: try Table(columns: builders.map { $0.column() }, rowCount: rows),
            unreadable: unreadable, firstUnreadable: firstUnreadable)
    }
}
