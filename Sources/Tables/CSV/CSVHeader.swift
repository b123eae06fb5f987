/// The names in a file's first record.
struct CSVHeader {
    let names: [String]

    /// Reads the names; an empty one, as some programs write over row names, becomes `column_3`.
    ///
    /// - Throws: `DataError` for a name that is no text or stands twice.
    init(_ record: CSVRecord, delimiter: UInt8) throws(DataError) {
        if record.count == 1 { try Self.requireDelimiter(record, delimiter) }
        var names: [String] = []
        var seen: [String: Int] = [:]
        for field in 0..<record.count {
            let range = FieldParsing.trimmed(record.range(field), in: record.bytes)
            guard let text = String(validating: record.bytes[range], as: UTF8.self) else {
                throw .notUTF8(record, field)
            }
            let name = text.isEmpty ? "column_\(field + 1)" : text
            if let first = seen[name] {
                throw DataError(
                    .repeatedColumn,
                    "Columns \(first + 1) and \(field + 1) are both named "
                        + "\"\(name)\".",
                    hint: "Rename one of them in the file's first line.",
                    line: record.lines[field], column: record.columns[field])
            }
            seen[name] = field
            names.append(name)
        }
        self.names = names
    }

    /// A single name that holds another delimiter is a header that was not cut.
    private static func requireDelimiter(_ record: CSVRecord, _ delimiter: UInt8)
        throws(DataError)
    {
        for (byte, word) in others where byte != delimiter && record.bytes.contains(byte) {
            throw DataError(
                .malformedCSV, "The header is a single field that holds a \(word).",
                hint: "Are the fields separated by it? Say so: --delimiter \(word).", line: 1,
                column: 1)
        }
    }

    private static let others: [(UInt8, String)] = [
        (0x3B, "semicolon"), (0x09, "tab"), (0x7C, "pipe"), (0x2C, "comma"),
    ]
}

extension DataError {
    static func notUTF8(_ record: CSVRecord, _ field: Int) -> DataError {
        DataError(
            .encoding, "This field is not UTF-8 text.", hint: "Save the file as \"CSV UTF-8\".",
            line: record.lines[field], column: record.columns[field])
    }

    static func ragged(_ record: CSVRecord, expected: Int, delimiter: UInt8) -> DataError {
        let found = record.count
        let extra = found > expected
        let field = extra ? expected : found - 1
        let separator = delimiter == 0x09 ? "tab" : "\"\(Character(UnicodeScalar(delimiter)))\""
        return DataError(
            .malformedCSV,
            "This row has \(found) field\(found == 1 ? "" : "s"); the header has \(expected).",
            hint: extra
                ? "A value that holds the delimiter \(separator) needs quotes around it."
                : "Is the row cut short, or is the delimiter not \(separator)?",
            line: record.lines[field], column: record.columns[field])
    }

    static let noHeader = DataError(
        .emptyFile, "The file is empty: there is not even a header.",
        hint: "The first line names the columns; each further line is one case.")
}
