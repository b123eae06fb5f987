import CKernels
import ModelFormula
import Tables

/// How rows are gone over: in chunks that threads share, and within them in blocks that a core's cache
/// holds.
extension RowPass {
    func makeWork() -> RowWorkspace { makeWork(sums: layout.count, hasSums: true) }

    /// Scratch for passes that need no X'WX.
    func makeWork(sums: Int) -> RowWorkspace { makeWork(sums: sums, hasSums: false) }

    private func makeWork(sums: Int, hasSums: Bool) -> RowWorkspace {
        let isSmall = design.dense.count <= Self.tiledColumns
        return RowWorkspace(
            RowWorkspace.Shape(
                sums: sums, block: Self.blockStride,
                dense: design.dense.count, lanes: layout.strips * 8, groups: packed.groups.count,
                usesWeighted: hasSums && (isSmall || !packed.groups.isEmpty),
                usesScaled: hasSums && !isSmall,
                usesMultiplied: hasSums && packed.groups.contains { $0.multiplier != nil }))
    }

    /// Rows that are summed before they are added to the total: so many that adding `sums` numbers
    /// up costs little beside them, and few enough for threads to share: of less than four runs of standard
    /// length, a quarter of that. They depend on the design alone.
    private func chunks(sums: Int) -> RowChunks {
        let standard =
            design.rowCount < 4 * RowChunks.standardLength
            ? RowChunks.standardLength / 4 : RowChunks.standardLength
        func whole(_ rows: Int) -> Int { max(1, (rows + standard - 1) / standard) * standard }
        return RowChunks(
            rowCount: design.rowCount,
            length: min(whole(sums), whole(design.rowCount / 16)))
    }

    /// The sums of an information pass, or the first so many of them.
    func sum(
        _ count: Int? = nil,
        _ body: @Sendable (_ pass: RowPass, _ rows: Range<Int>, RowWorkspace) -> Void
    ) -> [Double] {
        var used: [RowWorkspace] = []
        let total = sum(
            count ?? layout.count,
            makeWork: {
                let work = scratch.take(makeWork)
                used.append(work)
                return work
            }, body)
        scratch.give(used)
        return total
    }

    /// So many sums over all rows, block after block, whose columns are placed; `body` has the pass
    /// that holds a block in memory.
    func sum(
        _ count: Int, makeWork: () -> RowWorkspace,
        _ body: @Sendable (_ pass: RowPass, _ rows: Range<Int>, RowWorkspace) -> Void
    ) -> [Double] {
        var total = [Double](repeating: 0, count: count)
        source?.stored.beginPass()
        chunks(sums: count).sum(
            threads: threads, makePartial: makeWork,
            accumulate: { rows, work in
                forEachRun(of: rows) { pass, rows in
                    pass.design.withDenseColumns { columns in
                        var start = rows.lowerBound
                        while start < rows.upperBound {
                            let block = start..<min(rows.upperBound, start + Self.blockLength)
                            pass.place(block, columns, nil, work)
                            body(pass, block, work)
                            start = block.upperBound
                        }
                    }
                }
            },
            combine: { work in
                total.withUnsafeMutableBufferPointer {
                    cw_take(count, work.sums, $0.baseAddress)
                }
            })
        return total
    }

    /// Standardises the dense columns of a block, or some of them, where they are near; the
    /// intercept's ones always are.
    func place(
        _ rows: Range<Int>, _ columns: [UnsafePointer<Double>], _ some: [Int]?,
        _ work: RowWorkspace
    ) {
        func place(_ j: Int) {
            let column = design.dense[j]
            let numbers = columns[j] + rows.lowerBound
            if j == 0 && design.hasIntercept {
                work.columns[j] = UnsafePointer(work.ones)
            } else if column.isPlain {
                work.columns[j] = numbers
            } else {
                let out = work.standard + j * Self.blockStride
                cw_standardise(rows.count, numbers, column.centre, column.factor, out)
                work.columns[j] = UnsafePointer(out)
            }
        }
        if let some { some.forEach(place) } else { columns.indices.forEach(place) }
    }

    /// Xβ of a block whose columns are placed.
    func linearPredictor(
        _ rows: Range<Int>, _ beta: SplitCoefficients, _ work: RowWorkspace,
        withOffset: Bool = true
    ) {
        let n = rows.count
        if withOffset, let offset {
            for (k, row) in rows.enumerated() { work.eta[k] = offset[row] }
        } else {
            work.eta.update(repeating: 0, count: n)
        }
        for (k, j) in beta.columns.enumerated() { work.moved[k] = work.columns[j] }
        cw_add_columns(n, beta.columns.count, work.moved, beta.dense, work.eta)
        for (g, group) in packed.groups.enumerated() {
            group.cells.withPointer(at: rows.lowerBound) { cells, width in
                withMultiplier(group, rows) { multiplier in
                    cw_add_cells(n, cells, width, multiplier, beta.cells[g], work.eta)
                }
            }
        }
    }

    /// Weights and residuals at the linear predictor; returns the rows' log-likelihood.
    func weigh(_ rows: Range<Int>, _ work: RowWorkspace) -> Double {
        outcome.withUnsafeBufferPointer { y in
            guard let y = y.baseAddress else { return 0 }
            guard let prior else { return weigh(rows.count, y + rows.lowerBound, nil, work) }
            return prior.withUnsafeBufferPointer {
                weigh(
                    rows.count, y + rows.lowerBound, $0.baseAddress.map { $0 + rows.lowerBound },
                    work)
            }
        }
    }

    private func weigh(
        _ n: Int, _ y: UnsafePointer<Double>, _ prior: UnsafePointer<Double>?,
        _ work: RowWorkspace
    ) -> Double {
        isBinary
            ? cw_logistic_rows(n, work.eta, y, prior, work.weight, work.residual)
            : model.weigh(
                n, eta: work.eta, outcome: y, prior: prior, weight: work.weight,
                residual: work.residual)
    }
}
