import Dispatch
import Distributions

/// How an interval is made by drawing cases anew: how many times, and from which seed.
public struct Resampling: Sendable, Hashable {
    /// How many times the cases are drawn.
    public var replicates: Int
    /// Names the random numbers: the same seed gives the same limits.
    public var seed: UInt64
    /// How many are drawn at once; it changes no bit.
    public var threads: Int

    /// 1,999, so that the limits of 95% are the 50th resample from either end.
    public static let usualReplicates = 1_999
    /// With more cases nothing is drawn: by then an interval of ranks is short, and drawing it long.
    public static let mostCases = 100_000

    /// A number of resamples below 1 is taken as 1.
    public init(replicates: Int = usualReplicates, seed: UInt64 = 1, threads: Int = 1) {
        self.replicates = max(replicates, 1)
        self.seed = seed
        self.threads = max(threads, 1)
    }
}

/// ε² of the cases of each group drawn anew, with replacement, as many as the group has.
///
/// Distinct values of a group are kept with how many cases have them, in one order over all groups:
/// a resample is a count for each, and its ranks come from one walk along them.
struct RankResamples {
    /// A value of a group.
    private struct Cell {
        let value: Double
        let group: Int
    }

    private let cells: [Cell]
    /// Where each case lies among the cells, group after group.
    private let homes: [Int32]
    private let sizes: [Int]

    init(_ samples: [Sample]) {
        var cells: [Cell] = []
        for (group, sample) in samples.enumerated() {
            cells += sample.values.map { Cell(value: $0, group: group) }
        }
        cells.sort { ($0.value, $0.group) < ($1.value, $1.group) }
        var places = [[Int32]](repeating: [], count: samples.count)
        for (place, cell) in cells.enumerated() { places[cell.group].append(Int32(place)) }
        homes = zip(samples, places).flatMap { sample, places in
            zip(sample.counts, places).flatMap { [Int32](repeating: $1, count: $0) }
        }
        self.cells = cells
        sizes = samples.map(\.count)
    }

    /// ε² of each resample, those where all values are the same left out; in the order of their
    /// numbers.
    func values(_ resampling: Resampling) -> [Double] {
        let (replicates, width) = (
            resampling.replicates, max(1, min(resampling.threads, resampling.replicates))
        )
        let slots = UnsafeMutableBufferPointer<Double>.allocate(capacity: replicates)
        slots.initialize(repeating: .nan)
        defer { slots.deallocate() }
        nonisolated(unsafe) let found = slots
        let work: @Sendable (Int) -> Void = { worker in
            let wordCount =
                (homes.count + RandomStream.wordsAtOnce - 1) / RandomStream.wordsAtOnce
                * RandomStream.wordsAtOnce
            let words = UnsafeMutableBufferPointer<UInt32>.allocate(capacity: wordCount)
            words.initialize(repeating: 0)
            defer { words.deallocate() }
            let counts = UnsafeMutableBufferPointer<Int>.allocate(capacity: cells.count)
            defer { counts.deallocate() }
            for replicate in stride(from: worker, to: replicates, by: width) {
                RandomStream.writeWords(
                    seed: resampling.seed, number: UInt64(replicate), purpose: Self.purpose,
                    from: 0, to: words)
                counts.initialize(repeating: 0)
                draw(UnsafeBufferPointer(words), counts)
                found[replicate] = epsilonSquared(UnsafeBufferPointer(counts)) ?? .nan
            }
        }
        if width == 1 {
            work(0)
        } else {
            DispatchQueue.concurrentPerform(iterations: width, execute: work)
        }
        return slots.filter { !$0.isNaN }
    }

    /// Draws as many cases of each group as it has. A word of 32 bits names a case to 2⁻³² of their
    /// number.
    private func draw(
        _ words: UnsafeBufferPointer<UInt32>, _ counts: UnsafeMutableBufferPointer<Int>
    ) {
        homes.withUnsafeBufferPointer { homes in
            var start = 0
            for size in sizes {
                let range = UInt64(size)
                for place in start..<(start + size) {
                    let drawn = Int(truncatingIfNeeded: (UInt64(words[place]) &* range) >> 32)
                    counts[Int(homes[start + drawn])] += 1
                }
                start += size
            }
        }
    }

    /// H / (n - 1) of a count for each cell; nil where all values are the same.
    private func epsilonSquared(_ counts: UnsafeBufferPointer<Int>) -> Double? {
        let total = homes.count
        var (before, at, ties) = (0, 0, 0)
        var excess = [Int](repeating: 0, count: sizes.count)
        cells.withUnsafeBufferPointer { cells in
            while at < cells.count {
                var (end, shared) = (at, 0)
                while end < cells.count, cells[end].value == cells[at].value {
                    shared += counts[end]
                    end += 1
                }
                if shared > 0 {
                    // Twice the midrank is 2 before + shared + 1.
                    let doubled = 2 * before + shared - total
                    for place in at..<end {
                        excess[cells[place].group] += doubled * counts[place]
                    }
                    ties += (shared - 1) * shared * (shared + 1)
                    before += shared
                }
                at = end
            }
        }
        let all = (total - 1) * total * (total + 1)
        guard ties < all else { return nil }
        var sum = 0.0
        for (e, size) in zip(excess, sizes) {
            sum += Double(e) / 2 / Double(size) * (Double(e) / 2)
        }
        let n = Double(total)
        let tieFactor = Double(all - ties) / Double(all)
        return min(12 * sum / (n * (n + 1)) / tieFactor / (n - 1), 1)
    }

    /// What sets these streams apart from others under the same seed: "eps2".
    private static let purpose: UInt32 = 0x6570_7332
}

/// Limits of resamples: the quantiles at (B + 1) p, between two of them along a line.
struct ResampledLimits {
    let low: Double
    let high: Double
    /// The mean of the resamples.
    let mean: Double

    /// nil without any resample.
    init?(_ values: [Double], confidence: Double) {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let tail = (1 - confidence) / 2
        func quantile(_ p: Double) -> Double {
            let place = min(max(Double(sorted.count + 1) * p, 1), Double(sorted.count))
            let below = Int(place.rounded(.down))
            let share = place - Double(below)
            let low = sorted[below - 1]
            return share == 0 ? low : low + share * (sorted[min(below, sorted.count - 1)] - low)
        }
        low = quantile(tail)
        high = quantile(1 - tail)
        var sum = CompensatedSum()
        for value in values { sum.add(value) }
        mean = sum.value / Double(values.count)
    }
}
