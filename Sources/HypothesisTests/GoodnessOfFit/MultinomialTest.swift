import Distributions

/// The exact test of goodness of fit: the sum of the probabilities of all counts of this total that
/// are no more probable than those at hand, by a relative tolerance of 1e-7.
///
/// Of two levels it is the exact binomial test, as R's `binom.test`. Of more, the counts of all but
/// two levels are walked through, and the two last are met as both tails of a binomial; what is
/// wholly inside the limit is not walked.
public struct MultinomialTest: Sendable, Hashable {
    /// A million steps, each a few binomial tails: about two seconds.
    public static let defaultWork = 1_000_000

    private let counts: [Int]
    private let shares: [Double]
    private let total: Int

    /// A test of counts whose shares are above 0 and sum to 1, at least two of them, with a sum of
    /// counts that is an `Int`; that is its maker's to see to.
    init(counts: [Int], shares: [Double]) {
        // The most common levels last: the walk is then shortest.
        let order = shares.indices.sorted { (shares[$0], $0) < (shares[$1], $1) }
        self.counts = order.map { counts[$0] }
        self.shares = order.map { shares[$0] }
        total = counts.reduce(0, +)
    }

    /// The exact p-value within `work` steps, else an estimate by simulation.
    func result(simulation: MonteCarlo, work: Int) -> TestResult {
        if let logP = logP(work: work) {
            return TestResult(
                name: "multinomial_exact",
                method: "exact multinomial test, two-sided",
                pValue: PValue(naturalLog: logP))
        }
        return simulated(simulation)
    }

    // MARK: Exact

    private struct Walk {
        var inside = LogSum()
        var limit: Double
        var workLeft: Int
        var logShares: [Double]
        /// Σ of the shares from each level on.
        var tails: [Double]
    }

    /// ln p; nil where the work does not suffice.
    func logP(work: Int) -> Double? {
        guard total <= 1_000_000_000 else { return nil }
        var tails = shares
        for i in stride(from: shares.count - 2, through: 0, by: -1) { tails[i] += tails[i + 1] }
        let observed = logProbability(counts)
        var walk = Walk(
            limit: observed + 1e-7 + 16 * abs(observed).ulp, workLeft: work,
            logShares: shares.map { logarithm($0) }, tails: tails)
        guard step(0, left: total, log: 0, &walk) else { return nil }
        // All counts inside: the sum is 1 but for its rounding.
        return min(walk.inside.logarithm, 0)
    }

    /// ln of a multinomial probability, as a product of binomial ones.
    private func logProbability(_ counts: [Int]) -> Double {
        var left = total
        var sum = CompensatedSum()
        var tail = shares.reversed().reduce(into: [Double]()) { $0.append(($0.last ?? 0) + $1) }
        for i in 0..<counts.count - 1 {
            let all = tail.removeLast()
            sum.add(
                Binomial(trials: left, probability: min(shares[i] / all, 1))
                    .logProbability(counts[i]))
            left -= counts[i]
        }
        return sum.value
    }

    /// Walks through the counts of level `i` on, where `log` is ln of the probability of those
    /// before it. Given them, each is binomial of what is left.
    private func step(_ i: Int, left: Int, log: Double, _ walk: inout Walk) -> Bool {
        walk.workLeft -= 1
        guard walk.workLeft > 0 else { return false }
        let binomial = Binomial(
            trials: left, probability: min(shares[i] / walk.tails[i], 1))
        if i == shares.count - 2 {
            addTails(binomial, log: log, &walk)
            return true
        }
        for x in 0...left {
            let here = log + binomial.logProbability(x)
            // All that follows is at most as probable as this, and sums to it.
            if here <= walk.limit {
                walk.inside.add(here)
                walk.workLeft -= 1
                guard walk.workLeft > 0 else { return false }
            } else if !step(i + 1, left: left - x, log: here, &walk) {
                return false
            }
        }
        return true
    }

    /// Adds both tails of the last two levels that lie within the limit.
    private func addTails(_ binomial: Binomial, log: Double, _ walk: inout Walk) {
        let trials = binomial.trials
        let mode = min(wholePart(Double(trials + 1) * binomial.probability), trials)
        let limit = walk.limit
        let isInside = { (x: Int) in log + binomial.logProbability(x) <= limit }
        if isInside(mode) {
            walk.inside.add(log)
            return
        }
        if trials > mode, isInside(trials) {
            var (low, high) = (mode, trials)
            while high - low > 1 {
                let middle = low + (high - low) / 2
                if isInside(middle) { high = middle } else { low = middle }
            }
            walk.inside.add(log + binomial.logUpperTail(from: high))
        }
        if mode > 0, isInside(0) {
            var (low, high) = (0, mode)
            while high - low > 1 {
                let middle = low + (high - low) / 2
                if isInside(middle) { low = middle } else { high = middle }
            }
            walk.inside.add(log + binomial.logCumulative(low))
        }
    }

    // MARK: Simulated

    /// p = (b + 1) / (B + 1), where b of B multinomial draws are no more probable than the counts.
    func simulated(_ simulation: MonteCarlo) -> TestResult {
        let name = "multinomial_exact_monte_carlo"
        let steps = shares.reduce(0.0) { $0 + 40 + 2 * (Double(total) * $1).squareRoot() }
        guard let replicates = simulation.affordable(stepsEach: steps) else {
            return TestResult(
                name: name, method: "exact multinomial test by simulation",
                notEstimable: "the counts are too large to be drawn often enough; the chi-square"
                    + " results hold")
        }
        let observed = logProbability(counts)
        let limit = observed + 1e-7 + 16 * abs(observed).ulp
        var tails = shares
        for i in stride(from: shares.count - 2, through: 0, by: -1) { tails[i] += tails[i + 1] }
        var extreme = 0
        for replicate in 0..<replicates {
            var stream = RandomStream(
                seed: simulation.seed, number: UInt64(replicate),
                purpose: MonteCarlo.multinomials)
            var left = total
            var log = 0.0
            for i in 0..<shares.count - 1 {
                let binomial = Binomial(
                    trials: left, probability: min(shares[i] / tails[i], 1))
                let (x, logP) = binomial.draw(at: openUniform(&stream))
                log += logP
                left -= x
            }
            if log <= limit { extreme += 1 }
        }
        return simulation.result(
            name: name,
            method: "exact multinomial test, by \(replicates) random draws",
            extreme: extreme, of: replicates)
    }
}

extension Binomial {
    /// The count at which the probabilities, taken from the mode outwards, pass `u`, and its ln P.
    fileprivate func draw(at u: Double) -> (count: Int, logProbability: Double) {
        let mode = min(wholePart(Double(trials + 1) * probability), trials)
        let atMode = logProbability(mode)
        guard probability < 1 else { return (trials, 0) }
        let odds = probability / (1 - probability)
        let x = outwards(
            from: mode, in: 0...trials, probability: exponential(atMode), at: u,
            up: { Double(trials - $0) / Double($0 + 1) * odds },
            down: { Double($0) / (Double(trials - $0 + 1) * odds) })
        return (x, x == mode ? atMode : logProbability(x))
    }
}
