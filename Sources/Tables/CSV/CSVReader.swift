/// Reads a whole file of separated values into a table.
///
/// The bytes are passed over twice: first to find each column's kind over all of its values, then
/// to fill it. A kind is the narrowest that holds every value: integer, real, boolean, date, else
/// category.
public enum CSVReader {
    /// Reads bytes that lie in memory.
    ///
    /// - Throws: `DataError` with line and column for malformed text.
    public static func read(_ bytes: [UInt8], dialect: CSVDialect = CSVDialect())
        throws(DataError) -> Table
    {
        let missing = MissingWords(dialect.missingWords)
        var record = CSVRecord()
        var first = scanner(bytes, dialect)
        guard try first.next(&record, keepBlankLines: false) else { throw .noHeader }
        let header = try CSVHeader(record, delimiter: dialect.delimiter ?? 0x2C)
        for name in dialect.kinds.keys.sorted() where !header.names.contains(name) {
            throw .unknownColumn(name, among: header.names)
        }
        let width = header.names.count
        var inferences = [KindInference](repeating: KindInference(), count: width)
        var rowCount = 0
        while try first.next(&record, keepBlankLines: width == 1) {
            guard record.count == width else {
                throw .ragged(record, expected: width, delimiter: dialect.delimiter ?? 0x2C)
            }
            rowCount += 1
            for field in 0..<width {
                let range = FieldParsing.trimmed(record.range(field), in: record.bytes)
                let value = record.bytes[range]
                if !missing.contains(value) {
                    inferences[field].observe(
                        value, at: (record.lines[field], record.columns[field]))
                }
            }
        }
        guard rowCount > 0 else {
            throw DataError(
                .emptyFile, "The file has a header and no rows.",
                hint: "Each line below the header is one case.", line: 1)
        }
        let kinds = header.names.indices.map {
            dialect.kinds[header.names[$0]] ?? inferences[$0].kind
        }
        var table = try fill(
            bytes, dialect: dialect, names: header.names, kinds: kinds, missing: missing,
            rowCount: rowCount)
        for (name, inference) in zip(header.names, inferences) where dialect.kinds[name] == nil {
            if let stray = inference.strayText {
                table.notes.append(
                    .numbersAsText(
                        name, numbers: stray.numbers, values: stray.values,
                        firstOther: (stray.line, stray.column)))
            }
        }
        return table
    }

    private static func fill(
        _ bytes: [UInt8], dialect: CSVDialect, names: [String], kinds: [ColumnKind],
        missing: MissingWords, rowCount: Int
    ) throws(DataError) -> Table {
        var record = CSVRecord()
        var second = scanner(bytes, dialect)
        _ = try second.next(&record, keepBlankLines: false)
        var builders = zip(names, kinds).map { ColumnBuilder(name: $0, kind: $1) }
        while try second.next(&record, keepBlankLines: names.count == 1) {
            for field in builders.indices {
                let range = record.range(field)
                let value = record.bytes[FieldParsing.trimmed(range, in: record.bytes)]
                if missing.contains(value) {
                    builders[field].appendMissing()
                } else if !builders[field].append(trimmed: value, verbatim: record.bytes[range]) {
                    throw mismatch(record, field, builders[field])
                }
            }
        }
        return try Table(columns: builders.map { $0.column() }, rowCount: rowCount)
    }

    private static func scanner(_ bytes: [UInt8], _ dialect: CSVDialect) -> CSVScanner {
        var offset = 0
        return CSVScanner(delimiter: dialect.delimiter ?? 0x2C) { buffer throws(DataError) -> Int in
            let count = min(buffer.count, bytes.count - offset)
            buffer.replaceSubrange(0..<count, with: bytes[offset..<offset + count])
            offset += count
            return count
        }
    }

    private static func mismatch(
        _ record: CSVRecord, _ field: Int, _ builder: ColumnBuilder
    ) -> DataError {
        if builder.kind == .category { return .notUTF8(record, field) }
        return DataError(
            .typeMismatch,
            "A value of column \"\(builder.name)\" is not of the type asked for, "
                + "\(builder.kind.rawValue).",
            hint: "Leave the type out to have it found, or name the word as missing.",
            line: record.lines[field], column: record.columns[field])
    }
}

/// The words that mean "no value", as bytes.
struct MissingWords {
    private let words: [[UInt8]]
    private let longest: Int

    init(_ words: [String]) {
        self.words = words.map { Array($0.utf8) }
        longest = self.words.map(\.count).max() ?? -1
    }

    func contains(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.count <= longest && words.contains { $0.elementsEqual(bytes) }
    }
}
