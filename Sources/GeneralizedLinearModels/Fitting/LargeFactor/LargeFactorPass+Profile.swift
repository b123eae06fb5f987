import CKernels
import Glibc
import ModelFormula
import Tables

/// The profile likelihood of the other columns' coefficients: that of the best effects of the levels.
///
/// Beside coefficients that stand still each level's best effect is a search along one line, over the
/// level's rows alone, which lie side by side: a few weighings of rows that a core's cache holds. With
/// all of them found the scores of the levels are 0, and what is left to climb depends on the few
/// other coefficients alone: its slope is their score and its curvature is S.
extension LargeFactorPass {
    /// The profile likelihood at some coefficients.
    struct ProfileSlope {
        /// As far as the coefficients move it.
        let logLikelihood: Double
        /// Its derivative by coefficient.
        let score: [Double]
        /// The best effects of the levels.
        let effects: [Double]
        /// The smallest weight of a row with a prior weight over the largest.
        let leastWeight: Double
    }

    /// A level's search has come to its end when its next step promises no more than this: what is
    /// left is of second order in that step, and that is added by the row.
    private static let endOfSearch = 1e-16
    /// The longest step on the scale of the logit.
    private static let longestStep = 4.0
    private static let mostSearchSteps = 60

    /// Scratch of one share of the levels.
    private final class Search: @unchecked Sendable {
        let work: RowWorkspace
        /// Xβ and offset of a group's rows.
        let base: UnsafeMutablePointer<Double>
        /// Of each level of a group: the next step, and between what its best effect lies.
        let move: UnsafeMutablePointer<Double>
        let low: UnsafeMutablePointer<Double>
        let high: UnsafeMutablePointer<Double>
        var (least, most) = (Double.infinity, 0.0)
        var isSettled = true

        init(_ work: RowWorkspace, rows: Int) {
            self.work = work
            base = .allocate(capacity: 4 * rows)
            base.initialize(repeating: 0, count: 4 * rows)
            move = base + rows
            low = base + 2 * rows
            high = base + 3 * rows
        }

        deinit { base.deallocate() }
    }

    /// The profile likelihood of a logistic regression; nil where a level's best effect is not found.
    ///
    /// - Parameter effects: where the search begins.
    func profileSlope(at beta: [Double], from effects: [Double]) -> ProfileSlope? {
        let coefficients = SplitCoefficients(beta, pass.design, pass.packed)
        let layout = SlopeLayout(pass)
        let longest = (0..<runs.levelCount).reduce(0) {
            max($0, runs.starts[$1 + 1] - runs.starts[$1])
        }
        let room = max(RowPass.blockStride, longest)
        var total = [Double](repeating: 0, count: layout.count)
        var (least, most) = (Double.infinity, 0.0)
        var isSettled = true
        var found = effects
        found.withUnsafeMutableBufferPointer { found in
            guard let start = found.baseAddress else { return }
            let effects = LevelEffects(start)
            RowChunks(rowCount: cuts.count - 1, length: 1).sum(
                threads: pass.threads,
                makePartial: {
                    Search(
                        RowWorkspace(
                            RowWorkspace.Shape(
                                sums: layout.count, block: room, dense: pass.design.dense.count,
                                lanes: 0, groups: 0, usesWeighted: false, usesScaled: false,
                                usesMultiplied: false)), rows: room)
                },
                accumulate: { shares, search in
                    for index in shares {
                        climb(cuts[index]..<cuts[index + 1], coefficients, effects, layout, search)
                    }
                },
                combine: { search in
                    total.withUnsafeMutableBufferPointer {
                        cw_take(layout.count, search.work.sums, $0.baseAddress)
                    }
                    least = min(least, search.least)
                    most = max(most, search.most)
                    isSettled = isSettled && search.isSettled
                })
        }
        guard isSettled, total.allSatisfy(\.isFinite) else { return nil }
        return ProfileSlope(
            logLikelihood: total[layout.logLikelihood], score: layout.score(total, pass),
            effects: found,
            leastWeight: most > 0 ? least / most : 0)
    }

    /// Levels' effects that threads write, each those of its own levels.
    private struct LevelEffects: @unchecked Sendable {
        let start: UnsafeMutablePointer<Double>
        init(_ start: UnsafeMutablePointer<Double>) { self.start = start }
    }

    /// Goes over some levels, as many at a time as a block holds, or one that is longer.
    private func climb(
        _ own: Range<Int>, _ beta: SplitCoefficients, _ effects: LevelEffects,
        _ layout: SlopeLayout,
        _ search: Search
    ) {
        let end = runs.starts[own.upperBound]
        var first = runs.starts[own.lowerBound]
        pass.design.withDenseColumns { columns in
            while first < end {
                var last = first
                while last < end {
                    let next = runs.starts[Int(runs.levelOfRow[last]) + 1]
                    if last > first, next - first > RowPass.blockLength { break }
                    last = next
                }
                add(first..<last, columns, beta, effects.start, layout, search)
                first = last
            }
        }
    }

    /// Finds the best effects of the levels of some rows, and adds what these say at them.
    private func add(
        _ rows: Range<Int>, _ columns: [UnsafePointer<Double>], _ beta: SplitCoefficients,
        _ effects: UnsafeMutablePointer<Double>, _ layout: SlopeLayout, _ search: Search
    ) {
        let work = search.work
        func forEachBlock(_ body: (_ block: Range<Int>, _ offset: Int) -> Void) {
            var start = rows.lowerBound
            while start < rows.upperBound {
                let block = start..<min(rows.upperBound, start + RowPass.blockLength)
                pass.place(block, columns, nil, work)
                body(block, start - rows.lowerBound)
                start = block.upperBound
            }
        }
        forEachBlock { block, offset in
            pass.linearPredictor(block, beta, work)
            (search.base + offset).update(from: work.eta, count: block.count)
        }
        guard let logLikelihood = settle(rows, effects, search) else {
            search.isSettled = false
            return
        }
        work.sums[layout.logLikelihood] += logLikelihood
        func addScores(_ block: Range<Int>, _ offset: Int) {
            layout.add(block, of: pass, work, residual: UnsafePointer(work.residual + offset))
        }
        // The columns of a single block are still placed.
        if rows.count <= RowPass.blockLength { addScores(rows, 0) } else { forEachBlock(addScores) }
        for k in 0..<rows.count where (pass.prior?[rows.lowerBound + k] ?? 1) > 0 {
            search.least = min(search.least, work.weight[k])
            search.most = max(search.most, work.weight[k])
        }
    }

    /// Newton's method for each level by itself, kept between what is known to lie on either side;
    /// leaves the residuals at its end and returns the log-likelihood there.
    private func settle(
        _ rows: Range<Int>, _ effects: UnsafeMutablePointer<Double>, _ search: Search
    ) -> Double? {
        let (work, first) = (search.work, rows.lowerBound)
        func forEachLevel(_ body: (_ k: Int, _ level: Int, _ rows: Range<Int>) -> Void) {
            var (k, start) = (0, 0)
            while start < rows.count {
                let level = Int(runs.levelOfRow[first + start])
                let end = runs.starts[level + 1] - first
                body(k, level, start..<end)
                (k, start) = (k + 1, end)
            }
        }
        forEachLevel { k, _, _ in
            search.low[k] = -.infinity
            search.high[k] = .infinity
            search.move[k] = 0
        }
        for _ in 0..<Self.mostSearchSteps {
            forEachLevel { k, level, own in
                effects[level] += search.move[k]
                let effect = effects[level]
                for i in own { work.eta[i] = search.base[i] + effect }
            }
            var logLikelihood = pass.weigh(rows, work)
            var farthest = 0.0
            forEachLevel { k, level, own in
                var (information, score) = (0.0, 0.0)
                for i in own {
                    information += work.weight[i]
                    score += work.residual[i]
                }
                let effect = effects[level]
                if score > 0 { search.low[k] = effect }
                if score < 0 { search.high[k] = effect }
                var move = information > 0 ? score / information : score == 0 ? 0 : .infinity
                if !(abs(move) <= Self.longestStep) { move = score < 0 ? -4 : 4 }
                if move > 0, effect + move >= search.high[k] {
                    move = (search.high[k] - effect) / 2
                } else if move < 0, effect + move <= search.low[k] {
                    move = (search.low[k] - effect) / 2
                }
                search.move[k] = move
                farthest = max(farthest, move * move * max(information, 1e-3))
                logLikelihood += 0.5 * score * move
            }
            guard farthest > Self.endOfSearch else {
                forEachLevel { k, level, own in
                    effects[level] += search.move[k]
                    for i in own { work.residual[i] -= work.weight[i] * search.move[k] }
                }
                return logLikelihood
            }
        }
        return nil
    }
}
