import Distributions

/// An effect held against the smallest one that matters: the tests of its two sides, its intervals
/// and its grade.
public struct MarginAnswer: Sendable, Hashable {
    /// The effect's name, such as `risk_difference`.
    public let effect: String
    /// The level it is about.
    public let level: String?
    /// The level it is compared with.
    public let reference: String?
    /// The smallest effect that matters, as it was given.
    public let margin: Double
    /// -m and m, or 1/m and m.
    public let bounds: ClosedRange<Double>
    /// The confidence C of the wide interval; tests are made at α = 1 - C.
    public let confidence: Double
    /// The estimate; nil where there is none.
    public let estimate: Double?
    /// The two-sided interval of confidence C; an open side is infinite. nil where there is none.
    public let wide: ClosedRange<Double>?
    /// The two-sided interval of confidence 2C - 1; nil where there is none.
    public let inner: ClosedRange<Double>?
    /// How intervals and tests were made.
    public let method: String
    /// `tost_lower` (against an effect at or below the lower bound), `tost_upper` (at or above the
    /// upper bound), `equivalence` (the larger p of both) and, with a direction,
    /// `non_inferiority` (the one of the worse side).
    public let tests: [TestResult]
    /// What the intervals say; nil where there is none.
    public let grade: EvidenceGrade?
    /// Whether the whole wide interval lies at or beyond a bound: a difference of at least the margin.
    public let isAtLeastMargin: Bool
    /// Which way the outcome is wanted, where it was told.
    public let better: BetterDirection?
    /// Whether the level is worse by the margin; nil without a direction.
    public let nonInferiority: NonInferiority?
    /// Why there is no grade.
    public let note: String?

    /// Whether the effect is a ratio: its margin is a ratio too, such as 1.25.
    public static func isRatio(_ effect: String) -> Bool { effect.hasSuffix("_ratio") }

    /// The bounds of a margin; nil unless it is above 0, or above 1 for a ratio, and finite.
    public static func bounds(_ margin: Double, isRatio: Bool) -> ClosedRange<Double>? {
        guard margin.isFinite, margin > (isRatio ? 1 : 0) else { return nil }
        return isRatio ? 1 / margin...margin : -margin...margin
    }

    /// How an effect is tested: one-sided, at each bound, with its interval.
    struct Source {
        var effect: String
        var level: String?
        var reference: String?
        var estimate: Double?
        var method: String
        /// The statistic at a bound, and the logs of its lower and upper tail.
        var statistic: (Double) -> (value: Double, logLower: Double, logUpper: Double, df: Double?)
        /// The two-sided interval that leaves `tail` outside on each side.
        var interval: (_ tail: Double) -> ClosedRange<Double>?
    }

    /// An answer; nil where the margin is none or the confidence not strictly between 0 and 1.
    init?(_ source: Source, margin: Double, better: BetterDirection?, confidence: Double) {
        let isRatio = Self.isRatio(source.effect)
        guard let bounds = Self.bounds(margin, isRatio: isRatio), confidence > 0, confidence < 1
        else { return nil }
        effect = source.effect
        level = source.level
        reference = source.reference
        estimate = source.estimate
        method = source.method
        self.margin = margin
        self.bounds = bounds
        self.confidence = confidence
        self.better = better
        let alpha = 1 - confidence
        let wide = source.interval(alpha / 2)
        let inner = alpha < 0.5 ? source.interval(alpha) : nil
        self.wide = wide
        self.inner = inner
        tests = Self.tests(source, bounds: bounds, better: better)
        guard let wide, let inner else {
            grade = nil
            isAtLeastMargin = false
            nonInferiority = nil
            note =
                alpha < 0.5
                ? "the effect has no interval"
                : "at a confidence of a half or less the inner interval is empty"
            return
        }
        note = nil
        grade = EvidenceGrade(
            wide: wide, inner: inner, null: isRatio ? 1 : 0, bounds: bounds)
        isAtLeastMargin =
            wide.lowerBound >= bounds.upperBound || wide.upperBound <= bounds.lowerBound
        nonInferiority = better.map { NonInferiority(inner: inner, bounds: bounds, better: $0) }
    }

    private static func tests(
        _ source: Source, bounds: ClosedRange<Double>, better: BetterDirection?
    ) -> [TestResult] {
        let low = source.statistic(bounds.lowerBound)
        let high = source.statistic(bounds.upperBound)
        let make = { (name: String, method: String, value: Double, logP: Double, df: Double?) in
            let p = PValue(naturalLog: logP)
            return TestResult(
                name: name, method: method + ": " + source.method,
                statistic: value.isFinite ? value : nil, df: df.flatMap { $0.isFinite ? $0 : nil },
                pValue: p)
        }
        let lower = make(
            "tost_lower", "one-sided test against the lower bound", low.value, low.logUpper, low.df)
        let upper = make(
            "tost_upper", "one-sided test against the upper bound", high.value, high.logLower,
            high.df)
        var equivalence = low.logUpper >= high.logLower ? lower : upper
        equivalence.name = "equivalence"
        equivalence.method = "two one-sided tests, the larger p: " + source.method
        var result = [lower, upper, equivalence]
        if let better {
            var test = better == .higher ? lower : upper
            test.name = "non_inferiority"
            test.method = "one-sided test against being worse by the margin: " + source.method
            result.append(test)
        }
        return result
    }
}
