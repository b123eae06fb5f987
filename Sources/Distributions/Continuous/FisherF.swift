import CBoostMath

/// Fisher's F distribution: P(F > f) = I_x(d₂/2, d₁/2) with x = d₂ / (d₂ + d₁ f).
///
/// With an infinite denominator it is chi-squared over d₁; without degrees of freedom on either
/// side every answer is NaN and there is no p-value.
public struct FisherF: ContinuousDistribution {
    /// d₁ > 0, of the numerator, and at most 10¹³; NaN answers otherwise.
    public let numeratorDegreesOfFreedom: Double
    /// d₂ > 0, of the denominator, which may be infinite; NaN answers otherwise.
    public let denominatorDegreesOfFreedom: Double

    /// An F distribution with d₁ > 0 and d₂ > 0 degrees of freedom.
    public init(numerator: Double, denominator: Double) {
        numeratorDegreesOfFreedom = numerator
        denominatorDegreesOfFreedom = denominator
    }

    private var d1: Double { numeratorDegreesOfFreedom }
    private var d2: Double { denominatorDegreesOfFreedom }
    private var isDefined: Bool { d1 > 0 && d1 <= 1e13 && d2 > 0 }
    /// F as the denominator grows beyond bounds: gamma with this shape and rate.
    private var limit: Gamma? {
        d2 >= 1e18 ? Gamma(shape: d1 / 2, rate: d1 / 2) : nil
    }

    /// [0, ∞].
    public var support: ClosedRange<Double> { 0 ... .infinity }

    /// d₂ / (d₂ - 2); infinite for d₂ <= 2.
    public var mean: Double {
        guard isDefined else { return .nan }
        if limit != nil { return 1 }
        return d2 > 2 ? d2 / (d2 - 2) : .infinity
    }

    /// ln of the density.
    public func logDensity(_ f: Double) -> Double {
        if isDefined, f == 0 { return d1 < 2 ? .infinity : d1 == 2 ? 0 : -.infinity }
        if let limit { return isDefined ? limit.logDensity(f) : .nan }
        return tail(f, atZero: -.infinity, atInfinity: -.infinity, casewise_f_log_density)
    }

    /// P(F <= f).
    public func cumulative(_ f: Double) -> Double {
        if let limit { return limit.cumulative(f) }
        return tail(f, atZero: 0, atInfinity: 1, casewise_f_lower)
    }

    /// P(F > f).
    public func upperTail(_ f: Double) -> Double {
        if let limit { return limit.upperTail(f) }
        return tail(f, atZero: 1, atInfinity: 0, casewise_f_upper)
    }

    /// ln P(F <= f); -∞ at f = 0.
    public func logCumulative(_ f: Double) -> Double {
        if let limit { return limit.logCumulative(f) }
        return tail(f, atZero: -.infinity, atInfinity: 0, casewise_f_log_lower)
    }

    /// ln P(F > f), also below the smallest double.
    public func logUpperTail(_ f: Double) -> Double {
        if let limit { return limit.logUpperTail(f) }
        return tail(f, atZero: 0, atInfinity: -.infinity, casewise_f_log_upper)
    }

    /// The p-value of a statistic, P(F >= f); nil where f is not a finite number.
    public func pValue(_ f: Double) -> PValue? { PValue(naturalLog: logUpperTail(f)) }

    /// The f with ln P(F <= f) = `logP`.
    public func quantile(ofLog logP: Double) -> Double {
        if let limit { return limit.quantile(ofLog: logP) }
        return isDefined ? inverse.lower(ofLog: logP) : .nan
    }

    /// The f with ln P(F > f) = `logP`.
    public func upperQuantile(ofLog logP: Double) -> Double {
        if let limit { return limit.upperQuantile(ofLog: logP) }
        return isDefined ? inverse.upper(ofLog: logP) : .nan
    }

    private func tail(
        _ f: Double, atZero: Double, atInfinity: Double,
        _ inside: (Double, Double, Double) -> Double
    ) -> Double {
        guard isDefined, !f.isNaN else { return .nan }
        if f <= 0 { return atZero }
        return f == .infinity ? atInfinity : inside(d1, d2, f)
    }

    private var inverse: PositiveQuantile {
        PositiveQuantile(
            start: 1, logLower: logCumulative, logUpper: logUpperTail,
            logSlope: { casewise_f_log_density(d1, d2, $0) + logarithm($0) })
    }
}
