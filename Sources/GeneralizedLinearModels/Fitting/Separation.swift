import LinearAlgebra
import ModelFormula

/// What is left of a fit whose likelihood has no finite maximum.
///
/// Where a direction v of the coefficients never lowers a row's likelihood and raises some rows', the
/// maximum lies at infinity along v (Albert and Anderson 1984). In the limit the rows that v
/// separates are predicted without error and say nothing more; the rest of the model is the fit to
/// the other rows, on which v makes no difference.
struct Separation {
    /// The direction, on the design's scale.
    let direction: [Double]
    /// The rows that it separates.
    let isSeparated: [Bool]
    /// The weights of the rows that are left, 0 for those it separates.
    let priorOfRest: [Double]
    /// Whether no row is left.
    let isComplete: Bool
    /// Combinations of columns that make no difference on the rows that are left.
    let nullVectors: [[Double]]
    /// The columns that can be estimated on the rows that are left.
    let activeOnRest: [Int]

    /// Proves a candidate direction; nil where it does not hold.
    ///
    /// - Parameters:
    ///   - candidate: a late Newton step. Such steps move the nearest separated rows by about 1 in
    ///     the linear predictor, and the rows that stay by next to nothing.
    ///   - pass: the fit; rows separated before have weight 0.
    ///   - active: the columns that the fit estimates.
    init?(candidate: [Double], pass: RowPass, active: [Int]) {
        let gains = Self.gains(candidate, pass)
        let highest = gains.reduce(0) { max($0, $1) }
        let threshold = Self.threshold(highest)
        let isSeparated = gains.map { $0 > threshold }
        let rest = pass.weighted(
            isSeparated.indices.map { isSeparated[$0] ? 0 : pass.prior?[$0] ?? 1 })
        let dependence = ColumnDependence(
            rest.triangle(at: nil).columns(active), tolerance: Self.dependenceTolerance)
        // Vectors that make no difference on the rest: one for each dependent column.
        guard
            let (direction, vectors) = Self.exactDirection(
                near: candidate, dependence, active: active)
        else { return nil }
        // The exact direction nearest to the candidate must gain on every separated row.
        let exact = Self.gains(direction, pass)
        let scale = exact.reduce(0) { max($0, abs($1)) }
        guard scale > 0 else { return nil }
        for row in exact.indices where (pass.prior?[row] ?? 1) > 0 {
            if isSeparated[row] ? exact[row] <= 0 : abs(exact[row]) > Self.rounding * scale {
                return nil
            }
        }
        self.direction = direction.map { $0 / scale }
        self.isSeparated = isSeparated
        priorOfRest = rest.prior ?? []
        isComplete = priorOfRest.allSatisfy { $0 == 0 }
        nullVectors = vectors
        activeOnRest = dependence.kept.map { active[$0] }
    }

    /// The gain from which on a row is taken for separated, of the largest that a candidate brings.
    static func threshold(_ highest: Double) -> Double { min(0.05, 0.01 * highest) }
    /// The share of its length below which a column is made up of others on the rows that are left.
    static let dependenceTolerance = 1e-9
    /// The share of the largest move that a row which is left may move by.
    static let rounding = 1e-7

    /// How far each row moves towards its own outcome; 0 for rows without weight.
    static func gains(_ direction: [Double], _ pass: RowPass) -> [Double] {
        let moves = pass.product(direction)
        return moves.indices.map { row in
            (pass.prior?[row] ?? 1) > 0
                ? pass.model.gain(moves[row], outcome: pass.outcome[row]) : 0
        }
    }
}

extension Matrix {
    /// The columns named, in that order.
    func columns(_ indices: [Int]) -> Matrix {
        Matrix(
            rows: rows, columns: indices.count,
            elements: indices.flatMap { elements[$0 * rows..<($0 + 1) * rows] })
    }
}
