/// Student's t distribution: for t > 0, P(T > t) = ½ I_x(ν/2, ½) with x = ν / (ν + t²).
public struct StudentT: Sendable, Hashable {
    /// ν > 0; it need not be whole.
    public let degreesOfFreedom: Double

    /// A t distribution with ν > 0 degrees of freedom.
    public init(degreesOfFreedom: Double) {
        precondition(degreesOfFreedom > 0, "degrees of freedom must be positive")
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// P(T <= t).
    public func cumulative(_ t: Double) -> Double { upperTail(-t) }

    /// P(T > t).
    public func upperTail(_ t: Double) -> Double {
        let (x, y) = arguments(t)
        let half = 0.5 * betaLower(degreesOfFreedom / 2, 0.5, x: x, y: y)
        return t >= 0 ? half : 1 - half
    }

    /// ln P(T > t), also below the smallest double.
    public func logUpperTail(_ t: Double) -> Double {
        let twoSided = logTwoSided(t)
        if t >= 0 { return twoSided - 0.693147180559945309417 }
        return logOnePlus(-0.5 * exponential(twoSided))
    }

    /// ln P(|T| >= |t|), the natural logarithm of a two-sided p-value.
    public func logTwoSided(_ t: Double) -> Double {
        let (x, y) = arguments(t)
        return logBetaLower(degreesOfFreedom / 2, 0.5, x: x, y: y)
    }

    /// The two-sided p-value P(|T| >= |t|); nil where t is not a finite number.
    public func twoSidedPValue(_ t: Double) -> PValue? { PValue(naturalLog: logTwoSided(t)) }

    /// The t with P(T > t) = p, for p in [0, 1].
    public func upperQuantile(_ p: Double) -> Double {
        if p == 0.5 { return 0 }
        if p > 0.5 { return -upperQuantile(1 - p) }
        let share = Beta(0.5, degreesOfFreedom / 2)
        // y = t² / (ν + t²) follows Beta(½, ν/2); its complement is small in the far tail.
        let y = share.upperQuantile(2 * p)
        let x = Beta(degreesOfFreedom / 2, 0.5).quantile(2 * p)
        return (degreesOfFreedom * y / x).squareRoot()
    }

    /// The t with P(T <= t) = p, for p in [0, 1].
    public func quantile(_ p: Double) -> Double { -upperQuantile(p) }

    private func arguments(_ t: Double) -> (x: Double, y: Double) {
        let square = t * t
        let total = degreesOfFreedom + square
        guard total.isFinite else { return t.isNaN ? (.nan, .nan) : (0, 1) }
        return (degreesOfFreedom / total, square / total)
    }
}
