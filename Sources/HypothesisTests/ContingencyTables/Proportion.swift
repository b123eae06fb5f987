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
            wilsonLimits(events: Double(events), of: Double(total), z: z)
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

/// The roots of (n + z²) π² - (2x + z²) π + x²/n = 0.
///
/// The lower is the product of the roots over the upper, and the upper is one less the lower of
/// the complement, so that neither cancels: exactly 0 without events, 1 where all have it.
func wilsonLimits(events x: Double, of n: Double, z: Double) -> (low: Double, high: Double) {
    let root = z * (z * z + 4 * x * ((n - x) / n)).squareRoot()
    let lower = { (count: Double) in
        2 * count * (count / n) / (2 * count + z * z + root)
    }
    return (lower(x), 1 - lower(n - x))
}
