import Distributions

/// The network of Fisher's exact test beyond 2x2: every table with the margins of one is a way
/// through stages, one a column, whose nodes are the row totals that are still to be filled.
///
/// A way's length is -Σ ln x!, so that the probability of a table is exp(length) over the sum of
/// all. Row totals are kept sorted: what is left does not depend on which row is which. At a node,
/// ways whose longest end is still within the limit count whole, since the sum over all ends is a
/// multinomial coefficient; those whose shortest end is beyond it are dropped; ways of equal length
/// go on as one. The last two columns are met from the other side: all ends of a node are sorted
/// once, and each way looks up the sum of those it may take.
///
/// Source of the network: Mehta and Patel (1983), JASA 78, 427-434.
public struct FisherNetwork {
    /// 60 million steps: about four seconds.
    public static let defaultWork = 60_000_000
    /// Beyond eight rows on the shorter side hardly a table is solved in time.
    private static let mostRows = 8
    /// Ways and nodes that are kept at once.
    private static let mostKept = 1 << 22

    private let rows: Int
    private let columns: [Int]
    private let factorials: [Double]
    private let radix: UInt64
    private let root: [Int]
    private let limit: Double
    private let binWidth: Double
    private var workLeft: Int

    /// The network of an occupied table; nil where it is plainly too large to be walked.
    init?(_ table: ContingencyTable, work: Int = defaultWork) {
        let turned = table.rowCount > table.columnCount
        let sides = [table.rowTotals, table.columnTotals]
        let (short, long) = turned ? (sides[1], sides[0]) : (sides[0], sides[1])
        guard short.count >= 2, short.count <= Self.mostRows, table.total <= 100_000 else {
            return nil
        }
        rows = short.count
        columns = long.sorted()
        root = short.sorted()
        let factorials = (0...table.total).map { logGamma(Double($0) + 1) }
        self.factorials = factorials
        radix = UInt64((short.max() ?? 0) + 1)
        var span: UInt64 = 1
        for _ in 1..<rows {
            let (product, overflow) = span.multipliedReportingOverflow(by: radix)
            guard !overflow else { return nil }
            span = product
        }
        let observed = -table.counts.reduce(into: CompensatedSum()) { $0.add(factorials[$1]) }.value
        limit = observed + 1e-7 + 16 * abs(observed).ulp
        // No way is longer than 0 or shorter than all of a row in one cell.
        let longest = short.reduce(0.0) { $0 + factorials[$1] }
        binWidth = max(longest, 1) * 0x1p-40
        workLeft = work
    }

    /// ln p; nil where the work does not suffice.
    mutating func solve() -> Double? {
        guard var stages = reachableStages() else { return nil }
        guard boundStages(&stages) else { return nil }
        var inside = LogSum()
        var ways = Ways()
        ways.add(node: 0, bin: 0, length: 0, logWeight: 0)
        // The first node may already be decided: a table at the mode has p = 1.
        if stages[0].longest[0] <= limit { return 0 }
        for stage in 0..<stages.count - 1 {
            guard let next = advance(ways, from: stage, stages, into: &inside) else { return nil }
            ways = next
        }
        guard finish(ways, stages[stages.count - 1], into: &inside) else { return nil }
        let all = logOfAllEnds(root[...], from: 0)
        return min(inside.logarithm - all, 0)
    }

    // MARK: Nodes

    /// The nodes of one stage: sorted row totals, `rows` numbers a node, and the lengths of the
    /// longest and shortest ends from each.
    struct Stage {
        var totals: [Int] = []
        var index = KeyIndex()
        var longest: [Double] = []
        var shortest: [Double] = []
    }

    /// The nodes of stages 0...c-2, where stage s has s columns filled.
    private mutating func reachableStages() -> [Stage]? {
        var stages = [Stage()]
        _ = stages[0].index.index(of: key(root[...]))
        stages[0].totals = root
        for s in 0..<columns.count - 2 {
            var next = Stage()
            for node in 0..<stages[s].index.count {
                let totals = stages[s].totals[node * rows..<(node + 1) * rows]
                var choices = Choices(totals, columns[s], factorials)
                while choices.advance() {
                    workLeft -= 1
                    let (_, isNew) = next.index.index(of: key(choices.child[...]))
                    if isNew { next.totals.append(contentsOf: choices.child) }
                }
                guard workLeft > 0, next.index.count < Self.mostKept else { return nil }
            }
            stages.append(next)
        }
        return stages
    }

    /// The row totals as one number: the last follows from the others and their sum.
    private func key(_ totals: ArraySlice<Int>) -> UInt64 {
        var key: UInt64 = 0
        for total in totals.dropLast() { key = key &* radix &+ UInt64(total) }
        return key
    }

    /// Longest and shortest ends of all nodes, from the last stage back.
    private mutating func boundStages(_ stages: inout [Stage]) -> Bool {
        for s in stride(from: stages.count - 1, through: 0, by: -1) {
            let count = stages[s].index.count
            stages[s].longest.reserveCapacity(count)
            stages[s].shortest.reserveCapacity(count)
            for node in 0..<count {
                let totals = stages[s].totals[node * rows..<(node + 1) * rows]
                if s == stages.count - 1 {
                    let ends = TwoColumnEnds(totals, columns[columns.count - 2], factorials)
                    stages[s].longest.append(ends.longest)
                    stages[s].shortest.append(ends.shortest)
                    workLeft -= 1
                    continue
                }
                var (longest, shortest) = (-Double.infinity, Double.infinity)
                var choices = Choices(totals, columns[s], factorials)
                while choices.advance() {
                    workLeft -= 1
                    guard let child = stages[s + 1].index.find(key(choices.child[...])) else {
                        continue
                    }
                    longest = max(longest, choices.length + stages[s + 1].longest[child])
                    shortest = min(shortest, choices.length + stages[s + 1].shortest[child])
                }
                stages[s].longest.append(longest)
                stages[s].shortest.append(shortest)
                guard workLeft > 0 else { return false }
            }
        }
        return true
    }

    /// ln of Σ exp(length) over all ends from a node: S! / (Π r! Π c!).
    private func logOfAllEnds(_ totals: ArraySlice<Int>, from stage: Int) -> Double {
        var sum = CompensatedSum()
        sum.add(factorials[totals.reduce(0, +)])
        for total in totals { sum.add(-factorials[total]) }
        for column in columns[stage...] { sum.add(-factorials[column]) }
        return sum.value
    }

    // MARK: Ways

    /// Ways to the nodes of a stage: those of equal length to the same node are one, with
    /// ln Σ exp(length).
    struct Ways {
        var nodes: [Int] = []
        var lengths: [Double] = []
        var logWeights: [Double] = []
        var index = KeyIndex()

        mutating func add(node: Int, bin: Int, length: Double, logWeight: Double) {
            let key = UInt64(node) << 42 | UInt64(truncatingIfNeeded: bin & ((1 << 42) - 1))
            let (place, isNew) = index.index(of: key)
            if isNew {
                nodes.append(node)
                lengths.append(length)
                logWeights.append(logWeight)
            } else {
                let (old, new) = (logWeights[place], logWeight)
                let larger = max(old, new)
                logWeights[place] =
                    larger + logarithm(1 + exponential(min(old, new) - larger))
            }
        }
    }

    private mutating func advance(
        _ ways: Ways, from s: Int, _ stages: [Stage], into inside: inout LogSum
    ) -> Ways? {
        var next = Ways()
        let ends = (0..<stages[s + 1].index.count).map { node in
            logOfAllEnds(stages[s + 1].totals[node * rows..<(node + 1) * rows], from: s + 1)
        }
        for (node, places) in grouped(ways, nodes: stages[s].index.count) {
            let totals = stages[s].totals[node * rows..<(node + 1) * rows]
            var choices = Choices(totals, columns[s], factorials)
            while choices.advance() {
                guard let child = stages[s + 1].index.find(key(choices.child[...])) else {
                    continue
                }
                workLeft -= places.count
                let (longest, shortest) = (
                    stages[s + 1].longest[child], stages[s + 1].shortest[child]
                )
                for place in places {
                    let length = ways.lengths[place] + choices.length
                    if length + shortest > limit { continue }
                    let logWeight = ways.logWeights[place] + choices.length
                    if length + longest <= limit {
                        inside.add(logWeight + ends[child])
                    } else {
                        next.add(
                            node: child, bin: Int(-length / binWidth), length: length,
                            logWeight: logWeight)
                    }
                }
            }
            guard workLeft > 0, next.nodes.count < Self.mostKept else { return nil }
        }
        return next
    }

    /// The places of ways, node after node that has any.
    private func grouped(_ ways: Ways, nodes: Int) -> [(node: Int, places: [Int])] {
        var lists = [[Int]](repeating: [], count: nodes)
        for (place, node) in ways.nodes.enumerated() { lists[node].append(place) }
        return lists.enumerated().filter { !$0.element.isEmpty }.map { ($0.offset, $0.element) }
    }

    /// Adds, for each way to the last stage, the ends that keep it within the limit.
    private mutating func finish(
        _ ways: Ways, _ stage: Stage, into inside: inout LogSum
    ) -> Bool {
        var ends: [Double] = []
        var sums: [Double] = []
        for (node, places) in grouped(ways, nodes: stage.index.count) {
            let totals = stage.totals[node * rows..<(node + 1) * rows]
            ends.removeAll(keepingCapacity: true)
            var choices = Choices(totals, columns[columns.count - 2], factorials)
            while choices.advance() {
                var length = choices.length
                for rest in choices.child { length -= factorials[rest] }
                ends.append(length)
            }
            workLeft -= 2 * ends.count + places.count
            guard workLeft > 0 else { return false }
            ends.sort()
            sums.removeAll(keepingCapacity: true)
            // Σ exp(end) up to here is exp(end here) times the running sum: nothing underflows.
            var running = 0.0
            var before = ends.first ?? 0
            for end in ends {
                running = running * exponential(before - end) + 1
                before = end
                sums.append(end + logarithm(running))
            }
            for place in places {
                let room = limit - ways.lengths[place]
                var (low, high) = (0, ends.count)
                while low < high {
                    let middle = (low + high) / 2
                    if ends[middle] <= room { low = middle + 1 } else { high = middle }
                }
                if low > 0 { inside.add(ways.logWeights[place] + sums[low - 1]) }
            }
        }
        return true
    }
}

/// ln Σ exp(x), kept as a sum beside the largest term.
struct LogSum {
    private var largest = -Double.infinity
    private var sum = CompensatedSum()

    mutating func add(_ x: Double) {
        if x > largest {
            let scaled = largest.isFinite ? sum.value * exponential(largest - x) : 0
            sum = CompensatedSum()
            sum.add(scaled)
            largest = x
        }
        sum.add(exponential(x - largest))
    }

    /// -∞ without a term.
    var logarithm: Double { largest + Distributions.logarithm(sum.value) }
}
