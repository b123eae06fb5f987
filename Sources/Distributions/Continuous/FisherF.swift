/// Fisher's F distribution: P(F > f) = I_x(d₂/2, d₁/2) with x = d₂ / (d₂ + d₁ f).
public struct FisherF: Sendable, Hashable {
    /// d₁ > 0, of the numerator.
    public let numeratorDegreesOfFreedom: Double
    /// d₂ > 0, of the denominator.
    public let denominatorDegreesOfFreedom: Double

    /// An F distribution with d₁ > 0 and d₂ > 0 degrees of freedom.
    public init(numerator: Double, denominator: Double) {
        precondition(numerator > 0 && denominator > 0, "degrees of freedom must be positive")
        numeratorDegreesOfFreedom = numerator
        denominatorDegreesOfFreedom = denominator
    }

    /// P(F <= f).
    public func cumulative(_ f: Double) -> Double {
        let (x, y) = arguments(f)
        return betaLower(numeratorDegreesOfFreedom / 2, denominatorDegreesOfFreedom / 2, x: y, y: x)
    }

    /// P(F > f).
    public func upperTail(_ f: Double) -> Double {
        let (x, y) = arguments(f)
        return betaLower(denominatorDegreesOfFreedom / 2, numeratorDegreesOfFreedom / 2, x: x, y: y)
    }

    /// ln P(F > f), also below the smallest double.
    public func logUpperTail(_ f: Double) -> Double {
        let (x, y) = arguments(f)
        return logBetaLower(
            denominatorDegreesOfFreedom / 2, numeratorDegreesOfFreedom / 2, x: x, y: y)
    }

    /// The p-value of a statistic, P(F >= f); nil where f is not a finite number.
    public func pValue(_ f: Double) -> PValue? { PValue(naturalLog: logUpperTail(f)) }

    private func arguments(_ f: Double) -> (x: Double, y: Double) {
        if f <= 0 { return (1, 0) }
        let scaled = numeratorDegreesOfFreedom * f
        let total = denominatorDegreesOfFreedom + scaled
        guard total.isFinite else { return f.isNaN ? (.nan, .nan) : (0, 1) }
        return (denominatorDegreesOfFreedom / total, scaled / total)
    }
}
