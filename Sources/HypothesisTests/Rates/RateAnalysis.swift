import Distributions

/// Rates of events of several groups: whether the counts vary more than Poisson's, and tests of
/// equal rates under both models. Groups without exposure are left out.
public struct RateAnalysis: Sendable {
    /// The groups that have exposure.
    public let groups: [EventCounts]
    /// Events of all groups.
    public let events: Int
    /// Exposure of all groups.
    public let exposure: Double
    let fit: NegativeBinomialFit?
    let nullFit: NegativeBinomialFit?
    private let dean: Double
    private let pearsonPerDf: Double
    private let residualDf: Double

    /// An analysis of the groups that have exposure.
    public init(_ groups: [EventCounts]) {
        let occupied = groups.filter { $0.exposure > 0 }
        self.groups = occupied
        events = occupied.reduce(0) { $0 + $1.events }
        exposure = occupied.reduce(0) { $0 + $1.exposure }
        fit = NegativeBinomialFit(occupied)
        nullFit = NegativeBinomialFit.pooled(occupied)
        let cases = occupied.reduce(0) { $0 + $1.cases }
        residualDf = Double(cases - occupied.count)
        var (excess, squares, pearson) = (CompensatedSum(), CompensatedSum(), CompensatedSum())
        for group in occupied where group.events > 0 {
            let rate = Double(group.events) / group.exposure
            for pattern in group.patterns {
                let mu = pattern.exposure * rate
                let (y, weight) = (Double(pattern.events), Double(pattern.cases))
                let leverage = pattern.exposure / group.exposure
                excess.add(weight * ((y - mu) * (y - mu) - y + leverage * mu))
                squares.add(weight * (mu * mu))
                pearson.add(weight * ((y - mu) * ((y - mu) / mu)))
            }
        }
        dean = excess.value / (2 * squares.value).squareRoot()
        pearsonPerDf = pearson.value / residualDf
    }

    /// The test of over-dispersion of Dean and Lawless, adjusted for the fitted rates:
    /// T = Σ [(y - μ)² - y + h μ] / √(2 Σ μ²), h being the leverage of a case, t over its group's
    /// exposure; compared with the upper tail of the normal distribution. It is the score test of
    /// Poisson against negative binomial.
    ///
    /// Not estimable without events, or where each group has one case. Source: Dean and Lawless
    /// (1989), Journal of the American Statistical Association 84, 467-472.
    public func overdispersionTest() -> TestResult {
        let name = "dean_overdispersion"
        let method = "Dean and Lawless' score test of over-dispersion, one-sided"
        if let note = unusable(groups: 1) ?? unrepeated {
            return TestResult(name: name, method: method, notEstimable: note)
        }
        return TestResult(
            name: name, method: method, statistic: finite(dean),
            pValue: PValue(naturalLog: Normal.logUpperTail(dean)))
    }

    /// Pearson's dispersion Σ (y - μ)²/μ over n - k degrees of freedom: about 1 under Poisson.
    ///
    /// The interval takes (n - k) φ̂/φ as chi-squared on n - k degrees of freedom, as the interval of a
    /// variance does; rough where few events are expected of a case. Source: McCullagh and Nelder
    /// (1989), Generalized Linear Models, 4.5.2.
    public func pearsonDispersion(confidence: Double = 0.95) -> Effect {
        let name = "pearson_dispersion"
        let method = "Pearson's chi-squared per degree of freedom; interval by chi-squared"
        if let note = unusable(groups: 1) ?? unrepeated {
            return Effect(name: name, method: method, status: .notEstimable, note: note)
        }
        guard confidence > 0, confidence < 1, pearsonPerDf > 0, let estimate = finite(pearsonPerDf)
        else { return Effect(name: name, estimate: finite(pearsonPerDf), method: method) }
        let (tail, total) = ((1 - confidence) / 2, estimate * residualDf)
        let distribution = ChiSquared(degreesOfFreedom: residualDf)
        return Effect(
            name: name, estimate: estimate,
            confLow: finite(total / distribution.upperQuantile(tail)),
            confHigh: finite(total / distribution.quantile(tail)), method: method)
    }

    /// The likelihood-ratio test of equal Poisson rates: 2 Σ x ln(x/E) on k - 1 degrees of freedom,
    /// E being each group's share of the events by exposure.
    public func poissonLikelihoodRatio() -> TestResult {
        chiSquared(
            "poisson_likelihood_ratio", "likelihood-ratio test of equal Poisson rates"
        ) { x, expected in 2 * deviancePart(x, mean: expected) }
    }

    /// Pearson's chi-squared test of equal Poisson rates: Σ (x - E)²/E on k - 1 degrees of freedom.
    public func poissonPearson() -> TestResult {
        chiSquared(
            "poisson_pearson_chi_squared", "Pearson's chi-squared test of equal Poisson rates"
        ) { x, expected in (x - expected) * ((x - expected) / expected) }
    }

    /// The Wald test of equal rates in a Poisson regression on the group with offset ln(exposure).
    ///
    /// Not estimable where a group has no event, whose rate is 0 and its logarithm infinite.
    public func poissonWald() -> TestResult {
        let (name, method) = ("poisson_wald", "Wald test of equal rates in a Poisson regression")
        if let note = unusable(groups: 2) ?? groupWithoutEvents {
            return TestResult(name: name, method: method, notEstimable: note)
        }
        return wald(
            name, method, groups.map { logarithm(Double($0.events) / $0.exposure) },
            groups.map { Double($0.events) })
    }

    /// The likelihood-ratio test of equal rates between two negative-binomial regressions, each
    /// with its own dispersion, as `anova` of two `glm.nb`.
    public func negativeBinomialLikelihoodRatio() -> TestResult {
        let name = "negative_binomial_likelihood_ratio"
        let method = "likelihood-ratio test of equal rates in a negative-binomial regression"
        if let note = unusable(groups: 2) {
            return TestResult(name: name, method: method, notEstimable: note)
        }
        guard let fit, let nullFit else {
            return TestResult(name: name, method: method, notEstimable: noMaximum)
        }
        let statistic = max(2 * (fit.logLikelihood - nullFit.logLikelihood), 0)
        let df = Double(groups.count - 1)
        return TestResult(
            name: name, method: method, statistic: statistic, df: df,
            pValue: ChiSquared(degreesOfFreedom: df).pValue(statistic))
    }

    /// The Wald test of equal rates in a negative-binomial regression on the group with offset
    /// ln(exposure).
    public func negativeBinomialWald() -> TestResult {
        let name = "negative_binomial_wald"
        let method = "Wald test of equal rates in a negative-binomial regression"
        if let note = unusable(groups: 2) ?? groupWithoutEvents {
            return TestResult(name: name, method: method, notEstimable: note)
        }
        guard let fit else {
            return TestResult(name: name, method: method, notEstimable: noMaximum)
        }
        return wald(
            name, method, fit.logRates.compactMap(\.self),
            fit.standardErrors.compactMap { $0.map { 1 / ($0 * $0) } })
    }

    /// θ of the negative-binomial regression, the variance of a count being μ + μ²/θ; infinite where
    /// the counts vary no more than Poisson's.
    ///
    /// The interval is normal on the log scale, exp(ln θ ± z s/θ), with the standard error s that
    /// MASS's `theta.ml` gives, from the observed information at the fitted rates.
    public func shape(confidence: Double = 0.95) -> Effect {
        let (name, method) = ("theta", "maximum likelihood; interval normal on the log scale")
        if let note = unusable(groups: 1) {
            return Effect(name: name, method: method, status: .notEstimable, note: note)
        }
        guard let fit else {
            return Effect(name: name, method: method, status: .notEstimable, note: noMaximum)
        }
        guard fit.dispersion > 0 else {
            return Effect(
                name: name, method: method, status: .infinite,
                note: "the counts vary no more than Poisson's")
        }
        let theta = 1 / fit.dispersion
        guard let z = criticalValue(confidence), let error = fit.shapeStandardError,
            let low = finite(theta * exponential(-z * error / theta)),
            let high = finite(theta * exponential(z * error / theta))
        else { return Effect(name: name, estimate: finite(theta), method: method) }
        return Effect(name: name, estimate: theta, confLow: low, confHigh: high, method: method)
    }

    /// The log-likelihood of the negative-binomial regression; nil where there is none.
    public var negativeBinomialLogLikelihood: Double? { fit?.logLikelihood }

    let noMaximum = "the likelihood has no maximum that was found"

    func unusable(groups least: Int) -> String? {
        if groups.count < least {
            return groups.isEmpty ? "there is no exposure" : "there is only one group with exposure"
        }
        if !exposure.isFinite { return "the exposure is out of range" }
        return events == 0 ? "there is no event" : nil
    }

    private var unrepeated: String? { residualDf > 0 ? nil : "every group has one case" }

    private var groupWithoutEvents: String? {
        guard let group = groups.first(where: { $0.events == 0 }) else { return nil }
        return group.label.isEmpty ? "a group has no event" : "\(group.label) has no event"
    }

    private func chiSquared(
        _ name: String, _ method: String, _ term: (Double, Double) -> Double
    ) -> TestResult {
        if let note = unusable(groups: 2) {
            return TestResult(name: name, method: method, notEstimable: note)
        }
        var sum = CompensatedSum()
        for group in groups {
            sum.add(term(Double(group.events), Double(events) * (group.exposure / exposure)))
        }
        let df = Double(groups.count - 1)
        return TestResult(
            name: name, method: method, statistic: finite(sum.value), df: df,
            pValue: ChiSquared(degreesOfFreedom: df).pValue(sum.value))
    }

    /// Σ w (b - b̄)² with w the inverse variances and b̄ their weighted mean.
    private func wald(
        _ name: String, _ method: String, _ logRates: [Double], _ weights: [Double]
    ) -> TestResult {
        let total = weights.reduce(0, +)
        let mean = zip(logRates, weights).reduce(0) { $0 + $1.0 * $1.1 } / total
        var sum = CompensatedSum()
        for (rate, weight) in zip(logRates, weights) {
            sum.add(weight * ((rate - mean) * (rate - mean)))
        }
        let df = Double(groups.count - 1)
        return TestResult(
            name: name, method: method, statistic: finite(sum.value), df: df,
            pValue: ChiSquared(degreesOfFreedom: df).pValue(sum.value))
    }
}
