/// Something about how a file was read that its reader should know.
public struct ReadingNote: Sendable, Equatable {
    /// A stable word: `numbers_as_text`, `ambiguous_dates`, `mixed_date_orders`, `windows_1252`.
    public let code: String
    /// One sentence, which repeats no value of the file.
    public let message: String
    /// The columns it concerns; none where it concerns the whole file.
    public let columns: [String]

    /// A note with its words.
    public init(_ code: String, _ message: String, columns: [String] = []) {
        self.code = code
        self.message = message
        self.columns = columns
    }

    /// A file in the letters of Excel.
    static let windows1252 = ReadingNote(
        "windows_1252",
        "The file is not UTF-8 text and was read as Windows-1252, as Excel writes it.")

    /// A column of text that is numbers but for a few values.
    static func numbersAsText(
        _ name: String, numbers: Int, values: Int, firstOther: (line: Int, column: Int)
    ) -> ReadingNote {
        ReadingNote(
            "numbers_as_text",
            "\"\(name)\" was read as text, but \(numbers) of its \(values) values are numbers; "
                + "the first that is not stands at line \(firstOther.line), character "
                + "\(firstOther.column). A word for a missing value can be named with na_words.",
            columns: [name])
    }
}
