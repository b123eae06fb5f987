import Distributions
import LinearAlgebra

/// The sums of a log-rank test over the event times of all strata.
struct LogRankSums {
    /// Codes of the groups that hold cases.
    private(set) var codes: [Int] = []
    private(set) var cases: [Double] = []
    private(set) var observed: [CompensatedSum] = []
    private(set) var expected: [CompensatedSum] = []
    private(set) var difference: [CompensatedSum] = []
    private(set) var variance = Matrix(rows: 0, columns: 0)

    private var diagonal: [CompensatedSum] = []
    /// Rows √c n_g/n of event times, of which V takes the cross product.
    private var panel: [Double] = []
    private var panelRows = 0
    private static let panelLength = 512

    init?(_ order: SurvivalOrder, weighting: EventWeighting, mostGroups: Int) {
        let data = order.data
        var all = [Double](repeating: 0, count: data.groupCount)
        for row in order.byExit {
            all[Int(data.group?.codes[Int(row)] ?? 0)] += data.weight(of: Int(row))
        }
        codes = all.indices.filter { all[$0] > 0 }
        let count = codes.count
        guard count <= mostGroups else { return nil }
        cases = codes.map { all[$0] }
        var slots = [Int](repeating: 0, count: all.count)
        for (slot, code) in codes.enumerated() { slots[code] = slot }
        observed = .init(repeating: CompensatedSum(), count: count)
        expected = observed
        difference = observed
        diagonal = observed
        variance = Matrix(rows: count, columns: count)
        panel = .init(repeating: 0, count: Self.panelLength * count)
        BLASThreads.useOne()
        for stratum in order.strata {
            add(order, stratum, slots: slots, weighting: weighting)
        }
        flush()
        for j in 0..<count {
            variance[j, j] = diagonal[j].value
            for i in 0..<j {
                variance[i, j] = -variance[i, j]
                variance[j, i] = variance[i, j]
            }
        }
    }

    /// Goes through a stratum forward in time, with the number at risk of each group at hand.
    private mutating func add(
        _ order: SurvivalOrder, _ stratum: SurvivalOrder.Stratum, slots: [Int],
        weighting: EventWeighting
    ) {
        let data = order.data
        let slot = { (row: Int) in data.group.map { slots[Int($0.codes[row])] } ?? 0 }
        var atRisk = [Double](repeating: 0, count: codes.count)
        for row in order.byExit[stratum.exits] {
            let row = Int(row)
            if let entry = data.entry, entry[row] > -.infinity { continue }
            atRisk[slot(row)] += data.weight(of: row)
        }
        var deaths = [Double](repeating: 0, count: codes.count)
        var leaving = deaths
        var weights = EventWeights(weighting)
        var entry = stratum.entries.lowerBound
        var index = stratum.exits.lowerBound
        while index < stratum.exits.upperBound {
            let time = data.exit[Int(order.byExit[index])]
            if let entries = data.entry {
                while entry < stratum.entries.upperBound,
                    entries[Int(order.byEntry[entry])] < time
                {
                    let row = Int(order.byEntry[entry])
                    atRisk[slot(row)] += data.weight(of: row)
                    entry += 1
                }
            }
            var hasEvent = false
            while index < stratum.exits.upperBound {
                let row = Int(order.byExit[index])
                guard data.exit[row] == time else { break }
                let weight = data.weight(of: row)
                leaving[slot(row)] += weight
                if data.event[row] != 0 {
                    deaths[slot(row)] += weight
                    hasEvent = true
                }
                index += 1
            }
            if hasEvent { add(deaths: deaths, atRisk: atRisk, &weights) }
            for g in leaving.indices {
                atRisk[g] -= leaving[g]
                leaving[g] = 0
                deaths[g] = 0
            }
        }
    }

    private mutating func add(
        deaths: [Double], atRisk: [Double], _ weights: inout EventWeights
    ) {
        let n = atRisk.reduce(0, +)
        let d = deaths.reduce(0, +)
        let weight = weights.next(atRisk: n, events: d)
        let spread = n > 1 ? weight * weight * d * (max(0, n - d) / (n - 1)) : 0
        for g in codes.indices {
            let share = atRisk[g] / n
            observed[g].add(weight * deaths[g])
            expected[g].add(weight * d * share)
            difference[g].add(weight * (deaths[g] - d * share))
            diagonal[g].add(spread * share * ((n - atRisk[g]) / n))
            panel[panelRows + g * Self.panelLength] = spread.squareRoot() * share
        }
        panelRows += 1
        if panelRows == Self.panelLength { flush() }
    }

    private mutating func flush() {
        variance.elements.withUnsafeMutableBufferPointer { target in
            panel.withUnsafeBufferPointer { source in
                guard let to = target.baseAddress, let from = source.baseAddress else { return }
                addCrossProduct(
                    from, rows: panelRows, columns: codes.count,
                    leadingDimension: Self.panelLength, to: to)
            }
        }
        panelRows = 0
    }
}
