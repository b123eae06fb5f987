/// All counts of a report, what ties them, and what of it a reader is told.
struct CountSystem {
    /// What a reader is told of a count.
    enum Knowledge {
        /// Its value.
        case shown
        /// That it is suppressed.
        case suppressed
        /// Nothing: the report does not print it.
        case unprinted
    }

    /// The counts as they are.
    let counts: [Int]
    /// Signed sums that are 0.
    let relations: [ReportNumbers.Relation]
    /// What is told of each.
    var knowledge: [Knowledge]
    /// The least that a suppressed count can be for all that a reader knows.
    let leastSuppressed: Int

    /// The least that a count can be for all that a reader knows.
    func least(_ cell: Int) -> Int {
        switch knowledge[cell] {
        case .shown: counts[cell]
        case .suppressed: min(counts[cell], leastSuppressed)
        case .unprinted: 0
        }
    }

    /// Whether counts moved by so much agree with everything that is shown. In whole numbers: this is what every
    /// claim of protection rests on.
    func allows(_ moves: [Int]) -> Bool {
        guard moves.count == counts.count else { return false }
        for cell in counts.indices where moves[cell] != 0 {
            if knowledge[cell] == .shown || counts[cell] + moves[cell] < least(cell) {
                return false
            }
        }
        return relations.allSatisfy { relation in
            var sum = 0
            for (cell, sign) in relation.terms { sum += sign * moves[cell] }
            return sum == 0
        }
    }
}
