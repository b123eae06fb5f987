extension EventComparison {
    /// p₁ - p₀, the share with the event less the reference's, with Newcombe's hybrid score interval
    /// (his method 10): the distances of both Wilson intervals, added as vectors.
    ///
    /// low = δ - √((p₁ - l₁)² + (u₀ - p₀)²), high = δ + √((u₁ - p₁)² + (p₀ - l₀)²). In [-1, 1]; also
    /// where the event never or always occurs. Not estimable with an empty level.
    /// Source: Newcombe (1998), Statistics in Medicine 17, 873-890.
    public func riskDifference(confidence: Double) -> Effect {
        let name = "risk_difference"
        let method = "Newcombe hybrid score (method 10)"
        if let reason = emptyLevel { return notEstimable(name, method, reason) }
        let (a, _, c, _) = cells
        let (n1, n0) = (Double(cases), Double(referenceCases))
        let difference =
            Double(
                Int128(events) * Int128(referenceCases) - Int128(referenceEvents) * Int128(cases))
            / n1 / n0
        guard let z = criticalValue(confidence) else {
            return notEstimable(name, method, confidenceNote)
        }
        // A Wilson limit π solves |p - π| = z √(π(1-π)/n): the distances without a subtraction.
        let own = WilsonLimits(events: a, of: n1, z: z)
        let other = WilsonLimits(events: c, of: n0, z: z)
        let below = z * (own.lowVariance / n1 + other.highVariance / n0).squareRoot()
        let above = z * (own.highVariance / n1 + other.lowVariance / n0).squareRoot()
        return Effect(
            name: name, level: level, reference: reference, estimate: difference,
            confLow: max(difference - below, -1), confHigh: min(difference + above, 1),
            method: method)
    }
}
