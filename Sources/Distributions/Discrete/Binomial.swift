import CBoostMath

/// The binomial distribution: successes in n independent trials of probability p.
public struct Binomial: DiscreteDistribution {
    /// n >= 0; without trials X is 0.
    public let trials: Int
    /// p in [0, 1]; NaN answers where it is NaN, as 0 of 0 is.
    public let probability: Double

    /// A binomial distribution with n >= 0 trials of probability p in [0, 1].
    public init(trials: Int, probability: Double) {
        precondition(trials >= 0, "the number of trials is at least 0")
        precondition(!(probability < 0 || probability > 1), "a probability lies in [0, 1]")
        self.trials = trials
        self.probability = probability
    }

    /// 0...n.
    public var support: ClosedRange<Int> { 0...trials }

    /// n p.
    public var mean: Double { Double(trials) * probability }

    /// n p (1 - p).
    public var variance: Double { mean * (1 - probability) }

    /// ln P(X = k), by Loader's saddle point; -∞ outside 0...n.
    public func logProbability(_ k: Int) -> Double {
        if probability.isNaN { return .nan }
        guard k >= 0, k <= trials else { return -.infinity }
        if probability == 0 { return k == 0 ? 0 : -.infinity }
        if probability == 1 { return k == trials ? 0 : -.infinity }
        if k == 0 { return Double(trials) * logOnePlus(-probability) }
        // C(n, k) p^k q^{n-k+1} is the leading term of I_p(k, n - k + 1).
        return casewise_beta_log_term(Double(k), Double(trials - k) + 1, probability)
            - logOnePlus(-probability)
    }

    /// ln P(X <= k) = ln (1 - I_p(k + 1, n - k)).
    public func logCumulative(_ k: Int) -> Double {
        if probability.isNaN { return .nan }
        if k < 0 { return -.infinity }
        if k >= trials || probability == 0 { return 0 }
        if probability == 1 { return -.infinity }
        return casewise_beta_log_upper(Double(k) + 1, Double(trials - k), probability)
    }

    /// ln P(X >= k) = ln I_p(k, n - k + 1).
    public func logUpperTail(from k: Int) -> Double {
        if probability.isNaN { return .nan }
        if k <= 0 { return 0 }
        if k > trials || probability == 0 { return -.infinity }
        if probability == 1 { return 0 }
        return casewise_beta_log_lower(Double(k), Double(trials - k) + 1, probability)
    }
}
