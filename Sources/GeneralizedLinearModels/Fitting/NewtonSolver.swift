import LinearAlgebra

/// Solves with the information over the active columns, by Cholesky or, if need be, by QR.
struct NewtonSolver {
    private let factor: InformationFactor
    private let diagonal: [Double]
    let smallestPivot: Double

    /// - Parameter limit: the squared pivot below which the rows are factored.
    init(
        _ information: Matrix, _ active: [Int], _ pass: RowPass, _ beta: [Double],
        limit: Double = Newton.conditionLimit
    ) {
        let matrix = information.principalSubmatrix(active)
        diagonal = (0..<matrix.rows).map { matrix[$0, $0] }
        let cholesky = Cholesky(matrix)
        smallestPivot = cholesky?.smallestPivot ?? 0
        if let cholesky, smallestPivot >= limit {
            factor = .cholesky(cholesky)
            isSound = true
            return
        }
        isSound = !pass.model.isObserved || pass.model.isConcave
        guard isSound else {
            factor = .none(order: active.count)
            return
        }
        // R over all columns, then over the active ones: the aliased are linear in those.
        let full = pass.triangle(at: beta)
        var columns = Matrix(rows: full.rows, columns: active.count)
        for (j, column) in active.enumerated() {
            for i in 0...column { columns[i, j] = full[i, column] }
        }
        var qr = StackedQR(columns: active.count, blockRows: full.rows)
        qr.append(rows: full.rows) { block, stride in
            for j in 0..<columns.columns {
                for i in 0..<columns.rows { block[i + j * stride] = columns[i, j] }
            }
        }
        var triangle = qr.triangle
        let scales = diagonal.map { $0 > 0 ? 1 / $0.squareRoot() : 1 }
        for j in 0..<triangle.columns {
            for i in 0...j { triangle[i, j] *= scales[j] }
        }
        factor = InformationFactor(triangle: triangle, scales: scales)
    }

    /// Whether there is something to solve with: the observed information may have no root.
    let isSound: Bool

    func solve(_ score: [Double]) -> [Double]? { factor.solve(score) }

    /// S with H⁻¹ = S S'.
    func inverseRoot() -> Matrix { factor.inverseRoot() }

    func largestScaledScore(_ score: [Double]) -> Double {
        zip(score, diagonal).reduce(0) { largest, pair in
            pair.1 > 0 ? max(largest, abs(pair.0) / pair.1.squareRoot()) : largest
        }
    }
}

extension RowPass {
    /// The squared pivot below which standard errors are taken from the rows, which squares nothing; where
    /// that would take long, the one below which steps are.
    var conditionLimitOfErrors: Double {
        let columns = Double(design.columnCount)
        return Double(design.rowCount) * columns * columns <= Newton.mostWorkForErrors
            ? Newton.errorLimit : Newton.conditionLimit
    }
}
