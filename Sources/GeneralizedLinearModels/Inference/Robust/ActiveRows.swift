import ModelFormula

/// The rows of a design as short lists of numbers and their places among the estimated columns.
struct ActiveRows: Sendable {
    /// Columns of numbers.
    private let dense: [(place: Int, column: Design.DenseColumn)]
    /// The place of each cell of a factor, -1 where it has none.
    private let coded: [(places: [Int], cells: CellCodes, multiplier: [Double]?)]
    /// The column of each place.
    let active: [Int]
    /// The number of places.
    let placeCount: Int
    private let rowCount: Int
    /// No row has more entries.
    var mostEntries: Int { dense.count + coded.count }

    init(_ design: Design, active: [Int]) {
        var place = [Int](repeating: -1, count: design.columnCount)
        for (k, column) in active.enumerated() { place[column] = k }
        dense = design.dense.compactMap {
            place[$0.coefficient] < 0 ? nil : (place[$0.coefficient], $0)
        }
        coded = design.coded.map { block in
            let own = place[block.firstCoefficient..<block.firstCoefficient + block.cellCount]
            return (Array(own) + [-1], block.cells, block.multiplier)
        }
        self.active = active
        placeCount = active.count
        rowCount = design.rowCount
    }

    /// Writes a row's places and numbers; returns how many there are.
    func read(
        _ row: Int, _ places: UnsafeMutablePointer<Int>, _ values: UnsafeMutablePointer<Double>
    ) -> Int {
        var count = 0
        for (place, column) in dense {
            places[count] = place
            values[count] = column[row]
            count += 1
        }
        for block in coded {
            let place = block.places[block.cells[row]]
            guard place >= 0 else { continue }
            places[count] = place
            values[count] = block.multiplier?[row] ?? 1
            count += 1
        }
        return count
    }

    /// Whether every cell that has a place has a row among some.
    func everyCellHasRow(among isUsed: (Int) -> Bool) -> Bool {
        coded.allSatisfy { block in
            var waits = block.places.map { $0 >= 0 }
            var left = waits.count { $0 }
            var row = 0
            while left > 0, row < rowCount {
                let cell = block.cells[row]
                if waits[cell], isUsed(row) {
                    waits[cell] = false
                    left -= 1
                }
                row += 1
            }
            return left == 0
        }
    }

    /// The rows with a cell, or the reference, of a factor that no row among some has; nil for none.
    func withoutPeers(among isUsed: (Int) -> Bool) -> [Bool]? {
        var result: [Bool]?
        for block in coded {
            var isSeen = [Bool](repeating: false, count: block.places.count)
            for row in 0..<rowCount where isUsed(row) { isSeen[block.cells[row]] = true }
            guard isSeen.contains(false) else { continue }
            for row in 0..<rowCount where !isSeen[block.cells[row]] {
                result = result ?? [Bool](repeating: false, count: rowCount)
                result?[row] = true
            }
        }
        return result
    }
}
