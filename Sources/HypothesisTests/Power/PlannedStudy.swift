import Distributions

/// How cases come into a study: in families or teams whose cases resemble each other, and with some
/// who drop out.
///
/// n cases in clusters tell as much as n (1 - dropout) / D cases who came alone, with the design effect
/// D = 1 + ((1 + cv²) m - 1) ρ of a mean cluster size m, the clusters' coefficient of variation cv and the
/// intraclass correlation ρ. Whole clusters are in one group. Sizes are those before the dropouts.
/// Source: Eldridge, Ashby and Kerry (2006), International Journal of Epidemiology 35.
public struct Recruitment: Sendable, Hashable {
    /// m, at least 1.
    public let clusterSize: Double
    /// ρ, from 0 to 1.
    public let correlation: Double
    /// cv, the deviation of the clusters' sizes as a share of their mean.
    public let clusterVariation: Double
    /// The share of cases without an outcome at the end.
    public let dropout: Double

    /// Cases who come alone and stay.
    public static let plain = Recruitment()

    private init() { (clusterSize, correlation, clusterVariation, dropout) = (1, 0, 0, 0) }

    /// - Throws: where a number is outside of what it may be.
    public init(
        clusterSize: Double, correlation: Double, clusterVariation: Double, dropout: Double
    ) throws(PowerError) {
        try PowerError.require(
            clusterSize >= 1 && clusterSize <= 1e9, "cluster_size", "is a mean size of 1 or more")
        try PowerError.require(correlation >= 0 && correlation <= 1, "icc", "lies from 0 to 1")
        try PowerError.require(
            clusterVariation >= 0 && clusterVariation <= 1e3, "cluster_cv", "is 0 or more")
        try PowerError.require(
            dropout >= 0 && dropout < 1, "dropout", "is a share from 0 to below 1")
        self.clusterSize = clusterSize
        self.correlation = correlation
        self.clusterVariation = clusterVariation
        self.dropout = dropout
    }

    /// D, at least 1 where clusters hold at least one case each.
    public var designEffect: Double {
        1 + ((1 + clusterVariation * clusterVariation) * clusterSize - 1) * correlation
    }

    /// How many cases alone tell as much as `size` cases.
    public func effective(_ size: Double) -> Double { size * (1 - dropout) / designEffect }

    /// How many cases it takes to tell as much as `size` alone.
    public func recruited(_ size: Double) -> Double { size * designEffect / (1 - dropout) }
}

/// A design with its recruitment, solved for whichever of size, power and effect is left out.
public struct PlannedStudy: Sendable {
    /// The test.
    public let design: any PowerDesign
    /// How cases come.
    public let recruitment: Recruitment

    /// The smallest effect in one direction that a study would find with its power.
    public struct DetectableEffect: Sendable, Hashable {
        /// Whether it is larger than no effect.
        public var isHigher: Bool
        /// The effect; nil where no effect in this direction is large enough.
        public var effect: Double?

        /// An effect on one side.
        public init(isHigher: Bool, effect: Double?) {
            self.isHigher = isHigher
            self.effect = effect
        }
    }

    /// The most cases or events that are looked at: 10¹⁵.
    public static let largestSize = 1e15

    /// A study of a design.
    public init(_ design: any PowerDesign, recruitment: Recruitment = .plain) {
        self.design = design
        self.recruitment = recruitment
    }

    /// The power with so many cases (events) and an effect; nil where the test cannot be made.
    public func power(size: Double, effect: Double) -> Double? {
        let effective = recruitment.effective(size)
        // The smallest size, back from its clusters, must not fall below itself by a rounding.
        let isSmallest = abs(effective - design.smallestSize) < 1e-12 * design.smallestSize
        return design.power(size: isSmallest ? design.smallestSize : effective, effect: effect)
            .flatMap { $0.isFinite ? $0 : nil }
    }

    /// The size at which an effect is found with a power; it need not be whole.
    ///
    /// - Throws: where no size is large enough, and where there is no such effect or power.
    public func size(power target: Double, effect: Double) throws(PowerError) -> Double {
        try requireTarget(target)
        let smallest = design.smallestSize
        var x = logarithm(smallest)
        guard let atSmallest = design.power(size: smallest, effect: effect), atSmallest.isFinite
        else {
            throw PowerError("effect", "There is no such effect in this design.")
        }
        if atSmallest >= target { return recruitment.recruited(smallest) }
        let step = 0.5
        while x < logarithm(Self.largestSize) {
            let next = design.power(size: exponential(x + step), effect: effect)
            if let reached = next, reached >= target {
                let root = rootOfIncreasing(near: x, step: step) {
                    (design.power(size: exponential($0), effect: effect) ?? .nan) - target
                }
                guard let root else { break }
                return recruitment.recruited(exponential(root))
            }
            x += step
        }
        throw PowerError(
            "effect",
            "No study of up to 10^15 would have that power: the effect is none, or too near to none "
                + "or to the margin.")
    }

    /// The smallest effect that a size finds with a power, in each direction.
    ///
    /// - Throws: where there is no such power, or the test cannot be made with the size.
    public func detectableEffects(
        size: Double, power target: Double
    ) throws(PowerError) -> [DetectableEffect] {
        try requireTarget(target)
        let effective = recruitment.effective(size)
        guard effective >= design.smallestSize, size <= Self.largestSize else {
            let least = design.smallestSize
            let said = least == least.rounded() && least < 1e15 ? "\(Int(least))" : "\(least)"
            throw PowerError(
                "n",
                "The test cannot be made with so few, or so many: it takes at least \(said)"
                    + (recruitment == .plain ? "." : ", allowing for clusters and dropouts."))
        }
        return design.effectPaths.map { path in
            DetectableEffect(
                isHigher: path.isHigher,
                effect: detectable(path, size: effective, power: target))
        }
    }

    /// Goes along a path from none until the power is reached first, and then to the last digits.
    private func detectable(_ path: EffectPath, size: Double, power target: Double) -> Double? {
        func excess(_ logOfOdds: Double) -> Double? {
            design.power(size: size, effect: path.effect(odds: exponential(logOfOdds)))
                .map { $0 - target }
        }
        let step = 0.25
        var (x, before) = (-36.0, Double.nan)
        while x < 36 {
            let now = excess(x) ?? .nan
            if now >= 0 {
                guard before < 0 else { return path.effect(odds: exponential(x)) }
                let root = rootOfIncreasing(near: x - step, step: step) { excess($0) ?? .nan }
                return root.map { path.effect(odds: exponential($0)) }
            }
            before = now
            x += step
        }
        return nil
    }

    /// A power lies between the chance to reject where there is no effect, and certainty.
    private func requireTarget(_ target: Double) throws(PowerError) {
        try PowerError.require(
            target > design.significance.alpha && target < 1, "power",
            "lies above the level alpha and below 1")
    }
}
