/// Whether a number could be had at all. A number that could not is nil, never NaN or infinite.
public enum EstimationStatus: String, Sendable, Hashable, Codable {
    /// The numbers stand as they are.
    case estimated
    /// The estimate is infinite, and so nil, or it is a ratio of 0, whose logarithm is infinite; a limit on
    /// the other side may still be finite.
    case infinite
    /// What is nil cannot be had from these data; the note says why.
    case notEstimable = "not_estimable"
}
