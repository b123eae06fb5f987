import CBoostMath

/// The noncentral chi-squared distribution: of the sum of squares of ν normals with unit variance
/// whose squared means add up to λ.
///
/// A Poisson(λ/2) mixture of central ones, summed outward from its largest term, up to λ = 10¹¹
/// (some ten milliseconds there); beyond, √X is taken as normal, with an absolute error of about
/// (ν - 1)/(4 λ). For ν = 1, X is the square of one normal, and that is exact beyond 10⁶.
public struct NoncentralChiSquared: ContinuousDistribution {
    /// ν > 0, and at most 10¹³; NaN answers otherwise.
    public let degreesOfFreedom: Double
    /// λ >= 0; NaN answers where it is NaN.
    public let noncentrality: Double

    /// A noncentral chi-squared distribution with ν > 0 and λ >= 0.
    public init(degreesOfFreedom: Double, noncentrality: Double) {
        precondition(!(noncentrality < 0), "a noncentrality is at least 0")
        self.degreesOfFreedom = degreesOfFreedom
        self.noncentrality = noncentrality
    }

    private var isDefined: Bool {
        degreesOfFreedom > 0 && degreesOfFreedom <= 1e13 && noncentrality.isFinite
    }
    /// Whether √X is taken as normal at x. So far beyond the mean that the sum would take millions
    /// of terms, ln P(X > x) is nearly -x/2, and the normal's is right to 1e-12 of itself.
    private func isNormal(_ x: Double) -> Bool {
        noncentrality > 1e11 || degreesOfFreedom == 1 && noncentrality > 1e6
            || noncentrality * x > 4e24
    }

    /// [0, ∞].
    public var support: ClosedRange<Double> { 0 ... .infinity }

    /// ν + λ.
    public var mean: Double { isDefined ? degreesOfFreedom + noncentrality : .nan }

    /// ln of the density.
    public func logDensity(_ x: Double) -> Double {
        if isDefined, x == 0 {
            return degreesOfFreedom < 2
                ? .infinity : degreesOfFreedom == 2 ? -0.5 * noncentrality - logOfTwo : -.infinity
        }
        if isDefined, x > 0, x.isFinite, isNormal(x) {
            return Normal.logDensity(rootDistance(x)) - logOfTwo - 0.5 * logarithm(x)
        }
        return tail(
            x, atZero: -.infinity, atInfinity: -.infinity, Normal.logDensity,
            casewise_noncentral_chi_squared_log_density)
    }

    /// P(X <= x).
    public func cumulative(_ x: Double) -> Double {
        tail(
            x, atZero: 0, atInfinity: 1, Normal.cumulative, casewise_noncentral_chi_squared_lower)
    }

    /// P(X > x).
    public func upperTail(_ x: Double) -> Double {
        tail(x, atZero: 1, atInfinity: 0, Normal.upperTail, casewise_noncentral_chi_squared_upper)
    }

    /// ln P(X <= x); -∞ at x = 0.
    public func logCumulative(_ x: Double) -> Double {
        tail(
            x, atZero: -.infinity, atInfinity: 0, Normal.logCumulative,
            casewise_noncentral_chi_squared_log_lower)
    }

    /// ln P(X > x).
    public func logUpperTail(_ x: Double) -> Double {
        tail(
            x, atZero: 0, atInfinity: -.infinity, Normal.logUpperTail,
            casewise_noncentral_chi_squared_log_upper)
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
        _ x: Double, atZero: Double, atInfinity: Double, _ ofRoot: (Double) -> Double,
        _ inside: (Double, Double, Double) -> Double
    ) -> Double {
        guard isDefined, !x.isNaN else { return .nan }
        if x <= 0 { return atZero }
        if x == .infinity { return atInfinity }
        return isNormal(x) ? ofRoot(rootDistance(x)) : inside(degreesOfFreedom, noncentrality, x)
    }

    /// √x - √(λ + ν - 1), without cancellation.
    private func rootDistance(_ x: Double) -> Double {
        let shifted = noncentrality + (degreesOfFreedom - 1)
        return ((x - noncentrality) - (degreesOfFreedom - 1))
            / (x.squareRoot() + shifted.squareRoot())
    }

    private var inverse: PositiveQuantile {
        PositiveQuantile(
            start: mean, logLower: logCumulative, logUpper: logUpperTail,
            logSlope: { logDensity($0) + logarithm($0) })
    }
}

private let logOfTwo = 0.693147180559945309417
