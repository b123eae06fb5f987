import Glibc

/// One pass over the records of a text: chunks of bytes are read by several threads at once, and
/// added to the columns in their order, so that the number of threads changes nothing.
///
/// Where a chunk's first record begins is guessed, since a line break may be part of a quoted field.
/// A guess counts only when the chunk before has ended there; else the chunk is read again.
final class ChunkPass: @unchecked Sendable {
    /// Chunks that lie one behind the other and hold the codes of one worker.
    struct Run {
        var worker: Int
        var rows: Int
    }

    /// What holds the text, to ask for and give back its memory.
    private let file: FileBytes?
    private let text: UnsafeBufferPointer<UInt8>
    private let start: Int
    private let reading: FieldReading
    private let chunkLength: Int
    private let chunkCount: Int
    private let threads: Int

    let sinks: [ColumnSink]
    /// Where the values go instead of into the sinks; nil for nowhere.
    private let spill: TableSpill?
    /// Why spilling ended before the text did.
    private(set) var spillFailure: DataError?
    /// The column whose levels took more memory than there may be, and how many it had by then.
    private(set) var overfull: (field: Int, levels: Int)?
    private(set) var runs: [Run] = []
    private(set) var rowCount = 0
    private var reservedRows = 0
    /// Whether a chunk was read from a wrong start, so that some levels may belong to no row.
    private(set) var hasStrayLevels = false
    /// The levels that each worker has seen, by column.
    private(set) var dictionaries: [[LevelDictionary]]

    private let lock: Lock
    private var nextChunk = 0
    private var addedCount = 0
    private var expectedStart: Int
    private var ready: [Int: ParsedChunk] = [:]
    private var spare: [ParsedChunk] = []
    private var hints: [ColumnSink.Hint]
    private var isAdding = false
    private var failure: RecordFailure?
    private var hasFailed: Bool { failure != nil || spillFailure != nil || overfull != nil }

    init(
        _ text: UnsafeBufferPointer<UInt8>, of file: FileBytes?, from start: Int,
        _ reading: FieldReading, chunkLength: Int, threads: Int, spill: TableSpill? = nil
    ) {
        self.spill = spill
        self.file = file
        self.text = text
        self.start = start
        self.reading = reading
        self.chunkLength = chunkLength
        chunkCount = (text.count - start + chunkLength - 1) / chunkLength
        self.threads = max(1, min(threads, chunkCount))
        let columnCount = reading.fields.count
        sinks = (0..<columnCount).map { _ in ColumnSink(keeps: spill == nil) }
        hints = reading.told.map { ColumnSink.Hint(kind: $0 ?? .none) }
        dictionaries = (0..<self.threads).map { _ in
            (0..<columnCount).map { _ in LevelDictionary(missing: reading.missing) }
        }
        expectedStart = start
        lock = Lock()
    }

    /// Reads all chunks.
    func run() throws(RecordFailure) {
        if threads == 1 {
            work(0)
        } else {
            concurrently(threads) { self.work($0) }
        }
        if let failure { throw failure }
    }

    /// Forgets the levels of columns that another pass reads.
    func forgetLevels(of columns: [Int]) {
        for worker in dictionaries.indices {
            for column in columns { dictionaries[worker][column] = LevelDictionary() }
        }
    }

    private func work(_ worker: Int) {
        lock.acquire()
        while !hasFailed, nextChunk < chunkCount {
            // Chunks that wait for one before them are few, and so is their memory.
            if nextChunk - addedCount >= threads * 4 {
                lock.wait()
                continue
            }
            let number = nextChunk
            nextChunk += 1
            let chunk = spare.popLast() ?? ParsedChunk()
            let hints = hints
            lock.release()
            chunk.worker = worker
            read(number, chunk, hints)
            let levelBytes = spill == nil ? 0 : levelBytes(of: worker)
            lock.acquire()
            if let spill, levelBytes > spill.mostLevelBytes { overfull = widest(of: worker) }
            ready[number] = chunk
            if !isAdding { addReady(by: worker) }
        }
        lock.release()
        lock.wakeAll()
    }

    /// Adds the chunks that are next in order; called and left with the lock held.
    private func addReady(by worker: Int) {
        isAdding = true
        while !hasFailed, let chunk = ready.removeValue(forKey: addedCount) {
            let number = addedCount
            lock.release()
            let failed = add(number, chunk, by: worker)
            let hints = sinks.map(\.hint)
            lock.acquire()
            failure = failed
            for column in hints.indices where reading.told[column] == nil {
                self.hints[column] = hints[column]
            }
            addedCount += 1
            spare.append(chunk)
            lock.wakeAll()
        }
        isAdding = false
    }

    /// The bytes that the levels of a worker take; called by that worker.
    private func levelBytes(of worker: Int) -> Int {
        dictionaries[worker].reduce(0) { $0 + $1.byteCount }
    }

    /// The column of a worker whose levels take the most memory.
    private func widest(of worker: Int) -> (field: Int, levels: Int) {
        let all = dictionaries[worker]
        let column = all.indices.max { all[$0].byteCount < all[$1].byteCount } ?? 0
        return (reading.fields[column], all[column].count)
    }

    private func limit(_ number: Int) -> Int {
        min(text.count, start + (number + 1) * chunkLength)
    }

    /// Reads a chunk from where its first record seems to begin.
    private func read(_ number: Int, _ chunk: ParsedChunk, _ hints: [ColumnSink.Hint]) {
        let lower = start + number * chunkLength
        let limit = limit(number)
        file?.prepare(lower..<limit)
        guard number > 0 else { return parse(chunk, from: start, limit, hints) }
        let afterLine = RecordGuess.afterLine(text, lower..<limit)
        parse(chunk, from: afterLine, limit, hints)
        guard let firstFailure = chunk.failure,
            let afterQuote = RecordGuess.afterQuote(
                text, lower..<limit, delimiter: reading.delimiter, chunk.index)
        else { return }
        // Perhaps the chunk begins inside quotes.
        parse(chunk, from: afterQuote, limit, hints)
        if chunk.failure != nil {
            chunk.start = afterLine
            chunk.failure = firstFailure
        }
    }

    private func parse(
        _ chunk: ParsedChunk, from start: Int, _ limit: Int, _ hints: [ColumnSink.Hint]
    ) {
        chunk.parse(
            text, from: start, before: limit, reading, hints: hints,
            dictionaries: dictionaries[chunk.worker])
    }

    /// Adds a chunk to the columns, after reading it again if its start was not the right one.
    private func add(_ number: Int, _ chunk: ParsedChunk, by worker: Int) -> RecordFailure? {
        let limit = limit(number)
        defer { file?.release(start + number * chunkLength..<limit) }
        if chunk.start != expectedStart { hasStrayLevels = true }
        if expectedStart >= limit { return nil }
        if chunk.start != expectedStart {
            chunk.worker = worker
            parse(chunk, from: expectedStart, limit, hintsNow())
        }
        if let failure = chunk.failure { return failure }
        expectedStart = chunk.index.next
        let rows = chunk.rowCount
        guard rows > 0 else { return nil }
        if spill == nil, rowCount + rows > reservedRows {
            reservedRows = expectedRows(rowCount + rows)
            for sink in sinks { sink.reserve(reservedRows) }
        }
        for column in sinks.indices {
            sinks[column].append(chunk, column, expecting: reservedRows)
        }
        if let spill {
            do throws(DataError) {
                try spill.append(chunk) { sinks[$0].needsText }
            } catch {
                // Other workers look for failures at any time.
                lock.acquire()
                spillFailure = error
                lock.release()
                return nil
            }
        }
        rowCount += rows
        if runs.last?.worker == chunk.worker {
            runs[runs.count - 1].rows += rows
        } else {
            runs.append(Run(worker: chunk.worker, rows: rows))
        }
        return nil
    }

    private func hintsNow() -> [ColumnSink.Hint] {
        zip(sinks, reading.told).map { sink, told in
            told == nil ? sink.hint : ColumnSink.Hint(kind: told ?? .none)
        }
    }

    /// How many rows to make room for: as many as the text may hold by the length of the rows so
    /// far, but at first no more than a million, since these may not be like the others.
    private func expectedRows(_ rows: Int) -> Int {
        let read = max(1, expectedStart - start)
        let share = Double(text.count - start) / Double(read)
        let all = Int(Double(rows) * share * 1.02) + 64
        return max(rows, min(all, max(1 << 20, rows * 16)))
    }
}

/// Where records may begin near a place that lies anywhere, as far as a chunk's own bytes tell.
enum RecordGuess {
    /// The start of the first line that begins in a chunk; its end where none does.
    static func afterLine(_ text: UnsafeBufferPointer<UInt8>, _ chunk: Range<Int>) -> Int {
        var next = chunk.lowerBound - 1
        while next < chunk.upperBound {
            if let start = lineStart(text, after: next) { return start }
            next += 1
        }
        return chunk.upperBound
    }

    /// The start of the record after a quoted field that the chunk begins in; nil if none ends.
    static func afterQuote(
        _ text: UnsafeBufferPointer<UInt8>, _ chunk: Range<Int>, delimiter: UInt8,
        _ index: RecordIndex
    ) -> Int? {
        let end = chunk.upperBound
        var next = chunk.lowerBound
        while next < end {
            guard text[next] == UInt8(ascii: "\"") else {
                next += 1
                continue
            }
            let after = next + 1 < text.count ? text[next + 1] : 0x0A
            if after == UInt8(ascii: "\"") {
                next += 2
                continue
            }
            guard after == delimiter || after == 0x0A || after == 0x0D else { return nil }
            // The field may be the last of its record.
            if let start = lineStart(text, after: next + 1) { return start }
            do throws(RecordFailure) {
                try index.find(
                    in: UnsafeBufferPointer(rebasing: text[..<end]), from: next + 1, before: end,
                    isWhole: end == text.count, delimiter: delimiter, width: 0, most: 1)
                return index.rowCount == 1 ? index.next : nil
            } catch {
                return nil
            }
        }
        return nil
    }

    /// Where a line begins if the byte at a place ends the one before.
    private static func lineStart(
        _ text: UnsafeBufferPointer<UInt8>, after place: Int
    ) -> Int? {
        guard place < text.count else { return text.count }
        switch text[place] {
        case 0x0A: return place + 1
        case 0x0D: return place + 1 < text.count && text[place + 1] == 0x0A ? place + 2 : place + 1
        default: return nil
        }
    }
}
