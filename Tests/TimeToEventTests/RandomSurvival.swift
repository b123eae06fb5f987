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
}
