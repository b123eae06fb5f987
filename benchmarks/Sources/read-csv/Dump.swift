import Foundation
import Tables

/// A table as JSON: name, kind and the text of every value of each column, and the notes.
func dump(_ table: Table) throws -> Data {
    struct DumpedColumn: Encodable {
        var name: String
        var kind: String
        var values: [String?]
    }
    struct DumpedNote: Encodable {
        var code: String
        var columns: [String]
    }
    struct DumpedTable: Encodable {
        var rows: Int
        var columns: [DumpedColumn]
        var notes: [DumpedNote]
    }
    let columns = table.columns.map { column in
        DumpedColumn(
            name: column.name, kind: column.kind.rawValue,
            values: (0..<column.count).map { text(column, $0) })
    }
    return try JSONEncoder().encode(
        DumpedTable(
            rows: table.rowCount, columns: columns,
            notes: table.notes.map { DumpedNote(code: $0.code, columns: $0.columns) }))
}

/// What is wrong with a file, as JSON.
func dump(_ error: DataError) throws -> Data {
    struct DumpedError: Encodable {
        var code: String
        var message: String
        var line: Int?
        var column: Int?
    }
    return try JSONEncoder().encode([
        "error": DumpedError(
            code: error.code.rawValue, message: error.message, line: error.line,
            column: error.column)
    ])
}

private func text(_ column: Column, _ row: Int) -> String? {
    guard column.validity[row] else { return nil }
    switch column.values {
    case .integer(let values): return String(values[row])
    // Shortest text that gives the same bits again.
    case .real(let values): return values[row].description
    case .boolean(let values): return values[row] ? "true" : "false"
    case .date(let values): return CalendarDay.text(values[row])
    case .category(let values): return values.levels[values.codes[row]]
    }
}
