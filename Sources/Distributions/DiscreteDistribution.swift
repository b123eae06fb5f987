/// A distribution of whole numbers, with every tail also as a logarithm that never underflows.
///
/// Both tails include their end: `cumulative(k)` is P(X <= k) and `upperTail(from: k)` P(X >= k).
/// A parameter that is NaN gives NaN in every probability, and no quantile.
public protocol DiscreteDistribution: Sendable, Hashable {
    /// The values X can take; its upper end is `Int.max` where there is none.
    var support: ClosedRange<Int> { get }
    /// E[X].
    var mean: Double { get }
    /// Var[X].
    var variance: Double { get }
    /// ln P(X = k); -∞ outside the support.
    func logProbability(_ k: Int) -> Double
    /// ln P(X <= k).
    func logCumulative(_ k: Int) -> Double
    /// ln P(X >= k).
    func logUpperTail(from k: Int) -> Double
}

extension DiscreteDistribution {
    /// P(X = k).
    public func probability(_ k: Int) -> Double { exponential(logProbability(k)) }

    /// P(X <= k).
    public func cumulative(_ k: Int) -> Double { exponential(logCumulative(k)) }

    /// P(X >= k).
    public func upperTail(from k: Int) -> Double { exponential(logUpperTail(from: k)) }

    /// The smallest k with P(X <= k) >= p, to 1e-12 of p; nil where p is not in [0, 1].
    public func quantile(_ p: Double) -> Int? { quantile(ofLog: logarithm(p)) }

    /// The smallest k with P(X > k) <= p, to 1e-12 of p; nil where p is not in [0, 1].
    public func upperQuantile(_ p: Double) -> Int? { upperQuantile(ofLog: logarithm(p)) }

    /// The smallest k with ln P(X <= k) >= `logP`, to 1e-12; nil where `logP` is above 0 or NaN.
    public func quantile(ofLog logP: Double) -> Int? {
        guard logP <= 0 else { return nil }
        return smallest(lower: logP, upper: logComplement(ofLog: logP))
    }

    /// The smallest k with ln P(X > k) <= `logP`, to 1e-12; nil where `logP` is above 0 or NaN.
    public func upperQuantile(ofLog logP: Double) -> Int? {
        guard logP <= 0 else { return nil }
        return smallest(lower: logComplement(ofLog: logP), upper: logP)
    }

    /// The first k that leaves at least exp(`lower`) at or below it and at most exp(`upper`) above:
    /// the same thing twice, asked of the smaller of the two, which has the digits.
    private func smallest(lower: Double, upper: Double) -> Int? {
        guard mean.isFinite, variance.isFinite else { return nil }
        if lower == -.infinity { return support.lowerBound }
        if upper == -.infinity { return support.upperBound }
        let slack = 1e-12 + 4 * min(lower, upper).ulp
        func reached(_ k: Int) -> Bool {
            if k >= support.upperBound { return true }
            return lower < upper
                ? logCumulative(k) >= lower - slack : logUpperTail(from: k + 1) <= upper + slack
        }
        var step = max(wholeNumber(variance.squareRoot()), 1)
        var inside = min(max(wholeNumber(mean), support.lowerBound), support.upperBound)
        while !reached(inside) {
            inside = step > support.upperBound - inside ? support.upperBound : inside + step
            step = step > Int.max / 2 ? Int.max : 2 * step
        }
        var outside = inside
        step = max(wholeNumber(variance.squareRoot()), 1)
        repeat {
            inside = outside
            if inside == support.lowerBound { return inside }
            outside = step > inside - support.lowerBound ? support.lowerBound : inside - step
            step = step > Int.max / 2 ? Int.max : 2 * step
        } while reached(outside)
        while inside - outside > 1 {
            let middle = outside + (inside - outside) / 2
            if reached(middle) { inside = middle } else { outside = middle }
        }
        return inside
    }
}

/// x rounded down, for x >= 0, and the largest whole number where x is beyond it.
func wholeNumber(_ x: Double) -> Int { x < 9e18 ? Int(x) : Int.max }
