import LinearAlgebra

/// M, the sum of the squares of scores in the units of the information, with how far its terms reach.
struct Meat: Sendable {
    private(set) var matrix: Matrix
    /// No term of Mᵢⱼ is larger than the product of these of i and j, whatever its sign: √Mⱼⱼ where scores
    /// were in those units before they were squared, and more where squares take each other away.
    private(set) var reach: [Double]

    /// - Parameters:
    ///   - total: the sums of squares, of which the upper triangle is there.
    ///   - isWhitened: whether scores were put in the units of the information before.
    ///   - inverseRoot: S with (X'WX)⁻¹ = S S'.
    init(ofSquares total: Matrix, isWhitened: Bool, _ inverseRoot: Matrix) {
        var total = total
        for j in 0..<total.columns {
            for i in 0..<j { total[j, i] = total[i, j] }
        }
        let roots = (0..<total.columns).map { max(0, total[$0, $0]).squareRoot() }
        guard !isWhitened else {
            matrix = total
            reach = roots
            return
        }
        matrix = inverseRoot.times(total.times(inverseRoot), transposed: true)
        reach = (0..<inverseRoot.columns).map { column in
            roots.indices.reduce(0) { $0 + abs(inverseRoot[$1, column]) * roots[$1] }
        }
    }

    mutating func scale(by factor: Double) {
        matrix.scale(by: factor)
        let root = factor.squareRoot()
        for k in reach.indices { reach[k] *= root }
    }

    /// q'Mq, or 0 where that is rounding: of residuals, or of terms that take each other away.
    ///
    /// - Parameter rounding: what rounding of the residuals makes of it, for a q of length 1.
    func variance(along own: [Double], rounding: Double) -> Double {
        let variance = matrix.quadraticForm(own)
        let terms = own.indices.reduce(0) { $0 + abs(own[$1]) * reach[$1] }
        let least = max(rounding * own.reduce(0) { $0 + $1 * $1 }, 0x1p-46 * terms * terms)
        return variance.isNaN || variance > least ? variance : 0
    }
}
