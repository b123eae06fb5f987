import Distributions

/// Two groups' times to an event, compared by the log-rank test.
///
/// Power = Φ(√(d a(1 - a)) |ln h| - z), with a = r/(1 + r) of the cases in the second group and h the ratio
/// of its hazard to the first's. The size is d, the *events* in both groups; the effect is h. A ratio
/// of .7 at 80% needs 246.8 events. Source: Schoenfeld (1983), Biometrics 39.
public struct LogRankPower: PowerDesign {
    /// r, how many times as large the second group is.
    public let ratio: Double
    /// The level and the sides of the test.
    public let significance: Significance

    /// - Throws: unless the ratio is a sensible one.
    public init(ratio: Double = 1, significance: Significance) throws(PowerError) {
        try PowerError.requireRatio(ratio)
        (self.ratio, self.significance) = (ratio, significance)
    }

    /// The smallest size with which the test can be made.
    public var smallestSize: Double { 1 }

    /// The ways in which the effect may grow from none.
    public var effectPaths: [EffectPath] { [.ratio(above: true), .ratio(above: false)] }

    /// The power with `size` and `effect`; nil where there is no such test or no such effect.
    public func power(size events: Double, effect hazardRatio: Double) -> Double? {
        guard events >= 1, events.isFinite, hazardRatio > 0, hazardRatio.isFinite else {
            return nil
        }
        // a(1 - a) = r/(1 + r)².
        let root = (events * ratio).squareRoot() / (1 + ratio)
        return Normal.cumulative(root * abs(logarithm(hazardRatio)) - significance.normalQuantile)
    }
}

/// How many of the cases will have had the event by the end of the study: what turns events into
/// people.
public enum FollowUp: Sendable, Hashable {
    /// The share of the first group with the event by the end; hazards are proportional.
    case share(Double)
    /// Exponential times with a median in the first group; cases come evenly over `accrual`, and
    /// the study goes on for `after` beyond it. One unit of time for all three.
    case exponential(median: Double, accrual: Double, after: Double)

    /// Checks the numbers.
    public func validated() throws(PowerError) -> Self {
        switch self {
        case .share(let share):
            try PowerError.requireShare(share, "event_share")
        case .exponential(let median, let accrual, let after):
            try PowerError.requirePositive(median, "median")
            try PowerError.require(
                accrual >= 0 && accrual.isFinite, "accrual", "is a time of 0 or more")
            try PowerError.require(
                after >= 0 && after.isFinite && accrual + after > 0, "follow_up",
                "is a time of 0 or more, and above 0 where all cases come at once")
        }
        return self
    }

    /// The share with the event in a group whose hazard is `hazardRatio` times the first group's.
    ///
    /// 1 - (1 - s)ʰ; or 1 - e^(-λF) (1 - e^(-λA))/(λA) with λ = h ln 2 / median, accrual A and F beyond it.
    public func share(hazardRatio: Double) -> Double {
        switch self {
        case .share(let share):
            return 1 - exponentialOf(hazardRatio * logarithm(1 - share))
        case .exponential(let median, let accrual, let after):
            let rate = 0.693147180559945309417 * hazardRatio / median
            let x = rate * accrual
            return 1 - exponentialOf(-rate * after) * Self.meanDecay(x)
        }
    }

    /// The mean of e^(-u) over [0, x]; by its series where cancellation would tell.
    private static func meanDecay(_ x: Double) -> Double {
        guard x < 0.01 else { return (1 - exponentialOf(-x)) / x }
        var sum = 1.0
        for k in [6.0, 5, 4, 3, 2] { sum = 1 - x / k * sum }
        return sum
    }
}

/// eˣ, by a name that no case of `FollowUp` has.
private func exponentialOf(_ x: Double) -> Double { exponential(x) }

/// A log-rank test planned by its people: events come from the follow-up.
///
/// The size is n, the people in the first group; the second has r n. Events are
/// n s(1) + r n s(h) with s(h) the share with an event where the hazard is h times the first group's,
/// and power is that of `LogRankPower` with so many. The effect is h.
public struct FollowedLogRankPower: PowerDesign {
    private let test: LogRankPower
    /// How events come about.
    public let followUp: FollowUp

    /// The level and the sides of the test.
    public var significance: Significance { test.significance }

    /// A test with a follow-up.
    public init(_ test: LogRankPower, followUp: FollowUp) throws(PowerError) {
        self.test = test
        self.followUp = try followUp.validated()
    }

    /// The events among n people in the first group and r n in the second.
    public func events(people n: Double, hazardRatio: Double) -> Double {
        n * followUp.share(hazardRatio: 1)
            + test.ratio * n * followUp.share(hazardRatio: hazardRatio)
    }

    /// The smallest size with which the test can be made.
    public var smallestSize: Double { max(1, 1 / test.ratio) }

    /// The ways in which the effect may grow from none.
    public var effectPaths: [EffectPath] { test.effectPaths }

    /// The power with `size` and `effect`; 0 where not even one event is to be expected.
    public func power(size n: Double, effect: Double) -> Double? {
        guard n >= smallestSize, n.isFinite, effect > 0, effect.isFinite else { return nil }
        let expected = events(people: n, hazardRatio: effect)
        guard expected >= 1 else { return 0 }
        return test.power(size: expected, effect: effect)
    }
}
