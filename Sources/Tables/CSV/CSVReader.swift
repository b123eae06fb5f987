/// Reads a whole file of separated values into a table.
///
/// The bytes are mapped and passed over once, in chunks, by several threads; each column is held in
/// the narrowest kind that holds every value so far, and a column that turns out to be text after
/// its numbers have been read is read again by itself. The table is the same for any number of
/// threads and any length of chunks.
public enum CSVReader {
    /// Reads a file, or standard input for the path `-`.
    ///
    /// - Throws: `DataError`, with line and column for malformed text.
    public static func read(
        path: String, dialect: CSVDialect = CSVDialect(), threads: Int = 1
    ) throws(DataError) -> Table {
        try read(try FileBytes(path: path), dialect: dialect, threads: threads)
    }

    /// Reads bytes that lie in memory.
    ///
    /// - Throws: `DataError`, with line and column for malformed text.
    public static func read(
        _ bytes: [UInt8], dialect: CSVDialect = CSVDialect(), threads: Int = 1
    ) throws(DataError) -> Table {
        try read(try FileBytes(bytes), dialect: dialect, threads: threads)
    }

    /// Reads the bytes of a file.
    ///
    /// - Throws: `DataError`, with line and column for malformed text.
    public static func read(
        _ file: FileBytes, dialect: CSVDialect = CSVDialect(), threads: Int = 1
    ) throws(DataError) -> Table {
        try read(file, dialect: dialect, threads: threads, chunkLength: nil)
    }

    /// - Parameter chunkLength: the bytes of a chunk; nil for what suits the file.
    static func read(
        _ file: FileBytes, dialect: CSVDialect, threads: Int, chunkLength: Int?
    ) throws(DataError) -> Table {
        try file.reading { () throws(DataError) in
            try table(of: file, dialect, threads: threads, chunkLength: chunkLength)
        }
    }

    private static func table(
        of file: FileBytes, _ dialect: CSVDialect, threads: Int, chunkLength: Int?
    ) throws(DataError) -> Table {
        let text = try CSVText(file)
        let header = try CSVHeader(text, delimiter: dialect.delimiter)
        try requireKnown(dialect.kinds, header)
        let reading = WholeReading(
            text: text, header: header, dialect: dialect, threads: threads,
            chunkLength: chunkLength ?? Self.chunkLength(text, header, threads))
        return try reading.table()
    }

    /// Refuses kinds that are told of columns that are not there.
    static func requireKnown(_ kinds: [String: ColumnKind], _ header: CSVHeader) throws(DataError) {
        guard let name = kinds.keys.sorted().first(where: { !header.names.contains($0) }) else {
            return
        }
        throw .unknownColumn(name, among: header.names)
    }

    /// About half a megabyte, which the processor keeps close by; less where a file is small, so
    /// that every thread has some; more where rows are long, so that a chunk holds many.
    static func chunkLength(_ text: CSVText, _ header: CSVHeader, _ threads: Int) -> Int {
        let share = (text.bytes.count - header.end) / (max(1, threads) * 4)
        let rowLength = max(header.names.count * 2, header.end - text.start)
        return max(min(max(share, 1 << 16), 1 << 19), min(rowLength * 128, 1 << 25))
    }
}

/// One reading of a whole text: the pass, a second one for columns that turned out to be text, and
/// the columns that come of it.
struct WholeReading {
    let text: CSVText
    let header: CSVHeader
    let dialect: CSVDialect
    let threads: Int
    let chunkLength: Int

    func table() throws(DataError) -> Table {
        let told = header.names.map { dialect.kinds[$0].map(ParsedKind.init) }
        let all = Array(header.names.indices)
        let first = try pass(all, told)
        guard first.rowCount > 0 else { throw .noRows }
        // Only now is it known which of these have one order of day and month.
        let again = all.filter { column in
            let sink = first.sinks[column]
            return sink.needsText || told[column] == nil && sink.kind == .date && !isOneForm(sink)
        }
        for column in all where told[column] == .date && first.sinks[column].kind == .date {
            try requireOneOrder(first.sinks[column], column)
        }
        first.forgetLevels(of: again)
        let second = again.isEmpty ? nil : try pass(again, again.map { _ in .category })
        return try finish(first, again, second)
    }

    /// Refuses dates, asked for as such, that no order of day and month reads.
    private func requireOneOrder(_ sink: ColumnSink, _ column: Int) throws(DataError) {
        guard sink.dates.order(told: dialect.dateOrder) == nil else { return }
        var seen = DateForms()
        let row = sink.writtenDates.firstIndex { bits in
            if bits != 0 { seen.observe(WrittenDate(bits: bits)) }
            return seen.order(told: nil) == nil
        }
        throw mixedOrders(ofRow: row ?? 0, field: column)
    }

    /// That no order of day and month reads the dates up to a row.
    func mixedOrders(ofRow row: Int, field: Int) -> DataError {
        let name = header.names[field]
        let (line, character) = place(ofRow: row, field: field)
        return DataError(
            .typeMismatch,
            "Some dates of column \"\(name)\" have the day first and some the month: this one "
                + "fits no order that reads those before it.",
            hint: "Read them as text, --type \(name)=category, and mend them.", line: line,
            column: character)
    }

    /// Whether dates are all written in one way, which is also one order.
    func isOneForm(_ sink: ColumnSink) -> Bool {
        !(sink.dates.hasISO && sink.dates.hasSlashed)
            && sink.dates.order(told: dialect.dateOrder) != nil
    }

    func pass(
        _ fields: [Int], _ told: [ParsedKind?], spill: TableSpill? = nil
    ) throws(DataError) -> ChunkPass {
        let reading = FieldReading(
            width: header.names.count, delimiter: header.delimiter, fields: fields, told: told,
            missing: MissingWords(dialect.missingWords), forms: NumberForms(dialect),
            dateOrder: dialect.dateOrder)
        let pass = ChunkPass(
            text.bytes, of: text.file, from: header.end, reading, chunkLength: chunkLength,
            threads: threads, spill: spill)
        do throws(RecordFailure) {
            try pass.run()
        } catch {
            var failure = error
            if case .mismatch(let column) = error.reason {
                failure = RecordFailure(
                    reason: .mismatch(column: fields[column]), offset: error.offset)
            }
            throw DataError(
                failure, in: text, delimiter: header.delimiter, width: header.names.count,
                names: header.names, kinds: dialect.kinds)
        }
        if let failure = pass.spillFailure { throw failure }
        if let (field, levels) = pass.overfull {
            let name = header.names[field]
            throw DataError(
                .memoryTooSmall,
                "The texts of column \"\(name)\" take more memory than --memory allows: more than "
                    + "\(levels) of them differ.",
                hint: "An identifier groups nothing: leave it out; or allow more memory.")
        }
        return pass
    }

    private func finish(
        _ first: ChunkPass, _ again: [Int], _ second: ChunkPass?
    ) throws(DataError) -> Table {
        let isUTF8 = try decideEncoding([first] + (second.map { [$0] } ?? []))
        let names =
            isUTF8 == header.isUTF8 ? header.names : try header.inWindows1252(text).names
        let slots = ColumnSlots(count: names.count)
        let workers = max(1, min(threads, names.count))
        let order = dialect.dateOrder
        let placeInSecond = Dictionary(
            uniqueKeysWithValues: again.enumerated().map { ($1, $0) })
        concurrently(workers) { worker in
            for column in stride(from: worker, to: names.count, by: workers) {
                let pass = placeInSecond[column] == nil ? first : second ?? first
                let place = placeInSecond[column] ?? column
                slots[column] = pass.sinks[place].column(
                    named: names[column], pass.dictionaries.map { $0[place] }, pass.runs,
                    hasStrayLevels: pass.hasStrayLevels, isUTF8: isUTF8,
                    order: order)
            }
        }
        var table = try Table(
            columns: names.indices.compactMap { slots[$0] }, rowCount: first.rowCount)
        for (column, sink) in first.sinks.enumerated()
        where table.columns[column].kind == .date && sink.dates.hasSlashed
            && !sink.dates.canBeDayFirst
        {
            table.monthFirstColumns.insert(names[column])
        }
        table.notes = notes(table, first, isUTF8: isUTF8)
        return table
    }

    /// Whether all levels are UTF-8; else the whole file must be Windows-1252.
    func decideEncoding(_ passes: [ChunkPass]) throws(DataError) -> Bool {
        guard header.isUTF8 else { return false }
        let isUTF8 = passes.allSatisfy { pass in
            pass.dictionaries.allSatisfy { $0.allSatisfy(\.isUTF8) }
        }
        if !isUTF8 {
            try text.requireWindows1252()
        } else if !text.isMarkedUTF8, !NumberForms(dialect).isPlain {
            // The sign of a currency may be all that tells.
            return CSVText.firstInvalidUTF8(text.bytes, from: text.start) == nil
        }
        return isUTF8
    }
}

/// Places for columns that are made at once, each by one thread.
private final class ColumnSlots: @unchecked Sendable {
    private let slots: UnsafeMutablePointer<Column?>
    private let count: Int

    init(count: Int) {
        self.count = count
        slots = .allocate(capacity: count)
        slots.initialize(repeating: nil, count: count)
    }

    deinit {
        slots.deinitialize(count: count)
        slots.deallocate()
    }

    subscript(_ place: Int) -> Column? {
        get { slots[place] }
        set { slots[place] = newValue }
    }
}
