import Distributions

extension StratifiedComparison {
    /// The Cochran-Mantel-Haenszel test that the odds of the event are the same in both levels within
    /// strata: (Σ (a - n₁ m / n))² / Σ n₁ n₀ m (n-m) / (n² (n-1)) on 1 degree of freedom, without
    /// continuity correction.
    ///
    /// Strata of one case and those with an empty margin add nothing. Not estimable where all are
    /// such. Source: Mantel and Haenszel (1959), Journal of the National Cancer Institute 22.
    public func cochranMantelHaenszel() -> TestResult {
        mantelHaenszel(
            "cochran_mantel_haenszel",
            "Cochran-Mantel-Haenszel chi-squared test, without continuity correction"
        ) { $0 }
    }

    /// The same test with the excess of events Σ (a - n₁ m / n) taken half a case nearer to 0, though
    /// never past it.
    ///
    /// R's `mantelhaen.test` leaves the correction out where the excess is below one half; here the
    /// statistic is then 0, so that it never falls as the excess grows. Source: Mantel and Haenszel
    /// (1959).
    public func correctedCochranMantelHaenszel() -> TestResult {
        mantelHaenszel(
            "cochran_mantel_haenszel_corrected",
            "Cochran-Mantel-Haenszel chi-squared test with continuity correction"
        ) { max(abs($0) - 0.5, 0) }
    }

    private func mantelHaenszel(
        _ name: String, _ method: String, _ corrected: (Double) -> Double
    ) -> TestResult {
        let strata = informative
        guard !strata.isEmpty else {
            return TestResult(name: name, method: method, notEstimable: uselessStrata)
        }
        var variance = CompensatedSum()
        for stratum in strata { variance.add(stratum.centralVariance) }
        let excess = corrected(Self.excess(strata))
        let statistic = excess * (excess / variance.value)
        return TestResult(
            name: name, method: method, statistic: statistic, df: 1,
            pValue: ChiSquared(degreesOfFreedom: 1).pValue(statistic))
    }

    /// Σ (a - n₁ m / n), the events of the level beyond what equal shares expect.
    static func excess(_ strata: [EventComparison]) -> Double {
        var sum = QuotientSum()
        for stratum in strata { sum.add(stratum.wideExcess, over: stratum.total) }
        return sum.value
    }

    /// How far the table lies from the ends of what its margins allow: the smaller of Σ (E - lowest)
    /// and Σ (highest - E) of the first cell, in cases; 0 without an informative stratum.
    ///
    /// Above 5 the chi-square approximation holds, however small the strata are. Source: Mantel and
    /// Fleiss (1980), American Journal of Epidemiology 112, 129-134.
    public var roomWithinMargins: Double {
        var below = CompensatedSum()
        var above = CompensatedSum()
        for stratum in informative {
            let expected =
                Double(stratum.cases) / Double(stratum.total) * Double(stratum.allEvents)
            let support = stratum.margins.support
            below.add(expected - Double(support.lowerBound))
            above.add(Double(support.upperBound) - expected)
        }
        return max(min(below.value, above.value), 0)
    }
}

extension EventComparison {
    /// n₁ n₀ m (n-m) / (n² (n-1)), the variance of the events of the level given all margins.
    var centralVariance: Double {
        let n = Double(total)
        return Double(cases) / n * (Double(referenceCases) / n)
            * (Double(allEvents) / (n - 1) * Double(total - allEvents))
    }

    /// The distribution of the events of the level given all margins.
    var margins: Hypergeometric {
        Hypergeometric(population: total, successes: allEvents, draws: cases)
    }
}

/// What a test says where no stratum compares anything.
let uselessStrata = "no stratum has cases of both levels, with and without the event"
