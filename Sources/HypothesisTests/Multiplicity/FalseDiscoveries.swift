import Distributions

/// What Benjamini and Hochberg's procedure says of one family of hypotheses, with p-values that never
/// underflow, and how many false ones are to be expected among those that survive.
///
/// The adjusted p of the i-th smallest is the running minimum from above of (m / i) p₍ᵢ₎; what is at
/// most q survives, and the expected share of false ones among them is at most q where p-values are
/// independent or depend on each other positively.
/// Source: Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57; Benjamini and
/// Yekutieli (2001), Annals of Statistics 29.
public struct FalseDiscoveries: Sendable {
    /// The adjusted p-values in the order asked; nil for hypotheses without a p-value.
    public let adjusted: [PValue?]
    /// Which hypotheses survive.
    public let survives: [Bool]
    /// m, the hypotheses with a p-value.
    public let count: Int
    /// How many survive.
    public let survivors: Int
    /// m times the largest p-value that survives: how many of the m would come so far if all were
    /// true. It errs to the high side, as it counts every hypothesis as true; at most q times the
    /// survivors. 0 where none survives. Source: Storey (2002), JRSS B 64, with π₀ = 1.
    public let expectedFalse: Double

    /// The procedure over a family at the rate q; nil unless 0 < q < 1.
    public init?(_ pValues: [PValue?], rate: Double) {
        guard rate > 0, rate < 1 else { return nil }
        var ranked: [(log: Double, index: Int)] = []
        for (index, p) in pValues.enumerated() {
            if let p { ranked.append((p.naturalLog, index)) }
        }
        ranked.sort { ($0.log, $0.index) < ($1.log, $1.index) }
        let m = ranked.count
        var adjusted = [PValue?](repeating: nil, count: pValues.count)
        var survives = [Bool](repeating: false, count: pValues.count)
        var smallest = 0.0
        var (survivors, largest) = (0, -Double.infinity)
        let logOfRate = logarithm(rate)
        for rank in stride(from: m - 1, through: 0, by: -1) {
            let (log, index) = ranked[rank]
            smallest = min(smallest, log + logarithm(Double(m) / Double(rank + 1)))
            adjusted[index] = PValue(naturalLog: smallest)
            // Rounding of the logarithms must not turn an equality.
            guard smallest <= logOfRate + 1e-14 * abs(smallest) else { continue }
            survives[index] = true
            survivors += 1
            largest = max(largest, log)
        }
        self.adjusted = adjusted
        self.survives = survives
        self.survivors = survivors
        count = m
        expectedFalse =
            survivors == 0
            ? 0 : min(Double(m) * exponential(largest), rate * Double(survivors))
    }
}
