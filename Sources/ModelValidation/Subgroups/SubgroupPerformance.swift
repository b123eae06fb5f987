import Glibc
import HypothesisTests

/// What a model does for each group of cases at the places there are for all of them.
///
/// The offers are those of `CapacityTable`: to the highest risks of all cases, whatever their group, by
/// chance among those that share the risk of the last place.
public struct SubgroupPerformance: Sendable, Hashable {
    /// The column of the groups.
    public let grouping: String
    /// The places, or all cases where these are fewer.
    public let offered: Double
    /// From what numbers on a group is judged.
    public let limits: JudgementLimits
    /// The groups, in their own order.
    public let groups: [SubgroupResult]
    /// What recalls of groups have in common; nil where that cannot be seen.
    public let recallPooling: BetaBinomialPooling?
    /// What PPVs of groups have in common.
    public let ppvPooling: BetaBinomialPooling?
    /// What false-offer rates of groups have in common.
    public let falseOfferRatePooling: BetaBinomialPooling?
    /// What ln(observed / expected) of groups has in common.
    public let calibrationPooling: NormalPooling?

    /// The performance by group.
    ///
    /// - Throws: for places that are none, or a grouping of another length.
    public init(
        _ cases: ScoredCases, by grouping: Subgrouping, places: Places, confidence: Double = 0.95,
        limits: JudgementLimits = JudgementLimits()
    ) throws(CapacityError) {
        let tiers = CaseTiers(cases)
        let number = min(try places.number(among: tiers.cases), tiers.cases)
        try self.init(
            cases, by: grouping, probability: tiers.probabilities(number), confidence: confidence,
            limits: limits)
    }

    /// The performance by group of offers of any kind.
    ///
    /// - Parameter probability: that a case of each row is offered a place, from 0 to 1.
    /// - Throws: for a grouping or probabilities of another length.
    public init(
        _ cases: ScoredCases, by grouping: Subgrouping, probability: [Double],
        confidence: Double = 0.95, limits: JudgementLimits = JudgementLimits()
    ) throws(CapacityError) {
        guard grouping.codes.count == cases.rowCount else {
            throw .lengths("\"\(grouping.name)\"", grouping.codes.count, rows: cases.rowCount)
        }
        guard probability.count == cases.rowCount else {
            throw .lengths("The offers", probability.count, rows: cases.rowCount)
        }
        guard probability.allSatisfy({ $0 >= 0 && $0 <= 1 }) else {
            throw CapacityError(.invalidNumber, "A probability of an offer lies from 0 to 1.")
        }
        let parts = grouping.rows.map { rows in
            SubgroupPart(
                cases, rows: rows, probability: probability, codes: grouping.codes,
                confidence: confidence)
        }
        let pooling = SubgroupPools(parts)
        self.grouping = grouping.name
        offered = cases.sumOverCases { probability[$0] }
        self.limits = limits
        groups = zip(grouping.levels, parts).map { level, part in
            part.result(level: level, pooling: pooling, confidence: confidence, limits: limits)
        }
        recallPooling = pooling.recall
        ppvPooling = pooling.ppv
        falseOfferRatePooling = pooling.falseOfferRate
        calibrationPooling = pooling.calibration
    }
}

/// What groups have in common, figure by figure; where cases share clusters, of shares at the effective numbers
/// of cases that their intervals have.
struct SubgroupPools {
    let recall: BetaBinomialPooling?
    let ppv: BetaBinomialPooling?
    let falseOfferRate: BetaBinomialPooling?
    let calibration: NormalPooling?

    init(_ parts: [SubgroupPart]) {
        let pool = { (share: KeyPath<SubgroupPart, MeasuredShare>) in
            let held = parts.map { part -> (x: Double, n: Double) in
                let share = part[keyPath: share]
                guard let p = share.effect.estimate, let n = share.effectiveCases else {
                    return (0, 0)
                }
                return (p * n, n)
            }
            return BetaBinomialPooling(counted: held.map(\.x), cases: held.map(\.n))
        }
        recall = pool(\.recall)
        ppv = pool(\.ppv)
        falseOfferRate = pool(\.falseOfferRate)
        let ratios = parts.compactMap(\.logRatio)
        calibration = NormalPooling(
            estimates: ratios.map(\.value), variances: ratios.map(\.variance))
    }
}
