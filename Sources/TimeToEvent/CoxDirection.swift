/// A direction in which a partial likelihood rises for ever: at each event time those with the event
/// have the largest x'd of all at risk, and at some of them others have less.
///
/// So it is where no case of a group had the event, or where the events come in the order of a
/// column. Source: Jacobsen (1989); Heinze and Schemper (2001).
struct CoxDirection {
    /// d for the columns of the basis' active ones, on their own scale; 0 where it takes no part.
    let weights: [Double]
    /// Rows in order of exit by their x'd: rows of one class are moved alike.
    let classes: [Int32]

    /// Proves a candidate, with components that are small beside the largest left out first.
    init?(candidate step: [Double], basis: CoxBasis) {
        let own = basis.transform.times(step)
        let scaled = zip(own, basis.scales).map { $0 * $1 }
        let largest = scaled.reduce(0) { max($0, abs($1)) }
        guard largest > 0.05, largest.isFinite else { return nil }
        for threshold in [0.3, 0.03, 0.003, 1e-6] {
            let cleaned = zip(own, scaled).map { abs($1) > threshold * largest ? $0 : 0 }
            if let classes = Self.classes(cleaned, basis) {
                weights = cleaned
                self.classes = classes
                return
            }
        }
        return nil
    }

    private static func classes(_ weights: [Double], _ basis: CoxBasis) -> [Int32]? {
        let rows = basis.pass.rows
        // d in the basis: the transform's inverse times d, by back substitution.
        var inner = weights
        for j in inner.indices.reversed() {
            for i in (j + 1)..<max(j + 1, inner.count) {
                inner[j] -= basis.transform[j, i] * inner[i]
            }
            inner[j] /= basis.transform[j, j]
        }
        var moves = [Double](repeating: 0, count: rows.count)
        for j in inner.indices where inner[j] != 0 {
            for k in moves.indices { moves[k] += inner[j] * rows.columns[j * rows.count + k] }
        }
        guard let low = moves.min(), let high = moves.max(), high > low else { return nil }
        let slack = 1e-8 * (high - low)
        guard isRecession(moves, rows, slack: slack) else { return nil }
        let sorted = moves.indices.sorted { moves[$0] < moves[$1] }
        var classes = [Int32](repeating: 0, count: rows.count)
        var current: Int32 = 0
        for (index, k) in sorted.enumerated() {
            if index > 0, moves[k] - moves[sorted[index - 1]] > slack { current += 1 }
            classes[k] = current
        }
        return classes
    }

    /// Whether no row at risk is moved more than those with the event, and some are moved less.
    private static func isRecession(_ moves: [Double], _ rows: CoxRows, slack: Double) -> Bool {
        var heap = RiskHeap()
        var lowest = Double.infinity
        var stratum = -1
        var k = 0
        var isStrict = false
        for (m, time) in rows.times.enumerated().reversed() {
            if time.stratum != stratum {
                stratum = time.stratum
                k = rows.order.strata[stratum].exits.upperBound
                heap = RiskHeap()
                lowest = .infinity
            }
            while k > time.start {
                k -= 1
                heap.insert(moves[k], from: Int(rows.firstTime[k]))
                lowest = min(lowest, moves[k])
            }
            // Rows that enter at or after this event time are not at risk at it or earlier.
            guard let highest = heap.largest(at: m) else { continue }
            for place in time.deaths
            where moves[Int(rows.deaths[place])] < highest - slack { return false }
            if lowest < highest - 1e3 * slack { isStrict = true }
        }
        return isStrict
    }
}

/// The largest value among rows at risk, going backward in time: rows come in at their exit and
/// are taken out, when they have come to the top, once their entry is passed.
private struct RiskHeap {
    private var values: [(value: Double, from: Int)] = []

    mutating func insert(_ value: Double, from first: Int) {
        values.append((value, first))
        var child = values.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard values[child].value > values[parent].value else { return }
            values.swapAt(child, parent)
            child = parent
        }
    }

    mutating func largest(at time: Int) -> Double? {
        while let top = values.first, top.from > time { removeTop() }
        return values.first?.value
    }

    private mutating func removeTop() {
        let last = values.removeLast()
        guard !values.isEmpty else { return }
        values[0] = last
        var parent = 0
        while true {
            var largest = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < values.count {
                if values[child].value > values[largest].value { largest = child }
            }
            guard largest != parent else { return }
            values.swapAt(parent, largest)
            parent = largest
        }
    }
}
