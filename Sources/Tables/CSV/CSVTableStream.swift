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
public final class CSVTableStream {
    private let source: TextSource
    private let path: String
    private let dialect: CSVDialect
    private let wanted: [(name: String, kind: ColumnKind)]
    private let header: CSVHeader
    private let reading: FieldReading
    private let chunk = ParsedChunk()
    /// Whether a mark says that the text is UTF-8.
    private let isMarkedUTF8: Bool
    /// Whether text is UTF-8; nil until a byte tells.
    private var isUTF8: Bool?

    /// The text that is held while chunks are cut from it.
    private static let windowLength = 1 << 22

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
        self.path = path
        self.dialect = dialect
        source = try TextSource(path: path, observe: observe)
        header = try Self.header(source, dialect)
        var fields: [Int] = []
        for (name, _) in columns {
            guard let field = header.names.firstIndex(of: name) else {
                throw .unknownColumn(name, among: header.names)
            }
            fields.append(field)
        }
        wanted = columns
        reading = FieldReading(
            width: header.names.count, delimiter: header.delimiter, fields: fields,
            told: columns.map { ParsedKind($0.kind) }, missing: MissingWords(dialect.missingWords),
            forms: NumberForms(dialect), dateOrder: dialect.dateOrder)
        isMarkedUTF8 =
            CSVText(source.window, isConverted: source.isConverted, isWhole: source.isAtEnd)
            .isMarkedUTF8
        source.pass(header.end)
        isUTF8 = header.isUTF8 ? nil : false
    }

    /// Reads on until the header is whole.
    private static func header(
        _ source: TextSource, _ dialect: CSVDialect
    ) throws(DataError) -> CSVHeader {
        var length = windowLength
        while true {
            try source.fill(length)
            let text = CSVText(
                source.window, isConverted: source.isConverted, isWhole: source.isAtEnd)
            do throws(DataError) {
                return try CSVHeader(text, delimiter: dialect.delimiter)
            } catch {
                guard error.code == .emptyFile, !source.isAtEnd else { throw error }
                length *= 2
            }
        }
    }

    /// The next rows, at most `limit`; nil at the end of the file.
    public func next(limit: Int = RowChunks.standardLength) throws(DataError) -> TableChunk? {
        var unreadable: [String: Set<Int>] = [:]
        var first: (column: Int, row: Int)?
        let dictionaries = wanted.map { _ in LevelDictionary(missing: reading.missing) }
        var length = Self.windowLength
        repeat {
            try source.fill(length)
            chunk.parse(
                source.window, from: 0, before: source.window.count, isWhole: source.isAtEnd,
                reading, hints: wanted.map { _ in ColumnSink.Hint() }, dictionaries: dictionaries,
                most: limit,
                unreadable: { column, row in
                    unreadable[self.wanted[column].name, default: []].insert(row)
                    if first.map({ row < $0.row }) ?? true { first = (column, row) }
                })
            if let failure = chunk.failure {
                let (line, column) = place(failure.offset)
                throw DataError(
                    failure.reason, line: line, column: column, delimiter: header.delimiter,
                    width: reading.width, names: header.names, kinds: dialect.kinds)
            }
            length *= 2
        } while chunk.rowCount == 0 && !source.isAtEnd
        guard chunk.rowCount > 0 else { return nil }
        let table = try table(dictionaries)
        let firstUnreadable = first.map { column, row in
            let (line, character) = place(
                chunk.index.place(row * reading.width + reading.fields[column]))
            return (name: wanted[column].name, line: line, column: character)
        }
        source.pass(chunk.index.next)
        return TableChunk(table: table, unreadable: unreadable, firstUnreadable: firstUnreadable)
    }

    private func place(_ offset: Int) -> (line: Int, column: Int) {
        var place = source.place
        place.advance(
            past: UnsafeBufferPointer(rebasing: source.window[..<offset]), isUTF8 ?? true)
        return (place.line, place.column)
    }

    private func table(_ dictionaries: [LevelDictionary]) throws(DataError) -> Table {
        let isUTF8 = try isUTF8(dictionaries)
        let runs = [ChunkPass.Run(worker: 0, rows: chunk.rowCount)]
        var columns: [Column] = []
        for (place, column) in wanted.enumerated() {
            let sink = ColumnSink()
            sink.append(chunk, place, expecting: chunk.rowCount)
            if sink.kind == .date, dialect.dateOrder == nil, !sink.dates.canBeDayFirst {
                // Whether the days before it were read rightly cannot be told.
                throw DataError(
                    .typeMismatch,
                    "A date of column \"\(column.name)\" can only have the month first.",
                    hint: "Say so: --date-order mdy.")
            }
            columns.append(
                sink.column(
                    named: column.name, [dictionaries[place]], runs, hasStrayLevels: false,
                    isUTF8: isUTF8, order: dialect.dateOrder))
        }
        return try Table(columns: columns, rowCount: chunk.rowCount)
    }

    /// Whether the text is UTF-8: told by the whole file where it can be looked at, else by the
    /// first bytes that are none.
    private func isUTF8(_ dictionaries: [LevelDictionary]) throws(DataError) -> Bool {
        if let isUTF8 { return isUTF8 }
        guard dictionaries.contains(where: { !$0.isASCII }) else { return true }
        if path != "-", ByteSource.isRegularFile(path) {
            let file = try FileBytes(path: path)
            let isWholeUTF8 = try file.reading { () throws(DataError) in
                let text = try CSVText(file)
                let isWholeUTF8 = CSVText.firstInvalidUTF8(text.bytes, from: text.start) == nil
                if !isWholeUTF8 { try text.requireWindows1252() }
                return isWholeUTF8
            }
            isUTF8 = isWholeUTF8
            return isWholeUTF8
        }
        if dictionaries.allSatisfy(\.isUTF8) { return true }
        try CSVText(source.window, isConverted: isMarkedUTF8).requireWindows1252()
        isUTF8 = false
        return false
    }
}
