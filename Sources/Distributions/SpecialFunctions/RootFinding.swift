/// The zero of an increasing function, near a guess: the bracket is widened until the sign changes,
/// then narrowed by Chandrupatla's method - bisection, with inverse quadratic steps where they are
/// safe - to the last digits of the argument or 1e-15 of `step`.
///
/// Every loop is bounded. nil where no change of sign lies within 2²⁰ `step`s of the guess, or the
/// function is not a number. Source: Chandrupatla (1997), Advances in Engineering Software 28.
public func rootOfIncreasing(near guess: Double, step: Double, _ f: (Double) -> Double) -> Double? {
    var width = step
    var (low, high) = (guess, guess)
    let atGuess = f(guess)
    var (atLow, atHigh) = (atGuess, atGuess)
    if atGuess == 0 { return guess }
    for _ in 0..<20 where !(atLow < 0) {
        (high, atHigh) = (low, atLow)
        low -= width
        atLow = f(low)
        width *= 2
    }
    for _ in 0..<20 where !(atHigh > 0) {
        (low, atLow) = (high, atHigh)
        high += width
        atHigh = f(high)
        width *= 2
    }
    guard atLow < 0, atHigh > 0 else {
        return atLow == 0 ? low : atHigh == 0 ? high : nil
    }
    return narrow(low, atLow, high, atHigh, resolution: 1e-15 * step, f)
}

private func narrow(
    _ low: Double, _ atLow: Double, _ high: Double, _ atHigh: Double, resolution: Double,
    _ f: (Double) -> Double
) -> Double? {
    var (x1, f1) = (high, atHigh)
    var (x2, f2) = (low, atLow)
    var share = 0.5
    for _ in 0..<200 {
        let x = x1 + share * (x2 - x1)
        let y = f(x)
        guard !y.isNaN else { return nil }
        let (x3, f3): (Double, Double)
        if (y > 0) == (f1 > 0) {
            (x3, f3) = (x1, f1)
        } else {
            (x3, f3) = (x2, f2)
            (x2, f2) = (x1, f1)
        }
        (x1, f1) = (x, y)
        let best = abs(f1) < abs(f2) ? x1 : x2
        let tolerance = 2 * best.ulp + resolution
        let limit = tolerance / abs(x2 - x1)
        if limit > 0.5 || f1 == 0 || f2 == 0 { return f1 == 0 ? x1 : best }
        let xi = (x1 - x2) / (x3 - x2)
        let phi = (f1 - f2) / (f3 - f2)
        share = 0.5
        if phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi {
            share =
                f1 / (f2 - f1) * f3 / (f2 - f3)
                + (x3 - x1) / (x2 - x1) * f1 / (f3 - f1) * f2 / (f3 - f2)
        }
        share = min(1 - limit, max(limit, share))
    }
    return abs(f1) < abs(f2) ? x1 : x2
}
