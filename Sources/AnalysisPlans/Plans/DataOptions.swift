import Tables

/// How a plan's file is to be read: the options that every analysis of a table shares.
public struct DataOptions: Sendable, Equatable {
    /// The file as the plan names it.
    public var data: String
    /// The character between fields.
    public var delimiter = ","
    /// Words that mean "no value".
    public var missingWords = CSVDialect.standardMissingWords
    /// Kinds by column name, where they are told and not found.
    public var kinds: [String: ColumnKind] = [:]

    /// Options that are all defaults.
    public init(data: String) { self.data = data }

    /// The reader's settings.
    var dialect: CSVDialect {
        CSVDialect(
            delimiter: delimiter.utf8.first ?? UInt8(ascii: ","), missingWords: missingWords,
            kinds: kinds)
    }

    /// Delimiters by the words that a command line may use for them.
    static let delimiters = [
        ",": ",", "comma": ",", ";": ";", "semicolon": ";", "\t": "\t", "tab": "\t", "\\t": "\t",
        "|": "|", "pipe": "|",
    ]

    init(_ reader: inout PlanReader, readsKinds: Bool = true) throws(AnalysisError) {
        data = try reader.requiredText(
            "data", hint: "Name the CSV file, or \"-\" for standard input.")
        if let word = try reader.text("delimiter") {
            guard let delimiter = Self.delimiters[word] else {
                throw reader.refuse(
                    "delimiter", "\"\(word)\" is no delimiter.",
                    hint: "There are comma, semicolon, tab and pipe.")
            }
            self.delimiter = delimiter
        }
        missingWords = try reader.texts("na_words") ?? CSVDialect.standardMissingWords
        guard readsKinds else { return }
        for (column, word) in try reader.textsByName("type") ?? [:] {
            guard let kind = ColumnKind(rawValue: word) else {
                throw reader.refuse(
                    "type", "\"\(word)\" is no type of a column.",
                    hint: NearestNames.hint(
                        for: word, among: ColumnKind.allCases.map(\.rawValue)))
            }
            kinds[column] = kind
        }
    }

    func encode(_ container: inout KeyedEncodingContainer<PlanKey>, withKinds: Bool = true) throws {
        try container.encode(data, forKey: "data")
        try container.encode(delimiter, forKey: "delimiter")
        try container.encode(missingWords, forKey: "na_words")
        if withKinds { try container.encode(kinds.mapValues(\.rawValue), forKey: "type") }
    }
}

/// A key of a plan, written out where it is used.
struct PlanKey: CodingKey, ExpressibleByStringLiteral {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringLiteral value: String) { stringValue = value }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension PlanReader {
    /// The coverage of intervals.
    mutating func confidence() throws(AnalysisError) -> Double {
        let value = try number("confidence") ?? 0.95
        guard value > 0, value < 1 else {
            throw refuse(
                "confidence", "The confidence lies between 0 and 1 and is not \(value).",
                hint: "As in 0.95.")
        }
        return value
    }

    /// How many threads to use; nil for as many as the machine has cores.
    mutating func threads() throws(AnalysisError) -> Int? {
        guard let value = try number("threads") else { return nil }
        guard value >= 1, value <= 1024, value == value.rounded() else {
            throw refuse("threads", "The number of threads is a whole number from 1 to 1024.")
        }
        return Int(value)
    }
}
