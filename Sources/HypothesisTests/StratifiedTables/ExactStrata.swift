import Distributions

/// The exact test of a 2x2xk table and the odds ratio that goes with it, from one convolution.
public struct ExactStrata: Sendable, Hashable {
    /// `cochran_mantel_haenszel_exact`: the share, among tables with all these margins and equal odds,
    /// of those whose number of events in the level is no more probable than the observed one.
    ///
    /// As R's `mantelhaen.test(exact = TRUE)`; ties by a relative tolerance of 1e-7.
    public let test: TestResult
    /// `cochran_mantel_haenszel_exact_mid_p`: the same, those equally probable counted half. Its size
    /// is near the nominal level but not held below it.
    public let midP: TestResult
    /// `odds_ratio_conditional`: the common odds ratio that makes the table most likely given all
    /// margins, with the exact interval.
    public let oddsRatio: Effect
}

extension StratifiedComparison {
    /// The exact conditional test of equal odds within strata and the exact common odds ratio.
    ///
    /// E[S] = s; P(S >= s) = (1 - confidence)/2; P(S <= s) = (1 - confidence)/2, each solved on the
    /// log scale. At an end of the support the estimate is exactly 0 (with lower limit 0) or infinite
    /// (without upper limit). Not estimable where the sums would be too long.
    /// Source: Gart (1970), Biometrika 57, 471-475; Mehta, Patel and Gray (1985), JASA 80.
    public func exact(confidence: Double) -> ExactStrata {
        let strata = informative
        if strata.isEmpty { return inexact(uselessStrata) }
        guard let distribution = ConditionalStrata(strata) else { return inexact(tooLargeForExact) }
        return ExactStrata(
            test: TestResult(
                name: Self.exactTest.name, method: Self.exactTest.method,
                pValue: PValue(naturalLog: distribution.logTwoSided(midP: false))),
            midP: TestResult(
                name: Self.exactMidP.name, method: Self.exactMidP.method,
                pValue: PValue(naturalLog: distribution.logTwoSided(midP: true))),
            oddsRatio: exactOddsRatio(distribution, strata, confidence))
    }

    private static let exactTest = (
        name: "cochran_mantel_haenszel_exact",
        method: "exact conditional test of equal odds in all strata, two-sided"
    )
    private static let exactMidP = (
        name: "cochran_mantel_haenszel_exact_mid_p",
        method: "exact conditional test of equal odds in all strata, mid-p"
    )
    private static let exactRatio = (
        name: "odds_ratio_conditional",
        method: "conditional maximum likelihood with exact interval"
    )

    private func inexact(_ reason: String) -> ExactStrata {
        ExactStrata(
            test: TestResult(
                name: Self.exactTest.name, method: Self.exactTest.method, notEstimable: reason),
            midP: TestResult(
                name: Self.exactMidP.name, method: Self.exactMidP.method, notEstimable: reason),
            oddsRatio: notEstimable(Self.exactRatio.name, Self.exactRatio.method, reason))
    }

    private func exactOddsRatio(
        _ distribution: ConditionalStrata, _ strata: [EventComparison], _ confidence: Double
    ) -> Effect {
        let (name, method) = Self.exactRatio
        guard criticalValue(confidence) != nil else {
            return notEstimable(name, method, confidenceNote)
        }
        let tail = (1 - confidence) / 2
        let (centre, step) = Self.guess(strata)
        let solve = { (equation: (ConditionalStrata.Moments) -> Double) in
            rootOfIncreasing(near: centre, step: step) { equation(distribution.moments($0)) }
                .map(exponential)
        }
        let (isZero, isInfinite) = (distribution.isLowest, distribution.isHighest)
        let estimate = isZero ? 0 : isInfinite ? nil : solve { $0.meanExcess }
        let low = isZero ? 0 : solve { $0.upperTail - tail }
        let high = isInfinite ? nil : solve { tail - $0.cumulative }
        let missing = low == nil || (!isInfinite && (estimate == nil || high == nil))
        return Effect(
            name: name, level: level, reference: reference, estimate: estimate, confLow: low,
            confHigh: high, method: method,
            status: missing ? .notEstimable : isInfinite ? .infinite : .estimated,
            note: missing ? "a solution is out of range" : nil)
    }

    /// ln of the pooled odds ratio with ½ added to both sums of products, and a measure of its spread.
    private static func guess(_ strata: [EventComparison]) -> (centre: Double, step: Double) {
        var (above, below, information) = (0.5, 0.5, 0.0)
        for stratum in strata {
            let (a, b, c, d) = stratum.cells
            above += a * (d / Double(stratum.total))
            below += b * (c / Double(stratum.total))
            information += stratum.centralVariance
        }
        return (logarithm(above / below), 1 / max(information, 1e-6).squareRoot())
    }
}
