import Distributions
import HypothesisTests

/// A figure of one group: the estimate with its standard error and confidence limits.
public struct OutcomeEstimate: Sendable, Hashable {
    /// The estimate; nil where there is none.
    public var value: Double?
    /// Its standard error; nil where there is none.
    public var standardError: Double?
    /// The lower confidence limit; nil where there is none.
    public var confLow: Double?
    /// The upper confidence limit; nil where there is none.
    public var confHigh: Double?
    /// Why a number is nil.
    public var status: EstimationStatus
    /// The status in words, where something is to be said.
    public var note: String?

    /// A figure that stands.
    init(_ value: Double, standardError: Double?) {
        self.value = value
        self.standardError = standardError
        status = .estimated
    }

    /// A figure that cannot be had, and why.
    init(notEstimable note: String) {
        status = .notEstimable
        self.note = note
    }

    /// Limits estimate ± z s. None where s is 0: that nothing varied is no certainty.
    mutating func setLinearLimits(_ z: Double?) {
        guard let value, let standardError, let z, standardError > 0 else { return }
        confLow = value - z * standardError
        confHigh = value + z * standardError
    }

    /// Limits of a share p on the scale ln(-ln(1 - p)): 1 - (1 - p)^exp(±z s/((1 - p) ln(1 - p))).
    ///
    /// None where p is 0 or 1: there the scale has no end; none where s is 0.
    mutating func setShareLimits(_ z: Double?) {
        guard let p = value, let standardError, let z else { return }
        guard p > 0, p < 1, standardError > 0 else {
            note = note ?? "no interval: nobody, or everyone, had the event by then"
            return
        }
        let width = abs(z * standardError / ((1 - p) * logarithm(1 - p)))
        confLow = 1 - exponential(logarithm(1 - p) * exponential(-width))
        confHigh = 1 - exponential(logarithm(1 - p) * exponential(width))
    }

    /// Limits of a mean count on the scale of its logarithm: μ exp(±z s/μ). None where μ or s is 0.
    mutating func setCountLimits(_ z: Double?) {
        guard let value, let standardError, let z, value > 0, standardError > 0 else { return }
        confLow = value * exponential(-z * standardError / value)
        confHigh = value * exponential(z * standardError / value)
    }
}

/// z with P(|Z| <= z) = confidence; nil unless 0 < confidence < 1.
func twoSidedQuantile(_ confidence: Double) -> Double? {
    guard confidence > 0, confidence < 1 else { return nil }
    let z = Normal.upperQuantile((1 - confidence) / 2)
    return z.isFinite ? z : nil
}

extension Array where Element == Double {
    /// The last place in ascending values whose value is at most `limit`; nil before the first.
    func lastIndex(notAbove limit: Double) -> Int? {
        var (low, high) = (0, count)
        while low < high {
            let middle = low + (high - low) / 2
            if self[middle] <= limit { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? nil : low - 1
    }
}
