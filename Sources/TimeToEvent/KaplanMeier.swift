import Distributions

/// How the limits of a survival probability are made.
public enum SurvivalInterval: String, Sendable, Hashable, CaseIterable, Codable {
    /// S^exp(±z se / ln S): inside (0, 1), and right also for few cases.
    case logLog = "log_log"
    /// S exp(±z se), cut at 1.
    case log
    /// S (1 ± z se), cut at 0 and 1.
    case plain
}

/// The Kaplan-Meier estimate S(t) = Π (1 - d/n) over event times up to t, with late entry and
/// weights as cases.
///
/// Greenwood's standard error of ln S is se = √Σ d / (n (n - d)). At S = 0 there is none, and no
/// limits. The Nelson-Aalen estimate of the cumulative hazard is H(t) = Σ d/n with standard error
/// √Σ d/n². Sources: Kaplan and Meier (1958); Kalbfleisch and Prentice, "The Statistical Analysis
/// of Failure Time Data", 1.4; Brookmeyer and Crowley (1982).
public struct KaplanMeier: Sendable {
    /// Counts at each distinct exit time.
    public let counts: RiskTable
    /// S just after each of `counts.times`.
    public let survival: [Double]
    /// The standard error of S at each time; nil where S is 0.
    public let standardError: [Double?]
    /// The lower limit of S at each time; nil where S is 0.
    public let lower: [Double?]
    /// The upper limit of S at each time; nil where S is 0.
    public let upper: [Double?]
    /// The Nelson-Aalen cumulative hazard at each time.
    public let cumulativeHazard: [Double]
    /// The standard error of the cumulative hazard at each time.
    public let hazardStandardError: [Double]
    /// The confidence level of all limits.
    public let confidence: Double
    /// How limits are made.
    public let interval: SurvivalInterval
    /// The time from which S is 0 although cases enter or stay later, as when everyone of a small
    /// early risk set had the event; nil where that is not so.
    public let emptiedAt: Double?

    /// The times of the curve's steps, as `counts.times`.
    public var times: [Double] { counts.times }

    /// Estimates the curve of one sample; events of every cause count.
    ///
    /// - Parameter logVariances: the variance of ln S at each time, as `logVariances(_:_:)` has it of
    ///   clusters; nil for Greenwood's.
    /// - Returns: nil unless 0 < confidence < 1.
    public init?(
        _ table: RiskTable, confidence: Double = 0.95, interval: SurvivalInterval = .logLog,
        logVariances: [Double]? = nil
    ) {
        guard let z = SurvivalLimits.critical(confidence) else { return nil }
        counts = table
        self.confidence = confidence
        self.interval = interval
        let count = table.times.count
        var survival = [Double](repeating: 1, count: count)
        var errors = [Double?](repeating: nil, count: count)
        var lower = errors
        var upper = errors
        var hazard = survival
        var hazardError = survival
        var kept = 1.0
        var (greenwood, sum, variance) = (0.0, CompensatedSum(), CompensatedSum())
        for index in 0..<count {
            let (n, d) = (table.atRisk[index], table.events[index])
            if d > 0, n > 0 {
                let left = max(0, n - d)
                kept *= left / n
                greenwood += left > 0 ? d / (n * left) : .infinity
                sum.add(d / n)
                variance.add(d / (n * n))
            }
            survival[index] = kept
            hazard[index] = sum.value
            hazardError[index] = variance.value.squareRoot()
            guard kept > 0, greenwood.isFinite else { continue }
            let error = (logVariances?[index] ?? greenwood).squareRoot()
            errors[index] = kept * error
            (lower[index], upper[index]) = SurvivalLimits.limits(
                kept, logError: error, z: z, interval)
        }
        self.survival = survival
        standardError = errors
        self.lower = lower
        self.upper = upper
        cumulativeHazard = hazard
        hazardStandardError = hazardError
        emptiedAt = table.emptiedAt
    }

    /// S(t) with its limits at any time; 1 before the first exit, nil after the last unless S is 0.
    public func value(at time: Double) -> (survival: Double, lower: Double?, upper: Double?)? {
        guard !time.isNaN else { return nil }
        var (low, high) = (0, times.count)
        while low < high {
            let middle = (low + high) / 2
            if times[middle] <= time { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return (1, 1, 1) }
        if low == times.count, time > times[low - 1], survival[low - 1] > 0 { return nil }
        return (survival[low - 1], lower[low - 1], upper[low - 1])
    }

    /// The time by which a share of cases had the event, with the limits of Brookmeyer and Crowley:
    /// where the limits of the curve cross. `share` 0.5 is the median.
    ///
    /// Where S stays at 1 - share for a while, the middle of that while; nil where a curve never
    /// comes that low.
    public func quantile(_ share: Double) -> SurvivalQuantile {
        SurvivalQuantile(
            share: share, estimate: crossing(survival, below: 1 - share),
            lower: crossing(lower, below: 1 - share), upper: crossing(upper, below: 1 - share))
    }

    private func crossing(_ curve: [Double?], below level: Double) -> Double? {
        let tolerance = 1.5e-8
        guard level >= 0, level < 1,
            let first = curve.firstIndex(where: { $0.map { $0 <= level + tolerance } ?? false }),
            let value = curve[first]
        else { return nil }
        guard value >= level - tolerance else { return times[first] }
        let next = (first..<curve.count).first { index in
            curve[index].map { $0 < level - tolerance } ?? false
        }
        let end = next ?? (times.count - 1)
        return times[first] + (times[end] - times[first]) / 2
    }
}

/// A quantile of the time to an event, such as the median.
public struct SurvivalQuantile: Sendable, Hashable {
    /// The share of cases that had the event by then.
    public let share: Double
    /// The time; nil where fewer had it in the time that was seen.
    public let estimate: Double?
    /// The lower limit; nil where it cannot be told.
    public let lower: Double?
    /// The upper limit; nil where it lies beyond the time that was seen.
    public let upper: Double?
}

/// Limits of a probability of survival, shared by all curves of this room.
public enum SurvivalLimits {
    /// z with P(|Z| <= z) = confidence; nil unless 0 < confidence < 1.
    public static func critical(_ confidence: Double) -> Double? {
        guard confidence > 0, confidence < 1 else { return nil }
        let z = Normal.upperQuantile((1 - confidence) / 2)
        return z.isFinite ? z : nil
    }

    /// The limits of S in (0, 1] whose logarithm has the standard error `logError`.
    public static func limits(
        _ survival: Double, logError: Double, z: Double, _ interval: SurvivalInterval
    ) -> (lower: Double, upper: Double) {
        if logError == 0 || survival == 1 { return (survival, survival) }
        switch interval {
        case .logLog:
            let logSurvival = logarithm(survival)
            let shift = z * logError / logSurvival
            return (
                exponential(logSurvival * exponential(-shift)),
                exponential(logSurvival * exponential(shift))
            )
        case .log:
            return (
                survival * exponential(-z * logError), min(1, survival * exponential(z * logError))
            )
        case .plain:
            let half = z * survival * logError
            return (max(0, survival - half), min(1, survival + half))
        }
    }
}
