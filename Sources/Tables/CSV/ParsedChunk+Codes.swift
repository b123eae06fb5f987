extension ParsedChunk {
    /// The codes of a column's levels, 0 where missing.
    func codes(
        _ column: Int, _ parsed: inout ParsedColumn, _ text: Text, _ reading: FieldReading,
        _ levels: LevelDictionary
    ) {
        let output = values(column).bindMemory(to: UInt32.self, capacity: rowCount)
        let fields = index.fields
        let (first, width) = (reading.fields[column], reading.width)
        var missing = 0
        // A level keeps the blanks around it.
        if index.hasDoubledQuotes {
            for row in 0..<rowCount {
                let field = first + row * width
                let (start, end) = fields.range(field)
                output[row] =
                    fields.hasDoubledQuotes(field)
                    ? unquoted(field, text, levels)
                    : levels.code(
                        UnsafeBufferPointer(start: text.base + start, count: end - start))
                missing += output[row] == LevelDictionary.missing ? 1 : 0
            }
        } else {
            levels.codes(text.base, readable: text.readable, count: rowCount) { row in
                fields.range(first &+ row &* width)
            } emit: { row, code in
                output[row] = code
                missing += code == LevelDictionary.missing ? 1 : 0
            }
        }
        guard missing > 0 else { return }
        for row in 0..<rowCount where output[row] == LevelDictionary.missing {
            output[row] = 0
            markMissing(row, column, &parsed)
        }
    }

    /// The code of a field in which each doubled quote stands for one.
    private func unquoted(_ field: Int, _ text: Text, _ levels: LevelDictionary) -> UInt32 {
        scratch.removeAll(keepingCapacity: true)
        let (start, end) = index.fields.range(field)
        var place = start
        while place < end {
            scratch.append(text.base[place])
            place += text.base[place] == UInt8(ascii: "\"") ? 2 : 1
        }
        return scratch.withUnsafeBufferPointer { levels.code($0) }
    }

    func narrowIntegers(_ column: Int, to width: Int) {
        switch width {
        case 1: pack(column, Int64.self, Int8.self)
        case 2: pack(column, Int64.self, Int16.self)
        case 4: pack(column, Int64.self, Int32.self)
        default: break
        }
    }

    func narrowCodes(_ column: Int, to width: Int) {
        switch width {
        case 1: pack(column, UInt32.self, UInt8.self)
        case 2: pack(column, UInt32.self, UInt16.self)
        default: break
        }
    }

    /// Packs a column into fewer bytes, in its place.
    @inline(__always)
    private func pack<Wide: FixedWidthInteger, Narrow: FixedWidthInteger>(
        _ column: Int, _: Wide.Type, _: Narrow.Type
    ) {
        let raw = values(column)
        // A run of values is read before anything is written over it.
        withUnsafeTemporaryAllocation(of: Narrow.self, capacity: 1024) { run in
            for first in stride(from: 0, to: rowCount, by: run.count) {
                let count = min(run.count, rowCount - first)
                let wide = (raw + first * MemoryLayout<Wide>.size)
                    .assumingMemoryBound(to: Wide.self)
                for k in 0..<count { run[k] = Narrow(truncatingIfNeeded: wide[k]) }
                guard let packed = run.baseAddress else { return }
                (raw + first * MemoryLayout<Narrow>.size).copyMemory(
                    from: packed, byteCount: count * MemoryLayout<Narrow>.size)
            }
        }
    }
}
