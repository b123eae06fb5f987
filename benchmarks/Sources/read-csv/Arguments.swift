import Foundation
import Tables

/// What the command line asks for.
struct Arguments {
    var path = ""
    var threads = 2
    var repeats = 1
    var dumps = false
    var check: String?
    var dialect = CSVDialect()

    static let usage =
        "usage: read-csv FILE [--threads 2] [--repeat 1] [--check REAL,CATEGORY] [--dump] "
        + "[--options JSON]"

    /// Nil where the command line is not understood.
    init?(_ words: [String]) {
        var rest = words[...]
        while let word = rest.popFirst() {
            switch word {
            case "--dump": dumps = true
            case "--threads":
                guard let count = rest.popFirst().flatMap(Int.init), count > 0 else { return nil }
                threads = count
            case "--repeat":
                guard let count = rest.popFirst().flatMap(Int.init), count > 0 else { return nil }
                repeats = count
            case "--check":
                guard let names = rest.popFirst() else { return nil }
                check = names
            case "--options":
                guard let text = rest.popFirst(), read(Data(text.utf8)) else { return nil }
            default:
                guard path.isEmpty, !word.hasPrefix("--") else { return nil }
                path = word
            }
        }
        if path.isEmpty { return nil }
    }

    /// The options of a case of the tests' corpus, as JSON.
    private struct Options: Decodable {
        var delimiter: String?
        var missingWords: [String]?
        var kinds: [String: ColumnKind]?
        var decimal: CSVDialect.DecimalMark?
        var thousands: CSVDialect.ThousandsMark?
        var currency: [String]?
        var dateOrder: CSVDialect.DateOrder?
    }

    private mutating func read(_ json: Data) -> Bool {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let options = try? decoder.decode(Options.self, from: json) else { return false }
        let delimiters: [String: UInt8] = [
            "comma": 0x2C, "semicolon": 0x3B, "tab": 0x09, "pipe": 0x7C,
        ]
        if let word = options.delimiter {
            guard let byte = delimiters[word] else { return false }
            dialect.delimiter = byte
        }
        if let words = options.missingWords { dialect.missingWords = words + [""] }
        dialect.kinds = options.kinds ?? [:]
        dialect.decimal = options.decimal ?? .point
        dialect.thousands = options.thousands
        dialect.currency = options.currency ?? []
        dialect.dateOrder = options.dateOrder
        return true
    }
}
