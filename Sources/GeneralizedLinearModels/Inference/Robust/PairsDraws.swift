import Distributions
import ModelFormula

/// How often each row is drawn, sample by sample.
struct PairsDraws: Sendable {
    /// The purpose that keeps the stream of a bootstrap apart from all others of its seed.
    static let purpose: UInt32 = 0x626f_6f74

    private enum Units: Sendable {
        case rows(Int)
        case clusters(RowClusters)
        /// Cases before each row's own, and all at the end.
        case cases([Int])
    }

    private let units: Units
    private let rowCount: Int
    let seed: UInt64
    /// The units drawn from, and the draws of a sample.
    let unitCount: Int

    /// - Parameter copies: the cases of each row; nil for one each.
    init(rowCount: Int, clusters: [Int]?, copies: [Double]?, seed: UInt64) {
        self.rowCount = rowCount
        self.seed = seed
        if let clusters {
            let groups = RowClusters(clusters)
            units = .clusters(groups)
            unitCount = groups.count
        } else if let copies {
            var ends: [Int] = []
            var total = 0
            for copy in copies {
                total += Int(copy)
                ends.append(total)
            }
            units = .cases(ends)
            unitCount = total
        } else {
            units = .rows(rowCount)
            unitCount = rowCount
        }
    }

    /// How often each row (or, where a row stands for several cases, how many cases of it) was
    /// drawn in a sample.
    func counts(_ replicate: Int) -> [Double] {
        var counts = [Double](repeating: 0, count: rowCount)
        counts.withUnsafeMutableBufferPointer { counts in
            switch units {
            case .rows: forEachDraw(replicate) { counts[$0] += 1 }
            case .clusters(let groups):
                forEachDraw(replicate) { for row in groups[$0] { counts[row] += 1 } }
            case .cases(let ends):
                forEachDraw(replicate) { unit in
                    var (low, high) = (0, ends.count - 1)
                    while low < high {
                        let middle = (low + high) / 2
                        if ends[middle] > unit { high = middle } else { low = middle + 1 }
                    }
                    counts[low] += 1
                }
            }
        }
        return counts
    }

    /// Calls `body` with each unit that a sample draws, in order.
    @inline(__always)
    private func forEachDraw(_ replicate: Int, _ body: (_ unit: Int) -> Void) {
        let atOnce = RandomStream.wordsAtOnce
        let batch = 32 * atOnce
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: batch) { words in
            guard let base = words.baseAddress else { return }
            for start in stride(from: 0, to: unitCount, by: batch) {
                let count = min(batch, unitCount - start)
                RandomStream.writeWords(
                    seed: seed, number: UInt64(replicate), purpose: Self.purpose, from: start,
                    to: UnsafeMutableBufferPointer(
                        rebasing: words[..<((count + atOnce - 1) / atOnce * atOnce)]))
                var reader = WordReader(base)
                for _ in 0..<count { body(reader.index(below: unitCount)) }
            }
        }
    }
}
