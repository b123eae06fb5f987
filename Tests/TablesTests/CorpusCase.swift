import Foundation
import Testing

@testable import Tables

/// A file of the corpus and what must come of reading it; `Corpus/README.md` tells the fields.
struct CorpusCase: Decodable, Sendable, CustomTestStringConvertible {
    struct Options: Decodable, Sendable {
        var delimiter: String?
        var missingWords: [String]?
        var kinds: [String: ColumnKind]?
        var decimal: CSVDialect.DecimalMark?
        var thousands: CSVDialect.ThousandsMark?
        var currency: [String]?
        var dateOrder: CSVDialect.DateOrder?
    }
    struct ExpectedColumn: Decodable, Sendable {
        var name: String
        var kind: ColumnKind
        var values: [String?]
    }
    struct ExpectedError: Decodable, Sendable {
        var codes: [String]
        var line: Int?
        var column: Int?
    }
    struct ExpectedNote: Decodable, Sendable {
        var code: String
        var columns: [String]?
    }

    var name: String
    var file: String
    var options: Options
    var error: ExpectedError?
    var rows: Int?
    var columns: [ExpectedColumn]?
    var width: Int?
    var digest: String?
    var notes: [ExpectedNote]?

    var testDescription: String { name }

    /// The cases that a folder's `expectations.json` lists.
    static func all(in folder: URL) throws -> [CorpusCase] {
        let data = try Data(contentsOf: folder.appendingPathComponent("expectations.json"))
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode([CorpusCase].self, from: data)
    }
}

extension CorpusCase {
    var dialect: CSVDialect {
        let delimiters: [String: UInt8] = [
            "comma": 0x2C, "semicolon": 0x3B, "tab": 0x09, "pipe": 0x7C,
        ]
        var dialect = CSVDialect(
            delimiter: options.delimiter.flatMap { delimiters[$0] }, kinds: options.kinds ?? [:])
        if let words = options.missingWords { dialect.missingWords = words + [""] }
        dialect.decimal = options.decimal ?? .point
        dialect.thousands = options.thousands
        dialect.currency = options.currency ?? []
        dialect.dateOrder = options.dateOrder
        return dialect
    }

    /// What came of reading the file differs so from what was expected; empty where it agrees.
    func differences(in folder: URL, threads: Int, chunkLength: Int? = nil) -> [String] {
        let path = folder.appendingPathComponent("files/\(file)").path
        do {
            let table = try readCorpusFile(
                path, dialect: dialect, threads: threads, chunkLength: chunkLength)
            return error == nil
                ? differences(table) : ["read as \(table.rowCount) rows; an error was expected"]
        } catch {
            return differences(error)
        }
    }

    private func differences(_ found: DataError) -> [String] {
        guard let error else { return ["refused: \(found)"] }
        var words: [String] = []
        if !error.codes.contains(found.code.rawValue) {
            words.append("code \(found.code.rawValue), not \(error.codes)")
        }
        if let line = error.line, line != found.line { words.append("line of \(found): \(line)") }
        if let column = error.column, column != found.column {
            words.append("column of \(found): \(column)")
        }
        return words
    }

    private func differences(_ table: Table) -> [String] {
        var words: [String] = []
        if table.rowCount != rows { words.append("\(table.rowCount) rows, not \(rows ?? -1)") }
        if let digest, table.columns.count != width || corpusDigest(table) != digest {
            words.append("the columns' checksum differs: \(table.columns.map(\.kind).prefix(8))")
        }
        if let columns, words.isEmpty {
            let names = columns.map { Array($0.name.utf8) }
            if table.names.map({ Array($0.utf8) }) != names { words.append("\(table.names)") }
            for (expected, column) in zip(columns, table.columns) {
                words += differences(column, expected)
            }
        }
        return words + noteDifferences(table.notes)
    }

    private func differences(_ column: Column, _ expected: ExpectedColumn) -> [String] {
        if column.kind != expected.kind {
            return ["\(column.name) is \(column.kind), not \(expected.kind)"]
        }
        return expected.values.indices.compactMap { row in
            let found = canonicalText(column, row)
            var value = expected.values[row]
            if column.kind == .real { value = value.flatMap(Double.init).map(bits) }
            let isSame = found.map { Array($0.utf8) } == value.map { Array($0.utf8) }
            return isSame
                ? nil
                : "\(column.name), row \(row + 1): \(found ?? "missing"), not "
                    + "\(expected.values[row] ?? "missing")"
        }
    }

    private func noteDifferences(_ found: [ReadingNote]) -> [String] {
        ["ambiguous_dates", "windows_1252"].compactMap { code in
            let ours = found.filter { $0.code == code }
            let theirs = (notes ?? []).first { $0.code == code }
            if ours.isEmpty, theirs == nil { return nil }
            guard !ours.isEmpty, let theirs else { return "\(code): \(ours.count) notes" }
            guard let columns = theirs.columns else { return nil }
            let names = ours.flatMap(\.columns)
            return names.sorted() == columns.sorted() ? nil : "\(code) of \(names)"
        }
    }
}
