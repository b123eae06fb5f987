import Distributions

/// Counts, the shares expected of them, and what is computed from both.
struct ShareComparison {
    let counts: [Int]
    let shares: [Double]
    let total: Int

    func expected(_ i: Int) -> Double { Double(total) * shares[i] }

    /// o - n π with the product's rounding given back.
    private func excess(_ i: Int) -> Double {
        let n = Double(total)
        let product = n * shares[i]
        let rounding = (-product).addingProduct(n, shares[i])
        return (Double(counts[i]) - product) - rounding
    }

    /// (o - e) / √(e (1 - π)); nil where π is 0 or 1.
    func residual(_ i: Int) -> Double? {
        let share = shares[i]
        guard share > 0, share < 1, total > 0 else { return nil }
        return excess(i) / (expected(i) * (1 - share)).squareRoot()
    }

    /// The levels that can hold a case.
    private var possible: [Int] { shares.indices.filter { shares[$0] > 0 } }

    /// Why no test can be made; nil where one can.
    var untestable: String? {
        if total == 0 { return "there is no case" }
        let strays = shares.indices.filter { shares[$0] == 0 }.reduce(0) { $0 + counts[$1] }
        if strays > 0 {
            let cases = strays == 1 ? "1 case is" : "\(strays) cases are"
            return cases + " in levels whose expected share is 0, which rules these shares out"
        }
        return possible.count < 2 ? "there is one level only" : nil
    }

    private func statistic(_ family: PowerDivergence) -> Double {
        var sum = CompensatedSum()
        for i in possible { sum.add(expected(i) * family.term(excess(i) / expected(i))) }
        return max(2 * sum.value, 0)
    }

    private var df: Double { Double(possible.count - 1) }

    /// Pearson, G, Cressie-Read and the exact test, all of goodness of fit.
    func tests(simulation: MonteCarlo, work: Int) -> [TestResult] {
        let families: [(name: String, method: String, family: PowerDivergence)] = [
            (
                "pearson_chi_squared", "Pearson's chi-squared test of goodness of fit",
                PowerDivergence(lambda: 1)
            ),
            (
                "g_test", "likelihood-ratio test (G) of goodness of fit",
                PowerDivergence(lambda: 0)
            ),
            (
                "cressie_read", "Cressie and Read's power divergence of goodness of fit, λ = 2/3",
                .cressieRead
            ),
        ]
        if let untestable {
            return families.map {
                TestResult(name: $0.name, method: $0.method, notEstimable: untestable)
            }
        }
        let approximate = families.map { name, method, family in
            let value = statistic(family)
            return TestResult(
                name: name, method: method, statistic: value, df: df,
                pValue: ChiSquared(degreesOfFreedom: df).pValue(value))
        }
        let exact = MultinomialTest(
            counts: possible.map { counts[$0] }, shares: possible.map { shares[$0] })
        return approximate + [exact.result(simulation: simulation, work: work)]
    }

    /// Cohen's w = √(X²/n) with the interval from inverting the noncentral chi-squared.
    func distance(confidence: Double) -> Effect {
        let name = "cohens_w"
        let method = "√(X²/n), inverted noncentral chi-squared"
        if let untestable {
            return Effect(name: name, method: method, status: .notEstimable, note: untestable)
        }
        guard criticalValue(confidence) != nil else {
            return Effect(name: name, method: method, status: .notEstimable, note: confidenceNote)
        }
        let value = statistic(PowerDivergence(lambda: 1))
        let toW = { (x: Double) in (x / Double(total)).squareRoot() }
        let limits = noncentralityLimits(of: value, df: df, confidence: confidence)
        return Effect(
            name: name, estimate: toW(value), confLow: limits.low.map(toW),
            confHigh: limits.high.map(toW), method: method,
            status: limits.low == nil || limits.high == nil ? .notEstimable : .estimated,
            note: limits.high == nil ? "chi-squared is too small to bound w from above" : nil)
    }

    /// Which test to read: chi-squared, or the exact one where expected counts are small.
    func choice(
        _ tests: [TestResult], confidence: Double
    ) -> (primary: String?, reason: String, runnerUp: String?, isSmall: Bool, smallest: Double?) {
        if let untestable {
            return (nil, "there is nothing to test: " + untestable, nil, false, nil)
        }
        let values = possible.map(expected)
        let smallest = values.min() ?? 0
        let belowFive = values.filter { $0 < 5 }.count
        let isSmall = smallest < 1 || Double(belowFive) > Double(values.count) / 5
        let pearson = tests.first { $0.name == "pearson_chi_squared" }
        let exact = tests.first {
            $0.name.hasPrefix("multinomial") && $0.pValue != nil
        }
        let chosen = isSmall ? exact ?? pearson : pearson
        let other = chosen == exact ? pearson : exact ?? tests.first { $0.name == "g_test" }
        var reason = "the smallest expected count is " + shortened(smallest)
        if isSmall {
            reason +=
                chosen == exact
                ? ", \(smallest < 1 ? "below 1" : "below 5"), so the exact test takes the place"
                    + " of the chi-square approximation"
                : " and \(belowFive) of \(values.count) expected counts are below 5, so the"
                    + " chi-square approximation is doubtful here"
        } else {
            reason += ", so the chi-square approximation holds"
        }
        return (
            chosen?.name, reason, TestChoice.comparison(chosen, other, level: 1 - confidence),
            isSmall, smallest
        )
    }
}
