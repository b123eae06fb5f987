import Distributions

/// x' V⁻ x and the rank of V, for a covariance matrix V of which x is a realisation: the chi-squared
/// statistic of a vector, on as many degrees of freedom as V has dimensions.
///
/// By a Cholesky factor of the correlations with complete pivoting; a direction that is left with less
/// than 1e-11 of its variance is a combination of those before and is left out.
struct QuadraticForm {
    /// x' V⁻ x; nil where V is 0.
    let statistic: Double?
    /// The rank of V.
    let rank: Int

    /// - Parameter covariance: V row after row, symmetric and not negative.
    init(_ x: [Double], covariance: [Double]) {
        let size = x.count
        let kept = (0..<size).filter { covariance[$0 * size + $0] > 0 }
        let scale = kept.map { covariance[$0 * size + $0].squareRoot() }
        let m = kept.count
        var values = zip(kept, scale).map { x[$0] / $1 }
        var matrix = [Double](repeating: 0, count: m * m)
        for i in 0..<m {
            for j in 0..<m {
                matrix[i * m + j] =
                    covariance[kept[i] * size + kept[j]] / scale[i] / scale[j]
            }
        }
        var open = Array(0..<m)
        var sum = CompensatedSum()
        var rank = 0
        while let place = open.indices.max(by: {
            matrix[open[$0] * m + open[$0]] < matrix[open[$1] * m + open[$1]]
        }) {
            let pivot = open.remove(at: place)
            let variance = matrix[pivot * m + pivot]
            guard variance > 1e-11 else { break }
            rank += 1
            sum.add(values[pivot] * (values[pivot] / variance))
            for i in open {
                let factor = matrix[i * m + pivot] / variance
                guard factor != 0 else { continue }
                values[i] -= factor * values[pivot]
                for j in open { matrix[i * m + j] -= factor * matrix[pivot * m + j] }
            }
        }
        statistic = rank > 0 ? sum.value : nil
        self.rank = rank
    }
}
