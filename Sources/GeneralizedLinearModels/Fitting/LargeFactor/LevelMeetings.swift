import ModelFormula

/// Which columns beside the dense ones each level of the large factor meets: the cells of coded blocks
/// that its rows have.
///
/// Columns have places: dense ones first, the intercept's among them at place 0, then those of coded
/// blocks. A level and a place that meet have a slot.
struct LevelMeetings: Sendable {
    /// The place of each coefficient.
    let placeOfCoefficient: [Int]
    /// How many dense columns there are.
    let denseCount: Int
    /// Where each level's slots begin, and at the end where the last one ends.
    let starts: [Int]
    /// The place that each slot is of.
    let places: [Int32]
    /// For each coded block the slot of each row; -1 where the row has no cell.
    let slotOfRow: [[Int32]]

    /// - Parameter design: the other columns, in the order of `runs`.
    init(_ design: Design, _ runs: LevelRuns) {
        var placeOf = [Int](repeating: 0, count: design.columnCount)
        var next = 0
        for column in design.dense {
            placeOf[column.coefficient] = next
            next += 1
        }
        for block in design.coded {
            for cell in 0..<block.cellCount {
                placeOf[block.firstCoefficient + cell] = next
                next += 1
            }
        }
        placeOfCoefficient = placeOf
        denseCount = design.dense.count
        var places: [Int32] = []
        var starts = [0]
        starts.reserveCapacity(runs.levelCount + 1)
        var slots = design.coded.map { _ in [Int32](repeating: -1, count: design.rowCount) }
        var lastSlot = [Int32](repeating: -1, count: design.columnCount)
        let firsts = design.coded.map { block in
            block.cellCount > 0 ? placeOf[block.firstCoefficient] : 0
        }
        for level in 0..<runs.levelCount {
            let first = Int32(truncatingIfNeeded: places.count)
            for (b, block) in design.coded.enumerated() {
                for row in runs.starts[level]..<runs.starts[level + 1] {
                    let cell = block.cells[row]
                    guard cell < block.cellCount else { continue }
                    let place = firsts[b] + cell
                    if lastSlot[place] < first {
                        lastSlot[place] = Int32(truncatingIfNeeded: places.count)
                        places.append(Int32(truncatingIfNeeded: place))
                    }
                    slots[b][row] = lastSlot[place]
                }
            }
            starts.append(places.count)
        }
        self.places = places
        self.starts = starts
        slotOfRow = slots
    }

    /// The coefficient at each place.
    var coefficientAtPlace: [Int] {
        var result = [Int](repeating: 0, count: placeOfCoefficient.count)
        for (coefficient, place) in placeOfCoefficient.enumerated() { result[place] = coefficient }
        return result
    }
}

/// The sums of one pass that belong to levels: each level's own, and with the columns that it meets.
///
/// Runs of rows that threads share out belong to whole levels, so that no two write the same place.
final class LevelSums: @unchecked Sendable {
    /// Σ w of each level.
    let information: UnsafeMutablePointer<Double>
    /// Σ r of each level.
    let score: UnsafeMutablePointer<Double>
    /// Σ w x of each level and dense column, a level's beside each other.
    let dense: UnsafeMutablePointer<Double>
    /// Σ w x of each slot.
    let cells: UnsafeMutablePointer<Double>
    let levelCount: Int

    init(_ meetings: LevelMeetings) {
        func zeros(_ count: Int) -> UnsafeMutablePointer<Double> {
            let new = UnsafeMutablePointer<Double>.allocate(capacity: max(1, count))
            new.initialize(repeating: 0, count: max(1, count))
            return new
        }
        levelCount = meetings.starts.count - 1
        information = zeros(levelCount)
        score = zeros(levelCount)
        dense = zeros(levelCount * meetings.denseCount)
        cells = zeros(meetings.places.count)
    }

    deinit {
        information.deallocate()
        score.deallocate()
        dense.deallocate()
        cells.deallocate()
    }
}
