import CKernels
import ModelFormula
import Tables

/// What coefficients say of each row.
extension RowPass {
    /// X b + offset for every row.
    func linearPredictors(_ beta: [Double]) -> [Double] {
        let product = product(beta)
        guard let offset else { return product }
        return zip(product, offset).map { $0 + $1 }
    }

    /// μ for every row; 0 for those whose count the limit of separation puts there.
    func means(_ beta: [Double], except separated: [Bool]) -> [Double] {
        let means = model.means(linearPredictors(beta))
        return means.indices.map { separated[$0] ? 0 : means[$0] }
    }

    /// X b for every row, without the offset.
    ///
    /// - Precondition: the rows are in memory.
    func product(_ beta: [Double]) -> [Double] {
        precondition(source == nil, "of rows in a scratch file, runs are asked for one by one")
        let coefficients = SplitCoefficients(beta, design, packed)
        return RowChunks(rowCount: design.rowCount).filled(threads: threads, Double.self) {
            rows, out in
            let work = makeWork(sums: 0)
            design.withDenseColumns { columns in
                var start = rows.lowerBound
                while start < rows.upperBound {
                    let block = start..<min(rows.upperBound, start + Self.blockLength)
                    place(block, columns, coefficients.columns, work)
                    linearPredictor(block, coefficients, work, withOffset: false)
                    (out + (start - rows.lowerBound)).initialize(
                        from: work.eta, count: block.count)
                    start = block.upperBound
                }
            }
        }
    }

    /// No row's X b is larger than this, whatever its sign.
    func bound(_ beta: [Double]) -> Double {
        let coefficients = SplitCoefficients(beta, design, packed)
        var bound = 0.0
        for (j, coefficient) in zip(coefficients.columns, coefficients.dense) {
            bound += abs(coefficient) * design.dense[j].bound
        }
        for (group, cells) in zip(packed.groups, coefficients.cells) {
            let multiplier = group.multiplier.map { design.coded[$0].bound } ?? 1
            bound += multiplier * cells.reduce(0) { max($0, abs($1)) }
        }
        return bound
    }

    /// Σ w and Σ w y².
    var outcomeSize: (total: Double, squares: Double) {
        var (total, squares) = (0.0, 0.0)
        forEachOutcome { y, weight in
            total += weight
            squares += weight * y * y
        }
        return (total, squares)
    }
}
