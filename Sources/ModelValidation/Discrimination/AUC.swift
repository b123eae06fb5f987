import Distributions
import HypothesisTests

/// How well risks tell cases with the event from cases without it: the area under the receiver
/// operating characteristic.
///
/// θ = P(risk of a case with the event > risk of one without) + ½ P(equal). Its variance is DeLong's,
/// S₁₀/m + S₀₁/n over the m cases with and n without the event, S₁₀ and S₀₁ the variances of the
/// share of the others that each outranks; where cases have clusters Obuchowski's, which adds what
/// the two kinds share within a cluster and is DeLong's where each case is a cluster of its own.
/// It takes O(n log n).
///
/// Sources: E. R. DeLong, D. M. DeLong and D. L. Clarke-Pearson, Biometrics 44 (1988), 837-845;
/// X. Sun and W. Xu, IEEE Signal Processing Letters 21 (2014), 1389-1393, for the ranks;
/// N. A. Obuchowski, Biometrics 53 (1997), 567-578.
public struct AUC: Sendable, Hashable {
    /// The area with an interval that is symmetric on the logit scale, θ ± z se / (θ (1 - θ)): the
    /// default, because it stays within 0 and 1 and leans to the side where there is more room. Where
    /// events are few it holds the truth more often: of cohorts with 10 events among 100 cases and an
    /// area of 0.90 in 91% against 84% (simulated; both fall short there), with 40 among 440 and
    /// 0.76 in 95% against 94%.
    public let logit: PerformanceEstimate
    /// The area with DeLong's symmetric interval θ ± z se, cut at 0 and 1.
    public let plain: PerformanceEstimate
    /// Cases with the event.
    public let eventCount: Double
    /// Cases without it.
    public let otherCount: Double
    /// Clusters the variance heeds; nil where cases are strangers.
    public let clusterCount: Int?

    /// The area of some cases.
    ///
    /// - Parameter confidence: of the intervals, strictly between 0 and 1.
    public init(_ cases: ScoredCases, confidence: Double = 0.95) {
        let clusters = CaseClusters(cases)
        eventCount = cases.eventCount
        otherCount = cases.caseCount - cases.eventCount
        clusterCount = clusters.clusterCount
        let method = clusters.clusterCount == nil ? "DeLong" : "Obuchowski, clusters"
        guard let placements = Placements(cases) else {
            let nothing = PerformanceEstimate(
                method: method, status: .notEstimable,
                note: cases.caseCount > 0
                    ? cases.eventCount > 0 ? "every case had the event" : "no case had the event"
                    : "no case")
            (logit, plain) = (nothing, nothing)
            return
        }
        let area = placements.area
        let variance = placements.variance(clusters)
        var (logit, plain) = (
            PerformanceEstimate(
                area, variance: variance, confidence: confidence, scale: .logit,
                method: method + ", logit scale", without: Self.tooFew(clusters)),
            PerformanceEstimate(
                area, variance: variance, confidence: confidence, bounds: 0...1, method: method,
                without: Self.tooFew(clusters))
        )
        if variance == 0 {
            let note =
                area == 1
                ? "every case with the event was given a higher risk than every case without it"
                : area == 0
                    ? "every case with the event was given a lower risk than every case without it"
                    : "every case was given the same risk"
            logit.note = note + ": no interval can be had from a variance of 0"
            plain.note = logit.note
        }
        (self.logit, self.plain) = (logit, plain)
    }

    /// What is said where no variance can be had.
    static func tooFew(_ clusters: CaseClusters) -> String {
        clusters.clusterCount == nil
            ? "an interval needs two cases with and two without the event"
            : "an interval needs two clusters with a case with and two with a case without the event"
    }
}

/// For each case with the event the share of those without that it outranks, ties counting half;
/// for each case without the event the share of those with it that outrank it.
struct Placements {
    let area: Double
    let share: [Double]
    private let hasEvent: [Bool]
    private let events: Double
    private let others: Double

    /// Nil unless there are cases with and without the event.
    init?(_ cases: ScoredCases) {
        guard cases.hasBothOutcomes else { return nil }
        events = cases.eventCount
        others = cases.caseCount - events
        hasEvent = cases.hasEvent
        share = RiskOrder(cases).placements(events: events, others: others)
        var sum = 0.0
        for row in share.indices where cases.hasEvent[row] {
            sum += (cases.count?[row] ?? 1) * (share[row] * others)
        }
        area = sum / (events * others)
    }

    /// The differences between two models' placements of the same cases.
    private init(_ first: Placements, _ second: Placements) {
        (events, others, hasEvent) = (first.events, first.others, first.hasEvent)
        share = zip(first.share, second.share).map { $0 - $1 }
        area = first.area - second.area
    }

    /// What is left of these placements when those of another model are taken away.
    func minus(_ other: Placements) -> Placements { Placements(self, other) }

    /// S₁₀/m + S₀₁/n + 2 S₁₁/(m n); nil below two of a kind.
    func variance(_ clusters: CaseClusters) -> Double? {
        let withEvent = clusters.unitCount { hasEvent[$0] }
        let without = clusters.unitCount { !hasEvent[$0] }
        guard withEvent > 1, without > 1 else { return nil }
        let event = { (row: Int) in hasEvent[row] ? share[row] - area : 0 }
        let other = { (row: Int) in hasEvent[row] ? 0 : share[row] - area }
        var sum =
            withEvent / (withEvent - 1) * clusters.crossSum(event, event) / (events * events)
            + without / (without - 1) * clusters.crossSum(other, other) / (others * others)
        if clusters.clusterCount != nil {
            let units = clusters.unitCount
            sum += 2 * units / (units - 1) * clusters.crossSum(event, other) / (events * others)
        }
        return max(sum, 0)
    }
}
