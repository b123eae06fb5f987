import TestSupport
import TimeToEvent

/// Small random cohorts with ties, late entry, whole weights (0 among them), groups and strata.
struct RandomSurvival {
    var entry: [Double] = []
    var exit: [Double] = []
    var event: [UInt8] = []
    var weight: [Double] = []
    var group: [Int32] = []
    var stratum: [Int32] = []
    var groups: Int
    var strata: Int

    /// - Parameter ties: whether times are whole days, with many ties, or nearly continuous.
    init(
        seed: UInt64, rows: Int, causes: Int = 1, groups: Int = 3, strata: Int = 2,
        ties: Bool = true
    ) {
        var generator = SeededGenerator(seed: seed &* 7919 &+ 13)
        self.groups = groups
        self.strata = strata
        for _ in 0..<rows {
            let start =
                ties
                ? Double(Int.random(in: 0...6, using: &generator))
                : Double.random(in: 0...6, using: &generator)
            let isLate = Bool.random(using: &generator)
            let length =
                ties
                ? Double(Int.random(in: 1...12, using: &generator))
                : Double.random(in: 0.001...12, using: &generator)
            entry.append(isLate ? start : -.infinity)
            exit.append((isLate ? start : 0) + length)
            event.append(UInt8(Int.random(in: 0...causes, using: &generator)))
            weight.append(Double(Int.random(in: 0...3, using: &generator)))
            group.append(Int32.random(in: 0..<Int32(groups), using: &generator))
            stratum.append(Int32.random(in: 0..<Int32(strata), using: &generator))
        }
        weight[0] = 1
    }

    /// The cohort with all that it has.
    func data() throws -> SurvivalData {
        try SurvivalData(
            entry: entry, exit: exit, event: event, weight: weight,
            group: Grouping(codes: group, labels: (0..<groups).map { "g\($0)" }),
            stratum: Grouping(codes: stratum, labels: (0..<strata).map { "s\($0)" }))
    }

    /// Each row as often as its weight says.
    func repeated() -> RandomSurvival {
        picked(weight.indices.flatMap { [Int](repeating: $0, count: Int(weight[$0])) }, weight: 1)
    }

    /// The rows from the last to the first.
    func reversed() -> RandomSurvival { picked(weight.indices.reversed()) }

    /// Every stretch that holds `time` as two: up to it, and from it on.
    func cut(at time: Double) -> RandomSurvival {
        var result = self
        for row in exit.indices where exit[row] > time && entry[row] < time {
            result.entry.append(time)
            result.exit.append(exit[row])
            result.event.append(event[row])
            result.weight.append(weight[row])
            result.group.append(group[row])
            result.stratum.append(stratum[row])
            result.exit[row] = time
            result.event[row] = 0
        }
        return result
    }

    /// Times in another unit.
    func scaled(by factor: Double) -> RandomSurvival {
        var result = self
        result.entry = entry.map { $0 * factor }
        result.exit = exit.map { $0 * factor }
        return result
    }

    private func picked(_ rows: [Int], weight one: Double? = nil) -> RandomSurvival {
        var result = self
        result.entry = rows.map { entry[$0] }
        result.exit = rows.map { exit[$0] }
        result.event = rows.map { event[$0] }
        result.weight = rows.map { one ?? weight[$0] }
        result.group = rows.map { group[$0] }
        result.stratum = rows.map { stratum[$0] }
        return result
    }
}
