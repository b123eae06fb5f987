import LinearAlgebra
import ModelFormula

/// The factorisation that squares nothing, for designs too ill-conditioned for X'WX.
extension RowPass {
    /// R of the QR factorisation of √W X, with W of the model at `beta`, or W = 1 over
    /// the rows with a positive prior weight where it is nil.
    func triangle(at beta: [Double]?) -> Matrix {
        let coefficients = SplitCoefficients(
            beta ?? [Double](repeating: 0, count: design.columnCount), design, packed)
        let work = makeWork(sums: 0)
        var qr = StackedQR(columns: design.columnCount, blockRows: max(256, design.columnCount))
        design.withDenseColumns { columns in
            var start = 0
            while start < design.rowCount {
                let rows = start..<min(design.rowCount, start + min(qr.blockRows, Self.blockLength))
                if beta == nil {
                    for (k, row) in rows.enumerated() {
                        work.weight[k] = (prior?[row] ?? 1) > 0 ? 1 : 0
                    }
                } else {
                    place(rows, columns, coefficients.columns, work)
                    linearPredictor(rows, coefficients, work)
                    _ = weigh(rows, work)
                }
                qr.append(rows: rows.count) { block, stride in
                    expand(rows, weight: UnsafePointer(work.weight), into: block, stride: stride)
                }
                start = rows.upperBound
            }
        }
        return qr.triangle
    }

    /// Writes rows of √W X out in full, for the factorisation that needs them so.
    private func expand(
        _ rows: Range<Int>, weight: UnsafePointer<Double>, into block: UnsafeMutablePointer<Double>,
        stride: Int
    ) {
        for column in design.dense {
            let target = block + column.coefficient * stride
            for (k, row) in rows.enumerated() {
                target[k] = weight[k].squareRoot() * column[row]
            }
        }
        for coded in design.coded {
            for (k, row) in rows.enumerated() {
                let cell = coded.cells[row]
                guard cell < coded.cellCount else { continue }
                block[(coded.firstCoefficient + cell) * stride + k] =
                    weight[k].squareRoot() * (coded.multiplier?[row] ?? 1)
            }
        }
    }
}
