import Distributions

/// How two numbers of the same cases go together.
public struct Correlation: Sendable {
    /// The cases.
    public let pairs: NumberPairs
    private let linear: ProductMoment
    private let ranked: ProductMoment

    /// The correlations of the pairs.
    public init(_ pairs: NumberPairs) {
        self.pairs = pairs
        linear = ProductMoment(pairs)
        ranked = ProductMoment(pairs.ranks)
    }

    /// Pearson's correlation tested against none: t = r √(ν/(1 - r²)) on ν = n - 2 degrees of
    /// freedom.
    ///
    /// Not estimable with fewer than three cases or where a number does not vary; infinite where
    /// all points lie on one line.
    public func pearson() -> TestResult {
        let (name, method) = ("pearson_correlation", "t test of Pearson's correlation")
        return tTest(name, method, linear)
    }

    /// Spearman's rank correlation tested against none.
    ///
    /// Exact without ties up to 12 cases, from the statistic S = Σ d² and with p twice the smaller
    /// tail; otherwise by t as Pearson's, of midranks.
    public func spearman() -> TestResult {
        let name = "spearman_correlation"
        if isExactSpearman, let exact = SpearmanDistance(count: pairs.count) {
            let n = Double(pairs.count)
            // S = n (n² - 1)(1 - ρ)/6 is an even number.
            let half = Int((n * (n * n - 1) * (1 - ranked.r) / 12).rounded())
            let tail = min(exact.logCumulative(half), exact.logUpperTail(from: half))
            return TestResult(
                name: name, method: "Spearman's rank correlation, exact",
                statistic: Double(2 * half),
                pValue: PValue(naturalLog: min(tail + logarithm(2), 0)))
        }
        return tTest(name, "t test of Spearman's rank correlation", ranked)
    }

    /// Kendall's τ_b tested against none: exact without ties up to 50 cases, with p twice the
    /// smaller tail; otherwise z = S/σ with the variance of S corrected for ties, as R's
    /// `cor.test`. Source: Kendall (1970), Rank Correlation Methods.
    public func kendall() -> TestResult {
        let name = "kendall_tau_b"
        let k = PairOrder(pairs)
        guard let note = unusable(atLeast: 2) else {
            if k.hasTies || pairs.count > 50 {
                let z = Double(k.score) / k.variance.squareRoot()
                return TestResult(
                    name: name,
                    method: "Kendall's tau-b, normal approximation with ties in its variance",
                    statistic: finite(z), pValue: Normal.twoSidedPValue(z))
            }
            let method = "Kendall's tau-b, exact"
            guard let exact = KendallDiscordance(count: pairs.count) else {
                return TestResult(name: name, method: method, notEstimable: "too many cases")
            }
            let d = Int(k.discordant)
            let tail = min(exact.logCumulative(d), exact.logUpperTail(from: d))
            return TestResult(
                name: name, method: method,
                pValue: PValue(naturalLog: min(tail + logarithm(2), 0)))
        }
        return TestResult(name: name, method: "Kendall's tau-b", notEstimable: note)
    }

    /// Pearson's r with Fisher's interval: tanh(artanh r ± z/√(n - 3)).
    public func pearsonCorrelation(confidence: Double) -> Effect {
        effect(
            "pearson_correlation", "Fisher's z interval", linear.r, confidence, loses: 3,
            isEnd: linear.isLine
        ) { 1 / ($0 - 3).squareRoot() }
    }

    /// Spearman's ρ with Bonett and Wright's interval: tanh(artanh ρ ± z √((1 + ρ²/2)/(n - 3))).
    ///
    /// Source: Bonett and Wright (2000), Psychometrika 65, 23-28.
    public func spearmanCorrelation(confidence: Double) -> Effect {
        let r = ranked.r
        return effect(
            "spearman_correlation", "Bonett and Wright's interval", r, confidence, loses: 3,
            isEnd: ranked.isLine
        ) { ((1 + r * r / 2) / ($0 - 3)).squareRoot() }
    }

    /// Kendall's τ_b with Fieller's interval: tanh(artanh τ ± z √(0.437/(n - 4))).
    ///
    /// Source: Fieller, Hartley and Pearson (1957), Biometrika 44, 470-481.
    public func kendallTau(confidence: Double) -> Effect {
        let tau = PairOrder(pairs).tau
        return effect(
            "kendall_tau_b", "Fieller's interval", tau, confidence, loses: 4,
            isEnd: abs(tau) >= 1
        ) { (0.437 / ($0 - 4)).squareRoot() }
    }

    private var isExactSpearman: Bool {
        pairs.count <= 12 && pairs.count >= 2 && pairs.counts.count == pairs.count
            && pairs.countsOfX.count == pairs.count && pairs.rowsOfY.counts.count == pairs.count
    }

    private func tTest(_ name: String, _ method: String, _ moment: ProductMoment) -> TestResult {
        if let note = unusable(atLeast: 3) {
            return TestResult(name: name, method: method, notEstimable: note)
        }
        if moment.isLine {
            var result = TestResult(
                name: name, method: method, notEstimable: "all points lie on one line")
            result.status = .infinite
            return result
        }
        let df = Double(pairs.count - 2)
        let t = moment.t(df: df)
        let p = StudentT(degreesOfFreedom: df).twoSidedPValue(t)
        return TestResult(
            name: name, method: method, statistic: p == nil ? nil : t, df: p == nil ? nil : df,
            pValue: p)
    }

    private func effect(
        _ name: String, _ method: String, _ estimate: Double, _ confidence: Double, loses: Int,
        isEnd: Bool, error: (Double) -> Double
    ) -> Effect {
        func missing(_ note: String, _ estimate: Double? = nil) -> Effect {
            Effect(
                name: name, estimate: estimate, method: method, status: .notEstimable, note: note)
        }
        if let note = unusable(atLeast: 2) { return missing(note) }
        guard let z = criticalValue(confidence) else { return missing(confidenceNote) }
        guard estimate.isFinite else { return missing("the numbers are out of range") }
        if isEnd { return missing("at the end of its range it has no interval", estimate) }
        guard pairs.count > loses else {
            return missing("too few cases for an interval", estimate)
        }
        let width = z * error(Double(pairs.count))
        return Effect(
            name: name, estimate: estimate, confLow: shifted(estimate, by: -width),
            confHigh: shifted(estimate, by: width), method: method)
    }

    /// tanh(artanh r + d) = (r + tanh d) / (1 + r tanh d).
    private func shifted(_ r: Double, by d: Double) -> Double {
        let e = exponential(-2 * abs(d))
        let t = (d < 0 ? -1 : 1) * (1 - e) / (1 + e)
        return (r + t) / (1 + r * t)
    }

    private func unusable(atLeast least: Int) -> String? {
        if pairs.count < least {
            return ["there is no case", "there is only one case", "there are only two cases"][
                pairs.count]
        }
        if pairs.countsOfX.count < 2 { return "the first number is the same in all cases" }
        if pairs.rowsOfY.counts.count < 2 { return "the second number is the same in all cases" }
        return nil
    }
}
