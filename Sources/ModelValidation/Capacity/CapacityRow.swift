import HypothesisTests

/// What offering the places there are to the cases with the highest risks finds, misses and offers wrongly.
///
/// Counts are whole but where several cases share the risk of the last place: who of them is offered one is
/// then left to chance, each as likely, and counts are expected values over that draw.
public struct CapacityRow: Sendable, Hashable {
    /// The places there are.
    public let places: Double
    /// The cases offered one: the places, or all cases where these are fewer.
    public let offered: Double
    /// All cases.
    public let cases: Double
    /// The lowest risk that is offered a place; nil where nothing is offered.
    public let threshold: Double?
    /// Its log odds; nil where nothing is offered.
    public let thresholdLogOdds: Double?
    /// The cases whose risk is the threshold.
    public let tied: Double
    /// The places that are left for them.
    public let placesForTied: Double
    /// Offered, and the event would have come or came (true positives).
    public let found: Double
    /// Not offered, and the event came (false negatives).
    public let missed: Double
    /// Offered, and the event did not come (false positives).
    public let wronglyOffered: Double
    /// Not offered, and the event did not come (true negatives).
    public let rightlyNotOffered: Double
    /// The fewest that a draw among the tied can find.
    public let fewestFound: Double
    /// The most that a draw among the tied can find.
    public let mostFound: Double
    /// found / offered.
    public let ppv: Effect
    /// found / (found + missed).
    public let sensitivity: Effect
    /// rightly not offered / (rightly not offered + wrongly offered).
    public let specificity: Effect
    /// wrongly offered / (rightly not offered + wrongly offered), 1 - specificity.
    public let falseOfferRate: Effect
    /// offered / found, the offers for one case found: 1 / PPV, its limits those of PPV upside down.
    public let numberNeededToOffer: Effect
    /// found/n - wrongly offered/n × t/(1-t) at the threshold t.
    public let netBenefit: Effect

    init(
        _ cases: ScoredCases, tiers: CaseTiers, places: Double, confidence: Double,
        target: CapacityTarget
    ) {
        let offered = min(places, tiers.cases)
        let measured = OffersMeasured(
            cases, probability: tiers.probabilities(offered),
            marginalRate: target == .threshold ? nil : tiers.eventRate(around: offered),
            confidence: confidence)
        self.places = places
        self.offered = offered
        self.cases = tiers.cases
        let found = tiers.found(offered)
        let nonEvents = tiers.cases - tiers.events
        self.found = found
        missed = max(tiers.events - found, 0)
        wronglyOffered = max(offered - found, 0)
        rightlyNotOffered = max(nonEvents - wronglyOffered, 0)
        if let last = tiers.lastTier(of: offered), let row = tiers.rows(of: last).first {
            threshold = cases.risk[row]
            thresholdLogOdds = cases.logOdds[row]
            tied = tiers.cases(of: last)
            placesForTied = offered - tiers.casesBefore[last]
            let events = tiers.events(of: last)
            fewestFound =
                tiers.eventsBefore[last] + max(placesForTied - (tied - events), 0)
            mostFound = tiers.eventsBefore[last] + min(placesForTied, events)
        } else {
            (threshold, thresholdLogOdds) = (nil, nil)
            (tied, placesForTied, fewestFound, mostFound) = (0, 0, 0, 0)
        }
        ppv = measured.ppv.effect
        sensitivity = measured.sensitivity.effect
        falseOfferRate = measured.falseOfferRate.effect
        specificity = falseOfferRate.complement(named: "specificity")
        numberNeededToOffer = ppv.reciprocal(named: "number_needed_to_offer")
        netBenefit = measured.netBenefit(odds: thresholdLogOdds.map(odds(ofLog:)))
    }
}

extension Effect {
    /// 1 - p, with its limits.
    func complement(named name: String) -> Effect {
        var effect = self
        effect.name = name
        effect.estimate = estimate.map { 1 - $0 }
        effect.confLow = confHigh.map { 1 - $0 }
        effect.confHigh = confLow.map { 1 - $0 }
        return effect
    }

    /// 1 / p, with its limits; infinite, and so nil, where p or a limit is 0.
    func reciprocal(named name: String) -> Effect {
        let inverse = { (p: Double?) in p.flatMap { $0 > 0 ? 1 / $0 : nil } }
        var effect = self
        effect.name = name
        effect.estimate = inverse(estimate)
        effect.confLow = inverse(confHigh)
        effect.confHigh = inverse(confLow)
        if estimate == 0 {
            effect.status = .infinite
            effect.note = "none is found"
        }
        return effect
    }
}
