/// A way to say who is offered the places there are.
public enum AllocationPolicy: Sendable, Hashable {
    /// To the highest risks, by chance among those that share the risk of the last place.
    case topRisk
    /// The so many highest risks for certain, and the places that are left by lot among the so many next, each
    /// of these as likely. A band of fewer cases than places left is offered them all, and the rest go on by
    /// risk.
    case lottery(certain: Places, uncertain: Places)
    /// Risks of `certainFrom` and above for certain - by risk where they are more than the places -, and the
    /// places left by lot among risks from `uncertainFrom` up to there; the rest go on by risk.
    case lotteryByRisk(certainFrom: Double, uncertainFrom: Double)
    /// First to each named group its own highest risks, so many places as are kept for it (all its cases where
    /// they are fewer), then to the highest risks of all that are left.
    case equityFloor(Subgrouping, floors: [String: Floor])
    /// To the highest expected benefits, one for each row, and to none whose benefit is not above 0; by chance
    /// among those that share the last one. A relative reduction of the risk that is the same for all orders
    /// cases as their risks do: `relativeReduction(_:of:)`.
    case expectedBenefit([Double])

    /// What is kept for a group.
    public enum Floor: Sendable, Hashable {
        /// So many places.
        case places(Int)
        /// A share of all places, rounded down.
        case shareOfPlaces(Double)
        /// The group's share of all cases, as a share of all places, rounded down.
        case proportionate
    }

    /// Its stable name.
    public var name: String {
        switch self {
        case .topRisk: "top_risk"
        case .lottery, .lotteryByRisk: "lottery"
        case .equityFloor: "equity_floor"
        case .expectedBenefit: "expected_benefit"
        }
    }

    /// The events that a place spares each case where it takes a share of its risk away: risk × reduction.
    ///
    /// - Throws: unless the reduction lies from 0 to 1.
    public static func relativeReduction(
        _ reduction: Double, of cases: ScoredCases
    ) throws(CapacityError) -> AllocationPolicy {
        guard reduction >= 0, reduction <= 1 else {
            throw CapacityError(
                .invalidNumber, "A relative reduction lies from 0 to 1, not at \(reduction).",
                hint: "A risk of 20% that a place makes 15% is reduced by 0.25.")
        }
        return .expectedBenefit(cases.risk.map { $0 * reduction })
    }
}

extension AllocationPolicy {
    /// The probability that a case of each row is offered one of so many places.
    func probabilities(
        _ cases: ScoredCases, tiers: CaseTiers, places: Double
    ) throws(CapacityError) -> [Double] {
        switch self {
        case .topRisk:
            return tiers.probabilities(places)
        case .lottery(let certain, let uncertain):
            let sure = try certain.number(among: tiers.cases)
            let band = try uncertain.number(among: tiers.cases)
            return Self.lottery(tiers, places: places, certain: sure, band: band)
        case .lotteryByRisk(let certainFrom, let uncertainFrom):
            guard uncertainFrom >= 0, uncertainFrom <= certainFrom, certainFrom.isFinite else {
                throw CapacityError(
                    .invalidNumber,
                    "The uncertain band begins at a risk of \(uncertainFrom) and the certain one at \(certainFrom).",
                    hint: "Risks of the uncertain band lie below those of the certain one.")
            }
            let sure = cases.sumOverCases { cases.risk[$0] >= certainFrom ? 1 : 0 }
            let both = cases.sumOverCases { cases.risk[$0] >= uncertainFrom ? 1 : 0 }
            return Self.lottery(tiers, places: places, certain: sure, band: both - sure)
        case .equityFloor(let grouping, let floors):
            return try Self.floor(
                cases, tiers: tiers, places: places, grouping: grouping, floors: floors)
        case .expectedBenefit(let benefit):
            guard benefit.count == cases.rowCount else {
                throw .lengths("The benefit", benefit.count, rows: cases.rowCount)
            }
            guard benefit.allSatisfy(\.isFinite) else {
                throw CapacityError(.invalidNumber, "A benefit is not a finite number.")
            }
            let rows = benefit.indices.filter { benefit[$0] > 0 }
            let helped = CaseTiers(cases, scores: benefit, among: rows)
            return helped.probabilities(min(places, helped.cases))
        }
    }

    /// 1 at ranks up to `certain`, the share of places left at ranks of the band, 1 or 0 beyond; a tier's
    /// probability is the mean over its ranks.
    private static func lottery(
        _ tiers: CaseTiers, places: Double, certain: Double, band: Double
    ) -> [Double] {
        let sure = min(certain, places)
        let end = min(sure + band, tiers.cases)
        let width = end - sure
        let left = places - sure
        guard width > left else { return tiers.probabilities(places) }
        let part = left / width
        let inner = tiers.probabilities(sure)
        let outer = tiers.probabilities(end)
        return zip(inner, outer).map { $0 + part * ($1 - $0) }
    }

    private static func floor(
        _ cases: ScoredCases, tiers: CaseTiers, places: Double, grouping: Subgrouping,
        floors: [String: Floor]
    ) throws(CapacityError) -> [Double] {
        guard grouping.codes.count == cases.rowCount else {
            throw .lengths("\"\(grouping.name)\"", grouping.codes.count, rows: cases.rowCount)
        }
        let rows = grouping.rows
        var probability = [Double](repeating: 0, count: cases.rowCount)
        var (kept, offered) = (0.0, 0.0)
        for (name, floor) in floors.sorted(by: { $0.key < $1.key }) {
            guard let index = grouping.levels.firstIndex(of: name) else {
                throw CapacityError(
                    .unknownGroup, "\"\(grouping.name)\" has no group \"\(name)\".",
                    hint: "Its groups are \(grouping.levels.prefix(8).joined(separator: ", ")).")
            }
            let own = CaseTiers(cases, among: rows[index])
            let promised = try floor.number(
                places: places, share: tiers.cases > 0 ? own.cases / tiers.cases : 0)
            kept += promised
            offered += min(promised, own.cases)
            let chosen = own.probabilities(min(promised, own.cases))
            for row in rows[index] { probability[row] = chosen[row] }
        }
        guard kept <= places else {
            throw CapacityError(
                .floorsExceedPlaces,
                "\(kept.formattedWhole) places are kept for groups, and there are \(places.formattedWhole).",
                hint: "Keep fewer, or find more places.")
        }
        // What is left goes by risk to the part of each tier that has no place yet.
        var left = places - offered
        for tier in 0..<tiers.count where left > 0 {
            var open = 0.0
            for row in tiers.rows(of: tier) {
                open += cases.multiplicity(row) * (1 - probability[row])
            }
            guard open > 0 else { continue }
            let share = min(left / open, 1)
            for row in tiers.rows(of: tier) {
                probability[row] = min(probability[row] + share * (1 - probability[row]), 1)
            }
            left -= share * open
        }
        return probability
    }
}

extension AllocationPolicy.Floor {
    func number(places: Double, share: Double) throws(CapacityError) -> Double {
        switch self {
        case .places(let count): return try Places.count(count).number(among: places)
        case .shareOfPlaces(let share): return try Places.share(share).number(among: places)
        case .proportionate: return try Places.share(min(share, 1)).number(among: places)
        }
    }
}

extension Double {
    /// A whole number without a decimal point.
    var formattedWhole: String {
        self == rounded() && abs(self) < 1e15 ? String(Int(self)) : String(self)
    }
}
