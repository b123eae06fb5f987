import Tables

/// Columns of rows on their way to a scratch file, in blocks of a standard chunk.
final class StoredRowsWriter: @unchecked Sendable {
    /// Where what is no variable stands, counted from the last variable; the outcome is at 0.
    struct Extras: Sendable {
        var trials: Int?
        var offset: Int?
        var weights: Int?
        var clusters: Int?
        var groups: Int?
        /// The first of the data's own columns that are kept as they are.
        var columns: Int?

        init(
            trials: Bool, offset: Bool, weights: Bool, clusters: Bool, groups: Bool = false,
            columns kept: Int = 0
        ) {
            var next = 1
            func place(_ isThere: Bool) -> Int? {
                guard isThere else { return nil }
                next += 1
                return next - 1
            }
            self.trials = place(trials)
            self.offset = place(offset)
            self.weights = place(weights)
            self.clusters = place(clusters)
            self.groups = place(groups)
            columns = kept > 0 ? next : nil
            count = next + kept
        }

        /// The outcome and whatever else there is.
        let count: Int
    }

    private struct Part {
        let offset: Int
        let width: PackedNumbers.Width
    }

    let extras: Extras
    private let file: ScratchFile
    private let columnCount: Int
    private(set) var rowCount = 0
    /// The folder of the file.
    var folder: String { file.folder }
    /// Where the columns of each block lie.
    private var parts: [[Part]] = []
    private var pending: [[Double]]
    private var bytes: [UInt8] = []

    init(_ file: ScratchFile, variables: Int, extras: Extras) {
        self.file = file
        self.extras = extras
        columnCount = variables + extras.count
        pending = [[Double]](repeating: [], count: variables + extras.count)
    }

    /// Adds rows, of which every column has as many.
    func append(_ columns: [[Double]]) throws(DataError) {
        for column in columns.indices { pending[column].append(contentsOf: columns[column]) }
        rowCount += columns.first?.count ?? 0
        var start = 0
        while let first = pending.first, first.count - start >= StoredRows.blockLength {
            try write(start..<start + StoredRows.blockLength)
            start += StoredRows.blockLength
        }
        if start > 0 { for column in pending.indices { pending[column].removeFirst(start) } }
    }

    /// Writes what is left.
    func finish() throws(DataError) {
        guard let first = pending.first, !first.isEmpty else { return }
        try write(0..<first.count)
        pending = []
    }

    private func write(_ rows: Range<Int>) throws(DataError) {
        bytes.removeAll(keepingCapacity: true)
        var places: [Part] = []
        for column in pending {
            let start = bytes.count
            let width = PackedNumbers.append(column[rows], to: &bytes)
            places.append(Part(offset: file.length + start, width: width))
        }
        try file.append(bytes)
        parts.append(places)
    }

    /// The numbers of a column at some rows.
    func numbers(_ column: Int, _ rows: Range<Int>) throws(DataError) -> [Double] {
        try elements(column, rows, PackedNumbers.numbers)
    }

    /// What the whole numbers of a column stand for, at some rows.
    func codes(
        _ column: Int, _ rows: Range<Int>, _ table: [Int32], isShift: Bool
    ) throws(DataError) -> [Int32] {
        try elements(column, rows) {
            PackedNumbers.codes($0, $1, count: $2, table, isShift: isShift)
        }
    }

    private func elements<Element>(
        _ column: Int, _ rows: Range<Int>,
        _ read: (UnsafeRawBufferPointer, PackedNumbers.Width, Int) -> [Element]
    ) throws(DataError) -> [Element] {
        var result: [Element] = []
        var row = rows.lowerBound
        while row < rows.upperBound {
            let block = row / StoredRows.blockLength
            let first = block * StoredRows.blockLength
            let end = min(rows.upperBound, first + StoredRows.blockLength)
            let part = parts[block][column]
            let count = end - row
            let bytes = UnsafeMutableRawBufferPointer.allocate(
                byteCount: count * part.width.bytes, alignment: 16)
            defer { bytes.deallocate() }
            try file.read(at: part.offset + (row - first) * part.width.bytes, into: bytes)
            let made = read(UnsafeRawBufferPointer(bytes), part.width, count)
            if result.isEmpty { result = made } else { result += made }
            row = end
        }
        return result
    }
}
