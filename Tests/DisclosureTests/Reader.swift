/// A reader who puts together what a report says: every whole number that each count could be is tried, with
/// bounds drawn tighter along the sums, and without any of the code that protects.
struct Reader {
    /// A signed sum that is known to be 0.
    typealias Sum = [(cell: Int, sign: Int)]

    /// What each count could be before the sums are looked at.
    var bounds: [ClosedRange<Int>]
    /// What is known to add up.
    var sums: [Sum]

    /// The smallest and largest value of a count in any table that agrees with all that is known.
    func range(of cell: Int) -> ClosedRange<Int>? {
        guard let tight = tightened(bounds) else { return nil }
        guard let low = tight[cell].first(where: { agrees(tight, cell, $0) }),
            let high = tight[cell].last(where: { agrees(tight, cell, $0) })
        else { return nil }
        return low...high
    }

    private func agrees(_ bounds: [ClosedRange<Int>], _ cell: Int, _ value: Int) -> Bool {
        var trial = bounds
        trial[cell] = value...value
        guard let tight = tightened(trial) else { return false }
        guard
            let open = tight.indices.filter({ tight[$0].count > 1 }).min(by: {
                (tight[$0].count, $0) < (tight[$1].count, $1)
            })
        else { return true }
        return tight[open].contains { agrees(tight, open, $0) }
    }

    private func tightened(_ bounds: [ClosedRange<Int>]) -> [ClosedRange<Int>]? {
        var low = bounds.map(\.lowerBound)
        var high = bounds.map(\.upperBound)
        var changed = true
        while changed {
            changed = false
            for sum in sums {
                var least = 0
                var most = 0
                for (cell, sign) in sum {
                    least += sign > 0 ? sign * low[cell] : sign * high[cell]
                    most += sign > 0 ? sign * high[cell] : sign * low[cell]
                }
                if least > 0 || most < 0 { return nil }
                for (cell, sign) in sum {
                    // All signs here are 1 or -1: sign x cell = -(the others).
                    let others =
                        sign > 0
                        ? (least - low[cell], most - high[cell])
                        : (least + high[cell], most + low[cell])
                    let newLow = max(low[cell], sign > 0 ? -others.1 : others.0)
                    let newHigh = min(high[cell], sign > 0 ? -others.0 : others.1)
                    if newLow > newHigh { return nil }
                    if newLow != low[cell] || newHigh != high[cell] {
                        low[cell] = newLow
                        high[cell] = newHigh
                        changed = true
                        break
                    }
                }
            }
        }
        return zip(low, high).map { $0...$1 }
    }
}
