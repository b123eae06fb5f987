import ModelFormula

/// Rows in the order of the levels of one factor, each level's rows in a run.
struct LevelRuns: Sendable {
    /// The rows, level after level and within a level as they came.
    let rows: [Int]
    /// Where each level's run begins, and at the end where the last one ends.
    let starts: [Int]
    /// The level of each row in that order.
    let levelOfRow: [Int32]

    /// How many levels there are, those without rows included.
    var levelCount: Int { starts.count - 1 }

    /// Sorts by counting.
    init(_ codes: [Int32], levelCount: Int) {
        var starts = [Int](repeating: 0, count: levelCount + 1)
        for code in codes { starts[Int(code) + 1] += 1 }
        for level in 0..<levelCount { starts[level + 1] += starts[level] }
        var next = starts
        var rows = [Int](repeating: 0, count: codes.count)
        var levelOfRow = [Int32](repeating: 0, count: codes.count)
        for row in codes.indices {
            let place = next[Int(codes[row])]
            next[Int(codes[row])] += 1
            rows[place] = row
            levelOfRow[place] = codes[row]
        }
        self.rows = rows
        self.starts = starts
        self.levelOfRow = levelOfRow
    }
}

/// What the outcomes of one level's rows are.
enum LevelOutcomes: Sendable, Equatable {
    /// They differ, or could be of any mean.
    case varied
    /// All are at the upper end, where a mean of 1 predicts them without error.
    case allHigh
    /// All are 0.
    case allLow
    /// There is no row with a weight.
    case none
}

extension RowModel {
    /// What the outcomes of each level are like.
    ///
    /// Where all of a level's outcomes lie at the same end of what the family takes, the likelihood
    /// rises for ever with the level's effect, and in the limit its rows add nothing to it whatever
    /// the other coefficients are.
    func outcomes(
        ofLevels codes: [Int32], count: Int, outcome: [Double], prior: [Double]?
    ) -> [LevelOutcomes] {
        var states = [LevelOutcomes](repeating: .none, count: count)
        for row in codes.indices where (prior?[row] ?? 1) > 0 {
            let level = Int(codes[row])
            let own: LevelOutcomes =
                !family.hasUnitDispersion
                ? .varied
                : outcome[row] == 0
                    ? .allLow : outcome[row] == 1 && family == .binomial ? .allHigh : .varied
            if states[level] == .none {
                states[level] = own
            } else if states[level] != own {
                states[level] = .varied
            }
        }
        return states
    }
}
