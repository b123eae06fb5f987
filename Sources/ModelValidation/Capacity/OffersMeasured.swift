import HypothesisTests

/// What an interval about offers is an interval for.
public enum CapacityTarget: String, Sendable, Hashable, Codable {
    /// Cases like those at or above the threshold, which is taken as it is: the share among k offered is a
    /// binomial one.
    case threshold
    /// As many places a case in another cohort like this one, whose threshold will fall where it falls.
    ///
    /// With r the event rate at the threshold each case adds a (y - r) to what is found, a being its
    /// probability of an offer, so that for strangers
    /// Var(PPV) ≈ [PPV (1 - PPV) + (1 - q) (PPV - r)²] / k with q = k/n: wider than the binomial one.
    /// Source: the influence function of a mean beyond a quantile; van der Vaart (1998), Asymptotic
    /// Statistics, chapters 20 and 21.
    case newCohort = "new_cohort"
}

/// Offers to cases, each with a probability, and what they find.
struct OffersMeasured {
    let cases: ScoredCases
    /// The probability of an offer for a case of each row.
    let probability: [Double]
    /// The event rate at the margin of the offers; nil where the threshold is taken as it is.
    let marginalRate: Double?
    let confidence: Double

    /// The expected offers.
    let offered: Double
    /// The expected offers to cases with the event.
    let found: Double
    /// All cases with the event.
    let events: Double
    /// All cases.
    let all: Double

    init(
        _ cases: ScoredCases, probability: [Double], marginalRate: Double?, confidence: Double
    ) {
        self.cases = cases
        self.probability = probability
        self.marginalRate = marginalRate
        self.confidence = confidence
        offered = cases.sumOverCases { probability[$0] }
        found = cases.sumOverCases { cases.hasEvent[$0] ? probability[$0] : 0 }
        events = cases.eventCount
        all = cases.caseCount
    }

    /// Offers to cases without the event.
    var wronglyOffered: Double { max(offered - found, 0) }

    /// What a case of a row adds to the events found.
    func foundBy(_ row: Int) -> Double {
        let y = cases.hasEvent[row] ? 1.0 : 0
        guard let r = marginalRate else { return probability[row] * y }
        return probability[row] * (y - r) + r * offered / all
    }

    /// The share of offers that go to cases with the event.
    var ppv: MeasuredShare {
        let share = ShareOfCases(
            name: "ppv", counted: found, cases: offered, without: "nothing is offered")
        return measure(share, domain: { probability[$0] }) { row, ppv in
            marginalRate == nil
                ? (cases.hasEvent[row] ? 1 - ppv : -ppv) * probability[row] / offered
                : (foundBy(row) - found / all) / offered
        }
    }

    /// The share of cases with the event that are offered a place.
    var sensitivity: MeasuredShare {
        let share = ShareOfCases(
            name: "sensitivity", counted: found, cases: events, without: "no case has the event")
        return measure(share, domain: { cases.hasEvent[$0] ? 1 : 0 }) { row, sensitivity in
            (foundBy(row) - (cases.hasEvent[row] ? sensitivity : 0)) / events
        }
    }

    /// The share of cases without the event that are offered a place.
    var falseOfferRate: MeasuredShare {
        let share = ShareOfCases(
            name: "false_offer_rate", counted: wronglyOffered, cases: all - events,
            without: "every case has the event")
        return measure(share, domain: { cases.hasEvent[$0] ? 0 : 1 }) { row, rate in
            let wrongly =
                marginalRate == nil ? probability[row] - foundBy(row) : offered / all - foundBy(row)
            return (wrongly - (cases.hasEvent[row] ? 0 : rate)) / (all - events)
        }
    }

    /// The share of all cases that are offered a place.
    var offerShare: MeasuredShare {
        let share = ShareOfCases(
            name: "offer_share", counted: offered, cases: all, without: "no case")
        return measure(share, domain: { _ in 1 }) { row, share in
            (probability[row] - share) / all
        }
    }

    private func measure(
        _ share: ShareOfCases, domain: (Int) -> Double, _ influence: (Int, Double) -> Double
    ) -> MeasuredShare {
        let clusters = cases.cluster != nil
        guard clusters || marginalRate != nil, let value = share.share else {
            return MeasuredShare(
                effect: share.wilson(confidence: confidence), effectiveCases: share.cases)
        }
        let suffix = [
            clusters ? "clusters, linearised CR1" : nil,
            marginalRate == nil ? nil : "threshold of a new cohort",
        ].compactMap(\.self).joined(separator: "; ")
        let variance = cases.linearisedVariance(
            domain: domain, dependsOnAll: marginalRate != nil
        ) { influence($0, value) }
        return MeasuredShare(
            effect: share.wilson(
                variance, clusters: clusters, confidence: confidence, suffix: suffix),
            effectiveCases: share.effectiveCases(
                variance, clusters: clusters, confidence: confidence))
    }

    /// (found - wrongly offered × odds) / n at the odds t/(1-t) of a threshold t, per case.
    ///
    /// Its interval takes the threshold as it is: z standard errors of the mean of a (y - (1 - y) odds).
    /// Source: Vickers and Elkin (2006), Medical Decision Making 26, 565-574; its variance Sande and
    /// others (2020), Statistics in Medicine 39, 2980-3002.
    func netBenefit(odds: Double?) -> Effect {
        let (name, method) = ("net_benefit", "mean over cases, Wald at the threshold as it is")
        guard all > 0, let odds, odds.isFinite else {
            return Effect(
                name: name, method: method, status: .notEstimable,
                note: all > 0
                    ? (odds == nil ? "nothing is offered" : "the threshold is a risk of 1")
                    : "no case")
        }
        let benefit = (found - wronglyOffered * odds) / all
        let variance = cases.linearisedVariance { row in
            (probability[row] * (cases.hasEvent[row] ? 1 : -odds) - benefit) / all
        }
        return capacityInterval(
            name, estimate: benefit, variance: variance?.value, confidence: confidence,
            method: cases.cluster == nil ? method : method + " (clusters, CR1)",
            without: "the cases do not tell how much it varies")
    }
}

/// A share with the number of strangers who would tell as much of it.
struct MeasuredShare {
    let effect: Effect
    /// nil where that cannot be seen.
    let effectiveCases: Double?
}
