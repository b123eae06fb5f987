/// A run of records with the values of their columns, in memory that is used again for other runs.
final class ParsedChunk {
    let index = RecordIndex()
    /// Where the first record was taken to begin.
    var start = 0
    var failure: RecordFailure?
    /// Whose dictionaries the codes are of.
    var worker = 0
    private(set) var columns: [ParsedColumn] = []
    private var slab = UnsafeMutableRawPointer.allocate(byteCount: 0, alignment: 64)
    private var slabBytes = 0
    private var masks = UnsafeMutablePointer<UInt64>.allocate(capacity: 0)
    private var maskWords = 0
    /// Room for a field without its doubled quotes.
    var scratch: [UInt8] = []

    deinit {
        slab.deallocate()
        masks.deallocate()
    }

    var rowCount: Int { index.rowCount }
    private var wordsPerColumn: Int { (rowCount + 63) / 64 }

    /// The values of a column, `width` bytes each.
    func values(_ column: Int) -> UnsafeMutableRawPointer { slab + column * rowCount * 8 }

    /// One bit a row, set where there is a value; written only for a column with missing rows.
    func mask(_ column: Int) -> UnsafeMutablePointer<UInt64> { masks + column * wordsPerColumn }

    /// Finds the records and reads the columns.
    ///
    /// - Parameters:
    ///   - hints: what the columns have been so far, and in which width.
    ///   - dictionaries: the levels that this worker has seen, one for each column.
    ///   - unreadable: takes the rows of a told kind that hold none of it; nil to fail there.
    func parse(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, before limit: Int,
        isWhole: Bool = true, _ reading: FieldReading, hints: [ColumnSink.Hint],
        dictionaries: [LevelDictionary], most: Int = .max,
        unreadable: ((_ column: Int, _ row: Int) -> Void)? = nil
    ) {
        self.start = start
        failure = nil
        columns.removeAll(keepingCapacity: true)
        do throws(RecordFailure) {
            try index.find(
                in: bytes, from: start, before: limit, isWhole: isWhole,
                delimiter: reading.delimiter, width: reading.width, most: most)
        } catch {
            failure = error
        }
        guard let base = bytes.baseAddress else { return }
        reserve(reading.fields.count)
        let text = Text(base: base + index.origin, readable: bytes.count - index.origin)
        for column in reading.fields.indices {
            // Of a chunk that is no run of records only what stands before the failure counts, and
            // of that only a value that is none of its kind; any text is a category.
            let told = reading.told[column] ?? .category
            if failure != nil, told == .category { continue }
            do throws(RecordFailure) {
                columns.append(
                    try read(
                        column, text, reading, hints[column], dictionaries[column], unreadable))
            } catch {
                // What stands first in the file is told first, whatever was met first.
                if failure.map({ error.offset < $0.offset }) ?? true { failure = error }
            }
        }
    }

    private func reserve(_ columnCount: Int) {
        let bytes = columnCount * rowCount * 8
        if bytes > slabBytes {
            slab.deallocate()
            slabBytes = max(bytes, slabBytes * 2)
            slab = .allocate(byteCount: slabBytes, alignment: 64)
        }
        let words = columnCount * wordsPerColumn
        if words > maskWords {
            masks.deallocate()
            maskWords = max(words, maskWords * 2)
            masks = .allocate(capacity: maskWords)
        }
    }

    /// The bytes that fields' places count from, and how many can be read.
    struct Text {
        let base: UnsafePointer<UInt8>
        let readable: Int
    }

    private func read(
        _ column: Int, _ text: Text, _ reading: FieldReading, _ hint: ColumnSink.Hint,
        _ levels: LevelDictionary, _ unreadable: ((Int, Int) -> Void)?
    ) throws(RecordFailure) -> ParsedColumn {
        var parsed = ParsedColumn()
        if hint.isPassedOver {
            parsed.missingCount = rowCount
            return parsed
        }
        parsed.kind = reading.told[column] ?? hint.kind
        if parsed.kind == .none { parsed.kind = firstKind(column, text, reading) }
        while true {
            parsed.missingCount = 0
            parsed.dates = DateForms()
            let failed = fill(
                column, &parsed, text, reading, levels, hintWidth: hint.width, unreadable)
            guard let row = failed else { return parsed }
            if reading.told[column] != nil {
                throw RecordFailure(
                    reason: .mismatch(column: column),
                    offset: index.place(row * reading.width + reading.fields[column]))
            }
            parsed.kind = parsed.kind.next
        }
    }

    /// The narrowest kind of the first value; none where every row is missing.
    private func firstKind(_ column: Int, _ text: Text, _ reading: FieldReading) -> ParsedKind {
        for row in 0..<rowCount {
            let (start, count) = trimmed(
                row * reading.width + reading.fields[column], index.fields, text)
            if reading.missing.contains(start, count) { continue }
            if integer(start, count, reading.forms) != nil { return .integer }
            if real(start, count, reading.forms) != nil { return .real }
            if FieldParsing.boolean(start, count) != nil { return .boolean }
            return date(start, count, reading.dateOrder) != nil ? .date : .category
        }
        return .none
    }

    /// Reads the rows of a column as one kind; the first row that is none of it, if one is.
    private func fill(
        _ column: Int, _ parsed: inout ParsedColumn, _ text: Text, _ reading: FieldReading,
        _ levels: LevelDictionary, hintWidth: Int, _ unreadable: ((Int, Int) -> Void)?
    ) -> Int? {
        let forms = reading.forms
        switch parsed.kind {
        case .none:
            parsed.missingCount = rowCount
            return nil
        case .integer:
            var (least, greatest) = (Int64(0), Int64(0))
            let failed = rows(column, &parsed, text, reading, unreadable, missing: Int64(0)) {
                guard let value = integer($0, $1, forms) else { return nil }
                least = min(least, value)
                greatest = max(greatest, value)
                return value
            }
            if failed == nil {
                parsed.width = max(hintWidth, Integers.byteCount(least...greatest))
                narrowIntegers(column, to: parsed.width)
            }
            return failed
        case .real:
            parsed.width = 8
            if forms.isPlain {
                let mark = forms.mark
                // Nine bytes can be read of a field that begins before this place.
                let last = text.base + (text.readable - 9)
                return rows(column, &parsed, text, reading, unreadable, missing: 0.0) {
                    ($0 <= last ? FieldParsing.shortReal($0, $1, mark: mark) : nil)
                        ?? FieldParsing.real($0, $1, mark: mark)
                }
            }
            return rows(column, &parsed, text, reading, unreadable, missing: 0.0) {
                forms.real($0, $1)
            }
        case .boolean:
            parsed.width = 1
            return rows(column, &parsed, text, reading, unreadable, missing: false) {
                FieldParsing.boolean($0, $1)
            }
        case .date:
            parsed.width = 4
            var dates = DateForms()
            let order = reading.dateOrder
            let failed = rows(column, &parsed, text, reading, unreadable, missing: Int32(0)) {
                guard let date = date($0, $1, order) else { return nil }
                dates.observe(date)
                return date.bits
            }
            parsed.dates = dates
            return failed
        case .category:
            codes(column, &parsed, text, reading, levels)
            parsed.width = max(hintWidth, Self.codeWidth(levels.count))
            narrowCodes(column, to: parsed.width)
            return nil
        }
    }

    /// The bytes that hold the codes of so many levels.
    static func codeWidth(_ levelCount: Int) -> Int {
        levelCount <= 1 << 8 ? 1 : levelCount <= 1 << 16 ? 2 : 4
    }

    @inline(__always)
    private func integer(
        _ start: UnsafePointer<UInt8>, _ count: Int, _ forms: NumberForms
    ) -> Int64? {
        forms.isPlain ? FieldParsing.integer(start, count) : forms.integer(start, count)
    }

    @inline(__always)
    private func real(
        _ start: UnsafePointer<UInt8>, _ count: Int, _ forms: NumberForms
    ) -> Double? {
        forms.isPlain
            ? FieldParsing.real(start, count, mark: forms.mark) : forms.real(start, count)
    }

    /// A date that the order asked for allows.
    private func date(
        _ start: UnsafePointer<UInt8>, _ count: Int, _ order: CSVDialect.DateOrder?
    ) -> WrittenDate? {
        guard let date = WrittenDate(start, count) else { return nil }
        if let order, date.days(order) == nil { return nil }
        return date
    }

    /// A field without blanks and tabs around it.
    @inline(__always)
    private func trimmed(
        _ field: Int, _ fields: FieldPlaces, _ text: Text
    ) -> (UnsafePointer<UInt8>, Int) {
        var (start, end) = fields.range(field)
        while start < end, text.base[start] == 0x20 || text.base[start] == 0x09 { start += 1 }
        while start < end, text.base[end - 1] == 0x20 || text.base[end - 1] == 0x09 { end -= 1 }
        return (text.base + start, end - start)
    }

    @inline(__always)
    private func rows<Value>(
        _ column: Int, _ parsed: inout ParsedColumn, _ text: Text, _ reading: FieldReading,
        _ unreadable: ((Int, Int) -> Void)?, missing: Value,
        _ value: (UnsafePointer<UInt8>, Int) -> Value?
    ) -> Int? {
        let output = values(column).bindMemory(to: Value.self, capacity: rowCount)
        let fields = index.fields
        let rowCount = rowCount
        let words = reading.missing
        var field = reading.fields[column]
        for row in 0..<rowCount {
            let (start, count) = trimmed(field, fields, text)
            if words.contains(start, count) {
                output[row] = missing
                markMissing(row, column, &parsed)
            } else if let value = value(start, count) {
                output[row] = value
            } else {
                guard let unreadable else { return row }
                unreadable(column, row)
                output[row] = missing
                markMissing(row, column, &parsed)
            }
            field += reading.width
        }
        return nil
    }

    func markMissing(_ row: Int, _ column: Int, _ parsed: inout ParsedColumn) {
        let mask = mask(column)
        if parsed.missingCount == 0 { mask.initialize(repeating: ~0, count: wordsPerColumn) }
        parsed.missingCount += 1
        mask[row >> 6] &= ~(1 << UInt64(row & 63))
    }
}
