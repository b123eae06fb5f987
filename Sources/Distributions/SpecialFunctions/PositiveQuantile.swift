/// Inverts the tails of a positive quantity: by Newton's method on the logarithm of the tail
/// against the logarithm of the quantity, within a bracket.
///
/// Both are nearly straight in the far tails, so that p = 1e-10000 takes as few steps as p = 0.1.
struct PositiveQuantile {
    /// Where to begin: about the mean.
    let start: Double
    /// ln P(X <= r).
    let logLower: (Double) -> Double
    /// ln P(X > r).
    let logUpper: (Double) -> Double
    /// ln of the density of ln X, r f(r).
    let logSlope: (Double) -> Double

    /// The r with ln P(X <= r) = `logP`.
    func lower(ofLog logP: Double) -> Double { solve(logP, isUpper: false) }

    /// The r with ln P(X > r) = `logP`.
    func upper(ofLog logP: Double) -> Double { solve(logP, isUpper: true) }

    private func solve(_ logP: Double, isUpper: Bool) -> Double {
        guard logP <= 0 else { return .nan }
        if logP == 0 { return isUpper ? 0 : .infinity }
        if logP == -.infinity { return isUpper ? .infinity : 0 }
        // The smaller tail has the digits.
        if logP > -0.6931471805599453 {
            return solve(logComplement(ofLog: logP), isUpper: !isUpper)
        }
        var (low, high) = (0.0, Double.infinity)
        var r = start
        for _ in 0..<300 {
            let value = isUpper ? logUpper(r) : logLower(r)
            guard !value.isNaN else { return .nan }
            let excess = value - logP
            if excess == 0 { return r }
            if (excess > 0) == isUpper { low = r } else { high = r }
            let slope = exponential(logSlope(r) - value)
            var step = isUpper ? excess / slope : -excess / slope
            // Newton's error squares: the step after one of 1e-9 would be below the last digit.
            if abs(step) < 1e-9 { return r + r * step }
            if !step.isFinite { step = (excess > 0) == isUpper ? 5 : -5 }
            step = min(max(step, -5), 5)
            var next = r * exponential(step)
            if next <= low || next >= high {
                next = high.isFinite && low > 0 ? low.squareRoot() * high.squareRoot() : next
            }
            // The answer is beyond the doubles, or the bracket has no more room.
            if next == 0 || next.isInfinite || next == r { return next }
            r = next
        }
        return r
    }
}
