import Distributions
import Glibc
import HypothesisTests

/// One figure of a model's performance with its standard error and interval.
public struct PerformanceEstimate: Sendable, Hashable {
    /// The figure; nil where infinite or not estimable.
    public var estimate: Double?
    /// Its standard error, robust to clusters where the cases have any; nil where there is none.
    public var standardError: Double?
    /// The lower confidence limit; nil where there is none.
    public var confLow: Double?
    /// The upper confidence limit; nil where there is none.
    public var confHigh: Double?
    /// How the standard error and the limits were made.
    public var method: String
    /// Why a number is nil.
    public var status: EstimationStatus
    /// The status in words, where something is to be said.
    public var note: String?

    /// A figure; `status` says why a number is nil.
    public init(
        estimate: Double? = nil, standardError: Double? = nil, confLow: Double? = nil,
        confHigh: Double? = nil, method: String, status: EstimationStatus = .estimated,
        note: String? = nil
    ) {
        self.estimate = estimate
        self.standardError = standardError
        self.confLow = confLow
        self.confHigh = confHigh
        self.method = method
        self.status = status
        self.note = note
    }
}

/// The scale on which an interval is symmetric.
enum IntervalScale {
    /// θ ± z se.
    case plain
    /// exp(log θ ± z se/θ).
    case log
    /// expit(logit θ ± z se/(θ (1 - θ))).
    case logit
}

extension PerformanceEstimate {
    /// θ with its interval; no limits, and why, where the variance is nil or 0.
    ///
    /// - Parameters:
    ///   - bounds: the limits are cut to these.
    ///   - without: what is said where the variance is nil.
    init(
        _ estimate: Double, variance: Double?, confidence: Double, scale: IntervalScale = .plain,
        bounds: ClosedRange<Double> = -Double.infinity...Double.infinity, method: String,
        without: String = "one case tells nothing of the spread between cases"
    ) {
        self.init(estimate: estimate, method: method)
        func refuse(_ words: String) {
            status = .notEstimable
            note = words
        }
        guard estimate.isFinite else {
            self.estimate = nil
            refuse("the figure is too large for a number")
            return
        }
        guard let variance, variance.isFinite else {
            refuse(without)
            return
        }
        guard variance > 0 else {
            refuse(
                "the cases do not differ in what the figure is made of, so that no interval can be had"
            )
            return
        }
        let error = variance.squareRoot()
        standardError = error
        guard confidence > 0, confidence < 1 else {
            refuse("a confidence level lies strictly between 0 and 1")
            return
        }
        let z = Normal.upperQuantile((1 - confidence) / 2)
        switch scale {
        case .plain:
            confLow = max(estimate - z * error, bounds.lowerBound)
            confHigh = min(estimate + z * error, bounds.upperBound)
        case .log:
            guard estimate > 0 else {
                (standardError, status) = (nil, .infinite)
                note = "the logarithm of 0 is infinite"
                return
            }
            let factor = exp(z * error / estimate)
            (confLow, confHigh) = (estimate / factor, finite(estimate * factor))
        case .logit:
            let centre = Glibc.log(estimate) - log1p(-estimate)
            let reach = z * error / (estimate * (1 - estimate))
            confLow = 1 / (1 + exp(reach - centre))
            confHigh = 1 / (1 + exp(-reach - centre))
        }
    }

    private func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }
}
