import Distributions

/// A test as it is planned: its power is a function of how many are studied and of how large the
/// effect is.
///
/// Power is the chance that the test rejects *on the side of the effect*: a two-sided test that
/// rejects on the wrong side has found nothing, and is not counted. Where the effect is none it is
/// α/2 for a two-sided test and α for a one-sided one.
public protocol PowerDesign: Sendable {
    /// The level and the sides of the test.
    var significance: Significance { get }
    /// The power with `size` and `effect`; nil where there is no such test or no such effect.
    ///
    /// What a size counts (cases in the first group, all cases, events) the design says; it need not
    /// be whole.
    func power(size: Double, effect: Double) -> Double?
    /// The smallest size with which the test can be made.
    var smallestSize: Double { get }
    /// The ways in which an effect may grow from none.
    var effectPaths: [EffectPath] { get }
}

/// The level that a test is held to.
public struct Significance: Sendable, Hashable {
    /// α, in (0, 1).
    public let alpha: Double
    /// 1 or 2.
    public let sides: Int

    /// A level and the number of sides.
    ///
    /// - Throws: unless 0 < α < 1 and there are 1 or 2 sides.
    public init(alpha: Double, sides: Int) throws(PowerError) {
        try PowerError.require(alpha > 0 && alpha < 1, "alpha", "lies strictly between 0 and 1")
        try PowerError.require(sides == 1 || sides == 2, "sides", "is 1 or 2")
        self.alpha = alpha
        self.sides = sides
    }

    /// The share of the level that lies on one side.
    public var tail: Double { alpha / Double(sides) }

    /// z with P(Z > z) = `tail`.
    var normalQuantile: Double { Normal.upperQuantile(tail) }
}

/// How an effect grows from none to the largest that there is, as t goes from 0 to 1.
public enum EffectPath: Sendable, Hashable {
    /// none + (limit - none) t.
    case bounded(from: Double, to: Double)
    /// none + scale t / (1 - t), or less it; for differences.
    case unbounded(from: Double, scale: Double)
    /// exp(t / (1 - t)), or its inverse; for ratios.
    case ratio(above: Bool)

    /// Whether the effect is larger than none.
    public var isHigher: Bool {
        switch self {
        case .bounded(let from, let to): to > from
        case .unbounded(_, let scale): scale > 0
        case .ratio(let above): above
        }
    }

    /// No effect.
    public var none: Double {
        switch self {
        case .bounded(let from, _), .unbounded(let from, _): from
        case .ratio: 1
        }
    }

    /// The effect that is `share` times as far from none, on the scale of the path (of logarithms
    /// for ratios); nil where it would lie beyond the limit.
    public func scaled(_ effect: Double, by share: Double) -> Double? {
        if case .ratio = self { return exponential(share * logarithm(effect)) }
        let scaled = none + share * (effect - none)
        if case .bounded(let from, let to) = self {
            return min(from, to) < scaled && scaled < max(from, to) ? scaled : nil
        }
        return scaled
    }

    /// The effect at the odds t / (1 - t) > 0.
    func effect(odds: Double) -> Double {
        switch self {
        case .bounded(let from, let to): from + (to - from) * (odds / (1 + odds))
        case .unbounded(let from, let scale): from + scale * odds
        case .ratio(let above): exponential(above ? odds : -odds)
        }
    }
}

/// A plan of a study that cannot be.
public struct PowerError: Error, Sendable, Hashable {
    /// What it is about, by its name in a plan.
    public let parameter: String
    /// A sentence that says what is wrong.
    public let message: String

    /// An error about a parameter.
    public init(_ parameter: String, _ message: String) {
        self.parameter = parameter
        self.message = message
    }

    /// Throws unless `holds`; false also of what is not a number.
    static func require(
        _ holds: Bool, _ parameter: String, _ needs: String
    ) throws(PowerError) {
        guard holds else { throw PowerError(parameter, "\"\(parameter)\" \(needs).") }
    }

    /// Throws unless a share lies strictly between 0 and 1.
    static func requireShare(_ share: Double, _ parameter: String) throws(PowerError) {
        try require(share > 0 && share < 1, parameter, "is a share strictly between 0 and 1")
    }

    /// Throws unless a number is positive and finite.
    static func requirePositive(_ number: Double, _ parameter: String) throws(PowerError) {
        try require(number > 0 && number.isFinite, parameter, "is a number above 0")
    }

    /// Throws unless the second group is a sensible multiple of the first.
    static func requireRatio(_ ratio: Double) throws(PowerError) {
        try require(
            ratio >= 1e-6 && ratio <= 1e6, "ratio",
            "is how many times as large the second group is, from a millionth to a million")
    }
}
