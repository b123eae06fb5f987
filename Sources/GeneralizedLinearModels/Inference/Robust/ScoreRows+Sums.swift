import LinearAlgebra
import Tables

extension ScoreRows {
    /// Σ u u' over units, each unit's score u = S' Σ rᵢ xᵢ in the units of the information, where a
    /// model that holds gives the identity times the dispersion.
    ///
    /// A unit's score is a short list (the numbers of the row and the cells that its rows have), so
    /// factors are never written out; the squares are added in unit order within chunks and in
    /// chunk order, so that threads change no bit.
    ///
    /// - Parameters:
    ///   - residual: rᵢ, adjusted or not.
    ///   - clusters: the units; nil where each row is one.
    func meat(_ residual: [Double], _ clusters: RowClusters?) -> Meat {
        let order = rows.placeCount
        let unitCount = clusters?.count ?? residual.count
        let isWhitened = smallestPivot < Self.whitensBelow
        guard order > 0, unitCount > 0 else {
            return Meat(
                ofSquares: Matrix(rows: order, columns: order), isWhitened: true, inverseRoot)
        }
        let transposed = isWhitened ? inverseRoot.transposed : nil
        let length = clusters.map {
            max(1, RowChunks.standardLength * $0.count / max(1, $0.rows.count))
        }
        var total = Matrix(rows: order, columns: order)
        RowChunks(rowCount: unitCount, length: length ?? RowChunks.standardLength).sum(
            // Squares of thousands of columns are held once and not once a thread.
            threads: order > 1_000 ? 1 : threads,
            makePartial: {
                ScoreWorkspace(order: order, mostEntries: rows.mostEntries, withSums: true)
            },
            accumulate: { units, work in
                for unit in units {
                    if let clusters {
                        addSquare(of: clusters[unit], residual, transposed, work)
                    } else {
                        addSquare(of: CollectionOfOne(unit), residual, transposed, work)
                    }
                }
            },
            combine: { work in
                for k in 0..<work.sumCount {
                    total.elements[k] += work.sums[k]
                    work.sums[k] = 0
                }
            })
        return Meat(ofSquares: total, isWhitened: isWhitened, inverseRoot)
    }

    /// Below this squared pivot scores are put in the units of the information before they are squared:
    /// of nearly dependent columns the sums of squares lose the digits that scores keep.
    static let whitensBelow = 1e-4

    /// Adds the square of the score of one unit.
    ///
    /// - Parameter transposed: S', if scores are whitened.
    func addSquare(
        of unit: some Sequence<Int>, _ residual: [Double], _ transposed: Matrix?,
        _ work: ScoreWorkspace
    ) {
        let count = score(unit, residual, work)
        if let transposed {
            whiten(transposed, count, work)
        } else {
            addSquares(count, work)
        }
        for k in 0..<count {
            work.score[work.touched[k]] = 0
            work.isTouched[work.touched[k]] = false
        }
    }

    /// Sums the scores of some rows; returns how many places they touch.
    private func score(
        _ unit: some Sequence<Int>, _ residual: [Double], _ work: ScoreWorkspace
    ) -> Int {
        var count = 0
        for row in unit where residual[row] != 0 {
            for k in 0..<rows.read(row, work.places, work.values) {
                let place = work.places[k]
                if !work.isTouched[place] {
                    work.isTouched[place] = true
                    work.touched[count] = place
                    count += 1
                }
                work.score[place] += residual[row] * work.values[k]
            }
        }
        return count
    }

    private func addSquares(_ count: Int, _ work: ScoreWorkspace) {
        let order = rows.placeCount
        for a in 0..<count {
            let i = work.touched[a]
            let score = work.score[i]
            for b in a..<count {
                let j = work.touched[b]
                let place = i <= j ? i + j * order : j + i * order
                work.sums[place] += score * work.score[j]
            }
        }
    }

    private func whiten(_ transposed: Matrix, _ count: Int, _ work: ScoreWorkspace) {
        let order = rows.placeCount
        for k in 0..<order { work.whitened[k] = 0 }
        transposed.elements.withUnsafeBufferPointer { root in
            for a in 0..<count {
                let place = work.touched[a]
                for k in 0..<order {
                    work.whitened[k] += work.score[place] * root[place * order + k]
                }
            }
        }
        for j in 0..<order {
            for i in 0...j { work.sums[i + j * order] += work.whitened[i] * work.whitened[j] }
        }
    }

    /// S' xᵢ √wᵢ of one row: its place among the estimated columns where the information is I.
    func whitenedRow(
        _ row: Int, _ transposed: Matrix, _ work: ScoreWorkspace,
        into target: UnsafeMutablePointer<Double>
    ) {
        let order = rows.placeCount
        for k in 0..<order { target[k] = 0 }
        let root = weight[row].squareRoot()
        let count = rows.read(row, work.places, work.values)
        transposed.elements.withUnsafeBufferPointer { elements in
            for a in 0..<count {
                let factor = root * work.values[a]
                let start = work.places[a] * order
                for k in 0..<order { target[k] += factor * elements[start + k] }
            }
        }
    }

    /// hᵢ = wᵢ xᵢ'(X'WX)⁻¹xᵢ of one case of each row.
    func leverages() -> [Double] {
        let transposed = inverseRoot.transposed
        let order = rows.placeCount
        var result = [Double](repeating: 0, count: residual.count)
        result.withUnsafeMutableBufferPointer { buffer in
            let shared = SharedNumbers(base: buffer)
            RowChunks(rowCount: residual.count).sum(
                threads: threads,
                makePartial: {
                    ScoreWorkspace(order: order, mostEntries: rows.mostEntries, withSums: false)
                },
                accumulate: { chunk, work in
                    for row in chunk {
                        whitenedRow(row, transposed, work, into: work.whitened)
                        var sum = 0.0
                        for k in 0..<order { sum += work.whitened[k] * work.whitened[k] }
                        shared.base[row] = sum / (copies?[row] ?? 1)
                    }
                },
                combine: { _ in })
        }
        return result
    }
}

/// Numbers that worker threads write, each its own places.
struct SharedNumbers: @unchecked Sendable {
    let base: UnsafeMutableBufferPointer<Double>
}
