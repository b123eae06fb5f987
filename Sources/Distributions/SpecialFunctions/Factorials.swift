import CBoostMath

/// ln |Γ(x)|, for x that is not 0 or a negative integer.
///
/// Relative error about 1e-16. Source: Boost.Math.
public func logGamma(_ x: Double) -> Double { casewise_log_gamma(x) }

/// What Stirling's formula leaves out: δ(n) = ln n! - [(n + ½) ln n - n + ½ ln 2π], for n > 0.
///
/// About 1/(12 n); n need not be whole, n! being Γ(n + 1). Source: Loader (2000), "Fast and
/// accurate computation of binomial probabilities".
public func stirlingError(_ n: Double) -> Double { casewise_stirling_error(n) }

/// φ(d) = (1 + d) ln(1 + d) - d, for d >= -1: what one cell adds to a deviance, as a share of its
/// expected value, when the observed value is (1 + d) times the expected one.
///
/// About d²/2 near 0 and kept to full relative accuracy there, where the formula as it stands
/// would cancel: with v = d / (2 + d), φ = d v + 2 (1 + d) (v³/3 + v⁵/5 + ...). φ(-1) = 1.
/// Source: Loader (2000), the deviance part of the saddle-point expansion.
public func devianceTerm(_ d: Double) -> Double {
    if d <= -1 { return 1 }
    let v = d / (2 + d)
    guard abs(v) < 0.1 else { return (1 + d) * logOnePlus(d) - d }
    let square = v * v
    var power = v * square
    var series = 0.0
    var odd = 3.0
    // |v| < 0.1 gains two digits a term: ten terms are more than a double can hold.
    for _ in 0..<10 {
        series += power / odd
        power *= square
        odd += 2
    }
    return d * v + 2 * (1 + d) * series
}

/// x ln(x / m) + m - x, for x >= 0 and m > 0: the deviance part of a Poisson or gamma probability.
///
/// Source: Loader (2000), there called D₀ or bd0.
public func deviancePart(_ x: Double, mean m: Double) -> Double {
    m * devianceTerm((x - m) / m)
}
