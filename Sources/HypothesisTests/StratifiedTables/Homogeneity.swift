import Distributions

extension StratifiedComparison {
    /// The tests that an effect is the same in all strata: Breslow and Day's of the odds ratio with
    /// and without Tarone's correction, and score tests of risk ratio and risk difference.
    public func homogeneityTests() -> [TestResult] {
        [breslowDayTarone(), breslowDay(), riskRatioHomogeneity(), riskDifferenceHomogeneity()]
    }

    /// Breslow and Day's test that the odds ratio is the same in all strata: Σ (a - A)² / V on one
    /// degree of freedom fewer than informative strata.
    ///
    /// A is the first cell expected given a stratum's margins at the Mantel-Haenszel odds ratio and
    /// 1/V the sum of the reciprocals of the four expected cells.
    /// Source: Breslow and Day (1980), Statistical Methods in Cancer Research 1, 142.
    public func breslowDay() -> TestResult {
        breslowDay(
            "breslow_day", "Breslow-Day test of the same odds ratio in all strata",
            isCorrected: false)
    }

    /// Breslow and Day's test with Tarone's correction, less (Σ (a - A))² / Σ V: what makes it
    /// chi-squared at the Mantel-Haenszel odds ratio, which is not fully efficient.
    ///
    /// Source: Tarone (1985), Biometrika 72, 91-95.
    public func breslowDayTarone() -> TestResult {
        breslowDay(
            "breslow_day_tarone",
            "Breslow-Day test of the same odds ratio in all strata, with Tarone's correction",
            isCorrected: true)
    }

    private func breslowDay(_ name: String, _ method: String, isCorrected: Bool) -> TestResult {
        let strata = informative
        let pooled = mantelHaenszelOddsRatio(confidence: 0.95)
        guard let ratio = pooled.estimate, ratio > 0 else {
            return TestResult(
                name: name, method: method,
                notEstimable: strata.isEmpty
                    ? uselessStrata : "the pooled odds ratio is 0 or infinite")
        }
        var (statistic, gap, spread) = (CompensatedSum(), CompensatedSum(), CompensatedSum())
        for stratum in strata {
            let cells = stratum.expectedCells(oddsRatio: ratio)
            let variance = 1 / cells.reduce(0) { $0 + 1 / $1 }
            let excess = Double(stratum.events) - cells[0]
            statistic.add(excess * (excess / variance))
            gap.add(excess)
            spread.add(variance)
        }
        let correction = isCorrected ? gap.value * (gap.value / spread.value) : 0
        return homogeneity(name, method, max(statistic.value - correction, 0), strata.count)
    }

    /// The score test that the risk difference is the same in all strata: Σ (d - δ)² / V(δ) at the
    /// Mantel-Haenszel difference δ, V being the variance of a stratum's difference d at the shares
    /// that are most likely among those that differ by δ.
    ///
    /// Source: Gart and Nam (1990), Biometrics 46, 637-643.
    public func riskDifferenceHomogeneity() -> TestResult {
        let name = "homogeneity_risk_difference"
        let method = "score test of the same risk difference in all strata"
        guard let pooled = mantelHaenszelRiskDifference(confidence: 0.95).estimate else {
            return TestResult(name: name, method: method, notEstimable: noStratumOfBoth)
        }
        return homogeneity(name, method, comparable.map { $0.scoreSquared(difference: pooled) })
    }

    /// The score test that the risk ratio is the same in all strata: the sum of Koopman's statistics
    /// at the Mantel-Haenszel ratio.
    ///
    /// Source: Gart and Nam (1988), Biometrics 44, 323-338.
    public func riskRatioHomogeneity() -> TestResult {
        let name = "homogeneity_risk_ratio"
        let method = "score test of the same risk ratio in all strata"
        guard let pooled = mantelHaenszelRiskRatio(confidence: 0.95).estimate, pooled > 0 else {
            return TestResult(
                name: name, method: method,
                notEstimable: comparable.isEmpty
                    ? noStratumOfBoth : "the pooled risk ratio is 0 or infinite")
        }
        return homogeneity(
            name, method,
            comparable.map { stratum in
                if stratum.allEvents == 0 { return nil }
                if stratum.allEvents == stratum.total && pooled == 1 { return nil }
                let score = stratum.score(logRatio: logarithm(pooled))
                return score * score
            })
    }

    private func homogeneity(
        _ name: String, _ method: String, _ parts: [Double?]
    ) -> TestResult {
        var sum = CompensatedSum()
        for part in parts { sum.add(part ?? 0) }
        return homogeneity(name, method, sum.value, parts.count { $0 != nil })
    }

    private func homogeneity(
        _ name: String, _ method: String, _ statistic: Double, _ count: Int
    ) -> TestResult {
        guard count > 1 else {
            return TestResult(
                name: name, method: method,
                notEstimable: "fewer than two strata tell about it")
        }
        let df = Double(count - 1)
        return TestResult(
            name: name, method: method, statistic: statistic, df: df,
            pValue: ChiSquared(degreesOfFreedom: df).pValue(statistic))
    }
}

extension EventComparison {
    /// The four cells, a, b, c and d, that these margins expect at an odds ratio ψ > 0: those with
    /// a d = ψ b c.
    ///
    /// Each is found by itself, so that none is a difference of large numbers.
    func expectedCells(oddsRatio psi: Double) -> [Double] {
        let (n1, n0) = (Double(cases), Double(referenceCases))
        let (m, rest) = (Double(allEvents), Double(total - allEvents))
        return [
            Self.expectedCell(psi, n1, n0, m, rest), Self.expectedCell(1 / psi, n1, n0, rest, m),
            Self.expectedCell(1 / psi, n0, n1, m, rest), Self.expectedCell(psi, n0, n1, rest, m),
        ]
    }

    /// The cell in row `n1` and column `m`: the root of (1-ψ) A² + B A - ψ m n₁ = 0 in the support,
    /// B = n₀ - m + ψ (m + n₁), whose discriminant is a sum of positive terms.
    private static func expectedCell(
        _ psi: Double, _ n1: Double, _ n0: Double, _ m: Double, _ rest: Double
    ) -> Double {
        let linear = n0 - m + psi * (m + n1)
        let (u, v) = (n0 - m, psi * (m - n1))
        let root = (u * u + v * v + 2 * psi * (m * rest + n0 * n1)).squareRoot()
        // B is negative only where ψ < 1.
        return linear >= 0 ? 2 * psi * m * n1 / (linear + root) : (root - linear) / (2 * (1 - psi))
    }

    /// (p₁ - p₀ - δ)² / V(δ) at the shares most likely among those that differ by δ; nil where they
    /// leave no variance.
    ///
    /// The restricted share p of the reference is the zero of the score
    /// a / (p+δ) - b / (1-p-δ) + c / p - d / (1-p), which falls, found by bisection.
    func scoreSquared(difference delta: Double) -> Double? {
        let (a, b, c, d) = cells
        let (n1, n0) = (Double(cases), Double(referenceCases))
        var (low, high) = (max(0, -delta), min(1, 1 - delta))
        guard low < high else { return nil }
        var p = low
        for _ in 0..<160 {
            p = low + (high - low) / 2
            if p <= low || p >= high { break }
            let (own, without) = (p + delta, 1 - p - delta)
            let rising = (a == 0 ? 0 : a / own) + (c == 0 ? 0 : c / p)
            let falling = (b == 0 ? 0 : b / without) + (d == 0 ? 0 : d / (1 - p))
            if rising > falling { low = p } else { high = p }
        }
        let own = min(max(p + delta, 0), 1)
        let variance = own * (1 - own) / n1 + p * (1 - p) / n0
        guard variance > 1e-30 else { return nil }
        let gap = Double(wideExcess) / n1 / n0 - delta
        return gap * (gap / variance)
    }
}
