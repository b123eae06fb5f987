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
    /// How far a group's curve is known: its last time, or without end once nobody is left.
    var knownUntil: Double {
        guard let last = times.last else { return 0 }
        return ProductLimit(self).survival.last == 0 ? .infinity : last
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

    /// The name of a group, or its number where it has none.
    func groupName(_ code: Int) -> String {
        guard let group, group.labels.indices.contains(code) else { return "\(code)" }
        return group.labels[code]
    }
}
