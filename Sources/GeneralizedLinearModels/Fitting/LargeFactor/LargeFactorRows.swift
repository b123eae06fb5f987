import LinearAlgebra
import ModelFormula

/// What is had from the rows less their levels' means: the route that squares nothing.
extension LargeFactorPass {
    /// R of the QR factorisation of √w (x - x̄), x̄ the weighted mean of the row's level, over some columns.
    ///
    /// - Parameters:
    ///   - point: the coefficients and levels' effects at which W is taken; nil for W = 1 over the rows
    ///     with a positive prior weight.
    ///   - sums: the sums of a pass with those weights.
    func triangle(
        at point: (beta: [Double], effects: [Double])?, _ sums: Sums, places: [Int]
    ) -> Matrix {
        let design = pass.design
        let beta = point?.beta ?? [Double](repeating: 0, count: design.columnCount)
        let coefficients = SplitCoefficients(beta, design, pass.packed)
        let work = pass.makeWork(sums: 0)
        var columnOf = [Int](repeating: -1, count: design.columnCount)
        for (k, place) in places.enumerated() { columnOf[place] = k }
        var qr = StackedQR(columns: places.count, blockRows: max(256, places.count))
        design.withDenseColumns { columns in
            var start = 0
            while start < design.rowCount {
                let rows =
                    start..<min(design.rowCount, start + min(qr.blockRows, RowPass.blockLength))
                pass.place(rows, columns, nil, work)
                if let point {
                    linearPredictor(rows, coefficients, point.effects, work)
                    _ = pass.weigh(rows, work)
                } else {
                    for (k, row) in rows.enumerated() {
                        work.weight[k] = (pass.prior?[row] ?? 1) > 0 ? 1 : 0
                    }
                }
                qr.append(rows: rows.count) { block, stride in
                    expand(rows, sums.levels, columnOf, work, into: block, stride: stride)
                }
                start = rows.upperBound
            }
        }
        return qr.triangle
    }

    private func expand(
        _ rows: Range<Int>, _ levels: LevelSums, _ columnOf: [Int], _ work: RowWorkspace,
        into block: UnsafeMutablePointer<Double>, stride: Int
    ) {
        let p = meetings.denseCount
        for (k, row) in rows.enumerated() {
            let root = work.weight[k].squareRoot()
            let level = Int(runs.levelOfRow[row])
            let d = levels.information[level]
            guard root > 0, d > 0 else { continue }
            for j in 0..<p where columnOf[j] >= 0 {
                let own = work.columns[j]?[k] ?? 0
                block[k + columnOf[j] * stride] = root * (own - levels.dense[level * p + j] / d)
            }
            for slot in meetings.starts[level]..<meetings.starts[level + 1] {
                let column = columnOf[Int(meetings.places[slot])]
                if column >= 0 { block[k + column * stride] -= root * levels.cells[slot] / d }
            }
            for (b, coded) in pass.design.coded.enumerated() where meetings.slotOfRow[b][row] >= 0 {
                let column = columnOf[Int(meetings.places[Int(meetings.slotOfRow[b][row])])]
                if column >= 0 {
                    block[k + column * stride] += root * (coded.multiplier?[row] ?? 1)
                }
            }
        }
    }

    /// Whether each place says the same in all rows of each level, but for 1e-11 of its length.
    ///
    /// - Parameter sums: of `crossProduct`.
    func isConstantWithinLevels(_ sums: Sums, tolerance: Double) -> [Bool] {
        let design = pass.design
        let (p, count) = (meetings.denseCount, design.columnCount)
        var isConstant = (0..<count).map {
            sums.schur[$0, $0] <= 1e-8 * sums.diagonal[$0] || sums.diagonal[$0] == 0
        }
        if p > 0, design.hasIntercept { isConstant[0] = true }
        // A cell's rows are all of a level's or none: counts are exact.
        var isPlain = [Bool](repeating: false, count: count)
        for block in design.coded where block.multiplier == nil {
            for cell in 0..<block.cellCount {
                isPlain[meetings.placeOfCoefficient[block.firstCoefficient + cell]] = true
            }
        }
        for level in 0..<runs.levelCount {
            for slot in meetings.starts[level]..<meetings.starts[level + 1] {
                let place = Int(meetings.places[slot])
                let cells = sums.levels.cells[slot]
                if isPlain[place], cells != 0, cells != sums.levels.information[level] {
                    isConstant[place] = false
                }
            }
        }
        let candidates = (0..<count).filter { isConstant[$0] && !isPlain[$0] && $0 > 0 }
        guard !candidates.isEmpty else { return isConstant }
        var squares = [Double](repeating: 0, count: candidates.count)
        let triangle = triangle(at: nil, sums, places: candidates)
        for k in candidates.indices {
            for i in 0...k { squares[k] += triangle[i, k] * triangle[i, k] }
            isConstant[candidates[k]] =
                squares[k] <= tolerance * tolerance * sums.diagonal[candidates[k]]
        }
        return isConstant
    }

    /// The columns beside the levels that earlier ones, and the levels, make up.
    ///
    /// - Parameters:
    ///   - columns: coefficients, ascending.
    ///   - tolerance: of a column's length within levels; at 1e-11 of its whole length nothing is left
    ///     of it beside the levels.
    func dependence(of columns: [Int], tolerance: Double) -> (
        kept: [Int], dependent: [ColumnDependence.Dependent]
    ) {
        let sums = crossProduct()
        let isConstant = isConstantWithinLevels(sums, tolerance: max(tolerance, Aliasing.tolerance))
        var dependent: [ColumnDependence.Dependent] = []
        var varying: [Int] = []
        for column in columns {
            if isConstant[meetings.placeOfCoefficient[column]] {
                dependent.append(ColumnDependence.Dependent(column: column, combination: []))
            } else {
                varying.append(column)
            }
        }
        let places = varying.map { meetings.placeOfCoefficient[$0] }
        let schur = sums.schur.principalSubmatrix(places)
        let share = places.reduce(1.0) { min($0, sums.schur[$1, $1] / sums.diagonal[$1]) }
        if let factor = Cholesky(schur), factor.smallestPivot * share > 1e-6 {
            return (varying, dependent)
        }
        let found = ColumnDependence(
            triangle(at: nil, sums, places: places), tolerance: tolerance)
        dependent += found.dependent.map { one in
            ColumnDependence.Dependent(
                column: varying[one.column],
                combination: one.combination.map { (varying[$0.column], $0.weight) })
        }
        return (found.kept.map { varying[$0] }, dependent.sorted { $0.column < $1.column })
    }
}
