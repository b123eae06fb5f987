/// Moves along the solutions of A y = 0 with lower ≤ y ≤ upper that make a linear cost least (Dantzig's simplex
/// method with bounds, in a dense tableau).
///
/// It starts from y = 0, which every system here allows, so there is no first phase. Variables off the basis
/// rest at 0 or at a bound. What it answers is checked in whole numbers by those who ask: a tolerance here can cost
/// a number that could have been shown, and never gives one away.
struct BoundedSimplex {
    /// The value of each variable.
    private(set) var values: [Double]

    private let columnCount: Int
    private var tableau: [Double]
    private var basis: [Int] = []
    private var isBasic: [Bool]
    private var lower: [Double]
    private var upper: [Double]

    private static let tolerance = 1e-9

    /// A program at y = 0.
    ///
    /// - Parameters:
    ///   - rows: the coefficients of each equation, by variable.
    ///   - lower: not above 0.
    ///   - upper: not below 0.
    init(rows: [[Int: Double]], lower: [Double], upper: [Double]) {
        columnCount = lower.count
        self.lower = lower
        self.upper = upper
        values = Array(repeating: 0, count: columnCount)
        isBasic = Array(repeating: false, count: columnCount)
        tableau = Array(repeating: 0, count: rows.count * columnCount)
        for (row, coefficients) in rows.enumerated() {
            for (column, coefficient) in coefficients {
                tableau[row * columnCount + column] = coefficient
            }
        }
        chooseBasis(rowCount: rows.count)
    }

    /// Holds a variable where it is.
    mutating func hold(_ column: Int) {
        lower[column] = values[column]
        upper[column] = values[column]
    }

    /// Moves to the least cost.
    ///
    /// - Returns: false where it gave up.
    mutating func minimise(_ cost: [Double]) -> Bool {
        var slope = cost
        for (row, column) in basis.enumerated() where cost[column] != 0 {
            for other in 0..<columnCount {
                slope[other] -= cost[column] * tableau[row * columnCount + other]
            }
        }
        var still = 0
        for _ in 0..<(50 * (columnCount + basis.count) + 100) {
            // After many steps that moved nothing the first candidate is taken (Bland), which cannot circle.
            guard let entering = entering(slope, first: still > columnCount) else { return true }
            guard let moved = step(entering, up: slope[entering] < 0, &slope) else { return false }
            still = moved > Self.tolerance ? 0 : still + 1
        }
        return false
    }

    private mutating func chooseBasis(rowCount: Int) {
        var used = 0
        for row in 0..<rowCount {
            var best = -1
            var size = Self.tolerance
            for column in 0..<columnCount where upper[column] > lower[column] {
                let candidate = abs(tableau[row * columnCount + column])
                if candidate > size {
                    size = candidate
                    best = column
                }
            }
            // A row without a variable left follows from the others.
            guard best >= 0 else { continue }
            if row != used {
                for column in 0..<columnCount {
                    tableau.swapAt(row * columnCount + column, used * columnCount + column)
                }
            }
            basis.append(best)
            isBasic[best] = true
            eliminate(best, row: used, rowCount: rowCount)
            used += 1
        }
        tableau.removeLast((rowCount - used) * columnCount)
    }

    private mutating func eliminate(_ column: Int, row: Int, rowCount: Int) {
        tableau.withUnsafeMutableBufferPointer { cells in
            let start = row * columnCount
            let pivot = cells[start + column]
            for other in 0..<columnCount { cells[start + other] /= pivot }
            for line in 0..<rowCount where line != row {
                let factor = cells[line * columnCount + column]
                if factor == 0 { continue }
                for other in 0..<columnCount where cells[start + other] != 0 {
                    cells[line * columnCount + other] -= factor * cells[start + other]
                }
                cells[line * columnCount + column] = 0
            }
        }
    }

    private func entering(_ slope: [Double], first: Bool) -> Int? {
        var best: Int?
        var size = Self.tolerance
        for column in 0..<columnCount where !isBasic[column] {
            let gain = abs(slope[column])
            guard gain > size else { continue }
            let room =
                slope[column] < 0
                ? upper[column] - values[column] : values[column] - lower[column]
            guard room > Self.tolerance else { continue }
            if first { return column }
            best = column
            size = gain
        }
        return best
    }

    /// One step along a variable; how far it went, nil where nothing bounds it.
    private mutating func step(
        _ entering: Int, up: Bool, _ slope: inout [Double]
    ) -> Double? {
        let direction: Double = up ? 1 : -1
        var length =
            up ? upper[entering] - values[entering] : values[entering] - lower[entering]
        var leaving = -1
        for (row, column) in basis.enumerated() {
            let rate = direction * tableau[row * columnCount + entering]
            guard abs(rate) > Self.tolerance else { continue }
            let room = rate > 0 ? values[column] - lower[column] : upper[column] - values[column]
            let limit = max(0, room) / abs(rate)
            // Of equal limits the variable of the lowest number leaves, as Bland asks.
            if limit < length - Self.tolerance
                || (leaving >= 0 && limit <= length && column < basis[leaving])
            {
                length = min(length, limit)
                leaving = row
            }
        }
        guard length.isFinite else { return nil }
        values[entering] += direction * length
        for (row, column) in basis.enumerated() {
            values[column] -= direction * length * tableau[row * columnCount + entering]
        }
        if leaving >= 0 {
            let out = basis[leaving]
            // It leaves at the bound that stopped it.
            let toLower = abs(values[out] - lower[out]) <= abs(upper[out] - values[out])
            values[out] = toLower ? lower[out] : upper[out]
            isBasic[out] = false
            isBasic[entering] = true
            basis[leaving] = entering
            eliminate(entering, row: leaving, rowCount: basis.count)
            let factor = slope[entering]
            for other in 0..<columnCount {
                slope[other] -= factor * tableau[leaving * columnCount + other]
            }
            slope[entering] = 0
        }
        return length
    }
}
