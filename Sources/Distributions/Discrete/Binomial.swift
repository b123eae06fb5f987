/// The binomial distribution: successes in n independent trials of probability p.
public struct Binomial: Sendable, Hashable {
    /// n >= 0.
    public let trials: Int
    /// p in [0, 1].
    public let probability: Double

    /// A binomial distribution with n >= 0 trials of probability p in [0, 1].
    public init(trials: Int, probability: Double) {
        precondition(trials >= 0, "the number of trials is at least 0")
        precondition(probability >= 0 && probability <= 1, "a probability lies in [0, 1]")
        self.trials = trials
        self.probability = probability
    }

    /// ln P(X = k), by Loader's saddle point; -∞ outside 0...n.
    public func logProbability(_ k: Int) -> Double {
        let (p, q) = (probability, 1 - probability)
        guard k >= 0, k <= trials else { return -.infinity }
        if p == 0 { return k == 0 ? 0 : -.infinity }
        if q == 0 { return k == trials ? 0 : -.infinity }
        let (n, x, y) = (Double(trials), Double(k), Double(trials - k))
        if k == 0 { return n * logOnePlus(-p) }
        if k == trials { return n * logarithm(p) }
        let correction = stirlingError(n) - stirlingError(x) - stirlingError(y)
        let deviance = deviancePart(x, mean: n * p) + deviancePart(y, mean: n * q)
        return correction - deviance - halfLogOfTwoPi + 0.5 * logarithm(n / x / y)
    }

    /// ln P(X <= k) = ln I_{1-p}(n - k, k + 1).
    public func logCumulative(_ k: Int) -> Double {
        if k < 0 { return -.infinity }
        if k >= trials { return 0 }
        return logBetaLower(
            Double(trials - k), Double(k) + 1, x: 1 - probability, y: probability)
    }

    /// ln P(X >= k) = ln I_p(k, n - k + 1).
    public func logUpperTail(from k: Int) -> Double {
        if k <= 0 { return 0 }
        if k > trials { return -.infinity }
        return logBetaLower(
            Double(k), Double(trials - k) + 1, x: probability, y: 1 - probability)
    }
}
