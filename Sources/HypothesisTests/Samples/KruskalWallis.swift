import Distributions

/// Several independent samples compared by their ranks. Groups without cases are left out.
public struct KruskalWallis: Sendable {
    /// The groups that have cases.
    public let samples: [Sample]
    private let statistic: Double
    private let total: Double

    /// A comparison of the samples that have cases.
    public init(_ samples: [Sample]) {
        self.samples = samples.filter { $0.count > 0 }
        let ranks = SharedRanks(self.samples)
        let n = ranks.count
        // Σ (R - mean rank sum)² / nᵢ, of which H is the tie-corrected multiple.
        var sum = CompensatedSum()
        for (sample, excess) in zip(self.samples, ranks.excess) {
            let e = Double(excess) / 2
            sum.add(e / Double(sample.count) * e)
        }
        statistic = 12 * sum.value / (n * (n + 1)) / ranks.tieFactor
        total = n
    }

    /// The Kruskal-Wallis test: H = 12/(n (n + 1)) Σ nᵢ (R̄ᵢ - (n + 1)/2)², divided by
    /// 1 - Σ(t³ - t)/(n³ - n) for ties, on k - 1 degrees of freedom. As R's `kruskal.test`.
    ///
    /// Not estimable with fewer than two groups or where all values are the same. Source: Kruskal
    /// and Wallis (1952).
    public func test() -> TestResult {
        let (name, method) = ("kruskal_wallis", "Kruskal-Wallis rank test, corrected for ties")
        if let note = unusable {
            return TestResult(name: name, method: method, notEstimable: note)
        }
        let df = Double(samples.count - 1)
        return TestResult(
            name: name, method: method, statistic: finite(statistic), df: df,
            pValue: ChiSquared(degreesOfFreedom: df).pValue(statistic))
    }

    /// ε² = H / (n - 1), the share of the ranks' variance that lies between the groups. Without
    /// interval. Source: Kelley (1935), of ranks.
    public func epsilonSquared() -> Effect {
        let (name, method) = ("epsilon_squared", "of ranks, without interval")
        if let note = unusable {
            return Effect(name: name, method: method, status: .notEstimable, note: note)
        }
        return Effect(name: name, estimate: min(statistic / (total - 1), 1), method: method)
    }

    private var unusable: String? {
        if samples.count < 2 {
            return samples.isEmpty ? "there is no case" : "there is only one group with cases"
        }
        return statistic.isFinite ? nil : "all values are the same"
    }
}
