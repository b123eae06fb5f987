import CBoostMath

// The incomplete beta function in the tails that doubles cannot hold. Both x and y = 1 - x are
// asked for: whoever calls knows the small one exactly.

/// I_x(a, b) with y = 1 - x, for a > 0, b > 0 and x in [0, 1].
func betaLower(_ a: Double, _ b: Double, x: Double, y: Double) -> Double {
    if x <= 0 { return 0 }
    if y <= 0 { return 1 }
    return x <= y ? casewise_beta_lower(a, b, x) : casewise_beta_upper(b, a, y)
}

/// ln I_x(a, b) with y = 1 - x.
func logBetaLower(_ a: Double, _ b: Double, x: Double, y: Double) -> Double {
    if x <= 0 { return -.infinity }
    if y <= 0 { return 0 }
    let lower = betaLower(a, b, x: x, y: y)
    if lower > smallestTrustedTail {
        return logProbability(lower, complement: betaLower(b, a, x: y, y: x))
    }
    // So far down, x is well below the mean a/(a+b), where the fraction converges.
    return logBetaPrefix(a, b, x: x, y: y) - logarithm(a) + logarithm(betaFraction(a, b, x))
}

/// ln [x^a y^b / B(a, b)] by the saddle point.
private func logBetaPrefix(_ a: Double, _ b: Double, x: Double, y: Double) -> Double {
    let n = a + b
    let deviance = deviancePart(a, mean: n * x) + deviancePart(b, mean: n * y)
    let correction = stirlingError(n) - stirlingError(a) - stirlingError(b)
    return correction - deviance + 0.5 * logarithm(a / n * b) - halfLogOfTwoPi
}

/// The continued fraction of a B_x(a, b) / (x^a y^b), for x < (a + 1)/(a + b + 2), by Lentz's
/// method. Source: DLMF 8.17.22.
private func betaFraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
    let tiny = 1e-300
    var c = 1.0
    var d = 1 - (a + b) * x / (a + 1)
    d = 1 / (d == 0 ? tiny : d)
    var fraction = d
    for i in 1...100_000 {
        let m = Double(i)
        let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for coefficient in [even, odd] {
            d = 1 + coefficient * d
            if d == 0 { d = tiny }
            c = 1 + coefficient / c
            if c == 0 { c = tiny }
            d = 1 / d
            fraction *= c * d
        }
        if abs(c * d - 1) < 1e-16 { break }
    }
    return fraction
}
