import Distributions
import Glibc
import HypothesisTests

/// Shares of several groups drawn towards their common mean, the more the fewer cases a group has.
///
/// x_g of n_g cases are binomial with a share of the group's own, these shares are a beta distribution's with
/// mean μ and strength M, both by maximum marginal likelihood. A group's share is then Beta(μM + x,
/// (1-μ)M + n - x): its mean is (μM + x)/(M + n), and its quantiles the interval, which takes μ and M as known
/// and is so somewhat narrow. Where the groups vary no more than chance lets binomial shares vary (Tarone's
/// score is not positive), M is infinite, and all groups have the common share with its Wilson interval.
/// Sources: Skellam (1948), JRSS B 10; Tarone (1979), Biometrika 66; Morris (1983), JASA 78.
public struct BetaBinomialPooling: Sendable, Hashable {
    /// The common mean μ.
    public let mean: Double
    /// M, the cases that the common mean is worth; nil where it is infinite.
    public let strength: Double?
    /// The cases of all groups.
    public let cases: Double
    /// Those that are counted.
    public let counted: Double

    /// The beta distribution of groups with `counted` of `cases` each; both may be expected values.
    ///
    /// nil with fewer than three groups that have cases, or where none or all of the cases are counted: how
    /// groups vary cannot be seen then.
    public init?(counted: [Double], cases: [Double]) {
        let held = cases.indices.filter { cases[$0] > 0 }
        let n = held.map { cases[$0] }
        let x = zip(held, n).map { min(max(counted[$0], 0), $1) }
        let (all, events) = (n.reduce(0, +), x.reduce(0, +))
        guard held.count >= 3, events > 0, events < all else { return nil }
        let common = events / all
        self.cases = all
        self.counted = events
        var tarone = 0.0
        for (x, n) in zip(x, n) {
            tarone += x * (x - 1) / common + (n - x) * (n - x - 1) / (1 - common) - n * (n - 1)
        }
        let mean = { (strength: Double) in Self.mean(x, n, strength: strength, near: common) }
        // The slope of the likelihood in ln M at its best mean: where it turns positive, M is found.
        let slope = { (logStrength: Double) in
            let strength = exp(logStrength)
            let mu = mean(strength)
            var sum = 0.0
            for (x, n) in zip(x, n) {
                sum +=
                    mu * digammaDifference(mu * strength, x)
                    + (1 - mu) * digammaDifference((1 - mu) * strength, n - x)
                    - digammaDifference(strength, n)
            }
            return sum * strength * strength
        }
        guard tarone > 0 else {
            self.mean = common
            strength = nil
            return
        }
        var high = log(1e7)
        guard slope(high) < 0 else {
            self.mean = common
            strength = nil
            return
        }
        while high > -12, slope(high - 0.5) < 0 { high -= 0.5 }
        let root = rootOfIncreasing(near: high - 0.25, step: 0.25) { -slope($0) } ?? high
        strength = exp(max(root, -12))
        self.mean = mean(exp(max(root, -12)))
    }

    /// The μ at which the likelihood of a strength, which is concave in it, is greatest.
    private static func mean(
        _ x: [Double], _ n: [Double], strength: Double, near common: Double
    ) -> Double {
        let logit = rootOfIncreasing(near: log(common / (1 - common)), step: 0.5) { logit in
            let mu = 1 / (1 + exp(-logit))
            let rest = 1 / (1 + exp(logit))
            var sum = 0.0
            for (x, n) in zip(x, n) {
                sum +=
                    digammaDifference(rest * strength, n - x) - digammaDifference(mu * strength, x)
            }
            return sum
        }
        return logit.map { 1 / (1 + exp(-$0)) } ?? common
    }

    /// A group's share as its own cases and all groups together give it.
    public func shrunken(
        counted x: Double, cases n: Double, name: String, confidence: Double
    ) -> Effect {
        guard let strength else {
            var common = ShareOfCases(
                name: name, counted: counted, cases: cases, without: "no case"
            ).wilson(confidence: confidence)
            common.method =
                "common share of all groups, which vary no more than by chance, Wilson score"
            return common
        }
        let method = "beta-binomial empirical Bayes, quantiles of the posterior"
        let posterior = Beta(mean * strength + x, (1 - mean) * strength + max(n - x, 0))
        var effect = Effect(
            name: name, estimate: posterior.mean, method: method, status: .notEstimable)
        guard criticalValue(confidence) != nil else {
            effect.note = confidenceNote
            return effect
        }
        let tail = (1 - confidence) / 2
        let (low, high) = (posterior.quantile(tail), posterior.upperQuantile(tail))
        guard low.isFinite, high.isFinite else {
            effect.note = "a limit is out of range"
            return effect
        }
        (effect.confLow, effect.confHigh, effect.status) = (low, high, .estimated)
        return effect
    }
}
