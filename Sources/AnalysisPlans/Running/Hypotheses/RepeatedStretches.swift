import ModelFormula
import TimeToEvent

/// Rows of events that come again as the numeric room takes them, whichever way they are written.
enum RepeatedStretches {
    /// - `Surv(start, stop, event)`: each row is a stretch, with an event at its end or not.
    /// - `Surv(time, event)`: a row an event, from each person's start; the last row ends the watching.
    /// - `Surv(opened, event_date)`: a row an event; the watching goes from the person's first day to the
    ///   extract.
    static func events(_ data: SurvivalData, _ person: Grouping, _ frame: SurvivalFrame)
        throws(SurvivalDataError) -> RepeatedEvents
    {
        guard frame.form != .startStop else { return try RepeatedEvents(data, person: person) }
        var ends = [Double](repeating: 0, count: person.levelCount)
        var groups = [Int32](repeating: -1, count: person.levelCount)
        var clusters = [Int32](repeating: 0, count: person.levelCount)
        // Of dates, each person's clock begins on the first day.
        var first = [Double](repeating: .infinity, count: person.levelCount)
        if let opened = frame.opened {
            for row in opened.indices {
                let index = Int(person.codes[row])
                first[index] = min(first[index], opened[row])
            }
        }
        var events: [(person: Int, time: Double)] = []
        for row in 0..<data.rowCount {
            let index = Int(person.codes[row])
            let shift = frame.opened.map { $0[row] - first[index] } ?? 0
            let isEvent = data.event[row] > 0
            if frame.opened == nil || !isEvent {
                ends[index] = max(ends[index], data.exit[row] + shift)
            }
            if isEvent { events.append((index, data.exit[row] + shift)) }
            if groups[index] < 0 { groups[index] = data.group?.codes[row] ?? 0 }
            if let cluster = data.cluster { clusters[index] = cluster.codes[row] }
        }
        if let extract = frame.extract {
            for index in ends.indices where first[index] < .infinity {
                ends[index] = extract - first[index]
            }
        }
        let labels = data.group?.labels ?? [""]
        return try RepeatedEvents(
            ends: ends,
            groups: try Grouping(codes: groups.map { max($0, 0) }, labels: labels),
            cluster: try data.cluster.map { cluster throws(SurvivalDataError) in
                try Grouping(codes: clusters, levelCount: cluster.levelCount)
            }, events: events)
    }
}
