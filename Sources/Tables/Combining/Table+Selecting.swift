extension Table {
    /// The rows of given numbers, in the order given; levels that no longer occur are dropped.
    public func selecting(_ rows: [Int]) -> Table {
        replacing(columns.map { $0.gathering(rows) }, rowCount: rows.count)
    }

    /// This table with further columns after its own.
    ///
    /// - Throws: `DataError` for a name that it already has.
    public func adding(_ added: [Column]) throws(DataError) -> Table {
        var table = try Table(columns: columns + added, rowCount: rowCount)
        table.notes = notes
        return table
    }

    /// A table of other values under the same distinct names.
    private func replacing(_ changed: [Column], rowCount: Int) -> Table {
        guard var table = try? Table(columns: changed, rowCount: rowCount) else {
            preconditionFailure("the names are those of a table")
        }
        table.notes = notes
        return table
    }
}

extension Column {
    /// The values of given rows, in the order given; a row of -1 is a missing value.
    ///
    /// Levels that none of these rows has are dropped, as a file of these rows would not have them.
    public func gathering(_ rows: [Int]) -> Column {
        var valid = ValidityMask()
        for row in rows { valid.append(row >= 0 && validity[row]) }
        let gathered: ColumnValues =
            switch values {
            case .integer(let integers): .integer(integers.gathering(rows))
            case .real(let reals): .real(rows.map { $0 < 0 ? 0 : reals[$0] })
            case .boolean(let booleans): .boolean(rows.map { $0 >= 0 && booleans[$0] })
            case .date(let days): .date(rows.map { $0 < 0 ? 0 : days[$0] })
            case .category(let categories): .category(categories.gathering(rows, valid))
            }
        return Column(name: name, values: gathered, validity: valid)
    }

    /// The same values under another name.
    public func renamed(_ name: String) -> Column {
        Column(name: name, values: values, validity: validity)
    }
}

extension Integers {
    /// The numbers of given rows, 0 for a row of -1, in bytes of the same width.
    func gathering(_ rows: [Int]) -> Integers {
        switch self {
        case .int8(let values): .int8(rows.map { $0 < 0 ? 0 : values[$0] })
        case .int16(let values): .int16(rows.map { $0 < 0 ? 0 : values[$0] })
        case .int32(let values): .int32(rows.map { $0 < 0 ? 0 : values[$0] })
        case .int64(let values): .int64(rows.map { $0 < 0 ? 0 : values[$0] })
        }
    }
}

extension Categories {
    /// The levels of given rows; those that no valid row has are dropped.
    func gathering(_ rows: [Int], _ valid: ValidityMask) -> Categories {
        var newCode = [UInt32](repeating: .max, count: levels.count)
        for (place, row) in rows.enumerated() where valid[place] { newCode[codes[row]] = 0 }
        var kept: [String] = []
        for level in levels.indices where newCode[level] == 0 {
            newCode[level] = UInt32(kept.count)
            kept.append(levels[level])
        }
        let packed = rows.indices.map { valid[$0] ? newCode[codes[rows[$0]]] : 0 }
        return Categories(codes: packed, orderedLevels: kept)
    }
}
