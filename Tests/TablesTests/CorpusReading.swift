import Foundation

@testable import Tables

/// Reads a file of the corpus: the one place that names the reader's entry.
///
/// - Parameter chunkLength: the bytes of a chunk; nil for what the reader takes.
func readCorpusFile(
    _ path: String, dialect: CSVDialect, threads: Int, chunkLength: Int?
) throws(DataError) -> Table {
    try CSVReader.read(
        FileBytes(path: path), dialect: dialect, threads: threads, chunkLength: chunkLength)
}

/// A value as text that two programs write alike; nil where it is missing.
func canonicalText(_ column: Column, _ row: Int) -> String? {
    guard column.validity[row] else { return nil }
    switch column.values {
    case .integer(let values): return String(values[row])
    case .real(let values): return bits(values[row])
    case .boolean(let values): return values[row] ? "true" : "false"
    case .date(let values): return CalendarDay.text(values[row])
    case .category(let values): return values.levels[values.codes[row]]
    }
}

/// The sixteen hexadecimal digits of a number's bits.
func bits(_ value: Double) -> String {
    let digits = String(value.bitPattern, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}

/// The checksum of a table's columns that `Corpus/corpus.py` describes (64-bit FNV-1a).
func corpusDigest(_ table: Table) -> String {
    var total: UInt64 = 0xCBF2_9CE4_8422_2325
    func add(_ byte: UInt8) { total = (total ^ UInt64(byte)) &* 0x100_0000_01B3 }
    func add(_ text: String) {
        for byte in text.utf8 { add(byte) }
        add(0)
    }
    for column in table.columns {
        add(column.name)
        add(column.kind.rawValue)
        for row in 0..<column.count {
            if let text = canonicalText(column, row) {
                add(1)
                add(text)
            } else {
                add(2)
                add(0)
            }
        }
    }
    let digits = String(total, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}
