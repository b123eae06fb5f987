import CKernels
import LinearAlgebra
import ModelFormula
import Synchronization
import Tables

/// How the sums of a pass come about: shares of whole levels, added in their order.
extension LargeFactorPass {
    /// The sums of one share of the levels.
    final class Share: @unchecked Sendable {
        let work: RowWorkspace
        /// The upper triangle of B'D⁻¹B, column after column.
        let crosses: UnsafeMutablePointer<Double>
        let shift: UnsafeMutablePointer<Double>

        init(_ work: RowWorkspace, _ columns: Int) {
            self.work = work
            crosses = .allocate(capacity: max(1, Self.start(of: columns)))
            crosses.initialize(repeating: 0, count: max(1, Self.start(of: columns)))
            shift = .allocate(capacity: max(1, columns))
            shift.initialize(repeating: 0, count: max(1, columns))
        }

        /// Where a column of a triangle begins.
        static func start(of column: Int) -> Int { column * (column + 1) / 2 }

        deinit {
            crosses.deallocate()
            shift.deallocate()
        }
    }

    /// - Parameter weigh: writes the weights and residuals of a block of rows; returns what it adds
    ///   to the log-likelihood.
    func sum(
        _ weigh: @Sendable (_ rows: Range<Int>, RowWorkspace) -> Double
    ) -> Sums {
        let layout = pass.layout
        let count = pass.design.columnCount
        let levels = LevelSums(meetings)
        var total = [Double](repeating: 0, count: layout.count)
        var crosses = [Double](repeating: 0, count: Share.start(of: count))
        var shift = [Double](repeating: 0, count: count)
        var used: [Share] = []
        RowChunks(rowCount: cuts.count - 1, length: 1).sum(
            threads: pass.threads,
            makePartial: {
                let share = scratch.take { Share(pass.makeWork(), count) }
                used.append(share)
                return share
            },
            accumulate: { shares, share in
                for index in shares {
                    add(cuts[index]..<cuts[index + 1], levels, share, weigh)
                }
            },
            combine: { share in
                func take(_ sums: UnsafeMutablePointer<Double>, _ total: inout [Double]) {
                    total.withUnsafeMutableBufferPointer {
                        cw_take($0.count, sums, $0.baseAddress)
                    }
                }
                take(share.work.sums, &total)
                take(share.crosses, &crosses)
                take(share.shift, &shift)
            })
        scratch.give(used)
        let information = layout.information(total, pass.design, pass.packed)
        let score = layout.score(total, pass.design, pass.packed)
        let coefficients = meetings.coefficientAtPlace
        var placed = Matrix(rows: count, columns: count)
        var schur = Matrix(rows: count, columns: count)
        information.elements.withUnsafeBufferPointer { source in
            placed.elements.withUnsafeMutableBufferPointer { placed in
                schur.elements.withUnsafeMutableBufferPointer { schur in
                    for j in 0..<count {
                        let column = coefficients[j] * count
                        let first = Share.start(of: j)
                        for i in 0...j {
                            let value = source[coefficients[i] + column]
                            let rest = value - crosses[first + i]
                            placed[i + j * count] = value
                            placed[j + i * count] = value
                            schur[i + j * count] = rest
                            schur[j + i * count] = rest
                        }
                    }
                }
            }
        }
        return Sums(
            logLikelihood: total[layout.logLikelihood], score: coefficients.map { score[$0] },
            diagonal: (0..<count).map { placed[$0, $0] }, information: placed, schur: schur,
            shift: shift, levels: levels)
    }

    private func add(
        _ own: Range<Int>, _ levels: LevelSums, _ share: Share,
        _ weigh: (_ rows: Range<Int>, RowWorkspace) -> Double
    ) {
        let work = share.work
        pass.design.withDenseColumns { columns in
            var start = runs.starts[own.lowerBound]
            let end = runs.starts[own.upperBound]
            while start < end {
                let rows = start..<min(end, start + RowPass.blockLength)
                pass.place(rows, columns, nil, work)
                work.sums[pass.layout.logLikelihood] += weigh(rows, work)
                pass.addInformation(rows, work)
                gather(rows, levels, work)
                start = rows.upperBound
            }
        }
        for level in own { addCrosses(level, levels, share) }
    }

    /// Adds a block's weights, residuals and weighted columns to the sums of its levels. The columns
    /// lie where `RowPass` has placed them.
    private func gather(_ rows: Range<Int>, _ levels: LevelSums, _ work: RowWorkspace) {
        let first = rows.lowerBound
        let p = meetings.denseCount
        let (weight, residual) = (work.weight, work.residual)
        var k = 0
        while k < rows.count {
            let level = Int(runs.levelOfRow[first + k])
            let end = min(rows.count, runs.starts[level + 1] - first)
            var (information, score) = (0.0, 0.0)
            for i in k..<end {
                information += weight[i]
                score += residual[i]
            }
            levels.information[level] += information
            levels.score[level] += score
            let out = levels.dense + level * p
            for j in 0..<p {
                guard let column = work.columns[j] else { continue }
                var sum = 0.0
                for i in k..<end { sum += weight[i] * column[i] }
                out[j] += sum
            }
            k = end
        }
        for (b, block) in pass.design.coded.enumerated() {
            meetings.slotOfRow[b].withUnsafeBufferPointer { slots in
                block.withMultiplier(at: first) { multiplier in
                    for i in 0..<rows.count where slots[first + i] >= 0 {
                        levels.cells[Int(slots[first + i])] +=
                            multiplier.map { weight[i] * $0[i] } ?? weight[i]
                    }
                }
            }
        }
    }

    /// b b'/d of one level, and b s/d.
    private func addCrosses(_ level: Int, _ levels: LevelSums, _ share: Share) {
        let d = levels.information[level]
        guard d > 0 else { return }
        let inverse = 1 / d
        let p = meetings.denseCount
        let dense = levels.dense + level * p
        let score = levels.score[level] * inverse
        for j in 0..<p {
            let out = share.crosses + Share.start(of: j)
            let value = dense[j] * inverse
            for i in 0...j { out[i] += dense[i] * value }
            share.shift[j] += dense[j] * score
        }
        let slots = meetings.starts[level]..<meetings.starts[level + 1]
        meetings.places.withUnsafeBufferPointer { places in
            for slot in slots {
                let own = Int(places[slot])
                let value = levels.cells[slot] * inverse
                let out = share.crosses + Share.start(of: own)
                for i in 0..<p { out[i] += dense[i] * value }
                for other in slots.lowerBound...slot {
                    let place = Int(places[other])
                    let index =
                        place <= own ? place + Share.start(of: own) : own + Share.start(of: place)
                    share.crosses[index] += levels.cells[other] * value
                }
                share.shift[own] += levels.cells[slot] * score
            }
        }
    }
}

/// Shares that wait for their next use: fresh memory costs a fault a page.
final class SharePool: Sendable {
    private let waiting = Mutex<[LargeFactorPass.Share]>([])

    func take(_ make: () -> LargeFactorPass.Share) -> LargeFactorPass.Share {
        waiting.withLock { $0.popLast() } ?? make()
    }

    func give(_ used: [LargeFactorPass.Share]) { waiting.withLock { $0 += used } }
}
