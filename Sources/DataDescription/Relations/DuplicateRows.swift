import Tables

/// Finds rows that repeat an earlier row in every column.
enum DuplicateRows {
    /// How many rows do, and the first of them from 1.
    static func find(_ table: Table, threads: Int) -> (count: Int, first: Int?) {
        guard table.rowCount > 1, !table.columns.isEmpty else { return (0, nil) }
        var hashes: [UInt64] = []
        hashes.reserveCapacity(table.rowCount)
        RowChunks(rowCount: table.rowCount).sum(
            threads: threads, makePartial: { [UInt64]() },
            accumulate: { rows, partial in
                partial = [UInt64](repeating: 0, count: rows.count)
                for column in table.columns { add(column, rows, to: &partial) }
            },
            combine: { partial in
                hashes += partial
                partial.removeAll()
            })
        var keys = hashes.enumerated().map { (hash: $0.element, row: UInt32($0.offset)) }
        keys.sort { $0.hash != $1.hash ? $0.hash < $1.hash : $0.row < $1.row }
        var count = 0
        var first: Int?
        var start = 0
        while start < keys.count {
            var end = start + 1
            while end < keys.count, keys[end].hash == keys[start].hash {
                // The hash finds them and the values decide.
                if areEqual(table, Int(keys[start].row), Int(keys[end].row)) {
                    count += 1
                    first = min(first ?? .max, Int(keys[end].row) + 1)
                }
                end += 1
            }
            start = end
        }
        return (count, first)
    }

    private static func add(_ column: Column, _ rows: Range<Int>, to hashes: inout [UInt64]) {
        let isComplete = column.validity.isComplete
        func each(_ key: (Int) -> UInt64) {
            for (place, row) in rows.enumerated() {
                let value = isComplete || column.validity[row] ? key(row) : 0x6d69_7373
                hashes[place] = mixed(hashes[place], value)
            }
        }
        switch column.values {
        case .integer(.int8(let values)): each { UInt64(bitPattern: Int64(values[$0])) }
        case .integer(.int16(let values)): each { UInt64(bitPattern: Int64(values[$0])) }
        case .integer(.int32(let values)): each { UInt64(bitPattern: Int64(values[$0])) }
        case .integer(.int64(let values)): each { UInt64(bitPattern: values[$0]) }
        case .real(let values): each { (values[$0] == 0 ? 0.0 : values[$0]).bitPattern }
        case .boolean(let values): each { values[$0] ? 1 : 2 }
        case .date(let values): each { UInt64(UInt32(bitPattern: values[$0])) }
        case .category(let categories):
            switch categories.codes {
            case .narrow(let codes): each { UInt64(codes[$0]) }
            case .medium(let codes): each { UInt64(codes[$0]) }
            case .wide(let codes): each { UInt64(codes[$0]) }
            }
        }
    }

    private static func areEqual(_ table: Table, _ a: Int, _ b: Int) -> Bool {
        table.columns.allSatisfy { column in
            guard column.validity[a] == column.validity[b] else { return false }
            guard column.validity[a] else { return true }
            return switch column.values {
            case .integer(let values): values[a] == values[b]
            case .real(let values): values[a] == values[b]
            case .boolean(let values): values[a] == values[b]
            case .date(let values): values[a] == values[b]
            case .category(let categories): categories.codes[a] == categories.codes[b]
            }
        }
    }
}
