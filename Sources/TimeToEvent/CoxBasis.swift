import LinearAlgebra

/// The columns that a Cox regression estimates, and the basis in which it does: centred and scaled,
/// and made orthogonal where they are nearly dependent.
struct CoxBasis {
    let order: SurvivalOrder
    /// The estimated columns, in the order of the candidates.
    let active: [Int]
    /// β of the active columns is `transform` times the coefficients of the basis.
    let transform: Matrix
    let pass: CoxPass

    /// The spread of each active column.
    let scales: [Double]
    /// The weighted mean of each active column.
    let means: [Double]

    init(
        _ order: SurvivalOrder, _ columns: Matrix, candidates: [Int], ties: TieMethod, threads: Int
    ) {
        self.order = order
        let moments = candidates.map { Self.moments(order, columns, $0) }
        let varying = candidates.indices.filter { moments[$0].spread > 0 }
        var active = varying
        var transform = Matrix(rows: active.count, columns: active.count)
        for (j, index) in active.enumerated() { transform[j, j] = 1 / moments[index].spread }
        let make = { (active: [Int], transform: Matrix) in
            CoxPass(
                CoxRows(
                    order, Self.picked(columns, active.map { candidates[$0] }),
                    means: active.map { moments[$0].mean }, transform: transform, ties: ties,
                    threads: threads))
        }
        var pass = make(active, transform)
        let zeros = [Double](repeating: 0, count: active.count)
        let information = pass.evaluate(zeros).information
        let events = pass.rows.times.reduce(0) { $0 + $1.events }
        let isWeak = active.indices.contains { information[$0, $0] < 1e-6 * events }
        if !active.isEmpty, isWeak || (Cholesky(information)?.smallestPivot ?? 0) < 1e-6 {
            // Squares may have lost what tells columns apart: look at the rows themselves.
            let triangle = Self.triangle(
                order, columns, active.map { candidates[$0] }, active.map { moments[$0].spread })
            let independent = ColumnDependence(triangle, tolerance: 1e-11).kept
            active = independent.map { active[$0] }
            (pass, transform) = Self.orthogonal(
                triangle, independent, active.map { moments[$0].spread },
                rows: order.byExit.count
            ) {
                make(active, $0)
            }
            // What never differs among those at risk at an event time is not estimable either.
            let zeros = [Double](repeating: 0, count: active.count)
            let atZero = pass.evaluate(zeros).information
            let cases = order.byExit.reduce(0) { $0 + order.data.weight(of: Int($1)) }
            let informative = ColumnDependence(
                Self.cleared(atZero, below: 1e-13 * cases), tolerance: 1e-10
            ).kept
            if informative.count < active.count {
                active = informative.map { active[$0] }
                (pass, transform) = Self.orthogonal(
                    triangle, informative.map { independent[$0] },
                    active.map { moments[$0].spread }, rows: order.byExit.count
                ) { make(active, $0) }
            }
        }
        self.active = active.map { candidates[$0] }
        scales = active.map { moments[$0].spread }
        means = active.map { moments[$0].mean }
        self.transform = transform
        self.pass = pass
    }

    private static func picked(_ columns: Matrix, _ chosen: [Int]) -> Matrix {
        if chosen == Array(0..<columns.columns) { return columns }
        var elements: [Double] = []
        elements.reserveCapacity(columns.rows * chosen.count)
        for j in chosen {
            elements.append(
                contentsOf: columns.elements[j * columns.rows..<(j + 1) * columns.rows])
        }
        return Matrix(rows: columns.rows, columns: chosen.count, elements: elements)
    }

    /// The weighted mean of a column and its standard deviation; a spread of 0 where it is constant.
    private static func moments(_ order: SurvivalOrder, _ columns: Matrix, _ j: Int)
        -> (mean: Double, spread: Double)
    {
        columns.elements.withUnsafeBufferPointer { elements in
            let offset = j * columns.rows
            var largest = 0.0
            for row in order.byExit { largest = max(largest, abs(elements[offset + Int(row)])) }
            guard largest > 0 else { return (0, 0) }
            // In units of the largest value nothing overflows.
            var (total, sum) = (0.0, 0.0)
            for row in order.byExit {
                let weight = order.data.weight(of: Int(row))
                total += weight
                sum += weight * (elements[offset + Int(row)] / largest)
            }
            let mean = sum / total
            var squares = 0.0
            var isConstant = true
            let first = elements[offset + Int(order.byExit[0])]
            for row in order.byExit {
                let value = elements[offset + Int(row)]
                if value != first { isConstant = false }
                let difference = value / largest - mean
                squares += order.data.weight(of: Int(row)) * difference * difference
            }
            let spread = (squares / total).squareRoot() * largest
            return (mean * largest, isConstant ? 0 : spread)
        }
    }

    /// The R of the QR of scaled columns, centred within strata: a constant column there is none.
    private static func triangle(
        _ order: SurvivalOrder, _ columns: Matrix, _ chosen: [Int], _ spreads: [Double]
    ) -> Matrix {
        let block = 1_024
        var qr = StackedQR(columns: chosen.count, blockRows: block)
        for stratum in order.strata {
            var means = [Double](repeating: 0, count: chosen.count)
            let share = 1 / Double(stratum.exits.count)
            for k in stratum.exits {
                let row = Int(order.byExit[k])
                for (j, column) in chosen.enumerated() {
                    means[j] += share * (columns[row, column] / spreads[j])
                }
            }
            var start = stratum.exits.lowerBound
            while start < stratum.exits.upperBound {
                let length = min(block, stratum.exits.upperBound - start)
                qr.append(rows: length) { target, stride in
                    for (j, column) in chosen.enumerated() {
                        for i in 0..<length {
                            let row = Int(order.byExit[start + i])
                            target[i + j * stride] = columns[row, column] / spreads[j] - means[j]
                        }
                    }
                }
                start += length
            }
        }
        return cleared(qr.triangle, below: 1e-11 * Double(order.byExit.count).squareRoot())
    }

    /// A matrix whose columns of no more than a rounding are 0.
    private static func cleared(_ matrix: Matrix, below limit: Double) -> Matrix {
        var result = matrix
        for j in 0..<matrix.columns {
            let square = (0..<matrix.rows).reduce(0) { $0 + matrix[$1, j] * matrix[$1, j] }
            guard square <= limit * limit else { continue }
            for i in 0..<matrix.rows { result[i, j] = 0 }
        }
        return result
    }

    /// A pass in the basis X R⁻¹ of the chosen columns.
    private static func orthogonal(
        _ triangle: Matrix, _ chosen: [Int], _ spreads: [Double], rows: Int,
        _ make: (Matrix) -> CoxPass
    ) -> (CoxPass, Matrix) {
        var part = Matrix(rows: triangle.rows, columns: chosen.count)
        for (j, column) in chosen.enumerated() {
            for i in 0..<triangle.rows { part[i, j] = triangle[i, column] }
        }
        var qr = StackedQR(columns: chosen.count, blockRows: max(1, triangle.rows))
        qr.append(rows: triangle.rows) { target, stride in
            for j in 0..<part.columns {
                for i in 0..<part.rows { target[i + j * stride] = part[i, j] }
            }
        }
        let root = Double(rows).squareRoot()
        let inverse =
            UpperTriangle(qr.triangle)?.inverseRoot(rowScales: spreads.map { root / $0 })
            ?? .identity(chosen.count)
        return (make(inverse), inverse)
    }
}
