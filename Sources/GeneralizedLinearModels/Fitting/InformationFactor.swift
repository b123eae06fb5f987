import LinearAlgebra

/// What steps are solved with: the factor of an information matrix, from the matrix or from its rows.
enum InformationFactor {
    case cholesky(Cholesky)
    /// R of the rows' QR, its columns times their scales.
    case triangle(UpperTriangle, scales: [Double])
    /// None could be had of a matrix of this order.
    case none(order: Int)

    /// - Parameter triangle: R, its columns times the scales.
    init(triangle: Matrix, scales: [Double]) {
        self =
            UpperTriangle(triangle).map { .triangle($0, scales: scales) }
            ?? .none(order: scales.count)
    }

    /// The step to which a score leads; nil where it is no number.
    func solve(_ score: [Double]) -> [Double]? {
        let step: [Double]
        switch self {
        case .cholesky(let cholesky): step = cholesky.solve(score)
        case .triangle(let triangle, let scales):
            let solved = triangle.solveNormalEquations(zip(score, scales).map { $0 * $1 })
            step = zip(solved, scales).map { $0 * $1 }
        case .none: return nil
        }
        return step.allSatisfy(\.isFinite) ? step : nil
    }

    /// S with H⁻¹ = S S', for H the information; of no numbers where there is none.
    func inverseRoot() -> Matrix {
        switch self {
        case .cholesky(let cholesky): cholesky.inverseRoot()
        case .triangle(let triangle, let scales): triangle.inverseRoot(rowScales: scales)
        case .none(let order):
            Matrix(
                rows: order, columns: order,
                elements: [Double](repeating: .nan, count: order * order))
        }
    }
}
