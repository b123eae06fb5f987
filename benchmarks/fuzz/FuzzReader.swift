// Compiled into one module with the sources of Tables, so that its inner entries are in reach.

/// Reads bytes with options that the first four of them choose. A table whose promises hold or a
/// `DataError` with a place in the file is well; anything else ends the program.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    guard size >= 4 else { return -1 }
    let all = UnsafeBufferPointer(start: data, count: size)
    let bytes = Array(all[4...])
    do {
        let table = try CSVReader.read(bytes, dialect: dialect(Array(all[..<4]), for: bytes))
        check(table)
    } catch {
        precondition(error.line.map { $0 >= 1 && $0 <= bytes.count * 2000 + 1 } ?? true)
        precondition(error.column.map { $0 >= 1 } ?? true)
        precondition(!error.message.isEmpty)
    }
    return 0
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
