import CBoostMath

/// The noncentral F distribution: (X/d₁) / (Y/d₂) with X noncentral chi-squared with d₁ degrees of
/// freedom and noncentrality λ, and Y chi-squared with d₂. The power of an analysis of variance.
///
/// A Poisson(λ/2) mixture of beta functions, summed outward from its largest term, up to λ = 10¹¹.
/// Beyond, X is taken as a multiple of a chi-squared with the same mean and variance (Patnaik
/// 1949), with an absolute error of about 1/√λ.
public struct NoncentralF: ContinuousDistribution {
    /// d₁ > 0, of the numerator, and at most 10¹³; NaN answers otherwise.
    public let numeratorDegreesOfFreedom: Double
    /// d₂ > 0, of the denominator, which may be infinite; NaN answers otherwise.
    public let denominatorDegreesOfFreedom: Double
    /// λ >= 0; NaN answers where it is NaN.
    public let noncentrality: Double

    /// A noncentral F distribution with d₁ > 0, d₂ > 0 and λ >= 0.
    public init(numerator: Double, denominator: Double, noncentrality: Double) {
        precondition(!(noncentrality < 0), "a noncentrality is at least 0")
        numeratorDegreesOfFreedom = numerator
        denominatorDegreesOfFreedom = denominator
        self.noncentrality = noncentrality
    }

    private var d1: Double { numeratorDegreesOfFreedom }
    private var d2: Double { denominatorDegreesOfFreedom }
    private var isDefined: Bool { d1 > 0 && d1 <= 1e13 && d2 > 0 && noncentrality.isFinite }

    /// [0, ∞].
    public var support: ClosedRange<Double> { 0 ... .infinity }

    /// d₂ (d₁ + λ) / (d₁ (d₂ - 2)); infinite for d₂ <= 2.
    public var mean: Double {
        guard isDefined else { return .nan }
        let share = 1 + noncentrality / d1
        if d2 >= 1e18 { return share }
        return d2 > 2 ? share * (d2 / (d2 - 2)) : .infinity
    }

    /// ln of the density.
    public func logDensity(_ f: Double) -> Double {
        if isDefined, f == 0 {
            return d1 < 2 ? .infinity : d1 == 2 ? -0.5 * noncentrality : -.infinity
        }
        return tail(
            f, atZero: -.infinity, atInfinity: -.infinity,
            chiSquared: { $0.logDensity($1) + logarithm(d1) },
            f: { $0.logDensity($1) - logarithm(1 + noncentrality / d1) },
            casewise_noncentral_f_log_density)
    }

    /// P(F <= f).
    public func cumulative(_ f: Double) -> Double {
        tail(
            f, atZero: 0, atInfinity: 1, chiSquared: { $0.cumulative($1) },
            f: { $0.cumulative($1) }, casewise_noncentral_f_lower)
    }

    /// P(F > f).
    public func upperTail(_ f: Double) -> Double {
        tail(
            f, atZero: 1, atInfinity: 0, chiSquared: { $0.upperTail($1) },
            f: { $0.upperTail($1) }, casewise_noncentral_f_upper)
    }

    /// ln P(F <= f); -∞ at f = 0.
    public func logCumulative(_ f: Double) -> Double {
        tail(
            f, atZero: -.infinity, atInfinity: 0, chiSquared: { $0.logCumulative($1) },
            f: { $0.logCumulative($1) }, casewise_noncentral_f_log_lower)
    }

    /// ln P(F > f).
    public func logUpperTail(_ f: Double) -> Double {
        tail(
            f, atZero: 0, atInfinity: -.infinity, chiSquared: { $0.logUpperTail($1) },
            f: { $0.logUpperTail($1) }, casewise_noncentral_f_log_upper)
    }

    /// The f with ln P(F <= f) = `logP`.
    public func quantile(ofLog logP: Double) -> Double {
        isDefined ? inverse.lower(ofLog: logP) : .nan
    }

    /// The f with ln P(F > f) = `logP`.
    public func upperQuantile(ofLog logP: Double) -> Double {
        isDefined ? inverse.upper(ofLog: logP) : .nan
    }

    private func tail(
        _ x: Double, atZero: Double, atInfinity: Double,
        chiSquared: (NoncentralChiSquared, Double) -> Double, f: (FisherF, Double) -> Double,
        _ inside: (Double, Double, Double, Double) -> Double
    ) -> Double {
        guard isDefined, !x.isNaN else { return .nan }
        if x <= 0 { return atZero }
        if x == .infinity { return atInfinity }
        if d2 >= 1e18 {
            let limit = NoncentralChiSquared(degreesOfFreedom: d1, noncentrality: noncentrality)
            return chiSquared(limit, d1 * x)
        }
        guard noncentrality > 1e11 else { return inside(d1, d2, noncentrality, x) }
        let moments = (d1 + noncentrality) / (d1 + 2 * noncentrality) * (d1 + noncentrality)
        return f(FisherF(numerator: moments, denominator: d2), x / (1 + noncentrality / d1))
    }

    private var inverse: PositiveQuantile {
        PositiveQuantile(
            start: 1 + noncentrality / d1, logLower: logCumulative, logUpper: logUpperTail,
            logSlope: { logDensity($0) + logarithm($0) })
    }
}
