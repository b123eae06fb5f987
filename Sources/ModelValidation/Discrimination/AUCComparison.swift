import Distributions
import HypothesisTests

/// Whether one model tells cases with the event apart better than another does, on the same cases.
///
/// The difference of the areas, with DeLong's variance of a paired difference (Obuchowski's where
/// cases have clusters) and z = difference / se. The variance is that of the differences between
/// the two models' placements of each case, which is the same sum as var + var - 2 cov and does not
/// cancel. Sources: as `AUC`.
public struct AUCComparison: Sendable, Hashable {
    /// The first model's area, with its interval on the logit scale.
    public let first: PerformanceEstimate
    /// The second model's area, with its interval on the logit scale.
    public let second: PerformanceEstimate
    /// First less second, with a symmetric interval.
    public let difference: PerformanceEstimate
    /// The difference in standard errors; nil without one.
    public let statistic: Double?
    /// Two-sided, by the normal distribution; nil without a statistic.
    public let pValue: PValue?

    /// Compares two models.
    ///
    /// Where the two are not of the same cases (outcomes, counts or clusters differ from row to row)
    /// there is no difference, and its note says so.
    ///
    /// - Parameter confidence: of the intervals, strictly between 0 and 1.
    public init(_ first: ScoredCases, _ second: ScoredCases, confidence: Double = 0.95) {
        self.first = AUC(first, confidence: confidence).logit
        self.second = AUC(second, confidence: confidence).logit
        let clusters = CaseClusters(first)
        let method =
            clusters.clusterCount == nil ? "DeLong, paired" : "Obuchowski, paired, clusters"
        guard first.hasEvent == second.hasEvent, first.count == second.count,
            first.cluster == second.cluster
        else {
            difference = PerformanceEstimate(
                method: method, status: .notEstimable,
                note: "the two models were not given the same cases")
            (statistic, pValue) = (nil, nil)
            return
        }
        guard let one = Placements(first), let other = Placements(second) else {
            difference = PerformanceEstimate(
                method: method, status: .notEstimable, note: self.first.note)
            (statistic, pValue) = (nil, nil)
            return
        }
        let gap = one.minus(other)
        let variance = gap.variance(clusters)
        var made = PerformanceEstimate(
            gap.area, variance: variance, confidence: confidence, bounds: -1...1, method: method,
            without: AUC.tooFew(clusters))
        if variance == 0 {
            made.note =
                "the two models rank each case alike: no interval can be had from a variance of 0"
        }
        difference = made
        statistic = made.standardError.map { gap.area / $0 }
        pValue = statistic.flatMap(Normal.twoSidedPValue)
    }
}
