import Distributions

extension ContingencyTable {
    /// Cramér's V = √(X² / (n min(r-1, c-1))), in [0, 1], with the interval from inverting the
    /// noncentral chi-squared distribution: V = √(λ / (n min(r-1, c-1))) at the λ that put X² on
    /// the edge of a tail of (1 - confidence)/2.
    ///
    /// The lower limit is 0 where even λ = 0 leaves X² inside; where X² is so small that no λ >= 0
    /// puts it in the lower tail, there is no upper limit. V is biased upwards, so that a small
    /// one may lie above its own interval; the note says so. Source: Cramér (1946); Smithson (2003).
    public func cramersV(confidence: Double) -> Effect {
        let name = "cramers_v"
        let method = "inverted noncentral chi-squared"
        let table = occupied
        if let reason = table.untestable {
            return Effect(name: name, method: method, status: .notEstimable, note: reason)
        }
        guard criticalValue(confidence) != nil else {
            return Effect(name: name, method: method, status: .notEstimable, note: confidenceNote)
        }
        let statistic = table.pearsonStatistic
        let scale = Double(table.total) * table.smallerSide
        let toV = { (noncentrality: Double) in min((noncentrality / scale).squareRoot(), 1) }
        let (low, high) = noncentralityLimits(
            of: statistic, df: table.degreesOfFreedom, confidence: confidence)
        let isAbove = (high ?? .infinity) < statistic
        return Effect(
            name: name, estimate: toV(statistic), confLow: low.map(toV), confHigh: high.map(toV),
            method: method, status: low == nil || high == nil ? .notEstimable : .estimated,
            note: high == nil
                ? "chi-squared is too small to bound V from above"
                : isAbove ? "V is less than chance brings on average, above its interval" : nil)
    }

    /// Bergsma's bias-corrected V: φ² = X²/n less its expectation (r-1)(c-1)/(n-1) under
    /// independence, over the likewise shrunk sides. Without interval, which costs most of the time.
    ///
    /// Source: Bergsma (2013), Journal of the Korean Statistical Society 42, 323-328.
    public func biasCorrectedCramersV() -> Effect {
        let name = "cramers_v_bias_corrected"
        let method = "Bergsma's correction, without interval"
        let table = occupied
        if let reason = table.untestable {
            return Effect(name: name, method: method, status: .notEstimable, note: reason)
        }
        let n = Double(table.total)
        let shrunk = max(0, table.pearsonStatistic / n - table.degreesOfFreedom / (n - 1))
        let sides = [table.rowCount, table.columnCount].map { count in
            let k = Double(count - 1)
            return k - k * k / (n - 1)
        }
        let side = min(sides[0], sides[1])
        guard side > 0 else {
            return Effect(
                name: name, method: method, status: .notEstimable,
                note: "too few cases for the correction")
        }
        return Effect(name: name, estimate: min((shrunk / side).squareRoot(), 1), method: method)
    }

    /// The bias-corrected V with an interval: it estimates the same V of the population as Cramér's
    /// V does, so its interval is the same, V = √(λ / (n min(r-1, c-1))) at the noncentralities λ
    /// that put X² on the edge of a tail of (1 - confidence)/2.
    public func biasCorrectedCramersV(confidence: Double) -> Effect {
        var result = biasCorrectedCramersV()
        let plain = cramersV(confidence: confidence)
        result.method = "Bergsma's correction; interval of V by inverted noncentral chi-squared"
        guard let estimate = result.estimate else { return result }
        guard plain.estimate != nil else {
            result.estimate = nil
            result.status = .notEstimable
            result.note = plain.note
            return result
        }
        result.confLow = plain.confLow
        result.confHigh = plain.confHigh
        result.status = plain.status
        let isOutside =
            estimate < (plain.confLow ?? 0) || estimate > (plain.confHigh ?? .infinity)
        result.note =
            plain.confHigh == nil
            ? plain.note : isOutside ? "the estimate lies outside its interval" : nil
        return result
    }

    /// φ = (a d - b c) / √(r₁ r₂ c₁ c₂) of a 2x2 table, in [-1, 1]: the correlation of its two sides.
    ///
    /// The interval takes √n φ as normal about its expectation with variance 1, as the interval of
    /// V does without the sign. nil where the occupied table has another shape than 2x2.
    public func phi(confidence: Double) -> Effect? {
        let name = "phi"
        let method = "noncentral normal: phi ± z/√n"
        let table = occupied
        guard table.untestable == nil, table.rowCount == 2, table.columnCount == 2 else {
            return nil
        }
        guard let z = criticalValue(confidence) else {
            return Effect(name: name, method: method, status: .notEstimable, note: confidenceNote)
        }
        // a d - b c = a n - r₁ c₁
        let quotient =
            table.excess(0, 0) / table.marginProduct(0, 0).squareRoot()
            / table.marginProduct(1, 1).squareRoot()
        // Two roots and two quotients round, and a full correlation must not come out above 1.
        let estimate = min(max(quotient, -1), 1)
        let width = z / Double(table.total).squareRoot()
        return Effect(
            name: name, estimate: estimate, confLow: max(estimate - width, -1),
            confHigh: min(estimate + width, 1), method: method)
    }

    /// min(r - 1, c - 1).
    var smallerSide: Double { Double(min(rowCount, columnCount) - 1) }
}

/// The noncentralities that put a statistic on the edge of a tail of (1 - confidence)/2: 0 below
/// where even λ = 0 leaves it inside, nil above where no λ >= 0 does.
func noncentralityLimits(
    of x: Double, df: Double, confidence: Double
) -> (low: Double?, high: Double?) {
    let tail = (1 - confidence) / 2
    return (
        noncentrality(of: x, df: df, upperTail: tail),
        noncentrality(of: x, df: df, lowerTail: tail)
    )
}

/// The λ at which P(X > x) = `upperTail`; 0 where that tail is already larger at λ = 0.
private func noncentrality(of x: Double, df: Double, upperTail: Double) -> Double? {
    if ChiSquared(degreesOfFreedom: df).upperTail(x) >= upperTail { return 0 }
    return squareOfRoot(x) {
        NoncentralChiSquared(degreesOfFreedom: df, noncentrality: $0).upperTail(x) - upperTail
    }
}

/// The λ at which P(X <= x) = `lowerTail`; nil where that tail is already smaller at λ = 0.
private func noncentrality(of x: Double, df: Double, lowerTail: Double) -> Double? {
    if ChiSquared(degreesOfFreedom: df).cumulative(x) <= lowerTail { return nil }
    return squareOfRoot(x) {
        lowerTail - NoncentralChiSquared(degreesOfFreedom: df, noncentrality: $0).cumulative(x)
    }
}

/// Solved for √λ, on which scale √x has a standard deviation of about 1 whatever its size; it is
/// carried on below 0, where there is no λ, as a straight line so that the bracket closes at 0.
private func squareOfRoot(_ x: Double, _ increasing: (Double) -> Double) -> Double? {
    let atZero = increasing(0)
    guard atZero < 0 else { return 0 }
    let root = rootOfIncreasing(near: x.squareRoot(), step: 1) {
        $0 > 0 ? increasing($0 * $0) : atZero
    }
    return root.map { $0 * $0 }
}
