import CKernels
import ModelFormula

/// How the likelihood rises, without how its slope changes.
extension RowPass {
    /// What a pass without the information finds.
    struct Slope {
        let logLikelihood: Double
        /// The derivative of the log-likelihood by coefficient.
        let score: [Double]
    }

    /// Log-likelihood and score of these rows.
    func ownSlope(at beta: [Double]) -> Slope {
        let coefficients = SplitCoefficients(beta, design, packed)
        return slope { pass, rows, work in
            pass.linearPredictor(rows, coefficients, work)
            return pass.weigh(rows, work)
        }
    }

    /// X'r of the residuals that `weigh` leaves in the scratch of a block, and the sum of what it
    /// returns.
    func slope(
        _ weigh: @Sendable (_ pass: RowPass, _ rows: Range<Int>, RowWorkspace) -> Double
    ) -> Slope {
        let p = design.dense.count
        // Dense columns first, then the cells of each joint factor, then the log-likelihood.
        var places: [Int] = []
        var next = p
        for group in packed.groups {
            places.append(next)
            next += group.cellCount
        }
        let (firstCells, last) = (places, next)
        let total = sum(last + 1) { pass, rows, work in
            work.sums[last] += weigh(pass, rows, work)
            cw_dots(rows.count, work.residual, p, work.columns, work.sums)
            for (g, group) in pass.packed.groups.enumerated() {
                group.cells.withPointer(at: rows.lowerBound) { cells, width in
                    pass.withMultiplier(group, rows) { multiplier in
                        cw_sum_by_cell(
                            rows.count, cells, Int32(width.rawValue), multiplier, work.residual,
                            work.sums + firstCells[g])
                    }
                }
            }
        }
        var score = [Double](repeating: 0, count: design.columnCount)
        for (j, column) in design.dense.enumerated() { score[column.coefficient] = total[j] }
        for (g, group) in packed.groups.enumerated() {
            for member in group.members {
                for cell in 0..<group.cellCount where member.coefficientOfCell[cell] >= 0 {
                    score[member.coefficientOfCell[cell]] += total[firstCells[g] + cell]
                }
            }
        }
        return Slope(logLikelihood: total[last], score: score)
    }
}
