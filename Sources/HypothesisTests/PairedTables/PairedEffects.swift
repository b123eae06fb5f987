import Distributions

extension PairedEvents {
    /// (b - c) / n, the share with the event in the first measure less that in the second, with
    /// Newcombe's interval for pairs (his method 10): the distances of both Wilson intervals, added as
    /// vectors at an angle that their correlation gives.
    ///
    /// low = δ - √(l₁² - 2 φ l₁ u₂ + u₂²) with l₁ = p₁ - lower₁ and u₂ = upper₂ - p₂, high likewise;
    /// φ = (a d - b c) / √(product of margins), the numerator taken n/2 nearer to 0 but not past it
    /// where it is positive, 0 where a margin is. In [-1, 1]; also where no pair differs.
    /// Source: Newcombe (1998), Statistics in Medicine 17, 2635-2650.
    public func riskDifference(confidence: Double) -> Effect {
        let name = "risk_difference"
        let method = "Newcombe hybrid score for pairs (method 10)"
        guard total > 0 else { return notEstimable(name, method, "there is no pair") }
        guard let z = criticalValue(confidence) else {
            return notEstimable(name, method, confidenceNote)
        }
        let n = Double(total)
        let estimate = Double(firstOnly - secondOnly) / n
        let distance = newcombeDistances(z: z)
        return Effect(
            name: name, level: first, reference: second, estimate: estimate,
            confLow: max(estimate - distance.below, -1),
            confHigh: min(estimate + distance.above, 1), method: method)
    }

    /// How far the limits at z lie from the difference.
    func newcombeDistances(z: Double) -> (below: Double, above: Double) {
        let n = Double(total)
        // A Wilson limit π solves |p - π| = z √(π(1-π)/n): the distances without a subtraction.
        let own = WilsonLimits(events: Double(firstEvents), of: n, z: z)
        let other = WilsonLimits(events: Double(secondEvents), of: n, z: z)
        let root = z / n.squareRoot()
        let side = { (x: Double, y: Double) in
            // x - y and the correlated part apart, so that the square cannot fall below 0.
            let (u, v) = (root * x.squareRoot(), root * y.squareRoot())
            return ((u - v) * (u - v) + 2 * (1 - correlation) * u * v).squareRoot()
        }
        return (
            side(own.lowVariance, other.highVariance), side(own.highVariance, other.lowVariance)
        )
    }

    /// φ as Newcombe's method 10 takes it.
    private var correlation: Double {
        let margins = [firstEvents, total - firstEvents, secondEvents, total - secondEvents]
        if margins.contains(0) { return 0 }
        let products = Int128(both) * Int128(neither) - Int128(firstOnly) * Int128(secondOnly)
        var excess = Double(products)
        if products > 0 { excess = max(Double(2 * products - Int128(total)) / 2, 0) }
        let (x, y) = (
            Double(margins[0]).squareRoot() * Double(margins[1]).squareRoot(),
            Double(margins[2]).squareRoot() * Double(margins[3]).squareRoot()
        )
        return min(max(excess / x / y, -1), 1)
    }

    /// b / c, the odds of the event in the first measure over those in the second within a case, with
    /// the exact interval: Clopper and Pearson's of b in b + c, as odds.
    ///
    /// Infinite without pairs that have the event in the second only, 0 without those in the first
    /// only, not estimable where no pair differs. Source: Breslow and Day (1980), section 5.2.
    public func oddsRatio(confidence: Double) -> Effect {
        let name = "odds_ratio_paired"
        let method = "ratio of discordant pairs with the exact binomial interval"
        guard discordant > 0 else {
            return notEstimable(name, method, total == 0 ? "there is no pair" : "no pair differs")
        }
        guard criticalValue(confidence) != nil else {
            return notEstimable(name, method, confidenceNote)
        }
        guard discordant <= 10_000_000_000_000 else {
            return notEstimable(name, method, "the counts are too large for an exact interval")
        }
        let (b, c) = (Double(firstOnly), Double(secondOnly))
        let tail = logarithm((1 - confidence) / 2)
        // A limit and its complement are quantiles of mirrored beta distributions.
        let low =
            firstOnly == 0
            ? 0
            : Beta(b, c + 1).quantile(ofLog: tail) / Beta(c + 1, b).upperQuantile(ofLog: tail)
        let high =
            secondOnly == 0
            ? nil
            : Beta(b + 1, c).upperQuantile(ofLog: tail) / Beta(c, b + 1).quantile(ofLog: tail)
        let missing = !low.isFinite || high.map { !$0.isFinite } ?? false
        return Effect(
            name: name, level: first, reference: second,
            estimate: secondOnly == 0 ? nil : b / c, confLow: missing ? nil : low,
            confHigh: missing ? nil : high, method: method,
            status: missing ? .notEstimable : secondOnly == 0 ? .infinite : .estimated,
            note: missing
                ? "a limit is out of range"
                : secondOnly == 0 ? "no case has the event in \(second) only" : nil)
    }

    private func notEstimable(_ name: String, _ method: String, _ note: String) -> Effect {
        Effect(
            name: name, level: first, reference: second, method: method, status: .notEstimable,
            note: note)
    }
}
