import HypothesisTests

/// The share of a group with the event by a horizon, estimated in the ways that are in use, so that what
/// they get wrong can be seen.
///
/// Kaplan-Meier uses every case for as long as it was followed. Counting a case that was not followed as
/// long as a "no" makes the share too small; leaving out such cases, but not those of them whose event
/// came in time, makes it too large. Cases whose whole horizon lies before the extract can be counted as
/// they are, where it is known which they are.
public struct HorizonProportion: Sendable, Hashable {
    /// The group's code.
    public let group: Int
    /// The group's name.
    public let level: String
    /// The horizon, in the unit of the times.
    public let horizon: Double
    /// All cases.
    public let cases: Double
    /// Cases with the event by the horizon.
    public let events: Double
    /// Cases followed to the horizon and without the event.
    public let withoutEvent: Double
    /// Cases whose follow-up ended before the horizon without the event: not yet observable.
    public let notYetObservable: Double
    /// By Kaplan-Meier, with the interval of ln(-ln S).
    public let estimate: OutcomeEstimate
    /// Events over all cases: too small wherever a case is not yet observable.
    public let countedAsNo: Double?
    /// Events over cases whose answer is known: too large wherever a case is not yet observable.
    public let knownOnly: Double?
    /// Events of cases whose horizon lies before the extract whole; nil where that is not known.
    public let fullFollowUp: FullFollowUp?

    /// Cases whose horizon had passed by the extract, whatever became of them.
    public struct FullFollowUp: Sendable, Hashable {
        /// Those with the event by the horizon.
        public let events: Int
        /// All of them.
        public let cases: Int
        /// The share with Wilson's interval.
        public let share: Effect
    }

    /// The share by a horizon in each group that holds a case; strata are put together.
    ///
    /// - Parameters:
    ///   - potential: how long each row could have been followed, from its start to the extract, whether
    ///     or not it had the event first; nil where that is not known.
    /// - Throws: `unequalLengths` for another number of potential times.
    public static func all(
        _ data: SurvivalData, horizon: Double, potential: [Double]? = nil,
        confidence: Double = 0.95
    ) throws(SurvivalDataError) -> [HorizonProportion] {
        if let potential, potential.count != data.rowCount {
            throw .unequalLengths(
                column: "potential", rows: potential.count, expected: data.rowCount)
        }
        let data = try data.withoutStrata()
        let z = twoSidedQuantile(confidence)
        return SurvivalOrder(data).riskTables().map {
            HorizonProportion(data, $0, horizon, potential, confidence, z)
        }
    }

    private init(
        _ data: SurvivalData, _ table: RiskTable, _ horizon: Double, _ potential: [Double]?,
        _ confidence: Double, _ z: Double?
    ) {
        group = table.group
        level = data.groupName(table.group)
        self.horizon = horizon
        cases = table.total
        var (events, short) = (0.0, 0.0)
        for index in table.times.indices {
            if table.times[index] <= horizon { events += table.events[index] }
            if table.times[index] < horizon { short += table.censored[index] }
        }
        self.events = events
        notYetObservable = short
        withoutEvent = max(cases - events - short, 0)
        countedAsNo = cases > 0 ? events / cases : nil
        knownOnly = cases > short ? events / (cases - short) : nil
        if horizon.isFinite, horizon > 0, table.knownUntil >= horizon {
            var share = ProductLimit(table).share(by: horizon)
            share.setShareLimits(z)
            estimate = share
        } else {
            estimate = OutcomeEstimate(
                notEstimable: "nobody was followed as long as the horizon")
        }
        fullFollowUp = potential.flatMap { potential in
            var (had, all) = (0.0, 0.0)
            for row in data.rows(of: table.group) where potential[row] >= horizon {
                all += data.weight(of: row)
                if data.event[row] > 0, data.exit[row] <= horizon { had += data.weight(of: row) }
            }
            guard all < 9e15, had == had.rounded(), all == all.rounded(),
                let counted = try? Proportion(events: Int(had), total: Int(all))
            else { return nil }
            return FullFollowUp(
                events: counted.events, cases: counted.total,
                share: counted.wilson(confidence: confidence))
        }
    }

    /// Each group against the first at the horizon, by Kaplan-Meier: `risk_difference` and `risk_ratio`.
    public static func effects(_ shares: [HorizonProportion], confidence: Double) -> [Effect] {
        guard let reference = shares.first else { return [] }
        return shares.dropFirst().flatMap { own in
            GroupContrast(own.estimate, reference.estimate, confidence).effects(
                difference: "risk_difference", ratio: "risk_ratio", level: own.level,
                reference: reference.level,
                method: "Kaplan-Meier by \(RestrictedMeanTimes.text(own.horizon))",
                within: -1...1)
        }
    }
}
