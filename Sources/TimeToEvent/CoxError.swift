/// Why a Cox regression could not be fitted. Rows and columns count from 0.
public enum CoxError: Error, Sendable, Equatable {
    /// The columns have another number of rows than the times.
    case unequalLengths(rows: Int, expected: Int)
    /// A value is NaN or infinite.
    case notFinite(column: Int, row: Int)
    /// A weight is not a whole number: tied events are counted one by one.
    case fractionalFrequency(row: Int)
    /// There is no event.
    case noEvents
    /// Newton's method came to no end.
    case notConverged
}
