import Distributions

/// What a test that was not chosen says beside the one that was: "Welch's t test says p = .036, on
/// the same side of .05". nil where either has no p-value.
func runnerUp(
    _ chosen: TestResult?, _ other: TestResult?, called name: String, confidence: Double
) -> String? {
    guard let p = chosen?.pValue, let other, let otherP = other.pValue else { return nil }
    let level = 1 - confidence
    let said = "\(name) says \(otherP.sentence)"
    let limit = shortened(level, leadingZero: false)
    return p.isAtMost(level) == otherP.isAtMost(level)
        ? said + ", on the same side of \(limit)"
        : said + ", on the other side of \(limit), so the finding hangs on the choice of test"
}
