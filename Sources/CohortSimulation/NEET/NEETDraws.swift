import Distributions

/// Draws the people of the *neet* cohort, block by block.
struct NEETDraws: Sendable {
    /// What the random numbers of a stream are for, so that no two uses share any.
    enum Purpose: UInt32 {
        case cohort = 1
        case lateColumns = 2
        case population = 3
    }

    let truth: NEETTruth
    let seed: UInt64
    let purpose: Purpose
    let wards = Ward.all
    /// How often a birth is drawn anew so that siblings have years of their own.
    static let longestSearch = 64
    let odds = StartingOdds()
    let activities = ActivityCodes()

    init(_ kind: TruthKind, seed: UInt64, purpose: Purpose = .cohort) {
        truth = NEETTruth(kind)
        self.seed = seed
        self.purpose = purpose
    }

    /// Odds and means where the hidden strain is 0.
    struct StartingOdds: Sendable {
        let ofCare = PortableFunctions.exponential(-4.5)
        let meanOfContacts = PortableFunctions.exponential(-0.48)
        let meanOfExclusions = PortableFunctions.exponential(-2.6)
        let meanOfExclusionsWithSupport = PortableFunctions.exponential(-2.1)
        /// By the number of exclusions.
        let ofYouthJustice = (0...8).map {
            PortableFunctions.exponential(-4.0 + 0.3 * Double($0))
        }
        let ofCaring = PortableFunctions.exponential(-3.1)
        let ofParenthood = PortableFunctions.exponential(-4.2)
    }

    /// Draws the rows of a block in order.
    @inline(__always)
    func forEachPerson(
        inBlock block: Int, rows: Range<Int>, _ visit: (borrowing NEETPerson) -> Void
    ) {
        let batch = NEETBatch(seed: seed, number: UInt64(block), purpose: purpose.rawValue)
        var late = RandomStream(
            seed: seed, number: UInt64(block), purpose: Purpose.lateColumns.rawValue)
        var row = rows.lowerBound
        while row < rows.upperBound {
            let first = row
            row += batch.lay(rows: row..<rows.upperBound)
            drawFamilies(batch)
            drawPowers(batch)
            for index in 0..<batch.count {
                batch.persons[index].number = first + index + 1
                drawPerson(&batch.persons[index], index, batch)
                batch.outcome[index] = -logOdds(batch.persons[index])
            }
            batch.raise(batch.outcome)
            for index in 0..<batch.count {
                var reader = WordReader(batch.members[index].start + 12)
                drawOutcome(&batch.persons[index], batch.outcome[index], &reader)
                loseValues(&batch.persons[index], &reader)
                if truth.kind == .leak { drawLateColumns(&batch.persons[index], &late) }
                visit(batch.persons[index])
            }
        }
    }
}
