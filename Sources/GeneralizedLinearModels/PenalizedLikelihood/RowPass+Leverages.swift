import LinearAlgebra
import ModelFormula
import Tables

extension RowPass {
    /// hᵢ = wᵢ xᵢ'(X'WX)⁻¹xᵢ of every row at `beta`: its share in its own fit, in [0, 1] for a row of
    /// weight 1. Only the columns that a row has are met with each other; factors stay codes.
    ///
    /// - Parameters:
    ///   - active: the columns that are estimated.
    ///   - inverseRoot: S with (X'WX)⁻¹ = S S' over those.
    func leverages(at beta: [Double], active: [Int], inverseRoot: Matrix) -> [Double] {
        let full = inverseRoot.timesOwnTranspose().spread(to: active, of: design.columnCount)
        let eta = linearPredictors(beta)
        var result: [Double] = []
        result.reserveCapacity(design.rowCount)
        RowChunks(rowCount: design.rowCount).sum(
            threads: threads, makePartial: { [Double]() },
            accumulate: { rows, partial in
                partial = weights(rows, eta)
                let forms = quadraticForms(rows, full)
                for k in partial.indices { partial[k] *= max(0, forms[k]) }
            },
            combine: { partial in
                result += partial
                partial.removeAll()
            })
        return result
    }

    /// The weights W of some rows.
    private func weights(_ rows: Range<Int>, _ eta: [Double]) -> [Double] {
        var weight = [Double](repeating: 0, count: rows.count)
        var residual = weight
        weight.withUnsafeMutableBufferPointer { weight in
            residual.withUnsafeMutableBufferPointer { residual in
                eta.withUnsafeBufferPointer { eta in
                    outcome.withUnsafeBufferPointer { y in
                        guard let weight = weight.baseAddress, let residual = residual.baseAddress,
                            let eta = eta.baseAddress, let y = y.baseAddress
                        else { return }
                        func weigh(_ prior: UnsafePointer<Double>?) {
                            _ = model.weigh(
                                rows.count, eta: eta + rows.lowerBound,
                                outcome: y + rows.lowerBound, prior: prior, weight: weight,
                                residual: residual)
                        }
                        guard let prior else { return weigh(nil) }
                        prior.withUnsafeBufferPointer {
                            weigh($0.baseAddress.map { $0 + rows.lowerBound })
                        }
                    }
                }
            }
        }
        return weight
    }

    /// x'A x of some rows, for a symmetric A over all columns.
    private func quadraticForms(_ rows: Range<Int>, _ matrix: Matrix) -> [Double] {
        var sums = [Double](repeating: 0, count: rows.count)
        let n = matrix.rows
        sums.withUnsafeMutableBufferPointer { sums in
            matrix.elements.withUnsafeBufferPointer { a in
                // Dense columns among themselves, twice for each pair.
                for (j, column) in design.dense.enumerated() {
                    for (l, other) in design.dense[...j].enumerated() {
                        let factor =
                            a[column.coefficient + other.coefficient * n] * (l == j ? 1 : 2)
                        if factor == 0 { continue }
                        for k in sums.indices {
                            let row = rows.lowerBound + k
                            sums[k] += factor * (column[row] * other[row])
                        }
                    }
                }
                for (s, block) in design.coded.enumerated() {
                    addCells(s, block, rows, a, n, sums)
                }
            }
        }
        return sums
    }

    /// The part of x'A x in which the cells of block s meet themselves, dense columns, and blocks
    /// after them.
    private func addCells(
        _ s: Int, _ block: Design.CodedBlock, _ rows: Range<Int>,
        _ a: UnsafeBufferPointer<Double>, _ n: Int, _ sums: UnsafeMutableBufferPointer<Double>
    ) {
        let others = design.coded[(s + 1)...]
        for k in sums.indices {
            let row = rows.lowerBound + k
            let cell = block.cells[row]
            guard cell < block.cellCount else { continue }
            let place = block.firstCoefficient + cell
            let size = block.multiplier?[row] ?? 1
            var sum = a[place + place * n] * size
            for column in design.dense {
                sum += 2 * a[column.coefficient + place * n] * column[row]
            }
            for other in others {
                let second = other.cells[row]
                guard second < other.cellCount else { continue }
                sum +=
                    2 * a[other.firstCoefficient + second + place * n]
                    * (other.multiplier?[row] ?? 1)
            }
            sums[k] += sum * size
        }
    }
}

extension Matrix {
    /// The square matrix of an order with these rows and columns at the places named, 0 elsewhere.
    fileprivate func spread(to places: [Int], of order: Int) -> Matrix {
        var result = Matrix(rows: order, columns: order)
        for (j, column) in places.enumerated() {
            for (i, row) in places.enumerated() { result[row, column] = self[i, j] }
        }
        return result
    }
}
