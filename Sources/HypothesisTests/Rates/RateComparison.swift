import Distributions

/// Two Poisson rates compared: the first with the second.
///
/// Given all events x + y, those of the first are binomial with probability p = tρ/(tρ + u) for
/// exposures t and u and the ratio ρ of the rates: the exact and the mid-p answers are that
/// binomial's.
public struct RateComparison: Sendable {
    /// The rate that is compared.
    public let first: PoissonRate
    /// The rate it is compared with.
    public let second: PoissonRate

    /// A comparison of `first` with `second`.
    public init(_ first: PoissonRate, with second: PoissonRate) {
        self.first = first
        self.second = second
    }

    /// The exact conditional test of equal rates: the probability of all divisions of the events
    /// that are no likelier than this one, to a relative 1e-7. As R's `poisson.test`.
    ///
    /// Not estimable without exposure in both, or without any event. Source: Przyborowski and
    /// Wilenski (1940).
    public func exactTest() -> TestResult {
        let (name, method) = (
            "poisson_exact",
            "exact conditional test of two Poisson rates: outcomes no likelier than this one"
        )
        if let note = unusable {
            return TestResult(name: name, method: method, notEstimable: note)
        }
        let (trials, x) = (first.events + second.events, first.events)
        let binomial = Binomial(trials: trials, probability: share)
        return TestResult(
            name: name, method: method, pValue: PValue(naturalLog: twoSided(binomial, x)))
    }

    /// The conditional test with mid-p: twice the smaller tail, in which the division that came
    /// about counts half. Less conservative than the exact test.
    public func midPTest() -> TestResult {
        let (name, method) = (
            "poisson_mid_p",
            "mid-p conditional test of two Poisson rates: twice the smaller tail, this outcome half"
        )
        if let note = unusable {
            return TestResult(name: name, method: method, notEstimable: note)
        }
        let tail = min(logMidTail(share, upper: true), logMidTail(share, upper: false))
        return TestResult(
            name: name, method: method, pValue: PValue(naturalLog: min(tail + logarithm(2), 0)))
    }

    /// The score test of equal rates: z = (x u - y t) / √((x + y) t u), as statsmodels.
    public func scoreTest() -> TestResult {
        let (name, method) = ("rate_score", "score test of two Poisson rates")
        if let note = unusable {
            return TestResult(name: name, method: method, notEstimable: note)
        }
        let n = x + y
        let z = (x * (1 - share) - y * share) / (n * share * (1 - share)).squareRoot()
        return TestResult(
            name: name, method: method, statistic: finite(z), pValue: Normal.twoSidedPValue(z))
    }

    /// The ratio of the rates with its exact interval: of the odds of Clopper and Pearson's limits
    /// for the binomial, by quantiles of F.
    public func rateRatio(confidence: Double) -> Effect {
        ratio("rate_ratio", "exact conditional interval", confidence) { z, tail in
            let low =
                x == 0
                ? 0 : x / (y + 1) * FisherF(numerator: 2 * x, denominator: 2 * y + 2).quantile(tail)
            let high =
                y == 0
                ? nil
                : (x + 1) / y
                    * FisherF(numerator: 2 * x + 2, denominator: 2 * y).upperQuantile(tail)
            return (low, high)
        }
    }

    /// The ratio of the rates with its mid-p interval.
    public func rateRatioMidP(confidence: Double) -> Effect {
        ratio("rate_ratio_mid_p", "mid-p conditional interval", confidence) { _, tail in
            let logTail = logarithm(tail)
            let start = logarithm((x + 0.5) / (y + 0.5))
            let logistic = { (value: Double) in 1 / (1 + exponential(-value)) }
            let low =
                x == 0
                ? 0
                : rootOfIncreasing(near: start - 1, step: 1) {
                    logMidTail(logistic($0), upper: true) - logTail
                }.map(exponential)
            let high =
                y == 0
                ? nil
                : rootOfIncreasing(near: start + 1, step: 1) {
                    logTail - logMidTail(logistic($0), upper: false)
                }.map(exponential)
            return (low, high)
        }
    }

    /// The ratio of the rates with its score interval: the roots of
    /// (x - y ρ)² = z² (x + y) ρ with ρ the ratio times t/u. As statsmodels.
    public func rateRatioScore(confidence: Double) -> Effect {
        ratio("rate_ratio_score", "score interval", confidence) { z, _ in
            let half = x * y + z * z * (x + y) / 2
            let root = z * ((x + y) * (x * y + z * z * (x + y) / 4)).squareRoot()
            return (x * x / (half + root), y == 0 ? nil : (half + root) / (y * y))
        }
    }

    /// The difference of the rates with its score interval: the d with |x/t - y/u - d| = z σ, where
    /// σ² = λ/t + μ/u for the most likely λ and μ that differ by d.
    public func rateDifference(confidence: Double) -> Effect {
        let (name, method) = ("rate_difference", "score interval")
        func effect(
            _ low: Double? = nil, _ high: Double? = nil, _ note: String? = nil
        ) -> Effect {
            let usable = first.exposure > 0 && second.exposure > 0
            return Effect(
                name: name, level: first.label, reference: second.label,
                estimate: usable ? finite(x / first.exposure - y / second.exposure) : nil,
                confLow: low, confHigh: high, method: method,
                status: note == nil ? .estimated : .notEstimable, note: note)
        }
        guard first.exposure > 0, second.exposure > 0 else {
            return effect(nil, nil, "there is no exposure")
        }
        guard let z = criticalValue(confidence) else { return effect(nil, nil, confidenceNote) }
        let (t, u) = (first.exposure, second.exposure)
        let difference = x / t - y / u
        let distance = { (d: Double) -> Double in
            // The most likely second rate: (t + u) μ² + ((t + u) d - x - y) μ - y d = 0.
            let b = (t + u) * d - x - y
            let root = (b * b + 4 * (t + u) * y * d).squareRoot()
            let mu = max(b > 0 ? 2 * y * d / (b + root) : (root - b) / (2 * (t + u)), 0)
            let lambda = max(mu + d, 0)
            return (difference - d) / (lambda / t + mu / u).squareRoot()
        }
        let step = ((x + 1) / (t * t) + (y + 1) / (u * u)).squareRoot()
        let low = rootOfIncreasing(near: difference - 2 * step, step: step) { d in
            d >= difference ? z : z - distance(d)
        }
        let high = rootOfIncreasing(near: difference + 2 * step, step: step) { d in
            d <= difference ? -z : -z - distance(d)
        }
        guard let low, let high else { return effect(nil, nil, "no limits were found") }
        return effect(low, high)
    }

    private var x: Double { Double(first.events) }
    private var y: Double { Double(second.events) }

    /// t / (t + u).
    private var share: Double { 1 / (1 + second.exposure / first.exposure) }

    private var unusable: String? {
        if !(first.exposure > 0 && second.exposure > 0) { return "there is no exposure" }
        if !first.exposure.isFinite || !second.exposure.isFinite {
            return "the exposure is out of range"
        }
        if !(share > 0 && share < 1) { return "the exposures are too unlike" }
        return first.events == 0 && second.events == 0 ? "there is no event" : nil
    }

    /// ln of a tail of the binomial in which the outcome itself counts half.
    private func logMidTail(_ probability: Double, upper: Bool) -> Double {
        let (trials, k) = (first.events + second.events, first.events)
        let binomial = Binomial(trials: trials, probability: min(max(probability, 0), 1))
        let half = binomial.logProbability(k) - logarithm(2)
        let beyond =
            upper
            ? (k < trials ? binomial.logUpperTail(from: k + 1) : -.infinity)
            : (k > 0 ? binomial.logCumulative(k - 1) : -.infinity)
        return logSum(half, beyond)
    }

    private func ratio(
        _ name: String, _ method: String, _ confidence: Double,
        _ limits: (_ z: Double, _ tail: Double) -> (Double?, Double?)
    ) -> Effect {
        func effect(
            _ estimate: Double?, _ low: Double?, _ high: Double?, _ status: EstimationStatus,
            _ note: String?
        ) -> Effect {
            Effect(
                name: name, level: first.label, reference: second.label, estimate: estimate,
                confLow: low, confHigh: high, method: method, status: status, note: note)
        }
        if let note = unusable { return effect(nil, nil, nil, .notEstimable, note) }
        let scale = second.exposure / first.exposure
        let estimate = y == 0 ? nil : finite(x / y * scale)
        guard let z = criticalValue(confidence) else {
            return effect(estimate, nil, nil, .notEstimable, confidenceNote)
        }
        let (low, high) = limits(z, (1 - confidence) / 2)
        let isInfinite = second.events == 0
        return effect(
            estimate, low.map { $0 * scale }, high.map { $0 * scale },
            isInfinite ? .infinite : .estimated,
            isInfinite ? "there is no event in the group compared with" : nil)
    }
}

/// ln of the probability of all outcomes no likelier than k, to a relative 1e-7.
private func twoSided(_ binomial: Binomial, _ k: Int) -> Double {
    let slack = logarithm(1 + 1e-7)
    let limit = binomial.logProbability(k) + slack
    let mode = min(
        max(Int((Double(binomial.trials) + 1) * binomial.probability), 0), binomial.trials)
    let isRare = { (outcome: Int) in binomial.logProbability(outcome) <= limit }
    if isRare(mode) { return 0 }
    if k < mode {
        // The first rare outcome above the mode.
        var (inside, outside) = (mode, binomial.trials + 1)
        while outside - inside > 1 {
            let middle = inside + (outside - inside) / 2
            if isRare(middle) { outside = middle } else { inside = middle }
        }
        let lower = binomial.logCumulative(k)
        return outside > binomial.trials
            ? lower : min(logSum(lower, binomial.logUpperTail(from: outside)), 0)
    }
    var (outside, inside) = (-1, mode)
    while inside - outside > 1 {
        let middle = outside + (inside - outside) / 2
        if isRare(middle) { outside = middle } else { inside = middle }
    }
    let upper = binomial.logUpperTail(from: k)
    return outside < 0 ? upper : min(logSum(upper, binomial.logCumulative(outside)), 0)
}
