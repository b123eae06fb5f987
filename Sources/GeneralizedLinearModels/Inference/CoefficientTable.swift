import Distributions
import ModelFormula

/// One coefficient with its standard error, Wald test and interval.
public struct CoefficientRow: Sendable {
    /// What it stands for.
    public let coefficient: Coefficient
    /// How far it could be learned.
    public let status: GLMFit.Status
    /// The sign of an infinite coefficient, else 0.
    public let infiniteSign: Int
    /// The estimate on the scale of the link; nil unless estimated, as are the following.
    public let estimate: Double?
    /// The standard error from the information at the estimates, or from a robust covariance; nil also
    /// where that says nothing of the coefficient, or nothing tells of its spread
    /// (`GLMFit.lackOfSpread`), as are the following.
    public let standardError: Double?
    /// estimate / standard error.
    public let statistic: Double?
    /// Two-sided, from the standard normal distribution, or from Student's where the dispersion is
    /// estimated.
    public let pValue: PValue?
    /// The Wald interval, estimate ± z · standard error.
    public let interval: (low: Double, high: Double)?
}

extension GLMFit {
    /// The coefficients with Wald tests and Wald intervals.
    ///
    /// - Parameters:
    ///   - confidence: the coverage of the intervals, in (0, 1).
    ///   - robust: where the standard errors come from; nil for the model's own.
    public func coefficientTable(confidence: Double, covariance robust: RobustCovariance? = nil)
        -> [CoefficientRow]
    {
        precondition(confidence > 0 && confidence < 1, "confidence lies between 0 and 1")
        let tail = (1 - confidence) / 2
        let freedom = robust.map(\.degreesOfFreedom) ?? dispersionDegreesOfFreedom
        let student = freedom.flatMap { $0 > 0 ? StudentT(degreesOfFreedom: $0) : nil }
        let standardErrors = robust?.standardErrors ?? self.standardErrors
        let z = student?.upperQuantile(tail) ?? Normal.upperQuantile(tail)
        return zip(coefficients.indices, standardErrors).map { index, standardError in
            let estimate = status[index] == .estimated ? estimates[index] : nil
            let statistic = standardError.flatMap { $0 > 0 ? estimates[index] / $0 : nil }
            return CoefficientRow(
                coefficient: coefficients[index], status: status[index],
                infiniteSign: infiniteSigns[index], estimate: estimate,
                standardError: standardError, statistic: statistic,
                pValue: statistic.flatMap {
                    student?.twoSidedPValue($0) ?? Normal.twoSidedPValue($0)
                },
                interval: standardError.map {
                    (estimates[index] - z * $0, estimates[index] + z * $0)
                })
        }
    }
}
