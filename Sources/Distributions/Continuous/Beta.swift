import CBoostMath

/// The beta distribution on [0, 1]: P(X <= x) = I_x(a, b), the incomplete beta function.
public struct Beta: ContinuousDistribution {
    /// The first shape, a > 0, and at most 10¹³; NaN answers otherwise.
    public let a: Double
    /// The second shape, b > 0, and at most 10¹³; NaN answers otherwise.
    public let b: Double

    /// A beta distribution with shapes a > 0 and b > 0.
    public init(_ a: Double, _ b: Double) {
        self.a = a
        self.b = b
    }

    private var isDefined: Bool { a > 0 && b > 0 && a <= 1e13 && b <= 1e13 }

    /// [0, 1].
    public var support: ClosedRange<Double> { 0...1 }

    /// a / (a + b).
    public var mean: Double { isDefined ? a / (a + b) : .nan }

    /// ln [x^{a-1} (1-x)^{b-1} / B(a, b)].
    public func logDensity(_ x: Double) -> Double {
        guard isDefined, !x.isNaN else { return .nan }
        if x < 0 || x > 1 { return -.infinity }
        if x == 0 { return a < 1 ? .infinity : a == 1 ? logarithm(b) : -.infinity }
        if x == 1 { return b < 1 ? .infinity : b == 1 ? logarithm(a) : -.infinity }
        return casewise_beta_log_term(a, b, x) + logarithm(a / x) - logOnePlus(-x)
    }

    /// ln P(X <= x); -∞ at x = 0.
    public func logCumulative(_ x: Double) -> Double {
        tail(x, atZero: -.infinity, atOne: 0, casewise_beta_log_lower)
    }

    /// ln P(X > x); -∞ at x = 1.
    public func logUpperTail(_ x: Double) -> Double {
        tail(x, atZero: 0, atOne: -.infinity, casewise_beta_log_upper)
    }

    /// The x with ln P(X <= x) = `logP`.
    public func quantile(ofLog logP: Double) -> Double {
        isDefined ? share(ofOdds: inverse.lower(ofLog: logP)) : .nan
    }

    /// The x with ln P(X > x) = `logP`.
    public func upperQuantile(ofLog logP: Double) -> Double {
        isDefined ? share(ofOdds: inverse.upper(ofLog: logP)) : .nan
    }

    private func tail(
        _ x: Double, atZero: Double, atOne: Double, _ inside: (Double, Double, Double) -> Double
    ) -> Double {
        guard isDefined, !x.isNaN else { return .nan }
        if x <= 0 { return atZero }
        return x >= 1 ? atOne : inside(a, b, x)
    }

    /// Quantiles are found as odds x / (1 - x), so that both ends of [0, 1] are alike.
    private var inverse: PositiveQuantile {
        PositiveQuantile(
            start: a / b,
            logLower: { casewise_beta_odds_log_lower(a, b, $0, 1) },
            logUpper: { casewise_beta_odds_log_upper(a, b, $0, 1) },
            logSlope: { casewise_beta_odds_log_term(a, b, $0, 1) + logarithm(a) })
    }

    private func share(ofOdds odds: Double) -> Double {
        odds == .infinity ? 1 : odds / (1 + odds)
    }
}
