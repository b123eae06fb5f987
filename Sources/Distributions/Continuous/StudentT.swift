import CBoostMath

/// Student's t distribution: for t > 0, P(T > t) = ½ I_x(ν/2, ½) with x = ν / (ν + t²).
///
/// With infinitely many degrees of freedom it is the normal distribution; with none (ν <= 0, or NaN
/// as Welch's formula gives without spread) every answer is NaN.
public struct StudentT: ContinuousDistribution {
    /// ν > 0; it need not be whole, and may be infinite. NaN answers otherwise.
    public let degreesOfFreedom: Double

    /// A t distribution with ν > 0 degrees of freedom.
    public init(degreesOfFreedom: Double) { self.degreesOfFreedom = degreesOfFreedom }

    /// From 10¹⁸ on the two differ by 1e-12 of a tail of 1e-300.
    private var isNormal: Bool { degreesOfFreedom >= 1e18 }

    /// [-∞, ∞].
    public var support: ClosedRange<Double> { -.infinity ... .infinity }

    /// 0; NaN for ν <= 1, where the integral does not exist.
    public var mean: Double { degreesOfFreedom > 1 ? 0 : .nan }

    /// ln of the density.
    public func logDensity(_ t: Double) -> Double {
        guard degreesOfFreedom > 0, !t.isNaN else { return .nan }
        if t.isInfinite { return -.infinity }
        return isNormal
            ? Normal.logDensity(t) : casewise_student_t_log_density(degreesOfFreedom, t)
    }

    /// P(T <= t).
    public func cumulative(_ t: Double) -> Double { upperTail(-t) }

    /// P(T > t).
    public func upperTail(_ t: Double) -> Double {
        guard degreesOfFreedom > 0, !t.isNaN else { return .nan }
        if t.isInfinite { return t > 0 ? 0 : 1 }
        return isNormal ? Normal.upperTail(t) : casewise_student_t_upper(degreesOfFreedom, t)
    }

    /// ln P(T <= t).
    public func logCumulative(_ t: Double) -> Double { logUpperTail(-t) }

    /// ln P(T > t), also below the smallest double.
    public func logUpperTail(_ t: Double) -> Double {
        guard degreesOfFreedom > 0, !t.isNaN else { return .nan }
        if t.isInfinite { return t > 0 ? -.infinity : 0 }
        return isNormal ? Normal.logUpperTail(t) : casewise_student_t_log_upper(degreesOfFreedom, t)
    }

    /// ln P(|T| >= |t|), the natural logarithm of a two-sided p-value.
    public func logTwoSided(_ t: Double) -> Double {
        guard degreesOfFreedom > 0, !t.isNaN else { return .nan }
        if t.isInfinite { return -.infinity }
        return isNormal
            ? Normal.logTwoSided(t) : casewise_student_t_log_two_sided(degreesOfFreedom, t)
    }

    /// The two-sided p-value P(|T| >= |t|); nil where t is not a finite number.
    public func twoSidedPValue(_ t: Double) -> PValue? { PValue(naturalLog: logTwoSided(t)) }

    /// The t with ln P(T <= t) = `logP`.
    public func quantile(ofLog logP: Double) -> Double { -upperQuantile(ofLog: logP) }

    /// The t with ln P(T > t) = `logP`.
    public func upperQuantile(ofLog logP: Double) -> Double {
        guard degreesOfFreedom > 0, logP <= 0 else { return .nan }
        if isNormal { return Normal.upperQuantile(ofLog: logP) }
        if logP == -0.6931471805599453 { return 0 }
        if logP > -0.6931471805599453 {
            return -upperQuantile(ofLog: logComplement(ofLog: logP))
        }
        return size.upper(ofLog: logP + 0.6931471805599453)
    }

    /// The t with P(T > t) = p, exact to the last digits also about p = ½, where ln p has none to
    /// spare for p - ½.
    public func upperQuantile(_ p: Double) -> Double {
        guard degreesOfFreedom > 0, p >= 0, p <= 1 else { return .nan }
        if isNormal { return Normal.upperQuantile(p) }
        if p == 0.5 { return 0 }
        if p > 0.5 { return -upperQuantile(1 - p) }
        if p < 0.25 { return upperQuantile(ofLog: logarithm(p)) }
        return size.lower(ofLog: logarithm(1 - 2 * p))
    }

    /// The t with P(T <= t) = p.
    public func quantile(_ p: Double) -> Double { -upperQuantile(p) }

    /// |T| as a positive quantity: T² is ν times the odds of a Beta(½, ν/2).
    private var size: PositiveQuantile {
        let (df, logTwo) = (degreesOfFreedom, 0.6931471805599453)
        return PositiveQuantile(
            start: 1,
            logLower: { casewise_student_t_log_centre(df, $0) },
            logUpper: { casewise_student_t_log_two_sided(df, $0) },
            logSlope: { casewise_student_t_log_density(df, $0) + logarithm($0) + logTwo })
    }
}
