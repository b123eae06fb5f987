import TestSupport
import Testing

@testable import Tables

/// Random bytes: each is a table or a `DataError`, and none ends the program.
struct CSVFuzzTests {
    private func check(_ bytes: [UInt8], _ dialect: CSVDialect) -> Bool {
        do {
            let table = try CSVReader.read(bytes, dialect: dialect)
            #expect(table.rowCount > 0 && Set(table.names).count == table.columns.count)
            for column in table.columns {
                #expect(column.count == table.rowCount)
                if case .category(let categories) = column.values {
                    let isOrdered = zip(categories.levels, categories.levels.dropFirst())
                        .allSatisfy { $0.precedesInBytes($1) }
                    #expect(isOrdered)
                }
                if case .real(let reals) = column.values {
                    let areFinite = reals.allSatisfy { $0.isFinite }
                    #expect(areFinite)
                }
            }
            return true
        } catch {
            let lines = bytes.count { $0 == 0x0A || $0 == 0x0D } + 1
            #expect(error.line.map { (1...lines).contains($0) } ?? true, "\(error) of \(bytes)")
            #expect(error.column.map { $0 >= 1 } ?? true, "\(error) of \(bytes)")
            return false
        }
    }

    @Test(arguments: 1...4) func bytesOfCSV(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let alphabet = Array("ab1290.-+eE,,,\n\n\n\r\";\t \u{0}é".utf8) + [0xFF, 0xEF, 0xBB, 0xBF]
        var tables = 0
        for _ in 0..<2000 {
            let count = Int.random(in: 0...60, using: &generator)
            let bytes = (0..<count).compactMap { _ in alphabet.randomElement(using: &generator) }
            let delimiters: [UInt8] = [0x2C, 0x3B, 0x09]
            let delimiter = delimiters.randomElement(using: &generator) ?? 0x2C
            if check(bytes, CSVDialect(delimiter: delimiter)) { tables += 1 }
        }
        #expect(tables > 5)
    }

    @Test func anyBytes() {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<3000 {
            let count = Int.random(in: 0...80, using: &generator)
            let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            _ = check(bytes, CSVDialect())
            _ = check(Array("a,b\n".utf8) + bytes, CSVDialect(kinds: ["a": .category, "b": .real]))
        }
    }

    /// Well-formed rows of fields that look like each kind, or nearly.
    @Test(arguments: ColumnKind.allCases) func fieldsOfAKind(_ kind: ColumnKind) throws {
        var generator = SeededGenerator(seed: 6)
        let fields = [
            "", "NA", "0", "-0", "+7", "007", "9223372036854775807", "9223372036854775808", "1e308",
            "1e309", "-1.5e-400", ".", "-", "+", "e", "1e", "1e+", "true", "FALSE", "tRUE",
            "2024-02-29", "2023-02-29", "0000-01-01", "9999-12-31", "2024-1-01",
            "12345678901234567.5",
            "0.1234567890123456789", "\u{FEFF}", "é", "e\u{301}", "inf", "nan",
        ]
        for _ in 0..<2000 {
            let rows = (0..<3).map { _ in
                "x," + (fields.randomElement(using: &generator) ?? "")
            }
            let bytes = Array(("r,v\n" + rows.joined(separator: "\n")).utf8)
            #expect(check(bytes, CSVDialect()))
            _ = check(bytes, CSVDialect(kinds: ["v": kind]))
        }
    }
}
