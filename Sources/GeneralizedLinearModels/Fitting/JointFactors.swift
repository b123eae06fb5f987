import ModelFormula

/// Which blocks of codes of a design are packed together into one joint factor.
///
/// All sums over the cells of k factors follow from those over the cells of their joint factor, and
/// from its meetings with the other joint factors: four factors of ten levels have six tables of
/// pairs to fill a row, two joint factors of a hundred have one. What a table costs grows once it
/// leaves the near caches, and every table is emptied and unfolded once a pass; the plan is the
/// cheapest that merging two at a time comes to.
struct JointFactors: Sendable {
    /// The blocks of each joint factor, the first of a group in design order.
    let groups: [[Int]]

    /// The most cells of a joint factor of more than one block.
    static let mostCells = 4096
    /// More blocks than this are first merged from the smallest on, without looking at costs.
    private static let mostCandidates = 24

    private struct Group {
        var blocks: [Int]
        /// Its cells, the one for rows without a cell included.
        var cells: Int
        let isPlain: Bool
    }

    /// Every block by itself.
    init(alone design: Design) { groups = design.coded.indices.map { [$0] } }

    init(_ design: Design) {
        // In a table of few rows the cells would outnumber them.
        let limit = max(1, min(Self.mostCells, design.rowCount / 16))
        var candidates = design.coded.enumerated().map { index, block in
            Group(
                blocks: [index], cells: block.cellCount + 1, isPlain: block.multiplier == nil)
        }
        Self.mergeSmallest(&candidates, limit: min(64, limit))
        let costs = PassCosts(rows: design.rowCount, numbers: design.dense.count)
        var best = costs.ofRow(candidates.map(\.cells))
        while let merged = Self.cheapestMerge(candidates, costs, limit: limit), merged.cost < best {
            best = merged.cost
            candidates[merged.first].cells *= candidates[merged.second].cells
            candidates[merged.first].blocks += candidates[merged.second].blocks
            candidates.remove(at: merged.second)
        }
        groups = candidates.map { $0.blocks.sorted() }.sorted { $0[0] < $1[0] }
    }

    private static func cheapestMerge(_ groups: [Group], _ costs: PassCosts, limit: Int)
        -> (first: Int, second: Int, cost: Double)?
    {
        guard groups.count <= mostCandidates + 8 else { return nil }
        var best: (first: Int, second: Int, cost: Double)?
        for first in groups.indices where groups[first].isPlain {
            for second in groups.indices.dropFirst(first + 1) where groups[second].isPlain {
                let (cells, overflow) = groups[first].cells.multipliedReportingOverflow(
                    by: groups[second].cells)
                guard !overflow, cells <= limit else { continue }
                var sizes = groups.map(\.cells)
                sizes[first] = cells
                sizes.remove(at: second)
                let cost = costs.ofRow(sizes)
                if cost < best?.cost ?? .infinity { best = (first, second, cost) }
            }
        }
        return best
    }

    private static func mergeSmallest(_ groups: inout [Group], limit: Int) {
        while groups.count > mostCandidates {
            let plain = groups.indices.filter { groups[$0].isPlain }
                .sorted { (groups[$0].cells, $0) < (groups[$1].cells, $1) }
            guard plain.count >= 2 else { return }
            let (first, second) = (min(plain[0], plain[1]), max(plain[0], plain[1]))
            let (cells, overflow) = groups[first].cells.multipliedReportingOverflow(
                by: groups[second].cells)
            guard !overflow, cells <= limit else { return }
            groups[first].cells = cells
            groups[first].blocks += groups[second].blocks
            groups.remove(at: second)
        }
    }
}

/// What a row costs in a pass over joint factors, in nanoseconds of one core.
///
/// The figures were measured with tables of 7 KB to 10 MB (`benchmarks/RESULTS-fit.md`); only their
/// proportions matter, and a wrong one costs time and never a digit.
private struct PassCosts {
    let rows: Int
    /// Vectors of eight columns that are summed by cell.
    let strips: Int

    init(rows: Int, numbers: Int) {
        self.rows = max(1, rows)
        strips = (numbers + 2 + 7) / 8
    }

    func ofRow(_ cells: [Int]) -> Double {
        var total = 0.0
        var elements = 0.0
        for (index, size) in cells.enumerated() {
            total += 0.4 + 1.1 * Double(strips) * Self.slowdown(64 * Double(size * strips))
            elements += Double(8 * size * strips)
            for other in cells[(index + 1)...] {
                let table = Double(size) * Double(other)
                total += 0.9 * Self.slowdown(8 * table)
                elements += table
            }
        }
        // Tables share the second cache; and each is emptied, added up and unfolded.
        return total * Self.slowdown(elements * 8 / 8) + elements * 24 / Double(rows)
    }

    /// How much dearer an addition into a table of so many bytes is than into one near the core.
    private static func slowdown(_ bytes: Double) -> Double {
        switch bytes {
        case ..<262_144: 1
        case ..<1_048_576: 1.25
        case ..<2_097_152: 2
        case ..<4_194_304: 4
        default: 8
        }
    }
}
