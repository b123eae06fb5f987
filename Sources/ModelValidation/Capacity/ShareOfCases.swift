import Distributions
import HypothesisTests

/// A share x/n of cases with its interval, where x may be an expected count and cases may share clusters.
///
/// Strangers: Wilson's score interval at x of n. Else Wilson's at the effective number of cases,
/// n* = p (1 - p) / V with the linearised variance V of p, times (t_{n-1} / t_{G-1})² for the degrees of
/// freedom of G clusters. Where p is 0 or 1, so that V cannot be seen, cases of one cluster are taken for
/// wholly alike: n* = n² / Σ n_g².
/// Sources: Wilson (1927); Korn and Graubard (1998), Survey Methodology 24, 193-201.
struct ShareOfCases {
    /// The stable name of the share.
    let name: String
    /// The (expected) cases that are counted.
    let counted: Double
    /// The cases that they are counted among.
    let cases: Double
    /// Why there is no share without cases.
    let without: String

    /// x/n, within 0 and 1 whatever rounding did to x; nil without cases.
    var share: Double? { cases > 0 ? min(max(counted / cases, 0), 1) : nil }

    /// Wilson's interval for strangers.
    func wilson(confidence: Double) -> Effect {
        effect(confidence, method: "Wilson score") { z in
            WilsonLimits(events: min(max(counted, 0), cases), of: cases, z: z)
        }
    }

    /// Wilson's interval at the effective number of cases that a variance gives.
    ///
    /// - Parameters:
    ///   - clusters: whether the variance is of clusters, which never tell more than strangers would.
    ///   - suffix: what the method's name says of the variance.
    func wilson(
        _ variance: LinearisedVariance?, clusters: Bool, confidence: Double, suffix: String
    ) -> Effect {
        let method = "Wilson score at the effective number of cases (\(suffix))"
        let effective = effectiveCases(variance, clusters: clusters, confidence: confidence)
        var effect = effect(confidence, method: method) { z in
            guard let share, let effective else { return nil }
            return WilsonLimits(events: share * effective, of: effective, z: z)
        }
        if share != nil, variance == nil {
            effect.note =
                clusters
                ? "all cases are of one cluster, which does not tell how much it varies"
                : "a single case does not tell how much it varies"
        }
        return effect
    }

    /// The number of strangers whose share would vary as much; nil where that cannot be seen.
    func effectiveCases(
        _ variance: LinearisedVariance?, clusters: Bool, confidence: Double
    ) -> Double? {
        guard let share, let variance else { return nil }
        let plain = share * (1 - share)
        var effective =
            plain > 0 && variance.value > 0
            ? plain / variance.value : cases * cases / variance.squaredSizes
        if clusters {
            let tail = (1 - confidence) / 2
            if cases > 1 {
                let ratio =
                    StudentT(degreesOfFreedom: cases - 1).upperQuantile(tail)
                    / StudentT(degreesOfFreedom: variance.units - 1).upperQuantile(tail)
                effective *= ratio * ratio
            }
            effective = min(effective, cases)
        }
        return effective.isFinite && effective > 0 ? effective : nil
    }

    private func effect(
        _ confidence: Double, method: String, _ limits: (Double) -> WilsonLimits?
    ) -> Effect {
        guard let share else {
            return Effect(name: name, method: method, status: .notEstimable, note: without)
        }
        var effect = Effect(
            name: name, estimate: share, method: method, status: .notEstimable)
        guard let z = criticalValue(confidence) else {
            effect.note = confidenceNote
            return effect
        }
        guard let limits = limits(z), limits.low.isFinite, limits.high.isFinite else {
            effect.note = "a limit is out of range"
            return effect
        }
        // What cannot be seen of a limit at an end is not told: 0 of n has no case below it.
        effect.confLow = share == 0 ? 0 : min(limits.low, share)
        effect.confHigh = share == 1 ? 1 : max(limits.high, share)
        effect.status = .estimated
        return effect
    }
}

/// A figure with the interval z standard errors to both sides, kept within bounds.
func capacityInterval(
    _ name: String, estimate: Double, variance: Double?, confidence: Double, method: String,
    within bounds: ClosedRange<Double> = -.infinity ... .infinity, without: String
) -> Effect {
    var effect = Effect(
        name: name, estimate: estimate, method: method, status: .notEstimable, note: without)
    guard let z = criticalValue(confidence) else {
        effect.note = confidenceNote
        return effect
    }
    guard let variance, variance > 0, variance.isFinite else { return effect }
    let width = z * variance.squareRoot()
    effect.confLow = max(estimate - width, bounds.lowerBound)
    effect.confHigh = min(estimate + width, bounds.upperBound)
    effect.status = .estimated
    effect.note = nil
    return effect
}
