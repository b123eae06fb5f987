extension CSVReader {
    /// The names of a file's columns, in order.
    ///
    /// - Throws: `DataError` where the file has no header, or can only be read as a whole.
    public static func columnNames(
        of file: FileBytes, dialect: CSVDialect
    ) throws(DataError) -> [String] {
        try file.reading { () throws(DataError) in
            let text = try pieces(file)
            let header = try CSVHeader(text, delimiter: dialect.delimiter)
            try requireKnown(dialect.kinds, header)
            // That nothing follows is said before what a formula asks of it, as of a table in memory.
            let lineEnds: [UInt8] = [0x0A, 0x0D]
            guard text.bytes[header.end...].contains(where: { !lineEnds.contains($0) }) else {
                throw .noRows
            }
            return header.names
        }
    }

    /// Text that lies in the file as it is.
    private static func pieces(_ file: FileBytes) throws(DataError) -> CSVText {
        guard !Inflation.isGzip(file.bytes), UTF16Text.isBigEndian(file.bytes) == nil else {
            throw DataError(
                .notStreamed,
                "A packed file, or one in UTF-16, is unpacked in memory and cannot be read in pieces.",
                hint: "Unpack it to a file in UTF-8 first, or leave --memory out.")
        }
        return try CSVText(file)
    }

    /// Reads some columns of a file into a scratch file, in memory that does not grow with the rows.
    ///
    /// - Parameters:
    ///   - wanted: the names of the columns to keep.
    ///   - memory: the bytes that dictionaries of levels may take, all threads together.
    ///   - progress: is told of the rows read so far, by one thread at a time.
    /// - Throws: `DataError`; with code `not_streamed` for what can only be read as a whole, with
    ///   `scratch_full` where the disk is.
    public static func spill(
        _ file: FileBytes, dialect: CSVDialect, keeping wanted: Set<String>,
        to scratch: ScratchFile, memory: Int, threads: Int = 1,
        progress: @escaping (_ rows: Int) -> Void = { _ in }
    ) throws(DataError) -> SpilledTable {
        try spill(
            file, dialect: dialect, keeping: wanted, to: scratch, memory: memory,
            threads: threads, chunkLength: nil, progress: progress)
    }

    /// - Parameters:
    ///   - chunkLength: the bytes of a chunk; nil for what suits the file.
    ///   - runLength: the rows of a run, at least.
    package static func spill(
        _ file: FileBytes, dialect: CSVDialect, keeping wanted: Set<String>,
        to scratch: ScratchFile, memory: Int, threads: Int, chunkLength: Int?,
        runLength: Int = SpilledTable.runLength,
        progress: @escaping (_ rows: Int) -> Void = { _ in }
    ) throws(DataError) -> SpilledTable {
        try file.reading { () throws(DataError) in
            try spilled(
                file, dialect, keeping: wanted, to: scratch, memory: memory, threads: threads,
                chunkLength: chunkLength, runLength: runLength, progress: progress)
        }
    }

    private static func spilled(
        _ file: FileBytes, _ dialect: CSVDialect, keeping wanted: Set<String>,
        to scratch: ScratchFile, memory: Int, threads: Int, chunkLength: Int?, runLength: Int,
        progress: @escaping (_ rows: Int) -> Void
    ) throws(DataError) -> SpilledTable {
        let text = try pieces(file)
        let header = try CSVHeader(text, delimiter: dialect.delimiter)
        try requireKnown(dialect.kinds, header)
        let reading = WholeReading(
            text: text, header: header, dialect: dialect, threads: threads,
            chunkLength: chunkLength ?? Self.chunkLength(text, header, threads))
        return try reading.spilled(
            header.names.indices.filter { wanted.contains(header.names[$0]) }, to: scratch,
            mostLevelBytes: memory / max(1, threads), runLength: runLength, progress: progress)
    }
}

extension WholeReading {
    /// Reads some fields into a scratch file: the same pass as into memory, and as there a second one
    /// for columns that turned out to be text.
    func spilled(
        _ fields: [Int], to scratch: ScratchFile, mostLevelBytes: Int, runLength: Int,
        progress: @escaping (_ rows: Int) -> Void
    ) throws(DataError) -> SpilledTable {
        let told = fields.map { dialect.kinds[header.names[$0]].map(ParsedKind.init) }
        let spill = TableSpill(scratch, mostLevelBytes: mostLevelBytes, progress: progress)
        let first = try pass(fields, told, spill: spill)
        guard first.rowCount > 0 else { throw .noRows }
        let again = fields.indices.filter { place in
            let sink = first.sinks[place]
            return sink.needsText || told[place] == nil && sink.kind == .date && !isOneForm(sink)
        }
        for place in fields.indices where told[place] == .date {
            guard first.sinks[place].dates.order(told: dialect.dateOrder) == nil else { continue }
            throw try mixedOrders(of: fields[place], at: place, spill)
        }
        first.forgetLevels(of: again)
        var second: (pass: ChunkPass, spill: TableSpill)?
        if !again.isEmpty {
            let room = TableSpill(scratch, mostLevelBytes: mostLevelBytes, progress: progress)
            second = (
                try pass(again.map { fields[$0] }, again.map { _ in .category }, spill: room), room
            )
        }
        return try finish(fields, first, spill, again, second, runLength)
    }

    private func finish(
        _ fields: [Int], _ first: ChunkPass, _ spill: TableSpill, _ again: [Int],
        _ second: (pass: ChunkPass, spill: TableSpill)?, _ runLength: Int
    ) throws(DataError) -> SpilledTable {
        let isUTF8 = try decideEncoding([first] + (second.map { [$0.pass] } ?? []))
        let names = isUTF8 == header.isUTF8 ? header.names : try header.inWindows1252(text).names
        var sources: [SpilledTable.Source] = []
        for (place, field) in fields.enumerated() {
            let placeInSecond = again.firstIndex(of: place)
            let (pass, groups, own) =
                if let placeInSecond, let second {
                    (second.pass, second.spill.groups, placeInSecond)
                } else {
                    (first, spill.groups, place)
                }
            let sink = pass.sinks[own]
            let dictionaries = pass.dictionaries.map { $0[own] }
            let used =
                sink.kind == .category && pass.hasStrayLevels
                ? try Self.used(own, groups, dictionaries, spill.file) : nil
            sources.append(
                SpilledTable.Source(
                    name: names[field], kind: sink.kind, reading: placeInSecond == nil ? 0 : 1,
                    place: own, order: sink.dates.order(told: dialect.dateOrder) ?? .dayFirst,
                    levels: MergedLevels(dictionaries, isUsed: used, isUTF8: isUTF8),
                    missingCount: sink.missingCount))
        }
        let table = SpilledTable(
            spill.file, [spill.groups] + (second.map { [$0.spill.groups] } ?? []), sources,
            fileNames: names, runLength: runLength)
        table.notes = try notes(of: table, fields, first, isUTF8: isUTF8)
        return table
    }

    /// Which codes of each worker a row has.
    private static func used(
        _ place: Int, _ groups: [TableSpill.Group], _ dictionaries: [LevelDictionary],
        _ file: ScratchFile
    ) throws(DataError) -> [[Bool]] {
        var used = dictionaries.map { [Bool](repeating: false, count: max(1, $0.count)) }
        for group in groups {
            let part = group.parts[place]
            guard part.kind == .category else { continue }
            let (codes, validity) = try part.codes(group, file)
            for row in 0..<group.rows where validity[row] { used[group.worker][codes[row]] = true }
        }
        return used
    }

    /// Says where dates that were asked for as such are in no one order of day and month.
    private func mixedOrders(
        of field: Int, at place: Int, _ spill: TableSpill
    ) throws(DataError) -> DataError {
        var seen = DateForms()
        var row = 0
        search: for group in spill.groups {
            let part = group.parts[place]
            if part.kind == .date {
                for bits in try part.days(group, spill.file) {
                    if bits != 0 { seen.observe(WrittenDate(bits: bits)) }
                    if seen.order(told: nil) == nil { break search }
                    row += 1
                }
            } else {
                row += group.rows
            }
        }
        return mixedOrders(ofRow: row, field: field)
    }

    private func notes(
        of table: SpilledTable, _ fields: [Int], _ first: ChunkPass, isUTF8: Bool
    ) throws(DataError) -> [ReadingNote] {
        var notes: [ReadingNote] = isUTF8 ? [] : [.windows1252]
        for (index, source) in table.sources.enumerated() {
            switch source.kind {
            case .date: notes += ambiguousDates(source.name, first.sinks[index].dates)
            case .category where dialect.kinds[source.name] == nil:
                var failure: DataError?
                notes += nearlyAnotherKind(
                    source.name, source.levels.levels, fields[index], isUTF8: isUTF8
                ) { counts in
                    do throws(DataError) {
                        try table.forEachCode(of: index) { counts.count($0, $1) }
                    } catch {
                        failure = error
                    }
                }
                if let failure { throw failure }
            default: break
            }
        }
        return notes
    }
}

extension SpilledTable {
    /// Lends the code of every value of a column of text, with its row.
    func forEachCode(
        of column: Int, _ body: (_ code: Int, _ row: Int) -> Void
    ) throws(DataError) {
        let source = sources[column]
        var row = 0
        for group in groups(ofReading: source.reading) {
            let part = group.parts[source.place]
            if part.kind == .category {
                let (codes, validity) = try part.codes(group, file)
                let map = source.levels.codeOf[group.worker]
                for k in 0..<group.rows where validity[k] { body(Int(map[codes[k]]), row + k) }
            }
            row += group.rows
        }
    }
}

extension TableSpill.Part {
    /// The codes of a group, as its worker gave them, and which rows have one.
    func codes(_ group: TableSpill.Group, _ file: ScratchFile) throws(DataError) -> (
        LevelCodes, ValidityMask
    ) {
        var codes = LevelCodes.narrow([])
        var validity = ValidityMask()
        let bytes = UnsafeMutableRawBufferPointer.allocate(
            byteCount: group.rows * width, alignment: 8)
        defer { bytes.deallocate() }
        try file.read(at: group.range.lowerBound + values, into: bytes)
        if let base = bytes.baseAddress {
            codes.append(UnsafeRawPointer(base), width: width, count: group.rows)
        }
        guard let mask else { return (codes, ValidityMask(allValid: group.rows)) }
        var words = [UInt64](repeating: 0, count: (group.rows + 63) / 64)
        var failure: DataError?
        words.withUnsafeMutableBytes { words in
            do throws(DataError) {
                try file.read(at: group.range.lowerBound + mask, into: words)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        validity.append(words, count: group.rows)
        return (codes, validity)
    }

    /// The dates of a group, as they were written.
    func days(_ group: TableSpill.Group, _ file: ScratchFile) throws(DataError) -> [Int32] {
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: group.rows * 4, alignment: 8)
        defer { bytes.deallocate() }
        try file.read(at: group.range.lowerBound + values, into: bytes)
        return Array(bytes.bindMemory(to: Int32.self))
    }
}
