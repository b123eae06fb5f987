import CBoostMath

/// The gamma distribution: P(X <= x) = P(a, r x), the incomplete gamma function.
///
/// The exact limits of a Poisson mean come from it: `Gamma(shape: k).quantile(α/2)` and
/// `Gamma(shape: k + 1).upperQuantile(α/2)` for k events.
public struct Gamma: ContinuousDistribution {
    /// a > 0, and at most 10¹³; NaN answers otherwise.
    public let shape: Double
    /// r > 0, the reciprocal of the scale; NaN answers otherwise.
    public let rate: Double

    /// A gamma distribution of shape a > 0 and rate r > 0.
    public init(shape: Double, rate: Double = 1) {
        self.shape = shape
        self.rate = rate
    }

    private var isDefined: Bool { shape > 0 && rate > 0 && shape <= 1e13 && rate.isFinite }

    /// [0, ∞].
    public var support: ClosedRange<Double> { 0 ... .infinity }

    /// a / r.
    public var mean: Double { isDefined ? shape / rate : .nan }

    /// ln [r^a x^{a-1} e^{-rx} / Γ(a)].
    public func logDensity(_ x: Double) -> Double {
        guard isDefined, !x.isNaN else { return .nan }
        if x < 0 || x == .infinity { return -.infinity }
        if x == 0 { return shape < 1 ? .infinity : shape == 1 ? logarithm(rate) : -.infinity }
        return casewise_gamma_log_term(shape, rate, x) + logarithm(shape / x)
    }

    /// P(X <= x).
    public func cumulative(_ x: Double) -> Double {
        tail(x, atZero: 0, atInfinity: 1, casewise_gamma_lower)
    }

    /// P(X > x).
    public func upperTail(_ x: Double) -> Double {
        tail(x, atZero: 1, atInfinity: 0, casewise_gamma_upper)
    }

    /// ln P(X <= x); -∞ at x = 0.
    public func logCumulative(_ x: Double) -> Double {
        tail(x, atZero: -.infinity, atInfinity: 0, casewise_gamma_log_lower)
    }

    /// ln P(X > x).
    public func logUpperTail(_ x: Double) -> Double {
        tail(x, atZero: 0, atInfinity: -.infinity, casewise_gamma_log_upper)
    }

    /// The x with ln P(X <= x) = `logP`.
    public func quantile(ofLog logP: Double) -> Double {
        isDefined ? inverse.lower(ofLog: logP) : .nan
    }

    /// The x with ln P(X > x) = `logP`.
    public func upperQuantile(ofLog logP: Double) -> Double {
        isDefined ? inverse.upper(ofLog: logP) : .nan
    }

    private func tail(
        _ x: Double, atZero: Double, atInfinity: Double,
        _ inside: (Double, Double, Double) -> Double
    ) -> Double {
        guard isDefined, !x.isNaN else { return .nan }
        if x <= 0 { return atZero }
        return x == .infinity ? atInfinity : inside(shape, rate, x)
    }

    private var inverse: PositiveQuantile {
        PositiveQuantile(
            start: mean, logLower: logCumulative, logUpper: logUpperTail,
            logSlope: { casewise_gamma_log_term(shape, rate, $0) + logarithm(shape) })
    }
}
