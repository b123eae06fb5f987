/// Columns on their way to a scratch file: the chunks of a text as they were parsed, one behind the
/// other, each column in the bytes that its values took there.
final class TableSpill {
    /// Where one column of a group lies.
    struct Part: Sendable {
        var kind = ParsedKind.none
        /// The bytes of a value.
        var width = 0
        /// Where its values begin.
        var values = 0
        /// Where its mask begins; nil without a missing row.
        var mask: Int?
        var missingCount = 0
    }

    /// The rows of one chunk.
    struct Group: Sendable {
        var rows: Int
        /// Whose dictionaries its codes are of.
        var worker: Int
        var parts: [Part]
        /// Its bytes in the file.
        var range: Range<Int>
    }

    let file: ScratchFile
    private(set) var groups: [Group] = []
    /// The levels, for all columns of a worker together, at which memory is taken to be at its end.
    let mostLevelBytes: Int
    private var bytes: [UInt8] = []
    private var rowCount = 0
    /// Is told of the rows so far, by one thread at a time.
    private let progress: (Int) -> Void

    init(_ file: ScratchFile, mostLevelBytes: Int, progress: @escaping (Int) -> Void) {
        self.file = file
        self.progress = progress
        self.mostLevelBytes = mostLevelBytes
    }

    /// Adds the rows of a chunk; columns that will be read again are left out.
    func append(_ chunk: ParsedChunk, leavingOut: (Int) -> Bool) throws(DataError) {
        let rows = chunk.rowCount
        bytes.removeAll(keepingCapacity: true)
        var parts: [Part] = []
        for (column, parsed) in chunk.columns.enumerated() {
            var part = Part(kind: parsed.kind, width: parsed.width)
            part.missingCount = parsed.missingCount
            if leavingOut(column) || parsed.kind == .none {
                part.kind = .none
                part.width = 0
                parts.append(part)
                continue
            }
            part.values = align()
            bytes.append(
                contentsOf: UnsafeRawBufferPointer(
                    start: chunk.values(column), count: rows * parsed.width))
            if parsed.missingCount > 0 {
                part.mask = align()
                bytes.append(
                    contentsOf: UnsafeRawBufferPointer(
                        start: chunk.mask(column), count: (rows + 63) / 64 * 8))
            }
            parts.append(part)
        }
        let start = try file.append(bytes)
        groups.append(
            Group(
                rows: rows, worker: chunk.worker, parts: parts, range: start..<start + bytes.count))
        rowCount += rows
        progress(rowCount)
    }

    /// Puts the next value at a place that suits every width.
    private func align() -> Int {
        while bytes.count & 7 != 0 { bytes.append(0) }
        return bytes.count
    }
}
