import Distributions

/// The coefficients of a regression over samples drawn anew from its own cases: whole clusters with
/// replacement, as many as there are, or rows where there are none (pairs bootstrap).
///
/// Sources: Efron and Tibshirani (1993), An Introduction to the Bootstrap, 12-13; Cameron, Gelbach and
/// Miller (2008), Review of Economics and Statistics 90, 414-427.
public struct CoefficientBootstrap: Sendable {
    /// The samples drawn.
    public let replicates: Int
    /// The seed that they are drawn with.
    public let seed: UInt64
    /// The clusters or, without any, cases drawn from.
    public let unitCount: Int
    /// The active coefficients of each sample that could be fitted, in order of the samples; those of the
    /// limit where the cases themselves separate rows.
    public let estimates: [[Double]]
    /// Samples in which rows could be separated, so that a coefficient was infinite that is finite in all
    /// cases; all of them where the cases themselves are separated as a whole.
    public let separated: Int
    /// Samples in which a level was not drawn, so that it had no coefficient.
    public let withoutLevel: Int
    /// Samples whose fit did not settle.
    public let failed: Int

    /// What the samples say of one coefficient.
    public struct Row: Sendable {
        /// The standard deviation over the samples.
        public let standardError: Double
        /// The quantiles of the samples.
        public let percentile: (low: Double, high: Double)
        /// Twice the estimate less the quantiles, from the other side.
        public let basic: (low: Double, high: Double)
    }

    /// The columns of `estimates`.
    let active: [Int]
    let original: [Double]
    /// Whether samples can say something of a coefficient: it has a finite estimate in all cases, and
    /// these leave residuals. Nil for all that are active.
    var isOpen: [Bool]?

    /// The standard error and intervals of each coefficient, from the samples that could be fitted;
    /// nil where it was not estimated (of an infinite one every sample leaves it infinite, or has no row
    /// that speaks of it), where the cases leave no residual, or where fewer samples could be fitted than reach the
    /// quantiles: (R + 1) (1 - confidence) / 2 < 1.
    ///
    /// The quantile p of R samples lies at (R + 1) p, between its neighbours in proportion.
    public func rows(confidence: Double) -> [Row?] {
        precondition(confidence > 0 && confidence < 1, "confidence lies between 0 and 1")
        var result = [Row?](repeating: nil, count: original.count)
        let count = Double(estimates.count)
        let tail = (1 - confidence) / 2
        guard estimates.count > 1, (count + 1) * tail >= 1 else { return result }
        for (k, column) in active.enumerated() where isOpen?[column] ?? true {
            let sorted = estimates.map { $0[k] }.sorted()
            // Sums of what is left beside the median keep the digits of a narrow spread.
            let centre = sorted[sorted.count / 2]
            let mean = sorted.reduce(0) { $0 + ($1 - centre) } / count
            let squares = sorted.reduce(0) { $0 + ($1 - centre - mean) * ($1 - centre - mean) }
            let (low, high) = (Self.quantile(sorted, tail), Self.quantile(sorted, 1 - tail))
            let estimate = original[column]
            result[column] = Row(
                standardError: (squares / (count - 1)).squareRoot(), percentile: (low, high),
                basic: (2 * estimate - high, 2 * estimate - low))
        }
        return result
    }

    private static func quantile(_ sorted: [Double], _ p: Double) -> Double {
        let place = Double(sorted.count + 1) * p - 1
        let lower = min(max(Int(place.rounded(.down)), 0), sorted.count - 1)
        let upper = min(lower + 1, sorted.count - 1)
        return sorted[lower] + min(max(place - Double(lower), 0), 1)
            * (sorted[upper] - sorted[lower])
    }
}
