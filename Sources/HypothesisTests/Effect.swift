import Distributions

/// How large a difference is: an estimate with its confidence interval.
public struct Effect: Sendable, Hashable {
    /// The effect's stable name in JSON, such as `risk_difference`.
    public var name: String
    /// The level it is about; nil where it is about the whole table.
    public var level: String?
    /// The level it is compared with; nil where it is about the whole table.
    public var reference: String?
    /// The stratum it is about; nil where it is about all cases.
    public var stratum: String?
    /// The estimate; nil where infinite or not estimable.
    public var estimate: Double?
    /// The lower confidence limit; nil where there is none.
    public var confLow: Double?
    /// The upper confidence limit; nil where it is infinite or there is none.
    public var confHigh: Double?
    /// How the estimate and its limits were made.
    public var method: String
    /// Why a number is nil.
    public var status: EstimationStatus
    /// The status in words, where something is to be said.
    public var note: String?
    /// How many resamples the limits rest on; nil where they rest on none.
    public var replicates: Int? = nil
    /// The seed of the resamples; nil where there are none.
    public var seed: UInt64? = nil

    /// An effect; `status` says why a number is nil.
    public init(
        name: String, level: String? = nil, reference: String? = nil, stratum: String? = nil,
        estimate: Double? = nil, confLow: Double? = nil, confHigh: Double? = nil, method: String,
        status: EstimationStatus = .estimated, note: String? = nil
    ) {
        self.name = name
        self.level = level
        self.reference = reference
        self.stratum = stratum
        self.estimate = estimate
        self.confLow = confLow
        self.confHigh = confHigh
        self.method = method
        self.status = status
        self.note = note
    }
}

/// z with P(|Z| <= z) = confidence; nil unless 0 < confidence < 1.
package func criticalValue(_ confidence: Double) -> Double? {
    guard confidence > 0, confidence < 1 else { return nil }
    let z = Normal.upperQuantile((1 - confidence) / 2)
    return z.isFinite ? z : nil
}

/// What an effect's note says of a confidence level that is none.
package let confidenceNote = "a confidence level lies strictly between 0 and 1"
