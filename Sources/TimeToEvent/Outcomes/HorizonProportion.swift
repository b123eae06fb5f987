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
    /// How much each cluster moves the estimate; nil without clusters.
    private let influence: ClusterInfluence?

    /// Cases whose horizon had passed by the extract, whatever became of them.
    public struct FullFollowUp: Sendable, Hashable {
        /// Those with the event by the horizon.
        public let events: Int
        /// All of them.
        public let cases: Int
        /// The share with Wilson's interval; without one where there are clusters.
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
        let tables = SurvivalOrder(data).riskTables()
        let influences = data.cluster.map { Self.influences(data, $0, tables, horizon) }
        return tables.indices.map { index in
            HorizonProportion(
                data, tables[index], horizon, potential, confidence, z, influences?[index])
        }
    }

    /// How much each cluster moves the share of each table.
    private static func influences(
        _ data: SurvivalData, _ cluster: Grouping, _ tables: [RiskTable], _ horizon: Double
    ) -> [ClusterInfluence] {
        let moved = tables.map { ShareInfluence(ProductLimit($0), by: horizon) }
        return data.influences(cluster, data.places(of: tables), count: tables.count) {
            moved[$0].influence(
                entry: data.entry?[$1] ?? -.infinity, exit: data.exit[$1],
                isEvent: data.event[$1] > 0)
        }
    }

    private init(
        _ data: SurvivalData, _ table: RiskTable, _ horizon: Double, _ potential: [Double]?,
        _ confidence: Double, _ z: Double?, _ influence: ClusterInfluence?
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
        let unknown = table.unknown(at: horizon, level)
        if horizon.isFinite, horizon > 0, unknown == nil {
            var share = ProductLimit(table).share(by: horizon)
            if let influence {
                share.standardError = influence.standardError
                if share.standardError == nil { share.note = SurvivalData.fewClustersNote }
            }
            share.setShareLimits(z)
            estimate = share
        } else {
            estimate = OutcomeEstimate(
                notEstimable: table.emptiedAt == nil
                    ? "nobody was followed as long as the horizon" : unknown ?? "no horizon")
        }
        self.influence = influence
        fullFollowUp = potential.flatMap { potential in
            var (had, all) = (0.0, 0.0)
            for row in data.rows(of: table.group) where potential[row] >= horizon {
                all += data.weight(of: row)
                if data.event[row] > 0, data.exit[row] <= horizon { had += data.weight(of: row) }
            }
            guard all < 9e15, had == had.rounded(), all == all.rounded(),
                let counted = try? Proportion(events: Int(had), total: Int(all))
            else { return nil }
            var share = counted.wilson(confidence: confidence)
            // Wilson's limits take cases for independent.
            if influence != nil { (share.confLow, share.confHigh) = (nil, nil) }
            return FullFollowUp(events: counted.events, cases: counted.total, share: share)
        }
    }

    /// Each group against the first at the horizon, by Kaplan-Meier: `risk_difference` and `risk_ratio`;
    /// with clusters, those that reach over two groups count in both.
    public static func effects(_ shares: [HorizonProportion], confidence: Double) -> [Effect] {
        guard let reference = shares.first else { return [] }
        return shares.dropFirst().flatMap { own in
            GroupContrast(
                own.estimate, reference.estimate, confidence,
                covariance: own.covariance(with: reference)
            ).effects(
                difference: "risk_difference", ratio: "risk_ratio", level: own.level,
                reference: reference.level,
                method: "Kaplan-Meier by \(RestrictedMeanTimes.text(own.horizon))"
                    + (own.influence == nil ? "" : ", standard errors by cluster"),
                within: -1...1)
        }
    }

    private func covariance(with other: HorizonProportion) -> Double {
        guard let own = influence, let there = other.influence else { return 0 }
        return own.covariance(with: there)
    }
}
