import Distributions

/// A share of cases of which some cannot be told: who has the event, who may have it, and all.
///
/// Nothing is assumed of those who cannot be told, so that the share is not a number but lies between
/// events / total, were none of them to have it, and (events + unknown) / total, were all
/// (Manski's bounds). Source: Manski (2003), Partial Identification of Probability Distributions, 1.
public struct BoundedProportion: Sendable, Hashable {
    /// The cases known to have the event.
    public let events: Int
    /// The cases of whom it is not known.
    public let unknown: Int
    /// All cases.
    public let total: Int

    /// `events` and `unknown` of `total` cases.
    ///
    /// - Throws: unless both are at least 0 and together at most `total`.
    public init(events: Int, unknown: Int, total: Int) throws(ContingencyTableError) {
        guard events >= 0, unknown >= 0, events <= total, unknown <= total - events else {
            throw .eventsOutsideCases(level: "", events: events, cases: total)
        }
        (self.events, self.unknown, self.total) = (events, unknown, total)
    }

    /// The share if no unknown case had the event; nil without cases.
    public var best: Double? { total > 0 ? Double(events) / Double(total) : nil }
    /// The share if every unknown case had the event; nil without cases.
    public var worst: Double? { total > 0 ? Double(events + unknown) / Double(total) : nil }

    /// Among the cases that are known, with Wilson's interval: the share if the unknown were like the
    /// others.
    public func amongKnown(confidence: Double) -> Effect {
        Self.wilson(events, total - unknown, confidence)
    }

    /// The share of the cases that are unknown, with Wilson's interval.
    public func unknownShare(confidence: Double) -> Effect {
        Self.wilson(unknown, total, confidence)
    }

    /// The share of those with the event and the unknown together, with Wilson's interval.
    public func combined(confidence: Double) -> Effect {
        Self.wilson(events + unknown, total, confidence)
    }

    private static func wilson(_ events: Int, _ total: Int, _ confidence: Double) -> Effect {
        guard let share = try? Proportion(events: events, total: total) else {
            return Effect(name: "proportion", method: "Wilson score", status: .notEstimable)
        }
        return share.wilson(confidence: confidence)
    }

    /// How many standard errors the ends of an interval lie beyond the bounds for it to cover the share
    /// itself, wherever between them it is, with the probability asked for: the c with
    ///
    /// Φ(c + √n Δ / max(σ₁, σ₂)) - Φ(-c) = confidence,
    ///
    /// Δ = worst - best, σ₁² = best (1 - best), σ₂² = worst (1 - worst). Without unknown cases it is that of
    /// a two-sided interval, with many that of a one-sided one. Source: Imbens and Manski (2004),
    /// Econometrica 72, 1845-1857, eq. 6 and 7.
    ///
    /// - Returns: nil without cases, or unless 0 < confidence < 1.
    public func criticalValue(confidence: Double) -> Double? {
        guard let best, let worst, let twoSided = HypothesisTests.criticalValue(confidence) else {
            return nil
        }
        if unknown == 0 { return twoSided }
        let tail = 1 - confidence
        let oneSided = max(0, Normal.upperQuantile(tail))
        let deviation = max(best * (1 - best), worst * (1 - worst)).squareRoot()
        guard deviation > 0 else { return oneSided }
        let distance = Double(total).squareRoot() * (Double(unknown) / Double(total)) / deviation
        // The tails that are missed fall as c grows.
        var (low, high) = (oneSided, twoSided)
        for _ in 0..<200 {
            let middle = low + (high - low) / 2
            guard middle > low, middle < high else { break }
            if Normal.upperTail(middle + distance) + Normal.upperTail(middle) > tail {
                low = middle
            } else {
                high = middle
            }
        }
        return low + (high - low) / 2
    }

    /// An interval for the share as Imbens and Manski have it: best - c σ₁ / √n to worst + c σ₂ / √n, cut
    /// to 0 and 1. With few cases, or bounds near 0 or 1, it is too short, as Wald's is.
    public func imbensManski(confidence: Double) -> Effect {
        interval("Imbens-Manski", confidence) { c, best, worst in
            let n = Double(total)
            return (
                max(0, best - c * (best * (1 - best) / n).squareRoot()),
                min(1, worst + c * (worst * (1 - worst) / n).squareRoot())
            )
        }
    }

    /// An interval for the share: Wilson's lower limit of the lower bound and upper limit of the upper,
    /// at Imbens and Manski's critical value. Without unknown cases it is Wilson's interval.
    public func scoreInterval(confidence: Double) -> Effect {
        interval("Wilson score limits at Imbens and Manski's critical value", confidence) {
            c, _, _ in
            let n = Double(total)
            return (
                WilsonLimits(events: Double(events), of: n, z: c).low,
                WilsonLimits(events: Double(events + unknown), of: n, z: c).high
            )
        }
    }

    private func interval(
        _ method: String, _ confidence: Double,
        _ limits: (Double, Double, Double) -> (Double, Double)
    ) -> Effect {
        let name = "bounded_proportion"
        guard let best, let worst else {
            return Effect(name: name, method: method, status: .notEstimable, note: "no case")
        }
        guard let c = criticalValue(confidence: confidence) else {
            return Effect(name: name, method: method, status: .notEstimable, note: confidenceNote)
        }
        let (low, high) = limits(c, best, worst)
        return Effect(name: name, confLow: low, confHigh: high, method: method)
    }
}
