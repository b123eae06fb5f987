import Distributions
import HypothesisTests

/// Events that came beside those that the risks add up to.
struct ObservedOverExpected {
    /// Cases with the event.
    let observed: Double
    /// Σ of the risks.
    let expected: Double
    /// The events of a Poisson count that varies as much: the observed, or fewer where clusters say so;
    /// nil where these do not tell.
    let effectiveEvents: Double?
    /// 1, or what clusters' variance of observed - expected is over the events where there is none.
    let spread: Double
    private let clustered: Bool

    init(_ cases: ScoredCases) {
        observed = cases.eventCount
        expected = cases.sumOverCases { cases.risk[$0] }
        clustered = cases.cluster != nil
        guard clustered else {
            effectiveEvents = observed
            spread = 1
            return
        }
        let difference = observed - expected
        let all = cases.caseCount
        let variance = cases.linearisedVariance { row in
            (cases.hasEvent[row] ? 1 : 0) - cases.risk[row] - difference / all
        }
        guard let variance else {
            effectiveEvents = nil
            spread = 1
            return
        }
        // Never more than strangers would tell; without an event cases of a cluster are taken as alike.
        spread =
            observed > 0 ? max(variance.value / observed, 1) : variance.squaredSizes / all
        effectiveEvents = observed / spread
    }

    /// observed / expected with the exact interval of a Poisson count: χ²(2x)/2 and χ²(2x + 2)/2 over the
    /// expected, x being the events; at x/d of them and times d where cases share clusters, d being the
    /// variance of observed - expected (CR1) over the events.
    ///
    /// Sources: Garwood (1936), Biometrika 28; Dobson and others (1991), Statistics in Medicine 10, 457-462.
    func effect(confidence: Double) -> Effect {
        let method =
            clustered
            ? "exact Poisson interval at the effective number of events (clusters, CR1)"
            : "exact Poisson interval"
        var effect = Effect(
            name: "observed_expected", method: method, status: .notEstimable)
        guard expected > 0 else {
            effect.note = observed > 0 ? "the risks add up to 0" : "no case is at risk"
            return effect
        }
        effect.estimate = observed / expected
        guard criticalValue(confidence) != nil else {
            effect.note = confidenceNote
            return effect
        }
        guard let x = effectiveEvents else {
            effect.note = "all cases are of one cluster, which does not tell how much it varies"
            return effect
        }
        let limits = poissonLimits(x, confidence: confidence)
        (effect.confLow, effect.confHigh) = (
            limits.low * spread / expected, limits.high * spread / expected
        )
        effect.status = .estimated
        return effect
    }
}

/// Garwood's limits of a Poisson mean for a count, which need not be whole.
func poissonLimits(_ x: Double, confidence: Double) -> (low: Double, high: Double) {
    let tail = (1 - confidence) / 2
    return (
        x > 0 ? ChiSquared(degreesOfFreedom: 2 * x).quantile(tail) / 2 : 0,
        ChiSquared(degreesOfFreedom: 2 * x + 2).upperQuantile(tail) / 2
    )
}
