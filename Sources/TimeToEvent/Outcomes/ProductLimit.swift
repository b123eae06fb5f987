/// The product-limit curve of one risk table at its times of events, with Greenwood's sum.
///
/// S(t) = Π_{tᵢ <= t} (1 - dᵢ/yᵢ), and h(t) = Σ dᵢ/(yᵢ (yᵢ - dᵢ)); Var S(t) = S(t)² h(t).
struct ProductLimit {
    /// Times with an event, ascending.
    let times: [Double]
    /// Their places in the risk table.
    let places: [Int]
    /// S at each time.
    let survival: [Double]
    /// S just before each time.
    let before: [Double]
    /// dᵢ/(yᵢ (yᵢ - dᵢ)); 0 where nobody is left (S is 0 from there on).
    let greenwood: [Double]
    /// yᵢ - dᵢ: who is left.
    let remaining: [Double]

    init(_ table: RiskTable) {
        var times: [Double] = []
        var places: [Int] = []
        var survival: [Double] = []
        var before: [Double] = []
        var greenwood: [Double] = []
        var remaining: [Double] = []
        var current = 1.0
        for place in table.times.indices where table.events[place] > 0 {
            let (y, d) = (table.atRisk[place], table.events[place])
            times.append(table.times[place])
            places.append(place)
            before.append(current)
            current = d >= y ? 0 : current * ((y - d) / y)
            survival.append(current)
            remaining.append(max(y - d, 0))
            greenwood.append(d >= y ? 0 : d / (y * (y - d)))
        }
        (self.times, self.places, self.survival) = (times, places, survival)
        (self.before, self.greenwood, self.remaining) = (before, greenwood, remaining)
    }

    /// The share with the event by a time, with Greenwood's standard error.
    func share(by time: Double) -> OutcomeEstimate {
        guard let last = times.lastIndex(notAbove: time) else {
            return OutcomeEstimate(0, standardError: 0)
        }
        let s = survival[last]
        let sum = greenwood[...last].reduce(0, +)
        return OutcomeEstimate(1 - s, standardError: s == 0 ? 0 : s * sum.squareRoot())
    }
}

extension RiskTable {
    /// The time from which the curve is 0 although others are still followed later, as when everyone of
    /// a small early risk set had the event; nil where that is not so.
    public var emptiedAt: Double? {
        times.indices.dropLast().first { events[$0] > 0 && events[$0] >= atRisk[$0] }
            .map { times[$0] }
    }

    /// Why the curve says nothing of a time, the group by its name; nil where it says something.
    func unknown(at time: Double, _ name: String) -> String? {
        if let emptied = emptiedAt, time >= emptied {
            return Self.emptiedNote(emptied)
        }
        guard let last = times.last, time > last, ProductLimit(self).survival.last != 0 else {
            return times.isEmpty ? "nobody was followed" : nil
        }
        return "nobody of \"\(name)\" was followed as long as the horizon"
    }

    /// What is said of a curve beyond the time at which all who were at risk had the event.
    static func emptiedNote(_ time: Double) -> String {
        "all who were at risk at \(RestrictedMeanTimes.text(time)) had the event, and others entered later"
    }
}

extension SurvivalData {
    /// The same rows without strata: figures of a group are of all of its cases.
    func withoutStrata() throws(SurvivalDataError) -> SurvivalData {
        stratum == nil ? self : try replacing(stratum: nil)
    }

    /// The same rows within other strata, or without any.
    public func replacing(stratum: Grouping?) throws(SurvivalDataError) -> SurvivalData {
        try SurvivalData(
            entry: entry, exit: exit, event: event, weight: weight, group: group,
            stratum: stratum, cluster: cluster)
    }

    /// The same rows with one cause as the event and all other causes censored: what cause-specific
    /// hazards, their log-rank test and their Cox model rest on.
    public func causeSpecific(_ cause: UInt8) throws(SurvivalDataError) -> SurvivalData {
        try SurvivalData(
            entry: entry, exit: exit, event: event.map { $0 == cause && cause > 0 ? 1 : 0 },
            weight: weight, group: group, stratum: stratum, cluster: cluster)
    }

    /// The same rows with every cause as one event.
    public func anyCause() throws(SurvivalDataError) -> SurvivalData {
        try SurvivalData(
            entry: entry, exit: exit, event: event.map { $0 > 0 ? 1 : 0 }, weight: weight,
            group: group, stratum: stratum, cluster: cluster)
    }

    /// The same rows as they were known at a time: who had not left by then is censored there, and who
    /// had not entered is left out; nil where nobody is left.
    public func within(_ horizon: Double) throws(SurvivalDataError) -> SurvivalData? {
        let rows = exit.indices.filter { (entry?[$0] ?? -.infinity) < horizon }
        guard rows.contains(where: { weight(of: $0) > 0 }) else { return nil }
        func picked(_ grouping: Grouping?) throws(SurvivalDataError) -> Grouping? {
            guard let grouping else { return nil }
            let codes = rows.map { grouping.codes[$0] }
            return grouping.labels.isEmpty
                ? try Grouping(codes: codes, levelCount: grouping.levelCount)
                : try Grouping(codes: codes, labels: grouping.labels)
        }
        return try SurvivalData(
            entry: entry.map { entry in rows.map { entry[$0] } },
            exit: rows.map { min(exit[$0], horizon) },
            event: rows.map { exit[$0] > horizon ? 0 : event[$0] },
            weight: weight.map { weight in rows.map { weight[$0] } }, group: try picked(group),
            stratum: try picked(stratum), cluster: try picked(cluster))
    }

    /// For each group's code the place of its table; -1 for a group that holds no case.
    func places(of tables: [RiskTable]) -> [Int] {
        var places = [Int](repeating: -1, count: groupCount)
        for (index, table) in tables.enumerated() { places[table.group] = index }
        return places
    }

    /// The name of a group, or its number where it has none.
    func groupName(_ code: Int) -> String {
        guard let group, group.labels.indices.contains(code) else { return "\(code)" }
        return group.labels[code]
    }
}
