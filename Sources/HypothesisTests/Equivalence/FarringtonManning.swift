import Distributions

extension EventComparison {
    /// The risk difference against a margin, by Farrington and Manning's score test.
    ///
    /// z(δ) = (p₁ - p₀ - δ) / √(p̃₁q̃₁/n₁ + p̃₀q̃₀/n₀) with p̃ the most likely shares under
    /// p₁ - p₀ = δ; no continuity correction and no factor N/(N-1). The interval holds the δ with
    /// |z(δ)| <= z, so that it and the tests agree. Also where the event never or always occurs.
    /// nil where the margin is not above 0 or the confidence not strictly between 0 and 1.
    /// Source: Farrington and Manning (1990), Statistics in Medicine 9, 1447-1454.
    public func equivalence(
        margin: Double, better: BetterDirection? = nil, confidence: Double = 0.95
    ) -> MarginAnswer? {
        let source = MarginAnswer.Source(
            effect: "risk_difference", level: level, reference: reference,
            estimate: emptyLevel == nil ? observedDifference : nil,
            method: "Farrington-Manning score",
            statistic: { bound in
                guard emptyLevel == nil else { return (.nan, .nan, .nan, nil) }
                let z = score(difference: bound)
                return (z, Normal.logCumulative(z), Normal.logUpperTail(z), nil)
            },
            interval: { tail in
                emptyLevel == nil ? scoreInterval(tail: tail) : nil
            })
        return MarginAnswer(source, margin: margin, better: better, confidence: confidence)
    }

    private var observedDifference: Double {
        Double(events) / Double(cases) - Double(referenceEvents) / Double(referenceCases)
    }

    /// z(δ), falling in δ.
    func score(difference: Double) -> Double {
        let (m, n) = (Double(cases), Double(referenceCases))
        let excess = observedDifference - difference
        if excess == 0 { return 0 }
        if difference <= -1 { return .infinity }
        if difference >= 1 { return -.infinity }
        let p0 = mostLikelyShare(difference: difference)
        let p1 = min(max(p0 + difference, 0), 1)
        let variance = p1 * (1 - p1) / m + p0 * (1 - p0) / n
        if variance <= 0 { return excess > 0 ? .infinity : -.infinity }
        return excess / variance.squareRoot()
    }

    /// The most likely share of the reference where the other's is δ more: the zero of the
    /// derivative of the log-likelihood, which falls, by Newton's method within a bracket.
    private func mostLikelyShare(difference: Double) -> Double {
        let (a, b, c, d) = cells
        var (low, high) = (max(0, -difference), min(1, 1 - difference))
        var p0 = low + (high - low) / 2
        // A share of 0 cases adds no term, also at the border.
        let part = { (count: Double, share: Double) in count > 0 ? count / share : 0 }
        let bend = { (count: Double, share: Double) in count > 0 ? count / share / share : 0 }
        for _ in 0..<200 {
            let p1 = p0 + difference
            let slope = part(a, p1) - part(b, 1 - p1) + part(c, p0) - part(d, 1 - p0)
            if slope == 0 || slope.isNaN { break }
            if slope > 0 { low = p0 } else { high = p0 }
            let curvature = bend(a, p1) + bend(b, 1 - p1) + bend(c, p0) + bend(d, 1 - p0)
            var next = p0 + slope / curvature
            if !(next > low && next < high) { next = low + (high - low) / 2 }
            if next == p0 || high - low <= 2 * high.ulp { break }
            p0 = next
        }
        return p0
    }

    private func scoreInterval(tail: Double) -> ClosedRange<Double>? {
        let z = Normal.upperQuantile(tail)
        guard z.isFinite, z > 0 else { return nil }
        let limit = { (target: Double) in
            rootOfIncreasing(near: self.observedDifference, step: 0.1) { difference in
                // Beyond ±1 there is no difference, and the sign holds the bracket.
                if difference <= -1 { return -1e300 }
                if difference >= 1 { return 1e300 }
                return min(max(target - self.score(difference: difference), -1e300), 1e300)
            }
        }
        guard let low = limit(z), let high = limit(-z) else { return nil }
        let (from, to) = (max(low, -1), min(high, 1))
        return from <= to ? from...to : nil
    }
}
