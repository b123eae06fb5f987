/// How a file of separated values is to be read.
public struct CSVDialect: Sendable, Equatable {
    /// Words that mean "no value", compared after blanks around a field are taken off.
    public static let standardMissingWords = [
        "", "NA", "N/A", "#N/A", "NaN", "nan", "NULL", "null",
    ]

    /// What stands between the whole part of a number and its fraction.
    public enum DecimalMark: String, Sendable, Codable, CaseIterable {
        /// As in 1.5.
        case point
        /// As in 1,5.
        case comma
    }

    /// What parts the digits of a number into threes.
    public enum ThousandsMark: String, Sendable, Codable, CaseIterable {
        /// As in 1,000.
        case comma
        /// As in 1.000.
        case point
        /// As in 1 000; a no-break space as well.
        case space
        /// As in 1'000.
        case apostrophe
    }

    /// Which of the two small numbers of a date such as 01/02/2024 is the day.
    public enum DateOrder: String, Sendable, Codable, CaseIterable {
        /// Day, month, year.
        case dayFirst = "dmy"
        /// Month, day, year.
        case monthFirst = "mdy"
    }

    /// The byte between fields; nil to find it.
    public var delimiter: UInt8?
    /// Words that mean "no value", quoted or not.
    public var missingWords: [String]
    /// Kinds that the reader is told instead of finding them, by column name.
    public var kinds: [String: ColumnKind]
    /// What stands before the fraction of a number.
    public var decimal: DecimalMark = .point
    /// What parts digits into threes; nil where nothing may.
    public var thousands: ThousandsMark?
    /// Signs that may stand before or after a number.
    public var currency: [String] = []
    /// How dates in numbers are ordered; nil to find it, day first where both are possible.
    public var dateOrder: DateOrder?

    /// A dialect; by default the delimiter is found and the missing words are the standard ones.
    public init(
        delimiter: UInt8? = nil,
        missingWords: [String] = CSVDialect.standardMissingWords,
        kinds: [String: ColumnKind] = [:]
    ) {
        self.delimiter = delimiter
        self.missingWords = missingWords
        self.kinds = kinds
    }
}
