/// One record: its fields' bytes with quoting undone, and where each stood in the file.
struct CSVRecord {
    /// The bytes of all fields, one after the other.
    var bytes: [UInt8] = []
    /// Where each field ends in `bytes`.
    var ends: [Int] = []
    /// The line on which each field begins, from 1.
    var lines: [Int] = []
    /// The character at which each field begins in its line, from 1.
    var columns: [Int] = []

    var count: Int { ends.count }

    func range(_ field: Int) -> Range<Int> { (field == 0 ? 0 : ends[field - 1])..<ends[field] }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        lines.removeAll(keepingCapacity: true)
        columns.removeAll(keepingCapacity: true)
    }
}

/// Cuts bytes into CSV records as RFC 4180 says: quoted fields may hold delimiters, line breaks
/// and doubled quotes; a line ends with LF, CRLF or CR; a byte-order mark at the start is skipped.
///
/// Beyond the RFC: a quote inside a field that did not begin with one stands for itself, and blank
/// lines are skipped unless the table has a single column, where they are a missing value.
struct CSVScanner {
    private let refill: (inout [UInt8]) throws(DataError) -> Int
    private let delimiter: UInt8
    private var buffer: [UInt8]
    private var position = 0
    private var end = 0
    private var line = 1
    private var column = 1
    private var isAtStart = true

    /// A scanner that asks `refill` for the next block whenever it has used up the last.
    init(
        delimiter: UInt8, blockLength: Int = 1 << 18,
        refill: @escaping (inout [UInt8]) throws(DataError) -> Int
    ) {
        self.delimiter = delimiter
        self.refill = refill
        buffer = [UInt8](repeating: 0, count: max(4, blockLength))
    }

    private mutating func peek() throws(DataError) -> UInt8? {
        if position == end {
            position = 0
            end = try refill(&buffer)
            if end == 0 { return nil }
        }
        return buffer[position]
    }

    private mutating func advance(past byte: UInt8) {
        position += 1
        // Continuation bytes of UTF-8 are part of the character before them.
        if byte & 0xC0 != 0x80 { column += 1 }
    }

    private mutating func startNextLine() {
        line += 1
        column = 1
    }

    /// Reads the next record; false at the end of the file.
    ///
    /// - Parameter keepBlankLines: whether a blank line is a record of one empty field.
    mutating func next(_ record: inout CSVRecord, keepBlankLines: Bool) throws(DataError) -> Bool {
        if isAtStart { try skipByteOrderMark() }
        while true {
            record.removeAll()
            guard try peek() != nil else { return false }
            while try readField(into: &record) {}
            if record.count > 1 || !record.bytes.isEmpty || keepBlankLines { return true }
        }
    }

    /// Reads one field and what ends it; true if another field of the record follows.
    private mutating func readField(into record: inout CSVRecord) throws(DataError) -> Bool {
        record.lines.append(line)
        record.columns.append(column)
        defer { record.ends.append(record.bytes.count) }
        if try peek() == UInt8(ascii: "\"") {
            try readQuoted(into: &record)
        }
        while let byte = try peek() {
            if byte == delimiter {
                advance(past: byte)
                return true
            }
            if try endsLine(byte) { return false }
            guard byte != 0 else { throw nulByte() }
            record.bytes.append(byte)
            advance(past: byte)
        }
        return false
    }

    private mutating func readQuoted(into record: inout CSVRecord) throws(DataError) {
        let quote = UInt8(ascii: "\"")
        let startLine = line
        let startColumn = column
        advance(past: quote)
        while let byte = try peek() {
            guard byte != 0 else { throw nulByte() }
            advance(past: byte)
            if byte == quote {
                guard let after = try peek() else { return }
                if after == quote {
                    record.bytes.append(quote)
                    advance(past: quote)
                    continue
                }
                guard after == delimiter || after == 0x0A || after == 0x0D else {
                    throw DataError(
                        .malformedCSV, "Text follows the closing quote of a field.",
                        hint: after == 0x3B || after == 0x09 || after == 0x7C
                            ? "Are the fields separated by it? See --delimiter."
                            : "A quote inside a quoted field is written twice: \"\".",
                        line: line, column: column)
                }
                return
            }
            record.bytes.append(byte)
            if byte == 0x0A { startNextLine() }
        }
        throw DataError(
            .malformedCSV, "A quote is opened here and never closed.",
            hint: "Close it, or write a quote that is part of the text twice: \"\".",
            line: startLine, column: startColumn)
    }

    private mutating func endsLine(_ byte: UInt8) throws(DataError) -> Bool {
        guard byte == 0x0A || byte == 0x0D else { return false }
        position += 1
        if byte == 0x0D, try peek() == 0x0A { position += 1 }
        startNextLine()
        return true
    }

    private mutating func skipByteOrderMark() throws(DataError) {
        isAtStart = false
        guard let first = try peek() else { return }
        let second = position + 1 < end ? buffer[position + 1] : 0
        if (first == 0xFF && second == 0xFE) || (first == 0xFE && second == 0xFF) {
            throw DataError(
                .encoding, "The file is UTF-16 text.", hint: "Save it as \"CSV UTF-8\".", line: 1,
                column: 1)
        }
        if first == 0xEF, second == 0xBB, position + 2 < end, buffer[position + 2] == 0xBF {
            position += 3
        }
    }

    private func nulByte() -> DataError {
        DataError(
            .malformedCSV, "There is a NUL byte, which no text holds.",
            hint: "The file may be damaged, or not be CSV: export it again.", line: line,
            column: column)
    }
}
