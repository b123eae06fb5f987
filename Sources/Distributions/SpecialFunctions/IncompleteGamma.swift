import CBoostMath

// The incomplete gamma functions in the tails that doubles cannot hold.

/// ln [x^a e^{-x} / Γ(a)], for a > 0 and x > 0, by the saddle point: the three large terms never
/// meet, so nothing cancels.
func logGammaPrefix(_ a: Double, _ x: Double) -> Double {
    -deviancePart(a, mean: x) + 0.5 * logarithm(a) - halfLogOfTwoPi - stirlingError(a)
}

/// ln Q(a, x), the upper tail, for a > 0 and x > 0.
func logGammaUpper(_ a: Double, _ x: Double) -> Double {
    let upper = casewise_gamma_q(a, x)
    if upper > smallestTrustedTail {
        return logProbability(upper, complement: casewise_gamma_p(a, x))
    }
    // Q is far below 1, so x is many standard deviations above a and the fraction is quick.
    return logGammaPrefix(a, x) + logarithm(gammaUpperFraction(a, x))
}

/// ln P(a, x), the lower tail, for a > 0 and x > 0.
func logGammaLower(_ a: Double, _ x: Double) -> Double {
    let lower = casewise_gamma_p(a, x)
    if lower > smallestTrustedTail {
        return logProbability(lower, complement: casewise_gamma_q(a, x))
    }
    // P(a, x) = prefix / a · [1 + x/(a+1) + x²/((a+1)(a+2)) + ...]
    var term = 1.0
    var sum = 1.0
    var k = a
    for _ in 0..<1_000_000 {
        k += 1
        term *= x / k
        sum += term
        if term < sum * 1e-17 { break }
    }
    return logGammaPrefix(a, x) - logarithm(a) + logarithm(sum)
}

/// The continued fraction of Γ(a, x) / (x^a e^{-x}), for x > a + 1, by Lentz's method.
///
/// 1/(x+1-a - 1(1-a)/(x+3-a - 2(2-a)/(x+5-a - ...))). Source: Abramowitz and Stegun 6.5.31.
private func gammaUpperFraction(_ a: Double, _ x: Double) -> Double {
    let tiny = 1e-300
    var b = x + 1 - a
    var c = 1 / tiny
    var d = 1 / (b == 0 ? tiny : b)
    var fraction = d
    for i in 1...100_000 {
        let n = Double(i)
        let numerator = n * (a - n)
        b += 2
        d = numerator * d + b
        if d == 0 { d = tiny }
        c = b + numerator / c
        if c == 0 { c = tiny }
        d = 1 / d
        let step = c * d
        fraction *= step
        if abs(step - 1) < 1e-16 { break }
    }
    return fraction
}
