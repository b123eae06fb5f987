/// A p-value that is kept as its logarithm, so that it is still a number where p itself is not.
///
/// Domain 0 < p <= 1. As an example, chi-square 80000 on one degree of freedom
/// has log10 p = -17374.329, not p = 0.
public struct PValue: Sendable, Hashable {
    /// ln p, at most 0 and finite.
    public let naturalLog: Double

    /// p itself, in [0, 1]; 0 where p is below the smallest double (about 5e-324).
    public let value: Double

    /// A p-value that is a share, such as (b + 1) / (B + 1) of a simulation, kept to its last digit:
    /// .05 and not the .05000000000000003 that its logarithm gives back.
    ///
    /// - Returns: nil unless 0 < p <= 1.
    public init?(share p: Double) {
        guard p > 0, p <= 1 else { return nil }
        (naturalLog, value) = (min(logarithm(p), 0), p)
    }

    /// A p-value from ln p.
    ///
    /// - Returns: nil where `naturalLog` is not a number or -∞: there is no such p-value. Values a
    ///   rounding above 0 are taken as 0.
    public init?(naturalLog: Double) {
        guard naturalLog.isFinite else { return nil }
        self.naturalLog = min(naturalLog, 0)
        value = exponential(self.naturalLog)
    }

    /// The p-value 1: the data are as near to the hypothesis as they can be.
    public static let one = PValue(certain: ())

    private init(certain: Void) { (naturalLog, value) = (0, 1) }

    /// Whether a p-value is at most a level, which then rejects. A p that is the level but for the
    /// rounding of its sum, as 1/20 computed from logarithms, is at the level, and so is one beside
    /// 1 - 0.95, which is no more than nearly 0.05.
    public static func isAtMost(_ p: Double, level: Double) -> Bool { p <= level * (1 + 1e-9) }

    /// Whether this p-value is at most a level.
    public func isAtMost(_ level: Double) -> Bool { Self.isAtMost(value, level: level) }

    /// log₁₀ p, at most 0.
    public var log10: Double { naturalLog / naturalLogOfTen }

    /// p for people: three decimals without a leading zero, "< .001" or "> .999" at the ends.
    public var display: String {
        let p = value
        if p < 0.001 { return "< .001" }
        if p > 0.999 { return "> .999" }
        let digits = String(Int((p * 1000).rounded()))
        return "." + String(repeating: "0", count: 3 - digits.count) + digits
    }

    /// How a sentence says it: "p = .026", "p < .001".
    public var sentence: String {
        display.first == "." ? "p = " + display : "p " + display
    }
}

private let naturalLogOfTen = 2.302585092994045684
