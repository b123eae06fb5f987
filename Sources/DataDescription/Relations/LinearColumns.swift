import Tables

/// A column of numbers that another tells, or nearly: y = intercept + slope · x.
struct LinearRelation {
    let x: Int
    let y: Int
    let intercept: Double
    let slope: Double
    /// Pearson's r over the rows where both have a value.
    let correlation: Double
    let isExact: Bool
    /// The rows where both have a value.
    let rows: Int
}

/// Finds columns of numbers that lie on a line, exactly or nearly.
enum LinearColumns {
    /// Relations of each later column with the first earlier one that tells it, and whether some
    /// pairs could not be compared.
    ///
    /// Up to 256 rows, evenly spread, tell which pairs are worth a look over all rows.
    static func find(
        _ table: Table, _ examined: [ExaminedColumn], apartFrom equal: Set<Int>
    ) -> (relations: [LinearRelation], isCapped: Bool) {
        let all = examined.indices.filter {
            let column = examined[$0].description
            return column.numbers != nil && column.distinct > 2 && !equal.contains($0)
        }
        let candidates = all.prefix(Thresholds.columnsCompared)
        var isCapped = candidates.count < all.count
        let step = max(1, table.rowCount / 256)
        let sampled = Array(stride(from: 0, to: table.rowCount, by: step).prefix(256))
        let samples = candidates.map { sample(table.columns[$0], sampled) }
        var relations: [LinearRelation] = []
        var told: Set<Int> = []
        var budget = max(1, Thresholds.rowsCompared / max(1, table.rowCount))
        for (later, y) in candidates.enumerated() {
            for (earlier, x) in candidates.prefix(later).enumerated() where !told.contains(x) {
                guard isPromising(samples[earlier], samples[later]) else { continue }
                guard budget > 0 else {
                    isCapped = true
                    return (relations, isCapped)
                }
                budget -= 1
                if let relation = relation(table, x, y) {
                    relations.append(relation)
                    told.insert(y)
                    break
                }
            }
        }
        return (relations, isCapped)
    }

    private static func sample(_ column: Column, _ rows: [Int]) -> [Double] {
        rows.map { row in column.validity[row] ? value(column, row) : .nan }
    }

    private static func value(_ column: Column, _ row: Int) -> Double {
        switch column.values {
        case .integer(let values): Double(values[row])
        case .real(let values): values[row]
        default: .nan
        }
    }

    /// Whether |r| of the sampled rows is at least 0.99, or they are too few to say.
    private static func isPromising(_ x: [Double], _ y: [Double]) -> Bool {
        var n = 0.0
        var (sx, sy) = (0.0, 0.0)
        for i in x.indices where x[i] == x[i] && y[i] == y[i] {
            n += 1
            sx += x[i]
            sy += y[i]
        }
        guard n >= 10 else { return true }
        var (xx, yy, xy) = (0.0, 0.0, 0.0)
        for i in x.indices where x[i] == x[i] && y[i] == y[i] {
            let (dx, dy) = (x[i] - sx / n, y[i] - sy / n)
            xx += dx * dx
            yy += dy * dy
            xy += dx * dy
        }
        // Columns that happen to be constant in the sample say nothing about the rest.
        guard xx > 0, yy > 0 else { return xx == yy }
        return abs(xy) >= 0.99 * xx.squareRoot() * yy.squareRoot()
    }

    private static func relation(_ table: Table, _ x: Int, _ y: Int) -> LinearRelation? {
        let (first, second) = (table.columns[x], table.columns[y])
        var pairs: [(x: Double, y: Double)] = []
        pairs.reserveCapacity(table.rowCount)
        for row in 0..<table.rowCount where first.validity[row] && second.validity[row] {
            pairs.append((value(first, row), value(second, row)))
        }
        // Two or three points lie on a line too easily.
        guard pairs.count >= 10 else { return nil }
        let n = Double(pairs.count)
        let largest = pairs.reduce((x: 0.0, y: 0.0)) {
            (max($0.x, abs($1.x)), max($0.y, abs($1.y)))
        }
        guard largest.x > 0, largest.y > 0, largest.x < 1e100, largest.y < 1e100 else { return nil }
        let meanX = pairs.reduce(0) { $0 + $1.x } / n
        let meanY = pairs.reduce(0) { $0 + $1.y } / n
        var (xx, yy, xy) = (0.0, 0.0, 0.0)
        for pair in pairs {
            xx += (pair.x - meanX) * (pair.x - meanX)
            yy += (pair.y - meanY) * (pair.y - meanY)
            xy += (pair.x - meanX) * (pair.y - meanY)
        }
        guard xx > 0, yy > 0 else { return nil }
        let correlation = max(-1, min(1, xy / xx.squareRoot() / yy.squareRoot()))
        guard abs(correlation) >= Thresholds.correlation else { return nil }
        let slope = tidied(xy / xx)
        let intercept = tidied(meanY - slope * meanX)
        let isExact = pairs.allSatisfy {
            abs($0.y - intercept - slope * $0.x) <= Thresholds.exactness * largest.y
        }
        return LinearRelation(
            x: x, y: y, intercept: intercept, slope: slope, correlation: correlation,
            isExact: isExact, rows: pairs.count)
    }

    /// A whole number where rounding alone parts it from one.
    private static func tidied(_ value: Double) -> Double {
        let whole = value.rounded()
        return abs(value - whole) <= 1e-9 * max(1, abs(value)) ? whole : value
    }
}
