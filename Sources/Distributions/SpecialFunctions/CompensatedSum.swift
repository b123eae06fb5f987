/// A sum with Neumaier's correction: the rounding of each addition is kept and given back at the
/// end, so that a million terms cost no digits.
///
/// Error at most about two units in the last place of Σ|x|, whatever the number of terms.
public struct CompensatedSum: Sendable {
    private var sum = 0.0
    private var correction = 0.0

    /// An empty sum.
    public init() {}

    /// Adds a term.
    @inlinable
    public mutating func add(_ term: Double) { accumulate(term) }

    @usableFromInline
    mutating func accumulate(_ term: Double) {
        let next = sum + term
        correction += abs(sum) >= abs(term) ? (sum - next) + term : (term - next) + sum
        sum = next
    }

    /// The sum of the terms so far.
    public var value: Double { sum + correction }
}
