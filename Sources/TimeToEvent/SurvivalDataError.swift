/// Why columns are no times to an event. Rows count from 0.
public enum SurvivalDataError: Error, Sendable, Equatable {
    /// A column has another length than the exit times.
    case unequalLengths(column: String, rows: Int, expected: Int)
    /// A time or a weight is NaN or infinite (an entry of -∞ is none).
    case notFinite(column: String, row: Int)
    /// An exit time or a weight is below 0.
    case negative(column: String, row: Int)
    /// Cases that leave no later than they enter: the first of them, and how many there are.
    case exitNotAfterEntry(row: Int, count: Int)
    /// A group, stratum or cluster code that names no level.
    case codeOutOfRange(row: Int, code: Int, levels: Int)
    /// There is no row of positive weight.
    case nobody
    /// Rows of one person that cover the same time: the first of them, and how many there are.
    case overlappingRows(row: Int, count: Int)
    /// An event that comes before its person is watched, or after.
    case eventOutsideTime(row: Int)
    /// There are more rows than 2³¹ - 1.
    case tooManyRows(Int)
}
