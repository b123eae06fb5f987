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
        let layout = SlopeLayout(self)
        let total = sum(layout.count) { pass, rows, work in
            work.sums[layout.logLikelihood] += weigh(pass, rows, work)
            layout.add(rows, of: pass, work, residual: work.residual)
        }
        return Slope(
            logLikelihood: total[layout.logLikelihood], score: layout.score(total, self))
    }
}

/// Where the sums of a pass without the information lie: dense columns first, then the cells of each joint
/// factor, then the log-likelihood.
struct SlopeLayout: Sendable {
    private let firstCells: [Int]
    /// The place of the log-likelihood, which is the last.
    let logLikelihood: Int

    /// How many sums there are.
    var count: Int { logLikelihood + 1 }

    init(_ pass: RowPass) {
        var next = pass.design.dense.count
        var places: [Int] = []
        for group in pass.packed.groups {
            places.append(next)
            next += group.cellCount
        }
        (firstCells, logLikelihood) = (places, next)
    }

    /// Adds X'r of a block whose columns are placed.
    func add(
        _ rows: Range<Int>, of pass: RowPass, _ work: RowWorkspace, residual: UnsafePointer<Double>
    ) {
        cw_dots(rows.count, residual, pass.design.dense.count, work.columns, work.sums)
        for (g, group) in pass.packed.groups.enumerated() {
            group.cells.withPointer(at: rows.lowerBound) { cells, width in
                pass.withMultiplier(group, rows) { multiplier in
                    cw_sum_by_cell(
                        rows.count, cells, Int32(width.rawValue), multiplier, residual,
                        work.sums + firstCells[g])
                }
            }
        }
    }

    /// The score by coefficient.
    func score(_ total: [Double], _ pass: RowPass) -> [Double] {
        var score = [Double](repeating: 0, count: pass.design.columnCount)
        for (j, column) in pass.design.dense.enumerated() { score[column.coefficient] = total[j] }
        for (g, group) in pass.packed.groups.enumerated() {
            for member in group.members {
                for cell in 0..<group.cellCount where member.coefficientOfCell[cell] >= 0 {
                    score[member.coefficientOfCell[cell]] += total[firstCells[g] + cell]
                }
            }
        }
        return score
    }
}
