import Distributions

/// The limits of the noncentrality of a t statistic: the δ at which t lies on the edge of a tail of
/// (1 - confidence)/2. nil where none is found.
func noncentralityLimits(t: Double, df: Double, confidence: Double) -> (low: Double, high: Double)?
{
    let logTail = logarithm((1 - confidence) / 2)
    let spread = (1 + t * t / (2 * df)).squareRoot()
    let low = rootOfIncreasing(near: t - 2 * spread, step: spread) {
        NoncentralT(degreesOfFreedom: df, noncentrality: $0).logUpperTail(t) - logTail
    }
    let high = rootOfIncreasing(near: t + 2 * spread, step: spread) {
        logTail - NoncentralT(degreesOfFreedom: df, noncentrality: $0).logCumulative(t)
    }
    guard let low, let high else { return nil }
    return (low, high)
}

/// The limits of the noncentrality of an F statistic. The lower is 0 where λ = 0 already puts F
/// inside; the upper is nil where F is so small that no λ >= 0 puts it in the lower tail.
func noncentralityLimits(
    f: Double, numerator: Double, denominator: Double, confidence: Double
) -> (low: Double?, high: Double?) {
    let logTail = logarithm((1 - confidence) / 2)
    let distribution = { (root: Double) in
        NoncentralF(numerator: numerator, denominator: denominator, noncentrality: root * root)
    }
    let central = FisherF(numerator: numerator, denominator: denominator)
    let guess = (f * numerator).squareRoot()
    var low: Double? = 0
    if central.logUpperTail(f) < logTail {
        let atZero = central.logUpperTail(f) - logTail
        let root = rootOfIncreasing(near: guess, step: 1) {
            $0 > 0 ? distribution($0).logUpperTail(f) - logTail : atZero
        }
        low = root.map { $0 * $0 }
    }
    var high: Double?
    if central.logCumulative(f) > logTail {
        let atZero = logTail - central.logCumulative(f)
        let root = rootOfIncreasing(near: guess + 1, step: 1) {
            $0 > 0 ? logTail - distribution($0).logCumulative(f) : atZero
        }
        high = root.map { $0 * $0 }
    }
    return (low, high)
}

/// What turns a standardised difference into Hedges' unbiased one:
/// J(ν) = Γ(ν/2) / (√(ν/2) Γ((ν - 1)/2)), for ν > 1.
func hedgesCorrection(_ df: Double) -> Double {
    // ln Γ loses the digits of the difference where ν is large; the series has them.
    guard df < 200 else {
        let x = 1 / df
        let rest = 9.0 / 128 - x * (59.0 / 2048 + x * (483.0 / 8192))
        return 1 - x * (0.75 + x * (7.0 / 32 + x * rest))
    }
    return exponential(logGamma(df / 2) - logGamma((df - 1) / 2)) / (df / 2).squareRoot()
}
