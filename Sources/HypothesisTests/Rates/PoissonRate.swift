import Distributions

/// Events of a constant rate in an exposure.
public struct PoissonRate: Sendable, Hashable {
    /// The group's name.
    public let label: String
    /// The events.
    public let events: Int
    /// The exposure.
    public let exposure: Double

    /// `events` in an `exposure`; negative numbers count as 0.
    public init(label: String = "", events: Int, exposure: Double) {
        self.label = label
        self.events = max(events, 0)
        self.exposure = exposure > 0 ? exposure : 0
    }

    /// The rate and its exact interval: χ²(2x)/2t at one tail and χ²(2x + 2)/2t at the other.
    ///
    /// Source: Garwood (1936), Biometrika 28, 437-442.
    public func rate(confidence: Double) -> Effect {
        let (name, method) = ("rate", "exact Poisson interval")
        guard exposure > 0, exposure.isFinite else {
            return Effect(
                name: name, level: label, method: method, status: .notEstimable,
                note: "there is no exposure")
        }
        let x = Double(events)
        guard criticalValue(confidence) != nil else {
            return Effect(
                name: name, level: label, estimate: x / exposure, method: method,
                status: .notEstimable, note: confidenceNote)
        }
        let tail = (1 - confidence) / 2
        let low =
            events == 0 ? 0 : ChiSquared(degreesOfFreedom: 2 * x).quantile(tail) / 2 / exposure
        let high = ChiSquared(degreesOfFreedom: 2 * x + 2).upperQuantile(tail) / 2 / exposure
        return Effect(
            name: name, level: label, estimate: x / exposure, confLow: low, confHigh: high,
            method: method)
    }
}
