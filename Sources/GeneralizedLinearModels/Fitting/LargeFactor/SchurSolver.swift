import LinearAlgebra

/// Solves with S over the active places, by Cholesky or, if need be, by the QR of the rows less their
/// levels' means.
struct SchurSolver {
    private let factor: InformationFactor
    /// The smallest share of a column, squared, that is its own beside the levels and the others.
    let smallestPivot: Double

    /// - Parameter limit: the squared pivot below which the rows are factored.
    init(
        _ sums: LargeFactorPass.Sums, _ places: [Int], _ pass: LargeFactorPass,
        _ point: (beta: [Double], effects: [Double]), limit: Double = Newton.conditionLimit
    ) {
        let matrix = sums.schur.principalSubmatrix(places)
        let share = places.reduce(1.0) { least, place in
            sums.diagonal[place] > 0
                ? min(least, sums.schur[place, place] / sums.diagonal[place]) : 0
        }
        let cholesky = Cholesky(matrix)
        smallestPivot = max(0, share) * (cholesky?.smallestPivot ?? 0)
        if let cholesky, smallestPivot >= limit || places.isEmpty {
            factor = .cholesky(cholesky)
            return
        }
        guard sums.diagonal.allSatisfy(\.isFinite),
            !pass.pass.model.isObserved || pass.pass.model.isConcave
        else {
            factor = .none(order: places.count)
            return
        }
        var triangle = pass.triangle(at: point, sums, places: places)
        var scales = [Double](repeating: 1, count: places.count)
        for j in scales.indices {
            var square = 0.0
            for i in 0...j { square += triangle[i, j] * triangle[i, j] }
            if square > 0 { scales[j] = 1 / square.squareRoot() }
            for i in 0...j { triangle[i, j] *= scales[j] }
        }
        factor = InformationFactor(triangle: triangle, scales: scales)
    }

    /// Whether there is something to solve with: the observed information may have no root.
    var isSound: Bool {
        if case .none = factor { false } else { true }
    }

    /// Whether it was safe to square.
    var isCholesky: Bool {
        if case .cholesky = factor { true } else { false }
    }

    func solve(_ score: [Double]) -> [Double]? { factor.solve(score) }

    /// R with S⁻¹ = R R'.
    func inverseRoot() -> Matrix { factor.inverseRoot() }
}
