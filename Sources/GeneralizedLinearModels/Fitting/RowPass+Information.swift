import CKernels
import LinearAlgebra
import ModelFormula

/// What a block of rows adds to X'WX and X'r.
extension RowPass {
    func addInformation(_ rows: Range<Int>, _ work: RowWorkspace) {
        let n = rows.count
        let p = design.dense.count
        let first = InformationLayout.firstColumnLane
        work.lanes[InformationLayout.weightLane] = UnsafePointer(work.weight)
        work.lanes[InformationLayout.scoreLane] = UnsafePointer(work.residual)
        for lane in first..<layout.strips * 8 { work.lanes[lane] = UnsafePointer(work.zeros) }
        if p <= Self.tiledColumns || !packed.groups.isEmpty {
            for j in 0..<p {
                let out = work.weighted + j * Self.blockStride
                if j == 0 && design.hasIntercept {
                    work.lanes[first] = UnsafePointer(work.weight)
                } else {
                    cw_multiply(n, work.weight, work.columns[j], out)
                    work.lanes[first + j] = UnsafePointer(out)
                }
            }
        }
        if p <= Self.fewColumns {
            for j in 0..<p {
                cw_dots(
                    n, work.lanes[first + j], j + 1, work.columns,
                    work.sums + j * layout.denseStride)
            }
            cw_dots(n, work.residual, p, work.columns, work.sums + layout.denseScore)
        } else if p <= Self.tiledColumns {
            cw_cross_columns(
                n, p, work.lanes + first, work.columns, work.sums, layout.denseStride)
            cw_dots(n, work.residual, p, work.columns, work.sums + layout.denseScore)
        } else {
            addManyColumns(n, work)
        }
        addPanels(rows, work)
        for g in packed.groups.indices { addTables(g, rows, work) }
    }

    /// √W X with itself, and with r/√w beside it as long as no weight is so small that this is no
    /// number.
    private func addManyColumns(_ n: Int, _ work: RowWorkspace) {
        let p = design.dense.count
        cw_roots(n, work.weight, work.root)
        for j in 0..<p {
            cw_multiply(n, work.root, work.columns[j], work.scaled + j * Self.blockStride)
        }
        let hasResidual = cw_smallest(n, work.weight) >= Self.leastDivisor
        if hasResidual {
            cw_divide(n, work.residual, work.root, work.scaled + p * Self.blockStride)
        } else {
            cw_dots(n, work.residual, p, work.columns, work.sums + layout.denseScore)
        }
        addCrossProduct(
            work.scaled, rows: n, columns: hasResidual ? p + 1 : p,
            leadingDimension: Self.blockStride, to: work.sums, leadingDimension: layout.denseStride)
    }

    /// The sums in which the cells of each joint factor meet the score, themselves and the dense
    /// columns.
    private func addPanels(_ rows: Range<Int>, _ work: RowWorkspace) {
        let n = rows.count
        for strip in 0..<layout.strips {
            var count = 0
            for (g, group) in packed.groups.enumerated() where group.multiplier == nil {
                work.panels[count] = panel(g, strip, rows, work)
                count += 1
            }
            cw_add_panels(n, work.lanes + strip * 8, count, work.panels)
        }
        for (g, group) in packed.groups.enumerated() where group.multiplier != nil {
            withMultiplier(group, rows) { multiplier in
                for lane in 0..<layout.strips * 8 {
                    let out = work.multiplied + lane * Self.blockStride
                    cw_multiply(n, work.lanes[lane], multiplier, out)
                    work.multipliedLanes[lane] = UnsafePointer(out)
                }
                let weight = work.multiplied + InformationLayout.weightLane * Self.blockStride
                cw_multiply(n, weight, multiplier, weight)
            }
            for strip in 0..<layout.strips {
                work.panels[0] = panel(g, strip, rows, work)
                cw_add_panels(n, work.multipliedLanes + strip * 8, 1, work.panels)
            }
        }
    }

    /// Where a joint factor's codes and sums lie. The codes, which nobody changes, stay where they are
    /// as long as the pass that is at work lives.
    private func panel(_ g: Int, _ strip: Int, _ rows: Range<Int>, _ work: RowWorkspace)
        -> cw_panel
    {
        var result = cw_panel(cells: nil, width: 1, panel: nil)
        packed.groups[g].cells.withPointer(at: rows.lowerBound) { cells, width in
            result = cw_panel(
                cells: cells, width: Int32(width.rawValue),
                panel: work.sums + layout.panels[g].index(strip * 8, 0))
        }
        return result
    }

    /// The sums in which the cells of joint factor g meet those of the joint factors after it.
    private func addTables(_ g: Int, _ rows: Range<Int>, _ work: RowWorkspace) {
        let n = rows.count
        let group = packed.groups[g]
        for h in packed.groups.indices.dropFirst(g + 1) {
            let other = packed.groups[h]
            var value = UnsafePointer(work.weight)
            for factor in [group, other] where factor.multiplier != nil {
                withMultiplier(factor, rows) { multiplier in
                    cw_multiply(n, value, multiplier, work.product)
                }
                value = UnsafePointer(work.product)
            }
            group.cells.withPointer(at: rows.lowerBound) { cells, width in
                other.cells.withPointer(at: rows.lowerBound) { otherCells, otherWidth in
                    cw_sum_by_cell_pair(
                        n, cells, width, otherCells, otherWidth, other.cellCount, value,
                        work.sums + layout.tables[g][h])
                }
            }
        }
    }

    func withMultiplier(
        _ group: PackedCodes.Group, _ rows: Range<Int>, _ body: (UnsafePointer<Double>?) -> Void
    ) {
        guard let block = group.multiplier else { return body(nil) }
        design.coded[block].withMultiplier(at: rows.lowerBound, body)
    }
}
