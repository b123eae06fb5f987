import HypothesisTests

/// Thresholds of each group's own that make one figure the same in all groups, with as many places as before,
/// and what that costs.
///
/// The thresholds are found on the cases themselves, whose outcomes they use: on other cases the figure will
/// be the same only about. The part of a tier that is offered, and a place that no group can use without
/// moving the figure apart, are left to chance, so that counts are expected values.
/// Source: Hardt, Price and Srebro (2016), Equality of opportunity in supervised learning (NIPS 29), of which
/// this is the form for a fixed number of places.
public struct EqualisedOffers: Sendable, Hashable {
    /// What can be made equal.
    public enum Figure: String, Sendable, Hashable, Codable, CaseIterable {
        /// The share of a group's cases with the event that are offered a place.
        case recall
        /// The share of a group's cases without the event that are offered one.
        case falseOfferRate = "false_offer_rate"
        /// The share of a group's cases that are offered one.
        case offerShare = "offer_share"
    }

    /// A group before and after.
    public struct Group: Sendable, Hashable {
        /// The group.
        public let level: String
        /// Offers by one threshold for all.
        public let offeredBefore: Double
        /// Offers by the group's own.
        public let offered: Double
        /// The lowest risk that is offered a place; nil where nothing is offered.
        public let threshold: Double?
        /// Found by one threshold for all.
        public let foundBefore: Double
        /// Found by the group's own.
        public let found: Double
        /// The figure by one threshold for all; nil where the group has no case that it is a share of.
        public let figureBefore: Double?
        /// The figure by the group's own threshold.
        public let figure: Double?
    }

    /// What is made equal.
    public let figure: Figure
    /// The figure that the groups come to share; nil where no group has a case that it is a share of.
    public let common: Double?
    /// The groups in their own order. One without a case that the figure is a share of keeps its offers.
    public let groups: [Group]
    /// Cases found in all.
    public let found: Double
    /// Cases found by one threshold for all.
    public let foundBefore: Double
    /// Found so less found by one threshold for all: below 0 where it costs cases.
    public let difference: Effect
    /// Offers that go to other cases than before.
    public let offersMoved: Double
    /// The probability of an offer for a case of each row.
    public let probability: [Double]

    /// The thresholds that equalise a figure over the groups at a number of places.
    ///
    /// - Throws: for places that are none, or a grouping of another length.
    public init(
        _ cases: ScoredCases, by grouping: Subgrouping, equalising figure: Figure, places: Places,
        confidence: Double = 0.95
    ) throws(CapacityError) {
        guard grouping.codes.count == cases.rowCount else {
            throw .lengths("\"\(grouping.name)\"", grouping.codes.count, rows: cases.rowCount)
        }
        let tiers = CaseTiers(cases)
        let number = min(try places.number(among: tiers.cases), tiers.cases)
        let before = tiers.probabilities(number)
        let curves = grouping.rows.map { rows in
            GroupCurve(CaseTiers(cases, among: rows), figure: figure)
        }
        let offeredBefore = curves.map { curve in
            curve.tiers.rows.reduce(0) { $0 + cases.multiplicity($1) * before[$1] }
        }
        let solution = GroupCurve.equalise(curves, offeredBefore: offeredBefore, places: number)
        var probability = [Double](repeating: 0, count: cases.rowCount)
        var groups: [Group] = []
        for (index, curve) in curves.enumerated() {
            let offered = solution.places[index]
            let own = curve.tiers.probabilities(offered)
            for row in curve.tiers.rows { probability[row] = own[row] }
            let last = curve.tiers.lastTier(of: offered)
            groups.append(
                Group(
                    level: grouping.levels[index], offeredBefore: offeredBefore[index],
                    offered: offered,
                    threshold: last.flatMap { curve.tiers.rows(of: $0).first }
                        .map { cases.risk[$0] },
                    foundBefore: curve.tiers.found(offeredBefore[index]),
                    found: curve.tiers.found(offered),
                    figureBefore: curve.figure(at: offeredBefore[index]),
                    figure: curve.figure(at: offered)))
        }
        let after = OffersMeasured(
            cases, probability: probability, marginalRate: nil, confidence: confidence)
        let one = OffersMeasured(
            cases, probability: before, marginalRate: nil, confidence: confidence)
        self.figure = figure
        common = solution.common
        self.groups = groups
        found = after.found
        foundBefore = one.found
        difference = after.differenceInFound(from: one)
        offersMoved = cases.sumOverCases { abs(probability[$0] - before[$0]) } / 2
        self.probability = probability
    }
}

/// How a figure of one group grows with its places: straight within a tier.
struct GroupCurve {
    let tiers: CaseTiers
    /// What the figure counts in the tiers before each, and at the end all of it.
    let countedBefore: [Double]

    init(_ tiers: CaseTiers, figure: EqualisedOffers.Figure) {
        self.tiers = tiers
        switch figure {
        case .recall: countedBefore = tiers.eventsBefore
        case .falseOfferRate:
            countedBefore = zip(tiers.casesBefore, tiers.eventsBefore).map { $0 - $1 }
        case .offerShare: countedBefore = tiers.casesBefore
        }
    }

    /// All that the figure counts.
    var counted: Double { countedBefore[tiers.count] }

    /// The figure with so many places; nil where there is nothing to count.
    func figure(at places: Double) -> Double? {
        guard counted > 0 else { return nil }
        guard let last = tiers.lastTier(of: places) else { return 0 }
        let own = countedBefore[last + 1] - countedBefore[last]
        return (countedBefore[last] + tiers.share(of: last, within: places) * own) / counted
    }

    /// The fewest places at which the figure is so high, and the most at which it is no higher.
    func places(for figure: Double) -> (fewest: Double, most: Double) {
        let wanted = figure * counted
        let slack = 1e-10 * counted
        let ends = countedBefore.dropFirst()
        let within = { (tier: Int) -> Double in
            let own = countedBefore[tier + 1] - countedBefore[tier]
            let share = own > 0 ? min(max((wanted - countedBefore[tier]) / own, 0), 1) : 0
            // A figure at a tier's end is that end, whatever rounding made of it.
            if abs(wanted - countedBefore[tier + 1]) <= slack { return tiers.casesBefore[tier + 1] }
            if abs(wanted - countedBefore[tier]) <= slack { return tiers.casesBefore[tier] }
            return tiers.casesBefore[tier] + share * tiers.cases(of: tier)
        }
        let fewest: Double
        if wanted <= slack {
            fewest = 0
        } else {
            let tier = Self.first(in: ends) { $0 >= wanted - slack }
            fewest = tier < tiers.count ? within(tier) : tiers.cases
        }
        let tier = Self.first(in: ends) { $0 > wanted + slack }
        return (fewest, tier < tiers.count ? within(tier) : tiers.cases)
    }

    private static func first(in rising: ArraySlice<Double>, where holds: (Double) -> Bool) -> Int {
        var (low, high) = (0, rising.count)
        while low < high {
            let middle = (low + high) / 2
            if holds(rising[rising.startIndex + middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// Each group's places at the highest figure that all can share, and that figure.
    static func equalise(
        _ curves: [GroupCurve], offeredBefore: [Double], places: Double
    ) -> (places: [Double], common: Double?) {
        let shared = curves.indices.filter { curves[$0].counted > 0 }
        guard !shared.isEmpty else { return (offeredBefore, nil) }
        var result = offeredBefore
        let available = shared.reduce(0) { $0 + offeredBefore[$1] }
        // Between the figures at which some group ends a tier, places grow straight.
        var corners: [Double] = [0, 1]
        for index in shared {
            let curve = curves[index]
            corners += curve.countedBefore.map { $0 / curve.counted }
        }
        corners.sort()
        let fewest = { (figure: Double) in
            shared.reduce(0) { $0 + curves[$1].places(for: figure).fewest }
        }
        var (low, high) = (0, corners.count - 1)
        let slack = 1e-9 * max(available, 1)
        while low < high {
            let middle = (low + high + 1) / 2
            if fewest(corners[middle]) <= available + slack {
                low = middle
            } else {
                high = middle - 1
            }
        }
        var common = corners[low]
        let ends = shared.map { curves[$0].places(for: common) }
        let (least, most) = (
            ends.reduce(0) { $0 + $1.fewest }, ends.reduce(0) { $0 + $1.most }
        )
        if most >= available - slack || low + 1 >= corners.count {
            let share = most > least ? min(max((available - least) / (most - least), 0), 1) : 0
            for (index, end) in zip(shared, ends) {
                result[index] = end.fewest + share * (end.most - end.fewest)
            }
            return (result, common)
        }
        let next = corners[low + 1]
        let nextEnds = shared.map { curves[$0].places(for: next) }
        let nextLeast = nextEnds.reduce(0) { $0 + $1.fewest }
        let share = min(max((available - most) / (nextLeast - most), 0), 1)
        for (place, index) in shared.enumerated() {
            result[index] = ends[place].most + share * (nextEnds[place].fewest - ends[place].most)
        }
        common += share * (next - common)
        return (result, common)
    }
}
