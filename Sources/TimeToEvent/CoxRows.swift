import LinearAlgebra
import Tables

/// How events at the same time are weighed against those at risk.
public enum TieMethod: String, Sendable, Hashable, CaseIterable, Codable {
    /// Efron's: as if the tied had happened one after the other (default).
    case efron
    /// Breslow's: each of the tied against all at risk.
    case breslow

    /// "Efron's".
    public var possessive: String { self == .efron ? "Efron's" : "Breslow's" }
}

/// The rows of a Cox regression in order of exit, with columns centred and transformed, and the
/// event times that they are at risk at. Made once a fit.
struct CoxRows: Sendable {
    let order: SurvivalOrder
    let ties: TieMethod
    let threads: Int
    let count: Int
    /// The columns in use, after centring and `transform`.
    let width: Int
    /// Column after column, each in order of exit.
    let columns: NumberStore
    let weights: [Double]?
    /// Event times by stratum, ascending.
    let times: [EventTime]
    /// Rows with an event in order of exit; those of event time m are `deaths[m.deaths]`.
    let deaths: [Int32]
    /// For each row, the event times of its stratum up to its exit end before this one.
    let lastTime: [Int32]
    /// For each row, the event times after its entry begin here.
    let firstTime: [Int32]
    /// For each row with an event its event time, else -1.
    let ownTime: [Int32]
    /// Where each row that enters late stands in order of exit, by entry; for `order.byEntry`.
    let entryRows: [Int32]
    let chunks: RowChunks
    let chunkPlans: [ChunkPlan]

    struct EventTime: Sendable {
        /// The time.
        let time: Double
        /// The first row in order of exit that leaves then.
        let start: Int
        /// Which of `entryRows` enter then or later, up to their stratum's end: from here on.
        let entries: Int
        /// Its events in `deaths`.
        let deaths: Range<Int>
        /// The sum of their weights.
        let events: Double
        /// The index of the stratum in `order.strata`.
        let stratum: Int
    }

    /// What a backward scan over a chunk of rows starts from.
    struct ChunkPlan: Sendable {
        /// Its event times.
        let times: Range<Int>
        /// Rows and late entries that belong to the stratum of its first row.
        let headEnd: Int
        let headEntries: Range<Int>
        /// Whether that stratum goes on after the chunk.
        let headGoesOn: Bool
        /// Whether the stratum of its last row goes on, and where its entries end in the chunk.
        let tailGoesOn: Bool
        let tailEntries: Int
    }

    /// - Parameters:
    ///   - columns: rows of `order.data` by columns, centred here.
    ///   - transform: a square triangle that centred columns are multiplied by from the right.
    init(
        _ order: SurvivalOrder, _ matrix: Matrix, means: [Double], transform: Matrix,
        ties: TieMethod, threads: Int, chunkLength: Int = RowChunks.standardLength
    ) {
        let data = order.data
        self.order = order
        self.ties = ties
        self.threads = threads
        count = order.byExit.count
        width = matrix.columns
        weights = data.weight.map { weight in order.byExit.map { weight[Int($0)] } }
        columns = Self.transformed(order, matrix, means, transform)
        var times: [EventTime] = []
        var deaths: [Int32] = []
        var last = [Int32](repeating: 0, count: count)
        var first = last
        var own = [Int32](repeating: -1, count: count)
        for (s, stratum) in order.strata.enumerated() {
            let firstOfStratum = times.count
            var entry = stratum.entries.lowerBound
            var row = stratum.exits.lowerBound
            while row < stratum.exits.upperBound {
                let time = data.exit[Int(order.byExit[row])]
                let start = row
                let firstDeath = deaths.count
                var events = 0.0
                while row < stratum.exits.upperBound,
                    data.exit[Int(order.byExit[row])] == time
                {
                    if data.event[Int(order.byExit[row])] != 0 {
                        deaths.append(Int32(row))
                        events += data.weight(of: Int(order.byExit[row]))
                        own[row] = Int32(times.count)
                    }
                    row += 1
                }
                if deaths.count > firstDeath {
                    while entry < stratum.entries.upperBound,
                        (data.entry?[Int(order.byEntry[entry])] ?? 0) < time
                    { entry += 1 }
                    times.append(
                        EventTime(
                            time: time, start: start, entries: entry,
                            deaths: firstDeath..<deaths.count, events: events, stratum: s))
                }
                for k in start..<row {
                    last[k] = Int32(times.count)
                    first[k] = Int32(firstOfStratum)
                }
            }
        }
        var entryRows = [Int32](repeating: 0, count: order.byEntry.count)
        if let entries = data.entry, !order.byEntry.isEmpty {
            var place = [Int32](repeating: 0, count: data.rowCount)
            for (k, row) in order.byExit.enumerated() { place[Int(row)] = Int32(k) }
            var m = 0
            for (s, stratum) in order.strata.enumerated() {
                while m < times.count, times[m].stratum < s { m += 1 }
                for e in stratum.entries {
                    let row = Int(order.byEntry[e])
                    while m < times.count, times[m].stratum == s, times[m].time <= entries[row] {
                        m += 1
                    }
                    entryRows[e] = place[row]
                    first[Int(place[row])] = Int32(m)
                }
            }
        }
        self.times = times
        self.deaths = deaths
        lastTime = last
        firstTime = first
        ownTime = own
        self.entryRows = entryRows
        chunks = RowChunks(rowCount: count, length: chunkLength)
        chunkPlans = Self.plans(order, chunks, times)
    }

    private static func transformed(
        _ order: SurvivalOrder, _ matrix: Matrix, _ means: [Double], _ transform: Matrix
    ) -> NumberStore {
        let (count, width) = (order.byExit.count, matrix.columns)
        var isDiagonal = true
        for j in 0..<width {
            for i in 0..<j where transform[i, j] != 0 { isDiagonal = false }
        }
        let result = NumberStore(count: count * width)
        matrix.elements.withUnsafeBufferPointer { elements in
            for j in 0..<width {
                for k in 0..<count {
                    let row = Int(order.byExit[k])
                    var sum = 0.0
                    for i in (isDiagonal ? j : 0)..<(j + 1) {
                        sum += (elements[row + i * matrix.rows] - means[i]) * transform[i, j]
                    }
                    result[j * count + k] = sum
                }
            }
        }
        return result
    }

    private static func plans(_ order: SurvivalOrder, _ chunks: RowChunks, _ times: [EventTime])
        -> [ChunkPlan]
    {
        var plans: [ChunkPlan] = []
        var (s, m) = (0, 0)
        for index in 0..<chunks.count {
            let rows = chunks[index]
            while order.strata[s].exits.upperBound <= rows.lowerBound { s += 1 }
            let head = order.strata[s]
            let firstTime = m
            while m < times.count, times[m].start < rows.upperBound { m += 1 }
            // Late entries are parted between chunks by the event times of each.
            let headFrom =
                firstTime < m && times[firstTime].stratum == s
                ? times[firstTime].entries : nextEntries(times, firstTime, s, head)
            let headGoesOn = head.exits.upperBound > rows.upperBound
            let headTo = headGoesOn ? nextEntries(times, m, s, head) : head.entries.upperBound
            var t = s
            while order.strata[t].exits.upperBound < rows.upperBound { t += 1 }
            let tail = order.strata[t]
            let tailGoesOn = tail.exits.upperBound > rows.upperBound
            plans.append(
                ChunkPlan(
                    times: firstTime..<m, headEnd: min(rows.upperBound, head.exits.upperBound),
                    headEntries: headFrom..<max(headFrom, headTo), headGoesOn: headGoesOn,
                    tailGoesOn: tailGoesOn,
                    tailEntries: tailGoesOn
                        ? nextEntries(times, m, t, tail) : tail.entries.upperBound))
        }
        return plans
    }

    /// Where the entries begin that count from event time `m` on, if that is of the stratum.
    private static func nextEntries(
        _ times: [EventTime], _ m: Int, _ s: Int, _ stratum: SurvivalOrder.Stratum
    ) -> Int {
        m < times.count && times[m].stratum == s ? times[m].entries : stratum.entries.upperBound
    }
}
