import Distributions
import HypothesisTests

/// Estimates of several groups, normal about values that are normal about a common mean, drawn towards it.
///
/// y_g has the known variance v_g about its group's value, and these values have variance τ² about μ. τ² is
/// Paule and Mandel's: Σ w (y - μ)² = G - 1 with w = 1/(v + τ²), 0 where the left is smaller at τ² = 0. With
/// B = τ²/(τ² + v) the group's value is μ + B (y - μ), of variance B v + (1 - B)²/Σw.
/// Sources: Paule and Mandel (1982), J. Res. NBS 87; Morris (1983), JASA 78.
public struct NormalPooling: Sendable, Hashable {
    /// The common mean μ.
    public let mean: Double
    /// The variance τ² of groups about it.
    public let betweenVariance: Double
    private let meanVariance: Double

    /// The common mean of groups; nil with fewer than three.
    ///
    /// - Parameters:
    ///   - estimates: finite.
    ///   - variances: finite, above 0.
    public init?(estimates: [Double], variances: [Double]) {
        guard estimates.count >= 3, estimates.count == variances.count,
            estimates.allSatisfy(\.isFinite),
            variances.allSatisfy({ $0 > 0 && $0.isFinite })
        else { return nil }
        let fit = { (between: Double) -> (mean: Double, spread: Double, precision: Double) in
            var (weights, sum) = (0.0, 0.0)
            for (y, v) in zip(estimates, variances) {
                weights += 1 / (v + between)
                sum += y / (v + between)
            }
            let mean = sum / weights
            var spread = 0.0
            for (y, v) in zip(estimates, variances) {
                spread += (y - mean) * (y - mean) / (v + between)
            }
            return (mean, spread, weights)
        }
        let wanted = Double(estimates.count - 1)
        var between = 0.0
        if fit(0).spread > wanted {
            let scale = variances.reduce(0, +) / Double(variances.count)
            between =
                rootOfIncreasing(near: scale, step: scale) { wanted - fit(max($0, 0)).spread } ?? 0
        }
        betweenVariance = max(between, 0)
        let final = fit(betweenVariance)
        mean = final.mean
        meanVariance = 1 / final.precision
    }

    /// A group's value and its variance, by its own estimate and all groups together.
    public func shrunken(_ estimate: Double, variance: Double) -> (value: Double, variance: Double)
    {
        let kept = betweenVariance / (betweenVariance + variance)
        return (
            mean + kept * (estimate - mean),
            kept * variance + (1 - kept) * (1 - kept) * meanVariance
        )
    }
}
