import CKernels

/// Why a run of bytes is no run of records.
struct RecordFailure: Error {
    enum Reason {
        case nul
        /// The byte that follows the closing quote.
        case textAfterQuote(UInt8)
        case unclosedQuote
        /// Places in a record are 31 bits.
        case tooLong
        /// How many fields the record has.
        case ragged(Int)
        /// A value is none of the kind that was asked for.
        case mismatch(column: Int)
    }

    let reason: Reason
    /// Where in the bytes.
    let offset: Int
}

/// Where fields lie: 31 bits of place, counted from the origin of their index, and a flag.
struct FieldPlaces {
    /// What an end of a field carries beside its place: quotes inside are written twice.
    static let doubledQuotes: UInt32 = 1 << 31
    /// What a start carries beside its place: a quote stands before it.
    static let quoted: UInt32 = 1 << 31
    static let placeMask: UInt32 = 1 << 31 - 1

    let starts: UnsafeMutablePointer<UInt32>
    let ends: UnsafeMutablePointer<UInt32>

    /// Where a field's bytes lie, without quotes around it.
    @inline(__always)
    func range(_ field: Int) -> (start: Int, end: Int) {
        (
            Int(truncatingIfNeeded: starts[field] & Self.placeMask),
            Int(truncatingIfNeeded: ends[field] & Self.placeMask)
        )
    }

    /// Whether a field holds quotes that are written twice.
    @inline(__always)
    func hasDoubledQuotes(_ field: Int) -> Bool { ends[field] & Self.doubledQuotes != 0 }
}

/// Where the fields of a run of records lie: the structure of RFC 4180, found once for all columns.
///
/// Quoted fields may hold delimiters, line breaks and doubled quotes; a line ends with LF, CRLF or
/// CR. Beyond the RFC: a quote inside a field that did not begin with one stands for itself, and
/// blank lines are skipped unless the table has a single column.
final class RecordIndex {
    /// The offset that fields' places count from.
    private(set) var origin = 0
    /// Where the record after the last one begins, as an offset of the bytes.
    private(set) var next = 0
    private(set) var fieldCount = 0
    private(set) var rowCount = 0
    /// Whether a field holds quotes that are written twice.
    private(set) var hasDoubledQuotes = false
    /// Where records of any width end, in fields.
    private(set) var recordEnds: [Int] = []
    private var starts = UnsafeMutablePointer<UInt32>.allocate(capacity: 0)
    private var ends = UnsafeMutablePointer<UInt32>.allocate(capacity: 0)
    private var capacity = 0
    private let marks = UnsafeMutablePointer<UInt32>.allocate(capacity: tileLength + 64)

    private static let tileLength = 1 << 15
    /// Places in a run are 31 bits.
    private static let longest = 1 << 31 - 1

    deinit {
        starts.deallocate()
        ends.deallocate()
        marks.deallocate()
    }

    private func reserve(_ count: Int, keeping kept: Int) {
        guard count > capacity else { return }
        let larger = max(count, capacity * 2)
        for path in [\RecordIndex.starts, \RecordIndex.ends] {
            let fresh = UnsafeMutablePointer<UInt32>.allocate(capacity: larger)
            fresh.update(from: self[keyPath: path], count: kept)
            self[keyPath: path].deallocate()
            self[keyPath: path] = fresh
        }
        capacity = larger
    }

    /// Where one record stands in the walk.
    private enum State { case inField, inQuotes, afterQuotes }

    /// Finds the fields of all records that begin from `start` and before `limit`.
    ///
    /// - Parameters:
    ///   - isWhole: whether the text ends where the bytes do; else the last record may be cut, and
    ///     is left for later.
    ///   - width: the fields of every record; 0 where records may have any width.
    ///   - most: how many records to find at most.
    func find(
        in bytes: UnsafeBufferPointer<UInt8>, from start: Int, before limit: Int, isWhole: Bool,
        delimiter: UInt8, width: Int, most: Int = .max
    ) throws(RecordFailure) {
        if findPlain(in: bytes, from: start, before: limit, delimiter, width, most) { return }
        try walk(
            bytes, from: start, before: limit, isWhole: isWhole, delimiter: delimiter,
            width: width, most: most)
    }

    /// Finds the fields byte by byte, whatever the records are.
    func walk(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, before limit: Int, isWhole: Bool,
        delimiter: UInt8, width: Int, most: Int = .max
    ) throws(RecordFailure) {
        origin = start
        fieldCount = 0
        rowCount = 0
        hasDoubledQuotes = false
        recordEnds.removeAll(keepingCapacity: true)
        next = start
        guard let base = bytes.baseAddress else { return }
        let text = base + start
        let end = min(bytes.count - start, Self.longest)
        let limit = limit - start
        var (state, fieldStart, rowStart, rowFirst) = (State.inField, 0, 0, 0)
        var (quotedStart, quotedEnd, flags) = (0, 0, UInt32(0))
        var (tileStart, tileEnd, mark, markCount, skipped) = (0, 0, 0, 0, -1)
        var (count, rows) = (0, 0)
        var (starts, ends, marks) = (starts, ends, marks)
        defer { (fieldCount, rowCount) = (count, rows) }

        /// Ends a record; a blank line is none where records have several fields.
        func endRecord(isBlank: Bool) throws(RecordFailure) {
            let found = count - rowFirst
            if isBlank, width != 1 {
                count = rowFirst
                return
            }
            if width == 0 {
                recordEnds.append(count)
            } else if found != width {
                let field = rowFirst + (found > width ? width : found - 1)
                throw RecordFailure(reason: .ragged(found), offset: place(field))
            }
            rows += 1
        }

        while rowStart < limit, rows < most {
            if mark == markCount {
                if tileEnd == end { break }
                (tileStart, tileEnd) = (tileEnd, min(end, tileEnd + Self.tileLength))
                markCount = cw_csv_marks(text + tileStart, tileEnd - tileStart, delimiter, marks)
                mark = 0
                reserve(count + markCount + 2, keeping: count)
                (starts, ends, marks) = (self.starts, self.ends, self.marks)
                continue
            }
            var place = tileStart + Int(truncatingIfNeeded: marks[mark])
            var byte = text[place]
            if state == .inField {
                // Most of what is met: a field that ends at a delimiter.
                while byte == delimiter {
                    starts[count] = UInt32(truncatingIfNeeded: fieldStart)
                    ends[count] = UInt32(truncatingIfNeeded: place)
                    count &+= 1
                    fieldStart = place &+ 1
                    mark &+= 1
                    if mark == markCount { break }
                    place = tileStart &+ Int(truncatingIfNeeded: marks[mark])
                    byte = text[place]
                }
                if mark == markCount { continue }
            }
            mark += 1
            if place == skipped { continue }
            if state == .inQuotes {
                if byte == UInt8(ascii: "\"") {
                    guard place + 1 < end else {
                        (state, quotedEnd) = (.afterQuotes, place)
                        continue
                    }
                    let after = text[place + 1]
                    if after == UInt8(ascii: "\"") {
                        skipped = place + 1
                        flags = FieldPlaces.doubledQuotes
                        hasDoubledQuotes = true
                    } else if after == delimiter || after == 0x0A || after == 0x0D {
                        (state, quotedEnd) = (.afterQuotes, place)
                    } else {
                        throw RecordFailure(
                            reason: .textAfterQuote(after), offset: start + place + 1)
                    }
                } else if byte == 0 {
                    throw RecordFailure(reason: .nul, offset: start + place)
                }
                continue
            }
            if byte == UInt8(ascii: "\"") {
                if place == fieldStart { (state, quotedStart, flags) = (.inQuotes, place + 1, 0) }
                continue
            }
            guard byte != 0 else { throw RecordFailure(reason: .nul, offset: start + place) }
            if state == .afterQuotes {
                starts[count] = UInt32(truncatingIfNeeded: quotedStart) | FieldPlaces.quoted
                ends[count] = UInt32(truncatingIfNeeded: quotedEnd) | flags
                state = .inField
            } else {
                starts[count] = UInt32(truncatingIfNeeded: fieldStart)
                ends[count] = UInt32(truncatingIfNeeded: place)
            }
            count += 1
            fieldStart = place + 1
            if byte == delimiter { continue }
            if byte == 0x0D {
                if place + 1 < end {
                    if text[place + 1] == 0x0A {
                        skipped = place + 1
                        fieldStart += 1
                    }
                } else if !isWhole {
                    // The line feed of this line end may follow.
                    break
                }
            }
            try endRecord(isBlank: place == rowStart)
            (rowStart, rowFirst) = (fieldStart, count)
        }
        next = start + rowStart
        guard mark == markCount, tileEnd == end, rowStart < end, rowStart < limit, rows < most
        else { return }
        // The bytes end inside a record.
        guard isWhole, end == bytes.count - start else {
            count = rowFirst
            if !isWhole, end < Self.longest { return }
            throw RecordFailure(reason: .tooLong, offset: start + rowStart)
        }
        guard state != .inQuotes else {
            throw RecordFailure(reason: .unclosedQuote, offset: start + quotedStart - 1)
        }
        reserve(count + 1, keeping: count)
        (starts, ends) = (self.starts, self.ends)
        let isQuoted = state == .afterQuotes
        starts[count] =
            isQuoted
            ? UInt32(truncatingIfNeeded: quotedStart) | FieldPlaces.quoted
            : UInt32(truncatingIfNeeded: fieldStart)
        ends[count] =
            isQuoted
            ? UInt32(truncatingIfNeeded: quotedEnd) | flags : UInt32(truncatingIfNeeded: end)
        count += 1
        try endRecord(isBlank: false)
        next = bytes.count
    }

    /// Finds the fields of records that are plain: whose quotes stand around whole fields only.
    ///
    /// - Returns: whether all are, and all are whole; else they are to be found byte by byte, which
    ///   tells what is wrong with them.
    private func findPlain(
        in bytes: UnsafeBufferPointer<UInt8>, from start: Int, before limit: Int,
        _ delimiter: UInt8, _ width: Int, _ most: Int
    ) -> Bool {
        // Where the delimiter is a line's end or a quote, which of both a byte is has to be said.
        let isOrdinary = ![0, 0x0A, 0x0D, UInt8(ascii: "\"")].contains(delimiter)
        guard let base = bytes.baseAddress, width > 0, start < limit, most > 0, isOrdinary else {
            return false
        }
        let text = base + start
        let end = min(bytes.count - start, Self.longest)
        var walk = cw_csv_walk()
        (walk.width, walk.limit, walk.most) = (width, limit - start, most)
        (walk.delimiter, walk.after_break) = (delimiter, 1)
        var (tileStart, result) = (0, Int32(cw_csv_more))
        while result == cw_csv_more, tileStart < end {
            let tileEnd = min(end, tileStart + Self.tileLength)
            reserve(walk.count + tileEnd - tileStart, keeping: walk.count)
            result = cw_csv_fields(&walk, text, tileStart, tileEnd, starts, ends)
            tileStart = tileEnd
        }
        guard result == cw_csv_done else { return false }
        origin = start
        (fieldCount, rowCount) = (walk.count, walk.rows)
        next = start + walk.row_start
        hasDoubledQuotes = false
        recordEnds.removeAll(keepingCapacity: true)
        return true
    }

    /// The offset at which a field begins, with its quote.
    func place(_ field: Int) -> Int {
        origin + Int(starts[field] & FieldPlaces.placeMask)
            - (starts[field] & FieldPlaces.quoted != 0 ? 1 : 0)
    }

    /// Where fields lie, from `origin`.
    var fields: FieldPlaces { FieldPlaces(starts: starts, ends: ends) }
}
