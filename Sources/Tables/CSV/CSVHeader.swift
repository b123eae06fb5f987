/// The names in a file's first record.
struct CSVHeader {
    private(set) var names: [String]
    let delimiter: UInt8
    /// Where the first row begins.
    let end: Int
    /// Whether every name is UTF-8.
    private(set) var isUTF8: Bool
    private let rawNames: [[UInt8]]
    /// Where each name begins.
    private let places: [Int]

    /// Reads the names; an empty one, as some programs write over row names, becomes `column_3`.
    ///
    /// - Throws: `DataError` where there is no record, or a name stands twice.
    init(_ text: CSVText, delimiter told: UInt8?) throws(DataError) {
        let delimiter = told ?? DelimiterDetection.delimiter(of: text)
        let index = RecordIndex()
        do throws(RecordFailure) {
            try index.find(
                in: text.bytes, from: text.start, before: text.bytes.count, isWhole: text.isWhole,
                delimiter: delimiter, width: 0, most: 1)
        } catch {
            throw DataError(error, in: text, delimiter: delimiter, width: 0, names: [])
        }
        guard index.rowCount == 1 else { throw .noHeader }
        rawNames = (0..<index.fieldCount).map { Self.name($0, index, text) }
        places = (0..<index.fieldCount).map { index.place($0) }
        let isUTF8 = rawNames.allSatisfy { String(validating: $0, as: UTF8.self) != nil }
        if !isUTF8 { try text.requireWindows1252() }
        names = try Self.names(rawNames, places, text, isUTF8: isUTF8)
        self.delimiter = delimiter
        self.isUTF8 = isUTF8
        end = index.next
        if told != nil, names.count == 1 { try requireDelimiter(text) }
    }

    /// The header of a file that, as its rows tell, is Windows-1252 and not UTF-8.
    func inWindows1252(_ text: CSVText) throws(DataError) -> CSVHeader {
        var header = self
        header.names = try Self.names(rawNames, places, text, isUTF8: false)
        header.isUTF8 = false
        return header
    }

    private static func names(
        _ raw: [[UInt8]], _ places: [Int], _ text: CSVText, isUTF8: Bool
    ) throws(DataError) -> [String] {
        var names: [String] = []
        var seen: [String: Int] = [:]
        for (field, bytes) in raw.enumerated() {
            let decoded =
                isUTF8 ? String(decoding: bytes, as: UTF8.self) : Windows1252.text(bytes)
            let name = decoded.isEmpty ? "column_\(field + 1)" : decoded
            if let first = seen[name] {
                let (line, column) = text.place(places[field])
                throw DataError(
                    .repeatedColumn,
                    "Columns \(first + 1) and \(field + 1) are both named \"\(name)\".",
                    hint: "Rename one of them in the file's first line.", line: line,
                    column: column)
            }
            seen[name] = field
            names.append(name)
        }
        return names
    }

    /// The bytes of a name without blanks around it and with its doubled quotes undone.
    private static func name(_ field: Int, _ index: RecordIndex, _ text: CSVText) -> [UInt8] {
        let (start, end) = index.fields.range(field)
        var bytes: [UInt8] = []
        var place = index.origin + start
        while place < index.origin + end {
            bytes.append(text.bytes[place])
            let isDoubled =
                text.bytes[place] == UInt8(ascii: "\"") && index.fields.hasDoubledQuotes(field)
            place += isDoubled ? 2 : 1
        }
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        while let last = bytes.last, isBlank(last) { bytes.removeLast() }
        return Array(bytes.drop(while: isBlank))
    }

    /// A single name that holds another delimiter is a header that was not cut.
    private func requireDelimiter(_ text: CSVText) throws(DataError) {
        for (byte, word) in DelimiterDetection.candidates
        where byte != delimiter && names[0].utf8.contains(byte) {
            throw DataError(
                .malformedCSV, "The header is a single field that holds a \(word).",
                hint: "Are the fields separated by it? Say so: --delimiter \(word).", line: 1,
                column: 1)
        }
    }
}

extension DataError {
    /// What a failure says to the person who holds the file.
    init(
        _ failure: RecordFailure, in text: CSVText, delimiter: UInt8, width: Int,
        names: [String], kinds: [String: ColumnKind] = [:]
    ) {
        let (line, column) = text.place(failure.offset)
        self.init(
            failure.reason, line: line, column: column, delimiter: delimiter, width: width,
            names: names, kinds: kinds)
    }

    init(
        _ reason: RecordFailure.Reason, line: Int, column: Int, delimiter: UInt8, width: Int,
        names: [String], kinds: [String: ColumnKind]
    ) {
        let message: String
        let hint: String
        var code = Code.malformedCSV
        switch reason {
        case .nul:
            message = "There is a NUL byte, which no text holds."
            hint = "The file may be damaged, or not be CSV: export it again."
        case .textAfterQuote(let byte):
            message = "Text follows the closing quote of a field."
            hint =
                DelimiterDetection.candidates.contains { $0.byte == byte }
                ? "Are the fields separated by it? See --delimiter."
                : "A quote inside a quoted field is written twice: \"\"."
        case .tooLong:
            message = "The record that begins here is longer than 2 GiB."
            hint = "Is a quote opened and never closed, or are the lines ended by other bytes?"
        case .unclosedQuote:
            message = "A quote is opened here and never closed."
            hint = "Close it, or write a quote that is part of the text twice: \"\"."
        case .ragged(let found):
            let separator =
                delimiter == 0x09 ? "tab" : "\"\(Character(UnicodeScalar(delimiter)))\""
            message =
                "This row has \(found) field\(found == 1 ? "" : "s"); the header has \(width)."
            hint =
                found > width
                ? "A value that holds the delimiter \(separator) needs quotes around it."
                : "Is the row cut short, or is the delimiter not \(separator)?"
        case .mismatch(let field):
            code = .typeMismatch
            let name = names[field]
            message =
                "A value of column \"\(name)\" is not of the type asked for, "
                + "\(kinds[name]?.rawValue ?? "")."
            hint = "Leave the type out to have it found, or name the word as missing."
        }
        self.init(code, message, hint: hint, line: line, column: column)
    }

    static let noHeader = DataError(
        .emptyFile, "The file is empty: there is not even a header.",
        hint: "The first line names the columns; each further line is one case.")

    static let noRows = DataError(
        .emptyFile, "The file has a header and no rows.",
        hint: "Each line below the header is one case.", line: 1)
}
