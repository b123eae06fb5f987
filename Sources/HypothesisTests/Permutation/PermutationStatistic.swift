import Dispatch
import Distributions

/// How far apart the groups of an arrangement are, and how many arrangements are as far.
struct PermutationStatistic: Sendable {
    /// The units of the first group, then of the second, and so on, as they were found.
    let units: [PermutationUnit]
    let sizes: [Int]
    let totalSize: Double
    let totalSum: Double
    /// Differences below this are the rounding of sums.
    let tolerance: Double

    init(_ units: [PermutationUnit], _ sizes: [Int]) {
        self.units = units
        self.sizes = sizes
        var (size, sum, absolute) = (0.0, CompensatedSum(), CompensatedSum())
        for unit in units {
            size += unit.size
            sum.add(unit.sum)
            absolute.add(abs(unit.sum))
        }
        totalSize = size
        totalSum = sum.value
        let all = absolute.value
        tolerance = 1e-12 * (sizes.count == 2 ? all : all * all)
    }

    /// The statistic as the cases were found.
    var observed: Double { value(tally()) }

    /// The difference of the two means as found: the first's less the second's.
    var signed: Double? {
        let tally = tally()
        return finite(tally[0].sum / tally[0].size - tally[1].sum / tally[1].size)
    }

    private func tally() -> [PermutationUnit] {
        var (tally, at): ([PermutationUnit], Int) = ([], 0)
        for size in sizes {
            var unit = PermutationUnit(size: 0, sum: 0)
            for member in units[at..<(at + size)] {
                unit.size += member.size
                unit.sum += member.sum
            }
            tally.append(unit)
            at += size
        }
        return tally
    }

    /// |S₁/n₁ - S₂/n₂|, or Σ S²/n.
    private func value(_ tally: [PermutationUnit]) -> Double {
        if tally.count == 2 {
            return abs(tally[0].sum / tally[0].size - tally[1].sum / tally[1].size)
        }
        return tally.reduce(0) { $0 + $1.sum / $1.size * $1.sum }
    }

    /// How many of all arrangements reach a limit, and how many there are.
    func count(atLeast limit: Double) -> (hits: Int, total: Int) {
        var places = sizes
        var tally = [PermutationUnit](
            repeating: PermutationUnit(size: 0, sum: 0), count: sizes.count)
        var (hits, total) = (0, 0)
        deal(0, &places, &tally) { dealt in
            total += 1
            if value(dealt) >= limit { hits += 1 }
        }
        return (hits, total)
    }

    private func deal(
        _ index: Int, _ places: inout [Int], _ tally: inout [PermutationUnit],
        _ visit: ([PermutationUnit]) -> Void
    ) {
        guard index < units.count else { return visit(tally) }
        for group in places.indices where places[group] > 0 {
            let before = tally[group]
            places[group] -= 1
            tally[group].size += units[index].size
            tally[group].sum += units[index].sum
            deal(index + 1, &places, &tally, visit)
            tally[group] = before
            places[group] += 1
        }
    }

    /// How many of so many random arrangements reach a limit.
    func draw(_ replicates: Int, seed: UInt64, atLeast limit: Double, threads: Int) -> Int {
        let width = max(min(threads, replicates / 64), 1)
        let slots = UnsafeMutableBufferPointer<Int>.allocate(capacity: width)
        slots.initialize(repeating: 0)
        defer { slots.deallocate() }
        nonisolated(unsafe) let hits = slots
        let work: @Sendable (Int) -> Void = { worker in
            var order = Array(Int32(0)..<Int32(units.count))
            var found = 0
            for replicate in stride(from: worker, to: replicates, by: width)
            where value(drawn(&order, seed: seed, replicate: replicate)) >= limit {
                found += 1
            }
            hits[worker] = found
        }
        if width == 1 {
            work(0)
        } else {
            DispatchQueue.concurrentPerform(iterations: width, execute: work)
        }
        return slots.reduce(0, +)
    }

    /// Deals every group but the largest by drawing units without replacement; the swaps are taken
    /// back, so that a replicate does not hang on the one before.
    private func drawn(
        _ order: inout [Int32], seed: UInt64, replicate: Int
    ) -> [PermutationUnit] {
        var stream = RandomStream(
            seed: seed, number: UInt64(replicate), purpose: Self.purpose)
        let largest = sizes.indices.max { sizes[$0] < sizes[$1] } ?? 0
        var tally = [PermutationUnit](
            repeating: PermutationUnit(size: 0, sum: 0), count: sizes.count)
        var (rest, swaps, at) = (PermutationUnit(size: totalSize, sum: totalSum), [Int](), 0)
        swaps.reserveCapacity(units.count - sizes[largest])
        for group in sizes.indices where group != largest {
            for _ in 0..<sizes[group] {
                let other = at + stream.index(below: units.count - at)
                order.swapAt(at, other)
                swaps.append(other)
                let unit = units[Int(order[at])]
                tally[group].size += unit.size
                tally[group].sum += unit.sum
                at += 1
            }
            rest.size -= tally[group].size
            rest.sum -= tally[group].sum
        }
        tally[largest] = rest
        for (place, other) in swaps.enumerated().reversed() { order.swapAt(place, other) }
        return tally
    }

    /// What sets these streams apart from others under the same seed: "perm".
    private static let purpose: UInt32 = 0x7065_726d
}
