import Distributions

/// LORD++: a level for each hypothesis of an endless sequence, set before its p-value is seen, such
/// that among all rejections so far the expected share of false ones is at most α at any time.
///
/// αₜ = W₀ γₜ + (α - W₀) γ(t - τ₁) + α Σ γ(t - τₖ), k >= 2, where τₖ is when the k-th rejection was made,
/// W₀ = α/2 and γⱼ = c ln(max(j, 2)) / (j exp √ln j). The constant c = 0.0790819667 makes all γ, to
/// infinity, add up to 1, so that no length of the sequence is too long. (onlineFDR rounds it down to
/// 0.07720838, where they add up to 0.9763: valid as well, and 2.4% stricter.)
///
/// The p-values of true hypotheses must be independent of each other and of the others; the order
/// and the number of hypotheses must not depend on p-values yet to come.
/// Source: Ramdas, Yang, Wainwright and Jordan (2017), Advances in Neural Information Processing
/// Systems 30; γ from Javanmard and Montanari (2018), Annals of Statistics 46.
public struct LevelsOnRecentDiscoveries: Sendable {
    /// c with Σ γⱼ = 1 over all j >= 1.
    public static let constant = 0.079081966722115142

    /// One hypothesis of the sequence.
    public struct Decision: Sendable, Hashable {
        /// αₜ, the level that it was held to.
        public var level: Double
        /// Whether p <= αₜ.
        public var isRejected: Bool
    }

    /// α, the false discovery rate that is held.
    public let rate: Double
    private let constant: Double
    /// γ₁, γ₂, ..., as far as they were needed.
    private var gammas: [Double] = []
    private var discoveries: [Int] = []
    private var time = 0

    /// An empty sequence.
    ///
    /// - Parameters:
    ///   - rate: α, in (0, 1).
    ///   - constant: c; its own value unless another's levels are to be had.
    /// - Returns: nil where α is none.
    public init?(rate: Double, constant: Double = Self.constant) {
        guard rate > 0, rate < 1, constant > 0, constant <= Self.constant else { return nil }
        self.rate = rate
        self.constant = constant
    }

    /// Decides about the next hypothesis; one without a p-value uses its place up and is kept.
    public mutating func decide(_ pValue: PValue?) -> Decision {
        time += 1
        gammas.append(gamma(time))
        var recent = 0.0
        for discovery in discoveries.dropFirst() { recent += gammas[time - discovery - 1] }
        let first = discoveries.first.map { gammas[time - $0 - 1] } ?? 0
        let level = rate / 2 * gammas[time - 1] + rate / 2 * first + rate * recent
        let isRejected = pValue.map { $0.naturalLog <= logarithm(level) } ?? false
        if isRejected { discoveries.append(time) }
        return Decision(level: level, isRejected: isRejected)
    }

    /// Decides about all of a sequence, from its first to its last.
    public static func decisions(_ pValues: [PValue?], rate: Double) -> [Decision]? {
        guard var sequence = Self(rate: rate) else { return nil }
        return pValues.map { sequence.decide($0) }
    }

    private func gamma(_ j: Int) -> Double {
        let logOfPlace = logarithm(Double(j))
        return constant * logarithm(Double(max(j, 2)))
            / (Double(j) * exponential(logOfPlace.squareRoot()))
    }
}
