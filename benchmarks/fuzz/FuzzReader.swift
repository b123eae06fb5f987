// Compiled into one module with the sources of Tables, so that its inner entries are in reach.

/// Reads bytes with options that the first five of them choose. A table whose promises hold or a
/// `DataError` with a place in the file is well, if chunks of a few bytes and several threads come
/// to the same; anything else ends the program.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    guard size >= 5 else { return -1 }
    let all = UnsafeBufferPointer(start: data, count: size)
    let bytes = Array(all[5...])
    let dialect = dialect(Array(all[..<4]), for: bytes)
    let whole = outcome(bytes, dialect, threads: 1, chunkLength: nil)
    switch whole {
    case .success(let table): check(table)
    case .failure(let error):
        precondition(error.line.map { $0 >= 1 && $0 <= bytes.count * 2000 + 1 } ?? true)
        precondition(error.column.map { $0 >= 1 } ?? true)
        precondition(!error.message.isEmpty)
    }
    let parts = outcome(
        bytes, dialect, threads: 1 + Int(all[4] >> 6), chunkLength: 1 + Int(all[4] & 63))
    if !isSame(whole, parts) {
        fatalError("chunks change what is read:\n\(words(whole))\n\(words(parts))")
    }
    return 0
}

func outcome(
    _ bytes: [UInt8], _ dialect: CSVDialect, threads: Int, chunkLength: Int?
) -> Result<Table, DataError> {
    do {
        return .success(
            try CSVReader.read(
                FileBytes(bytes), dialect: dialect, threads: threads, chunkLength: chunkLength))
    } catch {
        return .failure(error)
    }
}

/// What to say of a reading that came to something else.
func words(_ outcome: Result<Table, DataError>) -> String {
    switch outcome {
    case .failure(let error): "\(error)"
    case .success(let table):
        "\(table.rowCount) rows of \(table.columns.map { "\($0.name): \($0.kind)" }); "
            + "notes \(table.notes.map(\.code))"
    }
}

func isSame(_ a: Result<Table, DataError>, _ b: Result<Table, DataError>) -> Bool {
    switch (a, b) {
    case (.success(let a), .success(let b)):
        a.names == b.names && a.rowCount == b.rowCount && a.notes == b.notes
            && zip(a.columns, b.columns).allSatisfy(isSame)
    case (.failure(let a), .failure(let b)): a == b
    default: false
    }
}

func isSame(_ a: Column, _ b: Column) -> Bool {
    guard a.kind == b.kind, a.validity == b.validity else { return false }
    let rows = (0..<a.count).filter { a.validity[$0] }
    return switch (a.values, b.values) {
    case (.integer(let a), .integer(let b)): rows.allSatisfy { a[$0] == b[$0] }
    case (.real(let a), .real(let b)): rows.allSatisfy { a[$0].bitPattern == b[$0].bitPattern }
    case (.boolean(let a), .boolean(let b)): rows.allSatisfy { a[$0] == b[$0] }
    case (.date(let a), .date(let b)): rows.allSatisfy { a[$0] == b[$0] }
    case (.category(let a), .category(let b)):
        a.levels.map { Array($0.utf8) } == b.levels.map { Array($0.utf8) }
            && rows.allSatisfy { a.codes[$0] == b.codes[$0] }
    default: false
    }
}

/// The options: delimiter; marks of numbers; dates, words and currency; the kind of column `a`.
func dialect(_ choice: [UInt8], for bytes: [UInt8]) -> CSVDialect {
    let delimiters: [UInt8?] = [nil, 0x2C, 0x3B, 0x09, 0x7C]
    var dialect = CSVDialect(delimiter: delimiters[Int(choice[0]) % delimiters.count])
    dialect.decimal = choice[1] & 1 == 0 ? .point : .comma
    let marks: [CSVDialect.ThousandsMark?] = [nil, .comma, .point, .space, .apostrophe]
    dialect.thousands = marks[Int(choice[1] >> 1) % marks.count]
    let orders: [CSVDialect.DateOrder?] = [nil, .dayFirst, .monthFirst]
    dialect.dateOrder = orders[Int(choice[2] & 15) % orders.count]
    if choice[2] & 16 != 0 { dialect.missingWords = ["", "-", "unknown", "é", "-9"] }
    if choice[2] & 32 != 0 { dialect.currency = ["£", "EUR"] }
    let kinds = ColumnKind.allCases
    // Most files have no such column, and would be refused for it.
    if choice[3] > 0, bytes.starts(with: [0x61]) {
        dialect.kinds["a"] = kinds[Int(choice[3]) % kinds.count]
    }
    return dialect
}

/// What every table promises.
func check(_ table: Table) {
    precondition(table.rowCount > 0)
    precondition(Set(table.names).count == table.columns.count)
    for column in table.columns {
        precondition(column.count == table.rowCount && column.values.count == table.rowCount)
        let missing = (0..<column.count).count { !column.validity[$0] }
        precondition(missing == column.validity.missingCount)
        switch column.values {
        case .integer(let values):
            for row in 0..<column.count { _ = values[row] }
        case .real(let values):
            for row in 0..<column.count where column.validity[row] {
                precondition(values[row].isFinite)
            }
        case .boolean: break
        case .date(let values):
            for row in 0..<column.count where column.validity[row] {
                let text = CalendarDay.text(values[row])
                precondition(text.utf8.count == 10)
            }
        case .category(let values):
            for (a, b) in zip(values.levels, values.levels.dropFirst()) {
                precondition(a.precedesInBytes(b))
            }
            for row in 0..<column.count where column.validity[row] {
                _ = values.levels[values.codes[row]]
            }
        }
    }
}
