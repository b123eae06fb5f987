import Glibc
import HypothesisTests

/// How groups of cases have moved between two sets: their calibration, and their risks.
public struct SubgroupDrift: Sendable, Hashable {
    /// One group.
    public struct Group: Sendable, Hashable {
        /// The group.
        public let level: String
        /// Its cases in the earlier set.
        public let baselineCases: Double
        /// Its cases in the later set.
        public let recentCases: Double
        /// Observed over expected in the earlier set.
        public let baseline: Effect
        /// Observed over expected in the later set.
        public let recent: Effect
        /// The later over the earlier.
        public let ratio: Effect
        /// How far the group's risks lie apart.
        public let risk: PopulationStability
        /// Whether both sets have as many events as are wanted to judge.
        public let isJudged: Bool
    }

    /// The column of the groups.
    public let grouping: String
    /// The groups that one of the sets has, in the order of their UTF-8 bytes.
    public let groups: [Group]

    /// The drift by group.
    ///
    /// - Throws: for a grouping of another length than its cases.
    public init(
        baseline: ScoredCases, by grouping: Subgrouping, recent: ScoredCases,
        by recentGrouping: Subgrouping, bins: Int = 10,
        limits: JudgementLimits = JudgementLimits(), confidence: Double = 0.95
    ) throws(CapacityError) {
        for (cases, groups) in [(baseline, grouping), (recent, recentGrouping)]
        where groups.codes.count != cases.rowCount {
            throw .lengths("\"\(groups.name)\"", groups.codes.count, rows: cases.rowCount)
        }
        let both = Subgrouping(
            name: grouping.name,
            values: (grouping.levels + recentGrouping.levels).map {
                $0 == Subgrouping.missing ? nil : $0
            })
        let part = { (cases: ScoredCases, groups: Subgrouping, level: String) -> ScoredCases in
            let code = groups.levels.firstIndex(of: level)
            return cases.selecting(groups.codes.indices.filter { groups.codes[$0] == code })
        }
        var result: [Group] = []
        for level in both.levels {
            let (first, second) = (
                part(baseline, grouping, level), part(recent, recentGrouping, level)
            )
            let (early, late) = (ObservedOverExpected(first), ObservedOverExpected(second))
            let (before, after) = (
                early.effect(confidence: confidence), late.effect(confidence: confidence)
            )
            result.append(
                Group(
                    level: level, baselineCases: first.caseCount, recentCases: second.caseCount,
                    baseline: before, recent: after, ratio: ratioOfRatios(after, before),
                    risk: try PopulationStability(
                        baseline: first.risk, recent: second.risk, bins: bins,
                        baselineCounts: first.count, recentCounts: second.count,
                        confidence: confidence),
                    isJudged: min(early.observed, late.observed) >= limits.events))
        }
        self.grouping = grouping.name
        groups = result
    }
}

/// r₁ / r₀ of two ratios of different cases with the limits of each put together on the log scale:
/// ln r₁/r₀ - √((ln r₁ - ln l₁)² + (ln u₀ - ln r₀)²) and likewise above.
///
/// 0 or infinite, with one limit, where a set has no event. Source: Zou and Donner (2008), Statistics in
/// Medicine 27, 1693-1702.
func ratioOfRatios(_ own: Effect, _ reference: Effect) -> Effect {
    var effect = Effect(
        name: "ratio_of_observed_expected",
        method: "exact limits of both put together on the log scale", status: .notEstimable)
    guard let r = own.estimate, let q = reference.estimate, let l1 = own.confLow,
        let u1 = own.confHigh, let l0 = reference.confLow, let u0 = reference.confHigh
    else {
        effect.note = own.note ?? reference.note
        return effect
    }
    guard q > 0 else {
        effect.status = .infinite
        effect.note = "no case of the earlier set has the event"
        return effect
    }
    guard r > 0 else {
        effect.estimate = 0
        effect.status = .infinite
        effect.note = "no case of the later set has the event"
        return effect
    }
    let square = { (a: Double, b: Double) in log(a / b) * log(a / b) }
    effect.estimate = r / q
    effect.confLow = r / q * exp(-(square(r, l1) + square(u0, q)).squareRoot())
    effect.confHigh = r / q * exp((square(u1, r) + square(q, l0)).squareRoot())
    effect.status = .estimated
    return effect
}
