/// What is wrong with what was asked about places, in words for the person who asked.
public struct CapacityError: Error, Sendable, Hashable {
    /// A stable word for what went wrong.
    public enum Code: String, Sendable {
        /// A number of places below 0.
        case negativePlaces = "negative_places"
        /// A share of the cases that does not lie from 0 to 1.
        case shareOutOfRange = "share_out_of_range"
        /// Two things that belong to the same rows differ in length.
        case lengthsDiffer = "lengths_differ"
        /// Places that are promised to groups are more than there are.
        case floorsExceedPlaces = "floors_exceed_places"
        /// A group that does not occur, or one that is named twice.
        case unknownGroup = "unknown_group"
        /// A number that has no meaning where it stands.
        case invalidNumber = "invalid_number"
        /// A draw of cases that rows do not stand for whole numbers of.
        case fractionalCounts = "fractional_counts"
    }

    /// The stable word.
    public let code: Code
    /// One sentence that says what is wrong.
    public let message: String
    /// What to do about it.
    public let hint: String?

    /// An error with its words.
    public init(_ code: Code, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }

    static func lengths(_ what: String, _ found: Int, rows: Int) -> CapacityError {
        CapacityError(
            .lengthsDiffer, "\(what) has \(found) values, and there are \(rows) cases in rows.",
            hint: "Give one value for each row, in the rows' order.")
    }
}
