import HypothesisTests

/// Events that can come again to a person, such as re-referrals: stretches (entry, exit] in which each
/// person is watched, and the times of events within them.
public struct RepeatedEvents: Sendable {
    /// When a stretch begins; -∞ for one that is watched from the start.
    let entry: [Double]
    /// When it ends.
    let exit: [Double]
    /// Whose it is.
    let person: [Int32]
    /// The group that the person is in meanwhile.
    let group: [Int32]
    /// When each event came.
    let eventTime: [Double]
    /// To whom.
    let eventPerson: [Int32]
    /// In which group.
    let eventGroup: [Int32]
    /// Which persons' events go together: each person's cluster.
    let clusterOfPerson: [Int32]
    /// The number of persons.
    public let personCount: Int
    /// The number of clusters.
    let clusterCount: Int
    /// The names of the groups.
    let labels: [String]
    /// The number of groups.
    public let groupCount: Int

    /// Rows (person, start, stop, event): each row a stretch, and an event at its end where it has one.
    ///
    /// Weights of rows are not taken: a person is one. Strata are put together. A person's rows may have
    /// gaps between them.
    ///
    /// - Parameter person: whose each row is; `data.cluster` groups persons for standard errors.
    /// - Throws: `overlappingRows` where two rows of a person cover the same time;
    ///   `unequalLengths` where `person` has another length.
    public init(_ data: SurvivalData, person: Grouping) throws(SurvivalDataError) {
        let rows = data.rowCount
        guard person.codes.count == rows else {
            throw .unequalLengths(column: "id", rows: person.codes.count, expected: rows)
        }
        let entry = data.entry ?? [Double](repeating: -.infinity, count: rows)
        try Self.requireApart(entry, data.exit, person)
        self.init(
            entry: entry, exit: data.exit, person: person,
            groups: data.group, cluster: data.cluster,
            events: data.event.indices.filter { data.event[$0] > 0 }.map { ($0, data.exit[$0]) })
    }

    /// One row an event beside each person's end of watching: a person's stretch is (0, end].
    ///
    /// - Parameters:
    ///   - ends: the end of watching, one a person.
    ///   - groups: each person's group; nil for one.
    ///   - cluster: each person's cluster; nil for the person.
    ///   - events: whose each event is (an index of `ends`) and its time, at most the person's end.
    /// - Throws: `notFinite`, `negative`, `codeOutOfRange`, `unequalLengths`, `nobody`, and
    ///   `eventOutsideTime` for an event that comes after its person's end.
    public init(
        ends: [Double], groups: Grouping? = nil, cluster: Grouping? = nil,
        events: [(person: Int, time: Double)]
    ) throws(SurvivalDataError) {
        let persons = try Grouping(
            codes: ends.indices.map { Int32($0) }, levelCount: ends.count)
        let data = try SurvivalData(
            exit: ends, event: [UInt8](repeating: 0, count: ends.count), group: groups,
            cluster: cluster)
        for (index, event) in events.enumerated() {
            guard ends.indices.contains(event.person) else {
                throw .codeOutOfRange(row: index, code: event.person, levels: ends.count)
            }
            guard event.time.isFinite else { throw .notFinite(column: "event", row: index) }
            guard event.time >= 0, event.time <= ends[event.person] else {
                throw .eventOutsideTime(row: index)
            }
        }
        self.init(
            entry: [Double](repeating: -.infinity, count: ends.count), exit: ends,
            person: persons, groups: data.group, cluster: data.cluster,
            events: events.map { ($0.person, $0.time) })
    }

    private init(
        entry: [Double], exit: [Double], person: Grouping, groups: Grouping?, cluster: Grouping?,
        events: [(row: Int, time: Double)]
    ) {
        self.entry = entry
        self.exit = exit
        self.person = person.codes
        group = groups?.codes ?? [Int32](repeating: 0, count: exit.count)
        labels = groups?.labels ?? []
        groupCount = groups?.levelCount ?? 1
        personCount = person.levelCount
        eventTime = events.map(\.time)
        eventPerson = events.map { person.codes[$0.row] }
        eventGroup = events.map { groups?.codes[$0.row] ?? 0 }
        var clusters = (0..<Int32(person.levelCount)).map { $0 }
        if let cluster {
            for row in exit.indices { clusters[Int(person.codes[row])] = cluster.codes[row] }
        }
        clusterOfPerson = clusters
        clusterCount = cluster?.levelCount ?? person.levelCount
    }

    /// Refuses two rows of a person that cover the same time.
    private static func requireApart(_ entry: [Double], _ exit: [Double], _ person: Grouping)
        throws(SurvivalDataError)
    {
        let order = TimeOrder.stable(TimeOrder.ascending(exit), by: person).map { Int($0) }
        var first: Int?
        var count = 0
        for (before, after) in zip(order, order.dropFirst())
        where person.codes[before] == person.codes[after] && entry[after] < exit[before] {
            first = min(first ?? after, after)
            count += 1
        }
        if let first { throw .overlappingRows(row: first, count: count) }
    }

    /// Why clusters, or persons, are too few for a robust variance; nil where they are not.
    func tooFewClusters(_ present: [Int32]) -> String? {
        var seen: [Int32: Set<Int32>] = [:]
        for row in exit.indices {
            seen[group[row], default: []].insert(clusterOfPerson[Int(person[row])])
        }
        let all = seen.values.reduce(into: Set<Int32>()) { $0.formUnion($1) }
        if present.contains(where: { (seen[$0]?.count ?? 0) < 2 }) {
            return "a group is one cluster, which says nothing of how clusters differ"
        }
        return all.count > present.count
            ? nil : "\(all.count) clusters are too few for a robust test of \(present.count) groups"
    }

    /// The name of a group.
    func groupName(_ code: Int) -> String {
        labels.indices.contains(code) ? labels[code] : "\(code)"
    }
}
