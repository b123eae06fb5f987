import HypothesisTests

/// What a model does for the cases of one group at the places there are for all.
///
/// Raw figures are of the group's own cases; those named `pooled` are drawn towards what all groups have in
/// common, the more the fewer cases the group has. Neither is shown without the other.
public struct SubgroupResult: Sendable, Hashable {
    /// The group.
    public let level: String
    /// Its cases.
    public let cases: Double
    /// Those with the event.
    public let events: Double
    /// The (expected) offers to them.
    public let offered: Double
    /// Offers to cases with the event.
    public let found: Double
    /// Cases with the event that are not offered a place.
    public let missed: Double
    /// Offers to cases without the event.
    public let wronglyOffered: Double
    /// Offers as a share of the group's cases.
    public let offerShare: Effect
    /// found / events.
    public let recall: Effect
    /// found / offered.
    public let ppv: Effect
    /// Wrong offers as a share of the cases without the event.
    public let falseOfferRate: Effect
    /// What the risks add up to.
    public let expectedEvents: Double
    /// Events over what the risks add up to.
    public let observedOverExpected: Effect
    /// α of the logistic offset model; above 0 where risks are too low.
    public let calibrationInTheLarge: Effect
    /// Within the group; not estimable with one outcome only.
    public let auc: Effect
    /// Recall, by beta-binomial pooling over the groups.
    public let pooledRecall: Effect
    /// PPV, by beta-binomial pooling over the groups.
    public let pooledPPV: Effect
    /// The false-offer rate, by beta-binomial pooling over the groups.
    public let pooledFalseOfferRate: Effect
    /// Observed over expected, by normal pooling of its logarithm over the groups.
    public let pooledObservedOverExpected: Effect
    /// Recall less that of all other cases.
    public let recallDifference: Effect
    /// PPV less that of all other cases.
    public let ppvDifference: Effect
    /// The false-offer rate less that of all other cases.
    public let falseOfferRateDifference: Effect
    /// Why figures are too few to judge by, in words; empty where they are not.
    public let tooFew: [TooFew]

    /// One reason not to judge a group by some of its figures.
    public struct TooFew: Sendable, Hashable {
        /// What it stands for: `events`, `non_events` or `offers`.
        public let what: String
        /// How many there are.
        public let count: Double
        /// How many there should be.
        public let limit: Double
        /// The figures that it is about, by their stable names.
        public let figures: [String]
    }

    /// Whether a figure may be judged, by its stable name such as `recall`.
    public func isJudged(_ figure: String) -> Bool {
        !tooFew.contains { $0.figures.contains(figure) }
    }

    static func tooFew(
        events: Double, nonEvents: Double, offered: Double, limits: JudgementLimits
    ) -> [TooFew] {
        var reasons: [TooFew] = []
        let fit = ["observed_expected", "calibration_in_the_large", "auc"]
        if events < limits.events {
            reasons.append(
                TooFew(
                    what: "events", count: events, limit: limits.events,
                    figures: ["recall"] + fit))
        }
        if nonEvents < limits.nonEvents {
            reasons.append(
                TooFew(
                    what: "non_events", count: nonEvents, limit: limits.nonEvents,
                    figures: ["false_offer_rate"] + fit))
        }
        if offered < limits.offers {
            reasons.append(
                TooFew(what: "offers", count: offered, limit: limits.offers, figures: ["ppv"]))
        }
        return reasons
    }
}
