/// What is wrong with a table of codes or with histories, where nothing can be made of them.
public struct HistoryError: Error, Sendable, Equatable {
    /// A stable word for what went wrong.
    public enum Code: String, Sendable {
        /// The file of codes is not as it must be.
        case codes = "activity_codes"
        /// A column that was asked for is not there.
        case unknownColumn = "unknown_column"
        /// A column holds something else than it must.
        case columnKind = "column_kind"
        /// No code of the data is in the table.
        case noKnownCode = "no_known_code"
        /// Activities without an end, and no day on which the data were extracted.
        case openSpells = "open_spells"
        /// A day that is asked for lies after the data were extracted, or in no order.
        case window
        /// Columns of months that are not there, are none or stand twice.
        case months
        /// A person has two rows that say different things.
        case repeatedPerson = "repeated_person"
        /// Nothing is left to count.
        case noPerson = "no_person"
        /// A predictor is known only after the prediction is made.
        case knownTooLate = "known_too_late"
    }

    /// The stable word.
    public let code: Code
    /// One sentence that says what is wrong.
    public let message: String
    /// What to do about it.
    public let hint: String?
    /// What the error is about: the key of a plan that names it, such as `start`.
    public let key: String?

    /// An error with its words.
    public init(_ code: Code, _ message: String, hint: String? = nil, key: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
        self.key = key
    }
}
