/// A table whose columns lie in a scratch file, of which runs of rows are made at a time.
///
/// Kinds, levels and their order are those that the same file read into memory has.
public final class SpilledTable: @unchecked Sendable {
    /// How a column is made from its groups.
    struct Source {
        let name: String
        let kind: ParsedKind
        /// The groups that hold it: of the first reading, or of the second.
        let reading: Int
        /// Its place among the parts of these.
        let place: Int
        let order: CSVDialect.DateOrder
        let levels: MergedLevels
        let missingCount: Int
    }

    /// The number of rows.
    public let rowCount: Int
    /// The names of all columns of the file, those that were not kept included.
    public let fileNames: [String]
    /// What its reader should know of how the file was read.
    public internal(set) var notes: [ReadingNote] = []
    let sources: [Source]
    private let readings: [[TableSpill.Group]]
    let file: ScratchFile
    private let runs: [(groups: Range<Int>, rows: Range<Int>)]

    /// Rows of a run, at least.
    package static let runLength = 1 << 15

    init(
        _ file: ScratchFile, _ readings: [[TableSpill.Group]], _ sources: [Source],
        fileNames: [String], runLength: Int
    ) {
        self.file = file
        self.readings = readings
        self.sources = sources
        self.fileNames = fileNames
        var runs: [(groups: Range<Int>, rows: Range<Int>)] = []
        var (firstGroup, firstRow, row) = (0, 0, 0)
        let groups = readings.first ?? []
        for (index, group) in groups.enumerated() {
            row += group.rows
            guard row - firstRow >= runLength || index + 1 == groups.count else { continue }
            runs.append((firstGroup..<index + 1, firstRow..<row))
            (firstGroup, firstRow) = (index + 1, row)
        }
        self.runs = runs
        rowCount = row
    }

    /// The groups of the first reading of the text, or of the second.
    func groups(ofReading reading: Int) -> [TableSpill.Group] { readings[reading] }

    /// The names of the columns that are kept, in file order.
    public var names: [String] { sources.map(\.name) }

    /// How many rows of a column are missing.
    public func missingCount(of name: String) -> Int? {
        sources.first { $0.name == name }?.missingCount
    }

    /// The number of runs of rows.
    public var runCount: Int { runs.count }

    /// The rows of a run, as the file numbers them.
    public func rows(ofRun run: Int) -> Range<Int> { runs[run].rows }

    /// A run of rows as a table.
    ///
    /// - Throws: `DataError` where the disk fails.
    public func table(ofRun run: Int) throws(DataError) -> Table {
        let (groups, rows) = runs[run]
        var builders = sources.map { ColumnBuilder($0, rows: rows.count) }
        for reading in readings.indices {
            let asked = sources.indices.filter { sources[$0].reading == reading }
            guard !asked.isEmpty else { continue }
            for index in groups {
                let group = readings[reading][index]
                let bytes = UnsafeMutableRawBufferPointer.allocate(
                    byteCount: max(8, group.range.count), alignment: 8)
                defer { bytes.deallocate() }
                try file.read(
                    at: group.range.lowerBound,
                    into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<group.range.count]))
                for column in asked {
                    builders[column].append(
                        group.parts[sources[column].place], group, UnsafeRawBufferPointer(bytes))
                }
            }
        }
        var columns: [Column] = []
        for index in builders.indices { columns.append(builders[index].column()) }
        return try Table(columns: columns, rowCount: rows.count)
    }

    /// Gives back the room of a run on disk; it is not read again.
    public func forget(run: Int) {
        for reading in readings {
            for group in runs[run].groups { file.forget(reading[group].range) }
        }
    }
}

/// One column of a run as its groups are put together.
private struct ColumnBuilder {
    private let source: SpilledTable.Source
    private let rows: Int
    private var validity = ValidityMask()
    private var integers = Integers.int8([])
    private var reals: [Double] = []
    private var booleans: [Bool] = []
    private var days: [Int32] = []
    private var codes: [UInt32] = []

    init(_ source: SpilledTable.Source, rows: Int) {
        self.source = source
        self.rows = rows
        switch source.kind {
        case .none, .category: codes.reserveCapacity(rows)
        case .integer: integers.reserve(rows)
        case .real: reals.reserveCapacity(rows)
        case .boolean: booleans.reserveCapacity(rows)
        case .date: days.reserveCapacity(rows)
        }
    }

    mutating func append(
        _ part: TableSpill.Part, _ group: TableSpill.Group, _ bytes: UnsafeRawBufferPointer
    ) {
        let rows = group.rows
        guard part.kind != .none, let base = bytes.baseAddress else { return appendMissing(rows) }
        if let mask = part.mask {
            validity.append(
                (base + mask).assumingMemoryBound(to: UInt64.self), count: rows)
        } else {
            validity.append(allValid: rows)
        }
        let values = base + part.values
        switch source.kind {
        case .none: codes.append(contentsOf: repeatElement(0, count: rows))
        case .integer: integers.append(values, width: part.width, count: rows)
        case .real where part.kind == .integer:
            var whole = Integers.int8([])
            whole.append(values, width: part.width, count: rows)
            reals.append(contentsOf: whole.reals)
        case .real:
            reals.append(
                contentsOf: UnsafeBufferPointer(
                    start: values.assumingMemoryBound(to: Double.self), count: rows))
        case .boolean:
            booleans.append(
                contentsOf: UnsafeBufferPointer(
                    start: values.assumingMemoryBound(to: Bool.self), count: rows))
        case .date:
            let written = UnsafeBufferPointer(
                start: values.assumingMemoryBound(to: Int32.self), count: rows)
            days.append(
                contentsOf: written.map {
                    $0 == 0 ? 0 : WrittenDate(bits: $0).days(source.order) ?? 0
                })
        case .category: appendCodes(values, part.width, group)
        }
    }

    private mutating func appendMissing(_ rows: Int) {
        validity.append(allMissing: rows)
        switch source.kind {
        case .none, .category: codes.append(contentsOf: repeatElement(0, count: rows))
        case .integer: integers.append(zeros: rows)
        case .real: reals.append(contentsOf: repeatElement(0, count: rows))
        case .boolean: booleans.append(contentsOf: repeatElement(false, count: rows))
        case .date: days.append(contentsOf: repeatElement(0, count: rows))
        }
    }

    private mutating func appendCodes(
        _ values: UnsafeRawPointer, _ width: Int, _ group: TableSpill.Group
    ) {
        let map = source.levels.codeOf[group.worker]
        let first = codes.count
        var packed = LevelCodes.narrow([])
        packed.append(values, width: width, count: group.rows)
        for row in 0..<group.rows {
            codes.append(validity[first + row] ? map[packed[row]] : 0)
        }
    }

    mutating func column() -> Column {
        let values: ColumnValues
        switch source.kind {
        case .none:
            values = .category(
                Categories(codes: LevelCodes(codes, levelCount: 0), levels: []))
        case .integer: values = .integer(integers)
        case .real: values = .real(reals)
        case .boolean: values = .boolean(booleans)
        case .date: values = .date(days)
        case .category:
            values = .category(Categories(codes: codes, orderedLevels: source.levels.levels))
        }
        return Column(name: source.name, values: values, validity: validity)
    }
}
