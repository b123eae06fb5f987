import CBoostMath

/// The chi-squared distribution: P(X <= x) = P(ν/2, x/2), the incomplete gamma function.
///
/// Relative error of tails and log tails about 1e-14.
public struct ChiSquared: Sendable, Hashable {
    /// ν > 0; it need not be whole.
    public let degreesOfFreedom: Double

    /// A chi-squared distribution with ν > 0 degrees of freedom.
    public init(degreesOfFreedom: Double) {
        precondition(degreesOfFreedom > 0, "degrees of freedom must be positive")
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// P(X <= x).
    public func cumulative(_ x: Double) -> Double {
        x <= 0 ? 0 : casewise_gamma_p(degreesOfFreedom / 2, x / 2)
    }

    /// P(X > x).
    public func upperTail(_ x: Double) -> Double {
        x <= 0 ? 1 : casewise_gamma_q(degreesOfFreedom / 2, x / 2)
    }

    /// ln P(X > x), also where the tail itself is below the smallest double.
    ///
    /// There by ln Q(a, x) = -x + a ln x - ln Γ(a) + ln of the continued fraction.
    public func logUpperTail(_ x: Double) -> Double {
        x <= 0 ? 0 : logGammaUpper(degreesOfFreedom / 2, x / 2)
    }

    /// ln P(X <= x); -∞ at x = 0.
    public func logCumulative(_ x: Double) -> Double {
        x <= 0 ? -.infinity : logGammaLower(degreesOfFreedom / 2, x / 2)
    }

    /// The p-value of a statistic, P(X >= x); nil where x is not a finite number.
    public func pValue(_ x: Double) -> PValue? {
        PValue(naturalLog: logUpperTail(x))
    }

    /// The x with P(X <= x) = p, for p in [0, 1].
    public func quantile(_ p: Double) -> Double {
        2 * casewise_gamma_p_inverse(degreesOfFreedom / 2, p)
    }

    /// The x with P(X > x) = p, for p in [0, 1].
    public func upperQuantile(_ p: Double) -> Double {
        2 * casewise_gamma_q_inverse(degreesOfFreedom / 2, p)
    }
}
