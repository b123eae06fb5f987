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
        forEachRun(of: 0..<design.rowCount) { pass, rows in
            pass.append(rows, weighted: beta != nil, coefficients, work, to: &qr)
        }
        return qr.triangle
    }

    private func append(
        _ rows: Range<Int>, weighted: Bool, _ coefficients: SplitCoefficients, _ work: RowWorkspace,
        to qr: inout StackedQR
    ) {
        design.withDenseColumns { columns in
            var start = rows.lowerBound
            while start < rows.upperBound {
                let length = min(qr.blockRows, Self.blockLength)
                let block = start..<min(rows.upperBound, start + length)
                if weighted {
                    place(block, columns, coefficients.columns, work)
                    linearPredictor(block, coefficients, work)
                    _ = weigh(block, work)
                } else {
                    for (k, row) in block.enumerated() {
                        work.weight[k] = (prior?[row] ?? 1) > 0 ? 1 : 0
                    }
                }
                qr.append(rows: block.count) { target, stride in
                    expand(
                        block, weight: UnsafePointer(work.weight), into: target, stride: stride)
                }
                start = block.upperBound
            }
        }
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
