import Distributions

/// A share of cases with an event, with its intervals.
public struct Proportion: Sendable, Hashable {
    /// The cases with the event.
    public let events: Int
    /// All cases.
    public let total: Int

    /// `events` of `total` cases.
    ///
    /// - Throws: unless 0 <= events <= total.
    public init(events: Int, total: Int) throws(ContingencyTableError) {
        guard events >= 0, events <= total else {
            throw .eventsOutsideCases(level: "", events: events, cases: total)
        }
        self.events = events
        self.total = total
    }

    /// The share and Wilson's score interval: the π with |p - π| <= z √(π(1-π)/n).
    ///
    /// 0 of 20 gives [0, .16113]. Source: Wilson (1927).
    public func wilson(confidence: Double) -> Effect {
        let method = "Wilson score"
        return effect(method, confidence) { z in
            let limits = WilsonLimits(events: Double(events), of: Double(total), z: z)
            return (limits.low, limits.high)
        }
    }

    /// The share and the exact interval of Clopper and Pearson: the π at which the data lie on the
    /// edge of a tail of (1 - confidence)/2, by quantiles of the beta distribution.
    ///
    /// 0 of 20 gives [0, .16843]. Source: Clopper and Pearson (1934).
    public func clopperPearson(confidence: Double) -> Effect {
        let tail = (1 - confidence) / 2
        let (x, y) = (Double(events), Double(total - events))
        return effect("Clopper-Pearson exact", confidence) { _ in
            (
                events == 0 ? 0 : Beta(x, y + 1).quantile(tail),
                events == total ? 1 : Beta(x + 1, y).upperQuantile(tail)
            )
        }
    }

    private func effect(
        _ method: String, _ confidence: Double, _ limits: (Double) -> (Double, Double)
    ) -> Effect {
        let name = "proportion"
        guard total > 0 else {
            return Effect(name: name, method: method, status: .notEstimable, note: "no case")
        }
        let estimate = Double(events) / Double(total)
        guard let z = criticalValue(confidence) else {
            return Effect(
                name: name, estimate: estimate, method: method, status: .notEstimable,
                note: confidenceNote)
        }
        let (low, high) = limits(z)
        return Effect(
            name: name, estimate: estimate, confLow: low, confHigh: high, method: method)
    }
}

/// Wilson's limits, the roots of (n + z²) π² - (2x + z²) π + x²/n = 0, with their complements.
///
/// The upper is a sum of positive terms and the lower the product of the roots over the upper; the
/// complements are the limits of n - x. So none cancels, even where one in 10⁹ has the event.
package struct WilsonLimits {
    /// The lower limit.
    package let low: Double
    /// The upper limit.
    package let high: Double
    let lowComplement: Double
    let highComplement: Double

    /// The limits of `x` cases with the event among `n`, which is above 0.
    package init(events x: Double, of n: Double, z: Double) {
        let root = z * (z * z + 4 * x * ((n - x) / n)).squareRoot()
        let lower = { (count: Double) in 2 * count * (count / n) / (2 * count + z * z + root) }
        let upper = { (count: Double) in
            count == n ? 1 : (2 * count + z * z + root) / (2 * (n + z * z))
        }
        (low, high) = (lower(x), upper(x))
        (lowComplement, highComplement) = (upper(n - x), lower(n - x))
    }

    /// π (1 - π) at the lower limit.
    var lowVariance: Double { low * lowComplement }

    /// π (1 - π) at the upper limit.
    var highVariance: Double { high * highComplement }
}
