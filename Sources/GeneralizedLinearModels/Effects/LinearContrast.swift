import Distributions
import LinearAlgebra

/// A sum of coefficients with factors, Σ cⱼ bⱼ, on the scale of the link: a level against another, the
/// slope in one group, any comparison that the coefficients hold.
public struct LinearContrast: Sendable {
    /// The factors by coefficient, those of 0 left out.
    public let factors: [(coefficient: String, factor: Double)]
    /// c'b; nil where a coefficient in it is not estimated.
    public let estimate: Double?
    /// √(c'V c); nil also where nothing tells of its spread, as are the following.
    public let standardError: Double?
    /// c'b ± quantile · standard error.
    public let interval: (low: Double, high: Double)?
    /// Of c'b = 0, two-sided.
    public let pValue: PValue?
    /// The coefficient that keeps it from being estimated, with its status.
    public let obstacle: (coefficient: String, status: GLMFit.Status)?
    /// Why an estimate stands without a standard error; nil where it has one, or there is no estimate.
    public let note: String?
}

extension GLMFit {
    /// A contrast of coefficients by their names.
    ///
    /// - Parameters:
    ///   - factors: what each coefficient is multiplied by; a name that is no coefficient gives nil.
    ///   - covariance: of the active coefficients; nil for the model's own.
    ///   - robust: a robust covariance, which takes the place of `covariance`. What is rounding of 0 to it,
    ///     or decided by one cluster or row alone, has no standard error.
    public func contrast(
        _ factors: [(coefficient: String, factor: Double)], confidence: Double = 0.95,
        covariance: Matrix? = nil, robust: RobustCovariance? = nil
    ) -> LinearContrast? {
        precondition(confidence > 0 && confidence < 1, "confidence lies between 0 and 1")
        var vector = [Double](repeating: 0, count: coefficients.count)
        for (name, factor) in factors {
            guard let place = coefficients.firstIndex(where: { $0.name == name }) else {
                return nil
            }
            vector[place] += factor
        }
        let kept = vector.indices.filter { vector[$0] != 0 }
        let named = kept.map { (coefficient: coefficients[$0].name, factor: vector[$0]) }
        if let open = kept.first(where: { status[$0] != .estimated }) {
            return LinearContrast(
                factors: named, estimate: nil, standardError: nil, interval: nil, pValue: nil,
                obstacle: (coefficients[open].name, status[open]), note: nil)
        }
        let estimate = kept.reduce(0) { $0 + vector[$1] * estimates[$1] }
        let found = GradientError(self, covariance: covariance, robust: robust).error(vector)
        let error = found.value
        let freedom = robust.map(\.degreesOfFreedom) ?? dispersionDegreesOfFreedom
        let student = freedom.flatMap { $0 > 0 ? StudentT(degreesOfFreedom: $0) : nil }
        let tail = (1 - confidence) / 2
        let quantile = student?.upperQuantile(tail) ?? Normal.upperQuantile(tail)
        return LinearContrast(
            factors: named, estimate: estimate, standardError: error,
            interval: error.map { (estimate - quantile * $0, estimate + quantile * $0) },
            pValue: error.flatMap { error in
                guard error > 0 else { return nil }
                return student?.twoSidedPValue(estimate / error)
                    ?? Normal.twoSidedPValue(estimate / error)
            }, obstacle: nil, note: found.missing?.note)
    }
}
