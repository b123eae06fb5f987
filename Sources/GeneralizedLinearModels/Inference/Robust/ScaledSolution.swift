import LinearAlgebra
import ModelFormula

/// A maximum on the scale of its design, on which the columns' sums keep their digits.
struct ScaledSolution: Sendable {
    /// The coefficients, 0 for inactive columns.
    let beta: [Double]
    /// The columns that are estimated.
    let active: [Int]
    /// S with (X'WX)⁻¹ = S S' over the active columns, upper triangular unless a QR made it.
    let inverseRoot: Matrix
    /// The family and link, with α of negative-binomial counts.
    let model: RowModel
    /// The way to the columns' own scales.
    let scale: OriginalScale
    /// The rows that separation takes out; nil for none.
    let isSeparated: [Bool]?

    init(_ solved: SolvedDesign) {
        beta = solved.beta
        active = solved.active
        inverseRoot = solved.inverseRoot
        model = solved.model
        scale = OriginalScale(solved.design)
        isSeparated = solved.isSeparated.contains(true) ? solved.isSeparated : nil
    }
}
