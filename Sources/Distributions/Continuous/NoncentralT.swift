import CBoostMath

/// The noncentral t distribution: (Z + δ) / √(Y/ν) with Z normal and Y chi-squared with ν degrees
/// of freedom. The power of a t test.
///
/// Where t and δ have one sign, a mixture of beta functions; where they differ, an integral without
/// cancellation. With infinite ν it is normal about δ. Beyond |δ| = 10⁵, where a power is 0 or 1,
/// (T (1 - 1/4ν) - δ) / √(1 + T²/2ν) is taken as normal.
public struct NoncentralT: ContinuousDistribution {
    /// ν > 0, which may be infinite; NaN answers otherwise.
    public let degreesOfFreedom: Double
    /// δ; NaN answers where it is not finite.
    public let noncentrality: Double

    /// A noncentral t distribution with ν > 0 and any finite δ.
    public init(degreesOfFreedom: Double, noncentrality: Double) {
        self.degreesOfFreedom = degreesOfFreedom
        self.noncentrality = noncentrality
    }

    private var isDefined: Bool { degreesOfFreedom > 0 && noncentrality.isFinite }

    /// [-∞, ∞].
    public var support: ClosedRange<Double> { -.infinity ... .infinity }

    /// δ √(ν/2) Γ((ν-1)/2) / Γ(ν/2); NaN for ν <= 1, where the integral does not exist.
    public var mean: Double {
        let df = degreesOfFreedom
        guard isDefined, df > 1 else { return .nan }
        if df >= 1e18 { return noncentrality }
        // By ν/2 = a: √a Γ(a - ½)/Γ(a) = √(a/(a - ½)) · exp of what Stirling leaves.
        let (a, b) = (df / 2, (df - 1) / 2)
        let rest = stirlingError(b) - stirlingError(a) + 0.5 + b * logOnePlus(-0.5 / a)
        return noncentrality * (a / b).squareRoot() * exponential(rest)
    }

    /// ln of the density.
    public func logDensity(_ t: Double) -> Double {
        let slope =
            degreesOfFreedom >= 1e18 ? 1 : max(1 + noncentrality / (2 * degreesOfFreedom) * t, 0)
        return tail(
            t, atEnds: (-.infinity, -.infinity),
            normal: {
                Normal.logDensity($0)
                    + (slope == 1 ? 0 : logarithm(slope) - 3 * logarithm(spread(t)))
            },
            casewise_noncentral_t_log_density)
    }

    /// P(T <= t).
    public func cumulative(_ t: Double) -> Double {
        tail(t, atEnds: (0, 1), normal: Normal.cumulative, casewise_noncentral_t_lower)
    }

    /// P(T > t).
    public func upperTail(_ t: Double) -> Double {
        tail(t, atEnds: (1, 0), normal: Normal.upperTail, casewise_noncentral_t_upper)
    }

    /// ln P(T <= t).
    public func logCumulative(_ t: Double) -> Double {
        tail(
            t, atEnds: (-.infinity, 0), normal: Normal.logCumulative,
            casewise_noncentral_t_log_lower)
    }

    /// ln P(T > t).
    public func logUpperTail(_ t: Double) -> Double {
        tail(
            t, atEnds: (0, -.infinity), normal: Normal.logUpperTail,
            casewise_noncentral_t_log_upper)
    }

    /// The t with ln P(T <= t) = `logP`.
    ///
    /// About t = 0 it is as exact as P(T <= 0) allows: absolutely, not relatively.
    public func quantile(ofLog logP: Double) -> Double {
        let mirrored = NoncentralT(
            degreesOfFreedom: degreesOfFreedom, noncentrality: -noncentrality)
        return -mirrored.upperQuantile(ofLog: logP)
    }

    /// The t with ln P(T > t) = `logP`.
    ///
    /// About t = 0 it is as exact as P(T > 0) allows: absolutely, not relatively.
    public func upperQuantile(ofLog logP: Double) -> Double {
        guard isDefined, logP <= 0 else { return .nan }
        if degreesOfFreedom >= 1e18 {
            return noncentrality + Normal.upperQuantile(ofLog: logP)
        }
        let atZero = logUpperTail(0)
        if logP == atZero { return 0 }
        let start = max(abs(noncentrality), 1)
        if logP < atZero {
            // Only the positive side: both tails of T itself, at t > 0.
            return PositiveQuantile(
                start: start, logLower: logCumulative, logUpper: logUpperTail,
                logSlope: { logDensity($0) + logarithm($0) }
            ).upper(ofLog: logP)
        }
        return -PositiveQuantile(
            start: start, logLower: { logUpperTail(-$0) }, logUpper: { logCumulative(-$0) },
            logSlope: { logDensity(-$0) + logarithm($0) }
        ).lower(ofLog: logP)
    }

    /// √(1 + t²/2ν), also where t² is beyond the doubles.
    private func spread(_ t: Double) -> Double {
        let share = abs(t) / (2 * degreesOfFreedom).squareRoot()
        return share > 1e100 ? share : (1 + share * share).squareRoot()
    }

    private func tail(
        _ t: Double, atEnds: (Double, Double), normal: (Double) -> Double,
        _ inside: (Double, Double, Double) -> Double
    ) -> Double {
        guard isDefined, !t.isNaN else { return .nan }
        if t.isInfinite { return t < 0 ? atEnds.0 : atEnds.1 }
        let df = degreesOfFreedom
        if df >= 1e18 { return normal(t - noncentrality) }
        guard abs(noncentrality) > 1e5 else { return inside(df, noncentrality, t) }
        return normal((t * (1 - 1 / (4 * df)) - noncentrality) / spread(t))
    }
}
