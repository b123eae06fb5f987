import ModelFormula

/// A level of a factor whose cases all have the outcome at one end of its range, so that no finite
/// coefficient meets them.
struct OneSidedLevel: Equatable {
    /// The factor, as its term is written.
    let variable: String
    let level: String
    /// The number of cases: of rows, or of what their weights repeat.
    let cases: Double
    /// Whether all have the event; else none has, or all counts and amounts are 0.
    let isEvent: Bool

    /// The levels of a frame's factors, in formula order; none where its rows lie in a file.
    ///
    /// - Parameter caseCount: the number of cases of the fit, which tells whether weights repeat rows.
    static func of(_ frame: ModelFrame, caseCount: Double) -> [OneSidedLevel] {
        guard frame.stored == nil else { return [] }
        let outcome = frame.outcome
        var hasTop = false
        switch frame.response.kind {
        case .binary, .shares: hasTop = true
        case .counts, .numbers: break
        }
        let total = frame.weights?.reduce(0, +) ?? -1
        let areRepeats = abs(total - caseCount) <= 1e-9 * caseCount
        var found: [OneSidedLevel] = []
        for (index, schema) in frame.schemas.enumerated() where schema.kind == .factor {
            guard case .codes(let codes) = frame.values[index], codes.count == outcome.count else {
                continue
            }
            var tallies = [Tally](repeating: Tally(), count: schema.levels.count)
            for row in codes.indices where tallies.indices.contains(Int(codes[row])) {
                let weight = frame.weights?[row] ?? 1
                guard weight > 0 else { continue }
                tallies[Int(codes[row])].add(outcome[row], areRepeats ? weight : 1)
            }
            for (level, tally) in zip(schema.levels, tallies) where tally.cases > 0 {
                guard tally.isBottom || hasTop && tally.isTop else { continue }
                found.append(
                    OneSidedLevel(
                        variable: schema.name, level: level, cases: tally.cases,
                        isEvent: !tally.isBottom))
            }
        }
        return found
    }

    private struct Tally {
        var cases = 0.0
        var isBottom = true
        var isTop = true

        mutating func add(_ outcome: Double, _ count: Double) {
            cases += count
            isBottom = isBottom && outcome == 0
            isTop = isTop && outcome == 1
        }
    }
}
