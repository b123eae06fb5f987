import CBoostMath

/// The standard normal distribution, right in all its tails.
///
/// Relative error of tails about 1e-15, of log tails about 1e-15, for any z.
public enum Normal {
    /// Φ(z) = P(Z <= z).
    public static func cumulative(_ z: Double) -> Double { casewise_normal_upper_tail(-z) }

    /// 1 - Φ(z) = P(Z > z).
    public static func upperTail(_ z: Double) -> Double { casewise_normal_upper_tail(z) }

    /// ln Φ(z).
    public static func logCumulative(_ z: Double) -> Double { logUpperTail(-z) }

    /// ln (1 - Φ(z)); by the asymptotic series of Mills' ratio beyond z = 30.
    public static func logUpperTail(_ z: Double) -> Double {
        if z < 0 { return logOnePlus(-casewise_normal_upper_tail(-z)) }
        if z <= 30 { return logarithm(casewise_normal_upper_tail(z)) }
        return asymptoticLogUpperTail(z)
    }

    /// ln P(|Z| >= |z|), the natural logarithm of a two-sided p-value.
    public static func logTwoSided(_ z: Double) -> Double {
        let size = abs(z)
        // Near 0 the p-value is near 1 and its logarithm lies in the centre: P(|Z| < |z|).
        if size < 0.5 { return logOnePlus(-centralProbability(size)) }
        return logUpperTail(size) + logOfTwo
    }

    /// The two-sided p-value P(|Z| >= |z|); nil where z is not a finite number.
    public static func twoSidedPValue(_ z: Double) -> PValue? {
        PValue(naturalLog: logTwoSided(z))
    }

    /// The z with Φ(z) = p; ∓∞ at 0 and 1, NaN outside [0, 1].
    public static func quantile(_ p: Double) -> Double { casewise_normal_quantile(p) }

    /// The z with P(Z > z) = p; ±∞ at 0 and 1, NaN outside [0, 1].
    public static func upperQuantile(_ p: Double) -> Double { casewise_normal_upper_quantile(p) }

    /// φ(z), the density.
    public static func density(_ z: Double) -> Double { exponential(logDensity(z)) }

    /// ln φ(z) = -z²/2 - ½ ln 2π.
    public static func logDensity(_ z: Double) -> Double { -0.5 * z * z - halfLogOfTwoPi }

    /// The z with ln Φ(z) = `logP`; NaN where `logP` is above 0 or NaN.
    public static func quantile(ofLog logP: Double) -> Double { -upperQuantile(ofLog: logP) }

    /// The z with ln P(Z > z) = `logP`; NaN where `logP` is above 0 or NaN.
    public static func upperQuantile(ofLog logP: Double) -> Double {
        guard logP <= 0 else { return .nan }
        if logP > -0.5 { return -upperQuantile(exponential(logComplement(ofLog: logP))) }
        if logP > -600 { return upperQuantile(exponential(logP)) }
        guard logP.isFinite else { return .infinity }
        // Below that by Newton's method; ln P(Z > z) is nearly -z²/2, so that four steps suffice.
        var z = (-2 * logP).squareRoot()
        for _ in 0..<8 {
            let tail = logUpperTail(z)
            let step = (tail - logP) / exponential(logDensity(z) - tail)
            z += step
            if abs(step) < 1e-8 * z { break }
        }
        return z
    }

    /// P(|Z| < z) = √(2/π) z Σ (-z²/2)^k / (k! (2k + 1)), for z in [0, 0.5].
    private static func centralProbability(_ z: Double) -> Double {
        let ratio = -0.5 * z * z
        var term = 1.0
        var sum = 1.0
        for k in 1...20 {
            term *= ratio / Double(k)
            sum += term / Double(2 * k + 1)
        }
        return 0.797884560802865355880 * z * sum
    }

    /// ln [φ(z)/z · (1 - 1/z² + 3/z⁴ - 15/z⁶ ...)]; at z = 30 the eighth term is below 1e-17.
    private static func asymptoticLogUpperTail(_ z: Double) -> Double {
        guard z.isFinite else { return z.isNaN ? z : -.infinity }
        let inverse = 1 / (z * z)
        var term = 1.0
        var series = 0.0
        for k in 1...8 {
            term *= -Double(2 * k - 1) * inverse
            series += term
        }
        return -0.5 * z * z - logarithm(z) - halfLogOfTwoPi + logOnePlus(series)
    }
}

private let logOfTwo = 0.693147180559945309417
