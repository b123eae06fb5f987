import Distributions
import HypothesisTests

/// A score against its covariance, as the chi-squared statistic u' V⁻ u.
///
/// Scores of k groups add up to 0 and say k - 1 things at most; fewer where a group was never at
/// risk beside another. V is factored by pivoted elimination; degrees of freedom are its rank, with
/// pivots below 1e-10 of their diagonal element taken for 0.
struct ScoreTest {
    /// The statistic.
    let statistic: Double
    /// Its degrees of freedom; 0 where nothing can be compared.
    let degreesOfFreedom: Int

    /// More groups than this are no comparison that anyone could read.
    static let mostGroups = 500

    /// - Parameters:
    ///   - score: one value a group.
    ///   - covariance: row after row, as many rows and columns as groups.
    init(score: [Double], covariance: [Double]) {
        let count = score.count
        var v = covariance
        var u = score
        let diagonal = (0..<count).map { covariance[$0 * count + $0] }
        let largest = diagonal.max() ?? 0
        var left = Array(0..<count)
        var statistic = 0.0
        var rank = 0
        while let pivot = left.max(by: { v[$0 * count + $0] < v[$1 * count + $1] }) {
            let size = v[pivot * count + pivot]
            guard size > 1e-10 * diagonal[pivot], size > 1e-14 * largest, rank < count - 1 else {
                break
            }
            left.removeAll { $0 == pivot }
            statistic += u[pivot] * u[pivot] / size
            rank += 1
            for i in left {
                let factor = v[i * count + pivot] / size
                u[i] -= factor * u[pivot]
                for j in left { v[i * count + j] -= factor * v[pivot * count + j] }
            }
        }
        self.statistic = statistic
        degreesOfFreedom = rank
    }

    /// The test as it is told.
    func result(_ name: String, _ method: String, ifNone note: String) -> TestResult {
        guard degreesOfFreedom > 0 else {
            return TestResult(name: name, method: method, notEstimable: note)
        }
        let df = Double(degreesOfFreedom)
        return TestResult(
            name: name, method: method, statistic: statistic, df: df,
            pValue: ChiSquared(degreesOfFreedom: df).pValue(statistic))
    }
}
