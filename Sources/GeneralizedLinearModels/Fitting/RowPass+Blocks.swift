import CKernels
import ModelFormula
import Tables

/// How rows are gone over: in chunks that threads share, and within them in blocks that a core's cache
/// holds.
extension RowPass {
    func makeWork() -> RowWorkspace { makeWork(hasSums: true) }

    func makeWork(hasSums: Bool) -> RowWorkspace {
        let isSmall = design.dense.count <= Self.fewColumns
        return RowWorkspace(
            RowWorkspace.Shape(
                sums: hasSums ? layout.count : 0, block: Self.blockLength,
                dense: design.dense.count, lanes: layout.strips * 8, groups: packed.groups.count,
                usesWeighted: hasSums && (isSmall || !packed.groups.isEmpty),
                usesScaled: hasSums && !isSmall,
                usesMultiplied: hasSums && packed.groups.contains { $0.multiplier != nil }))
    }

    /// Rows that are summed before they are added to the total: so many that adding up costs little
    /// beside them, and few enough for threads to share. They depend on the design alone.
    var chunks: RowChunks {
        let standard = RowChunks.standardLength
        func whole(_ rows: Int) -> Int { max(1, (rows + standard - 1) / standard) * standard }
        return RowChunks(
            rowCount: design.rowCount,
            length: min(whole(layout.count), whole(design.rowCount / 16)))
    }

    func sum(
        _ body:
            @Sendable (
                _ pass: RowPass, _ rows: Range<Int>, _ columns: [UnsafePointer<Double>], RowWorkspace
            ) -> Void
    ) -> [Double] {
        var total = [Double](repeating: 0, count: layout.count)
        chunks.sum(
            threads: threads, makePartial: makeWork,
            accumulate: { rows, work in
                forEachRun(of: rows) { pass, rows in
                    pass.design.withDenseColumns { columns in
                        var start = rows.lowerBound
                        while start < rows.upperBound {
                            let block = start..<min(rows.upperBound, start + Self.blockLength)
                            body(pass, block, columns, work)
                            start = block.upperBound
                        }
                    }
                }
            },
            combine: { work in
                for k in total.indices {
                    total[k] += work.sums[k]
                    work.sums[k] = 0
                }
            })
        return total
    }

    /// Where the dense columns of a block begin; the intercept's ones are always near.
    func place(_ rows: Range<Int>, _ columns: [UnsafePointer<Double>], _ work: RowWorkspace) {
        for j in columns.indices { work.columns[j] = columns[j] + rows.lowerBound }
        if design.hasIntercept { work.columns[0] = UnsafePointer(work.ones) }
    }

    func linearPredictor(
        _ rows: Range<Int>, _ columns: [UnsafePointer<Double>], _ beta: SplitCoefficients,
        _ work: RowWorkspace, withOffset: Bool = true
    ) {
        let n = rows.count
        if withOffset, let offset {
            for (k, row) in rows.enumerated() { work.eta[k] = offset[row] }
        } else {
            work.eta.update(repeating: 0, count: n)
        }
        for (k, j) in beta.columns.enumerated() {
            let isConstant = j == 0 && design.hasIntercept
            work.columns[k] = isConstant ? UnsafePointer(work.ones) : columns[j] + rows.lowerBound
        }
        cw_add_columns(n, beta.columns.count, work.columns, beta.dense, work.eta)
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
