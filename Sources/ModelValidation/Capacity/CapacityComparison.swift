import HypothesisTests

/// Another way to say who is offered a place, which a model is compared with.
public enum CapacityRival: Sendable, Hashable {
    /// Chance: every case as likely.
    case chance
    /// A rule that holds for a case or does not, one value a row: those for whom it holds come first, by
    /// chance if they are more than the places; what is left goes to the others by chance.
    case rule(name: String, holds: [Bool])
    /// Points, one number a row: those with the most come first, by chance among those with the same.
    case points(name: String, points: [Int])

    /// What it is called.
    public var name: String {
        switch self {
        case .chance: "chance"
        case .rule(let name, _), .points(let name, _): name
        }
    }
}

/// A model beside another way of offering as many places to the same cases.
///
/// Every count of the rival is an expected value in closed form over the draws that it leaves to chance.
/// The difference in cases found is D = Σ (a - b) y, with a and b the probabilities of an offer by the model
/// and by the rival; its variance is that of a sum of paired differences, n/(n-1) Σ (d - d̄)² with
/// d = (a - b) y, and over clusters that of their sums (CR1). Where no offer is left to chance this is the
/// Wald interval of discordant pairs, b + c - (b - c)²/n, with n/(n-1) before it.
/// Sources: Newcombe (1998), Statistics in Medicine 17, 2635-2650, method 1; McNemar (1947).
public struct CapacityComparison: Sendable, Hashable {
    /// What the model is compared with.
    public let name: String
    /// The cases offered a place, as many as by the model.
    public let offered: Double
    /// The rival's lowest points that are offered a place; nil where it has none.
    public let threshold: Int?
    /// The cases that share the rival's last place: as many points, or the same answer of a rule.
    public let tied: Double
    /// The places that are left for these.
    public let placesForTied: Double
    /// Cases with the event that the rival offers a place.
    public let found: Double
    /// Those that it does not.
    public let missed: Double
    /// Cases without the event that it offers one.
    public let wronglyOffered: Double
    /// Its share of offers that go to cases with the event.
    public let ppv: Effect
    /// Its share of cases with the event that are offered a place.
    public let sensitivity: Effect
    /// Cases that both offer a place, draws of the two being independent.
    public let offeredByBoth: Double
    /// Cases with the event that only the model offers a place.
    public let foundByModelOnly: Double
    /// Cases with the event that only the rival offers one.
    public let foundByRivalOnly: Double
    /// Cases found by the model less those found by the rival.
    public let difference: Effect

    /// The comparison at a number of places.
    ///
    /// - Throws: for places below 0, a share that is none, or a rival of another length.
    public init(
        _ cases: ScoredCases, against rival: CapacityRival, places: Places,
        confidence: Double = 0.95, target: CapacityTarget = .threshold
    ) throws(CapacityError) {
        let model = CaseTiers(cases)
        let number = min(try places.number(among: model.cases), model.cases)
        let other = try rival.tiers(cases)
        let rate = { (tiers: CaseTiers) -> Double? in
            target == .threshold ? nil : tiers.eventRate(around: number)
        }
        let a = OffersMeasured(
            cases, probability: model.probabilities(number), marginalRate: rate(model),
            confidence: confidence)
        let b = OffersMeasured(
            cases, probability: other.probabilities(number), marginalRate: rate(other),
            confidence: confidence)
        name = rival.name
        offered = number
        found = other.found(number)
        missed = max(other.events - found, 0)
        wronglyOffered = max(number - found, 0)
        if let last = other.lastTier(of: number), let row = other.rows(of: last).first {
            tied = other.cases(of: last)
            placesForTied = number - other.casesBefore[last]
            if case .points(_, let points) = rival {
                threshold = points[row]
            } else {
                threshold = nil
            }
        } else {
            (tied, placesForTied, threshold) = (0, 0, nil)
        }
        ppv = b.ppv.effect
        sensitivity = b.sensitivity.effect
        offeredByBoth = cases.sumOverCases { a.probability[$0] * b.probability[$0] }
        foundByModelOnly = cases.sumOverCases {
            cases.hasEvent[$0] ? a.probability[$0] * (1 - b.probability[$0]) : 0
        }
        foundByRivalOnly = cases.sumOverCases {
            cases.hasEvent[$0] ? b.probability[$0] * (1 - a.probability[$0]) : 0
        }
        difference = a.differenceInFound(from: b)
    }
}

extension CapacityRival {
    /// The cases in the order in which they are offered places.
    func tiers(_ cases: ScoredCases) throws(CapacityError) -> CaseTiers {
        switch self {
        case .chance:
            return CaseTiers(cases, scores: [Int](repeating: 0, count: cases.rowCount))
        case .rule(let name, let holds):
            guard holds.count == cases.rowCount else {
                throw .lengths("The rule \"\(name)\"", holds.count, rows: cases.rowCount)
            }
            return CaseTiers(cases, scores: holds.map { $0 ? 1 : 0 })
        case .points(let name, let points):
            guard points.count == cases.rowCount else {
                throw .lengths("The points \"\(name)\"", points.count, rows: cases.rowCount)
            }
            return CaseTiers(cases, scores: points)
        }
    }
}

extension OffersMeasured {
    /// Cases found by these offers less those found by others, with the interval of paired differences.
    func differenceInFound(from other: OffersMeasured) -> Effect {
        let clusters = cases.cluster != nil
        let method =
            "paired differences in found, Wald"
            + (clusters ? " (clusters, CR1)" : "")
            + (marginalRate == nil ? "" : ", thresholds of a new cohort")
        guard all > 0 else {
            return Effect(
                name: "found_difference", method: method, status: .notEstimable, note: "no case")
        }
        let difference = found - other.found
        let variance = cases.linearisedVariance { row in
            foundBy(row) - other.foundBy(row) - difference / all
        }
        // Rounding leaves a crumb where both offer every case with the event the same.
        let value = variance.map { $0.value > 1e-20 * max(events, 1) ? $0.value : 0 }
        return capacityInterval(
            "found_difference", estimate: difference, variance: value, confidence: confidence,
            method: method, within: -events...events,
            without: "both offer the same to every case with the event, "
                + "or the cases do not tell how much it varies")
    }
}
