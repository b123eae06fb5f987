import ModelFormula
import Tables

/// What a plan's table is made of and how it is read: the options that every analysis of a table
/// shares.
///
/// The files are stacked, other files joined to them, columns derived and rows filtered, in this
/// order.
public struct DataOptions: Sendable, Equatable {
    /// The files that are stacked, as the plan names them; usually one.
    public var sources: [String]
    /// The files that are joined, in order.
    public var joins: [JoinOptions] = []
    /// The columns that are derived, in order.
    public var derivations: [Derivation] = []
    /// The conditions that a row must fulfil, all of them.
    public var filters: [RowExpression] = []
    /// The character between fields, or `auto` to find it.
    public var delimiter = "auto"
    /// Words that mean "no value".
    public var missingWords = CSVDialect.standardMissingWords
    /// Kinds by column name, where they are told and not found.
    public var kinds: [String: ColumnKind] = [:]
    /// What stands before the fraction of a number.
    public var decimal = CSVDialect.DecimalMark.point
    /// What parts digits into threes; nil where nothing may.
    public var thousands: CSVDialect.ThousandsMark?
    /// Signs that may stand before or after a number.
    public var currency: [String] = []
    /// How dates such as 01/02/2024 are ordered; nil to find it.
    public var dateOrder: CSVDialect.DateOrder?

    /// How many threads read the files; nil for as many as there are cores.
    var threads: Int?

    /// Options that are all defaults.
    public init(data: String) { sources = [data] }

    /// The files of data as one text; setting it names a single file.
    public var data: String {
        get { sources.joined(separator: ", ") }
        set { sources = [newValue] }
    }

    /// All files that are read.
    public var inputs: [String] { sources + joins.map(\.file) }

    /// The reader's settings.
    var dialect: CSVDialect {
        var dialect = CSVDialect(
            delimiter: delimiter == "auto" ? nil : delimiter.utf8.first,
            missingWords: missingWords, kinds: kinds)
        dialect.decimal = decimal
        dialect.thousands = thousands
        dialect.currency = currency
        dialect.dateOrder = dateOrder
        return dialect
    }

    /// Delimiters by the words that a command line may use for them.
    static let delimiters = [
        ",": ",", "comma": ",", ";": ";", "semicolon": ";", "\t": "\t", "tab": "\t", "\\t": "\t",
        "|": "|", "pipe": "|", "auto": "auto",
    ]

    /// Reads the keys of a table's plan.
    ///
    /// - Parameter isStream: whether the rows are read as they pass, with the kinds that a model
    ///   knows, and each is answered.
    init(_ reader: inout PlanReader, isStream: Bool = false) throws(AnalysisError) {
        guard let sources = try reader.textOrTexts("data") else {
            throw reader.missing(
                "data", hint: "Name the CSV file, or \"-\" for standard input.")
        }
        self.sources = sources
        try readCombining(&reader, isStream: isStream)
        if let word = try reader.text("delimiter") {
            guard let delimiter = Self.delimiters[word] else {
                throw reader.refuse(
                    "delimiter", "\"\(word)\" is no delimiter.",
                    hint: "There are comma, semicolon, tab, pipe, and auto to find it.")
            }
            self.delimiter = delimiter
        }
        missingWords = try reader.texts("na_words") ?? CSVDialect.standardMissingWords
        try readNumberForms(&reader)
        if isStream { return }
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

    /// How numbers and dates are written.
    private mutating func readNumberForms(_ reader: inout PlanReader) throws(AnalysisError) {
        decimal = try reader.word("decimal", CSVDialect.DecimalMark.self) ?? .point
        thousands = try reader.word("thousands", CSVDialect.ThousandsMark.self)
        dateOrder = try reader.word("date_order", CSVDialect.DateOrder.self)
        if thousands?.rawValue == decimal.rawValue {
            throw reader.refuse(
                "thousands",
                "A \(decimal.rawValue) cannot part both the thousands and the fraction.",
                hint: "Say the other one too: --decimal \(decimal == .point ? "comma" : "point").")
        }
        currency = try reader.texts("currency") ?? []
        let unusable: (Unicode.Scalar) -> Bool = {
            $0.properties.numericType != nil || "+-., '".unicodeScalars.contains($0)
        }
        if currency.contains(where: { $0.isEmpty || $0.unicodeScalars.contains(where: unusable) }) {
            throw reader.refuse(
                "currency", "A currency sign holds no digit, blank, point or comma.",
                hint: "As in £, or EUR.")
        }
    }

    func encode(_ container: inout KeyedEncodingContainer<PlanKey>, withKinds: Bool = true) throws {
        if sources.count == 1 {
            try container.encode(data, forKey: "data")
        } else {
            try container.encode(sources, forKey: "data")
        }
        if !joins.isEmpty { try container.encode(joins, forKey: "join") }
        if !derivations.isEmpty {
            try container.encode(derivations.map(\.source), forKey: "derive")
        }
        if !filters.isEmpty { try container.encode(filters.map(\.source), forKey: "filter") }
        try container.encode(delimiter, forKey: "delimiter")
        try container.encode(missingWords, forKey: "na_words")
        try container.encode(decimal, forKey: "decimal")
        if let thousands { try container.encode(thousands, forKey: "thousands") }
        if !currency.isEmpty { try container.encode(currency, forKey: "currency") }
        if let dateOrder { try container.encode(dateOrder, forKey: "date_order") }
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
    /// One of the words that a type has.
    mutating func word<Word: RawRepresentable & CaseIterable>(
        _ key: String, _: Word.Type
    ) throws(AnalysisError) -> Word? where Word.RawValue == String {
        guard let text = try text(key) else { return nil }
        guard let word = Word(rawValue: text) else {
            throw refuse(
                key,
                "\"\(text)\" is no value of \(key.split(separator: "_").joined(separator: " ")).",
                hint: NearestNames.hint(for: text, among: Word.allCases.map(\.rawValue)))
        }
        return word
    }

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
