/// What is wrong with a file of data, in words for the person who holds it.
public struct DataError: Error, Sendable, Equatable {
    /// A stable word for what went wrong.
    public enum Code: String, Sendable {
        /// The file is not there or may not be read.
        case noInput = "no_input"
        /// Reading failed on the way.
        case readFailed = "read_failed"
        /// The text is not well-formed CSV.
        case malformedCSV = "malformed_csv"
        /// The bytes are not UTF-8 text.
        case encoding
        /// There is no row of data, or not even a header.
        case emptyFile = "empty_file"
        /// Two columns share a name.
        case repeatedColumn = "repeated_column"
        /// A column that was asked for is not there.
        case unknownColumn = "unknown_column"
        /// A value does not fit the type that was asked for.
        case typeMismatch = "type_mismatch"
        /// Files that are to be stacked have different columns.
        case columnsDiffer = "columns_differ"
        /// A key that may stand in one row only stands in several.
        case duplicateKeys = "duplicate_keys"
        /// No file can be made in the scratch folder.
        case scratchUnavailable = "scratch_unavailable"
        /// The scratch folder's disk has no room left.
        case scratchFull = "scratch_full"
        /// The memory that is allowed does not suffice.
        case memoryTooSmall = "memory_too_small"
        /// A file that cannot be read in pieces.
        case notStreamed = "not_streamed"
    }

    /// The stable word.
    public let code: Code
    /// One sentence that says what is wrong.
    public let message: String
    /// What to do about it.
    public let hint: String?
    /// The line of the file, from 1.
    public let line: Int?
    /// The character in the line, from 1.
    public let column: Int?

    /// An error with its words and, where known, its place.
    public init(
        _ code: Code, _ message: String, hint: String? = nil, line: Int? = nil, column: Int? = nil
    ) {
        self.code = code
        self.message = message
        self.hint = hint
        self.line = line
        self.column = column
    }

    static func repeatedColumn(_ name: String) -> DataError {
        DataError(
            .repeatedColumn, "Two columns are named \"\(name)\".",
            hint: "Rename one of them in the file's first line.", line: 1)
    }

    /// A column that is not in the table, with the nearest names that are.
    public static func unknownColumn(_ name: String, among names: [String]) -> DataError {
        DataError(
            .unknownColumn, "There is no column named \"\(name)\".",
            hint: NearestNames.hint(for: name, among: names))
    }
}
