/// How a file of separated values is to be read.
public struct CSVDialect: Sendable, Equatable {
    /// Words that mean "no value", compared after blanks around a field are taken off.
    public static let standardMissingWords = [
        "", "NA", "N/A", "#N/A", "NaN", "nan", "NULL", "null",
    ]

    /// The byte between fields.
    public var delimiter: UInt8
    /// Words that mean "no value", quoted or not.
    public var missingWords: [String]
    /// Kinds that the reader is told instead of finding them, by column name.
    public var kinds: [String: ColumnKind]

    /// A dialect; by default commas and the standard missing words.
    public init(
        delimiter: UInt8 = UInt8(ascii: ","),
        missingWords: [String] = CSVDialect.standardMissingWords,
        kinds: [String: ColumnKind] = [:]
    ) {
        self.delimiter = delimiter
        self.missingWords = missingWords
        self.kinds = kinds
    }
}
