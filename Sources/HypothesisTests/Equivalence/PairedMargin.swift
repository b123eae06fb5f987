import Distributions

extension PairedEvents {
    /// The risk difference of pairs against a margin, by Newcombe's interval for pairs (method 10).
    ///
    /// Both intervals are those of `riskDifference(confidence:)`, at confidence C and 2C - 1. A test at
    /// a bound is the interval turned round: its z is the one at which the limit on the bound's side
    /// lies at the bound, so that tests and intervals say the same. Not estimable without a pair; nil
    /// where the margin is not above 0 or the confidence not strictly between 0 and 1.
    ///
    /// - Parameter level: the level the event is, where there are more than two; the answer is then
    ///   about that level, and otherwise about the first measure against the second.
    public func equivalence(
        level: String? = nil, margin: Double, better: BetterDirection? = nil,
        confidence: Double = 0.95
    ) -> MarginAnswer? {
        let estimate =
            total > 0 ? Double(firstOnly - secondOnly) / Double(total) : nil
        let source = MarginAnswer.Source(
            effect: "risk_difference", level: level ?? first,
            reference: level == nil ? second : nil, estimate: estimate,
            method: "Newcombe hybrid score for pairs (method 10)",
            statistic: { bound in
                guard let estimate else { return (.nan, .nan, .nan, nil) }
                let z = score(from: estimate, to: bound)
                // Beyond every interval p is below that of the widest that is looked at.
                let edge = min(max(z, -1000), 1000)
                return (z, Normal.logCumulative(edge), Normal.logUpperTail(edge), nil)
            },
            interval: { tail in
                let z = Normal.upperQuantile(tail)
                guard let estimate, z.isFinite, z >= 0 else { return nil }
                let distance = newcombeDistances(z: z)
                return max(estimate - distance.below, -1)...min(estimate + distance.above, 1)
            })
        return MarginAnswer(source, margin: margin, better: better, confidence: confidence)
    }

    /// The z at which the interval's limit reaches a bound, negative for a bound above the estimate;
    /// infinite where no interval is that wide.
    private func score(from estimate: Double, to bound: Double) -> Double {
        let excess = estimate - bound
        guard excess != 0 else { return 0 }
        let z = rootOfIncreasing(near: 1, step: 0.5) { z in
            guard z > 0 else { return -abs(excess) }
            let distance = newcombeDistances(z: z)
            return (excess > 0 ? distance.below : distance.above) - abs(excess)
        }
        let size = z ?? .infinity
        return excess > 0 ? size : -size
    }
}
