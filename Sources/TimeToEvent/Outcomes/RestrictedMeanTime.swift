import Distributions
import HypothesisTests

/// The mean time to the event within a horizon τ, by group: the area under the survival curve,
/// μ(τ) = ∫₀^τ S(t) dt, in the unit of the times.
///
/// The standard error is that of the estimator (Greenwood):
/// Var μ = Σ_{tᵢ <= τ} (∫_{tᵢ}^τ S)² dᵢ/(yᵢ (yᵢ - dᵢ)). With clusters it is the infinitesimal jackknife,
/// √Σ_c (Σ_{i in c} uᵢ)², uᵢ = -Σ_t (∫_t^τ S) (dNᵢ - Yᵢ d/y)/(y - d).
/// Source: Royston and Parmar (2013), BMC Medical Research Methodology 13:152; Andersen, Borgan, Gill
/// and Keiding (1993), IV.3.
public struct RestrictedMeanTimes: Sendable {
    /// One group's mean.
    public struct Group: Sendable, Hashable {
        /// The group's code.
        public let code: Int
        /// The group's name.
        public let level: String
        /// The mean time within the horizon.
        public let mean: OutcomeEstimate
    }

    /// τ.
    public let horizon: Double
    /// Whether τ was found: the largest time that is observed in every group.
    public let isHorizonFound: Bool
    /// The groups that hold a case, by code.
    public let groups: [Group]
    private let confidence: Double
    /// How much each cluster moves each group's mean; nil without clusters.
    private let influences: [ClusterInfluence]?
    /// Whether the data had strata, which figures of whole groups do not keep apart.
    private let hadStrata: Bool

    /// Estimates the mean of each group.
    ///
    /// - Parameter horizon: τ > 0; nil for the largest time that all groups observe.
    /// - Throws: `SurvivalDataError` only if the data were made past their checks.
    public init(_ data: SurvivalData, horizon: Double? = nil, confidence: Double = 0.95)
        throws(SurvivalDataError)
    {
        hadStrata = data.stratum != nil
        let data = try data.withoutStrata()
        let tables = SurvivalOrder(data).riskTables()
        let shared = tables.compactMap(\.times.last).min() ?? 0
        let horizon = horizon ?? shared
        isHorizonFound = horizon == shared
        self.horizon = horizon
        self.confidence = confidence
        let z = twoSidedQuantile(confidence)
        let curves = tables.map { RestrictedArea(ProductLimit($0), horizon: horizon) }
        let influences = data.cluster.map { cluster in
            data.influences(cluster, data.places(of: tables), count: tables.count) {
                curves[$0].influence(
                    entry: data.entry?[$1] ?? -.infinity, exit: data.exit[$1],
                    isEvent: data.event[$1] > 0)
            }
        }
        self.influences = influences
        groups = tables.indices.map { index in
            let table = tables[index]
            var mean = Self.mean(table, curves[index], horizon, data.groupName(table.group))
            if let influences, mean.value != nil {
                mean.standardError = influences[index].standardError
                if mean.standardError == nil { mean.note = SurvivalData.fewClustersNote }
            }
            if mean.standardError == 0 {
                mean.note = "no interval: within the horizon the times do not vary"
            }
            mean.setLinearLimits(z)
            return Group(code: table.group, level: data.groupName(table.group), mean: mean)
        }
    }

    private static func mean(
        _ table: RiskTable, _ curve: RestrictedArea, _ horizon: Double, _ name: String
    ) -> OutcomeEstimate {
        guard horizon > 0, horizon.isFinite else {
            return OutcomeEstimate(notEstimable: "a horizon is a time above 0")
        }
        if let unknown = table.unknown(at: horizon, name) {
            return OutcomeEstimate(notEstimable: unknown)
        }
        return OutcomeEstimate(curve.area, standardError: curve.variance.squareRoot())
    }

    /// Each group against the first: `rmst_difference` with its Wald interval, `rmst_ratio` with the
    /// interval of its logarithm. Clusters that reach over two groups count in both.
    public var effects: [Effect] {
        guard let reference = groups.first else { return [] }
        return groups.indices.dropFirst().flatMap { index in
            GroupContrast(
                groups[index].mean, reference.mean, confidence, covariance: covariance(index, 0)
            ).effects(
                difference: "rmst_difference", ratio: "rmst_ratio", level: groups[index].level,
                reference: reference.level,
                method: "restricted mean time within \(Self.text(horizon))\(errors)")
        }
    }

    /// Whether the means differ at all: χ² = Σ wᵢ (μᵢ - μ̄)², wᵢ = 1/Var μᵢ, on k - 1 degrees of
    /// freedom; for two groups the square of the difference over its standard error.
    public var test: TestResult {
        let name = "rmst_difference"
        let method = "Wald test of restricted mean times within \(Self.text(horizon))\(errors)"
        let means = groups.compactMap(\.mean.value)
        let deviations = groups.compactMap(\.mean.standardError)
        if means.count == groups.count, deviations.count < groups.count {
            return TestResult(
                name: name, method: method, notEstimable: "a group has fewer than 3 clusters")
        }
        guard groups.count > 1 else {
            return TestResult(
                name: name, method: method, notEstimable: "there is one group only")
        }
        guard means.count == groups.count, deviations.count == groups.count else {
            return TestResult(
                name: name, method: method,
                notEstimable: "the mean of a group is not known up to the horizon")
        }
        if groups.count == 2 {
            let own = deviations[0] * deviations[0] + deviations[1] * deviations[1]
            let variance = own - 2 * covariance(0, 1)
            guard variance > 1e-18 * own else {
                return TestResult(
                    name: name, method: method,
                    notEstimable: "within the horizon the groups' times do not vary")
            }
            let difference = means[1] - means[0]
            return chiSquared(name, method, difference * difference / variance, 1)
        }
        guard deviations.allSatisfy({ $0 > 0 }) else {
            return TestResult(
                name: name, method: method,
                notEstimable: "within the horizon the times of a group do not vary")
        }
        if influences != nil { return clusteredTest(name, method, means) }
        let weights = deviations.map { 1 / ($0 * $0) }
        let centre = zip(weights, means).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
        let statistic = zip(weights, means).reduce(0) {
            $0 + $1.0 * ($1.1 - centre) * ($1.1 - centre)
        }
        return chiSquared(name, method, statistic, groups.count - 1)
    }

    private func chiSquared(_ name: String, _ method: String, _ statistic: Double, _ df: Int)
        -> TestResult
    {
        TestResult(
            name: name, method: method, statistic: statistic, df: Double(df),
            pValue: ChiSquared(degreesOfFreedom: Double(df)).pValue(statistic))
    }

    /// The covariance of two groups' means; 0 where they share no cluster.
    private func covariance(_ first: Int, _ second: Int) -> Double {
        influences.map { $0[first].covariance(with: $0[second]) } ?? 0
    }

    /// Whether any mean differs from the mean of all, with the covariances of clusters.
    private func clusteredTest(_ name: String, _ method: String, _ means: [Double]) -> TestResult {
        let count = means.count
        let centre = means.reduce(0, +) / Double(count)
        var v = [Double](repeating: 0, count: count * count)
        for i in 0..<count {
            for j in 0...i {
                v[i * count + j] = covariance(i, j)
                v[j * count + i] = v[i * count + j]
            }
        }
        // C V C' of deviations from the plain mean of all groups.
        let rows = (0..<count).map { i in
            (0..<count).reduce(0) { $0 + v[i * count + $1] } / Double(count)
        }
        let all = rows.reduce(0, +) / Double(count)
        for i in 0..<count {
            for j in 0..<count { v[i * count + j] += all - rows[i] - rows[j] }
        }
        return ScoreTest(score: means.map { $0 - centre }, covariance: v)
            .result(name, method, ifNone: "the groups' mean times do not vary")
    }

    private var errors: String {
        (influences == nil ? "" : ", standard errors by cluster")
            + (hadStrata ? ", not within strata" : "")
    }

    static func text(_ time: Double) -> String {
        let text = "\(time)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}

/// The area under one curve up to a horizon, with what its variance is made of.
struct RestrictedArea {
    /// ∫₀^τ S.
    let area: Double
    /// Σ (∫_{tᵢ}^τ S)² dᵢ/(yᵢ (yᵢ - dᵢ)).
    let variance: Double
    /// Times of events up to τ.
    private let times: [Double]
    /// (∫_t^τ S)/(y - d) at each; 0 where nobody is left.
    private let pulls: [Double]
    /// Σ_{tᵢ <= t} (∫_{tᵢ}^τ S) dᵢ/(yᵢ (yᵢ - dᵢ)).
    private let drift: [Double]

    init(_ curve: ProductLimit, horizon: Double) {
        let inside = curve.times.lastIndex(notAbove: horizon).map { $0 + 1 } ?? 0
        var areas = [Double](repeating: 0, count: inside)
        var after = CompensatedSum()
        var end = horizon
        for index in (0..<inside).reversed() {
            after.add((end - curve.times[index]) * curve.survival[index])
            areas[index] = after.value
            end = curve.times[index]
        }
        after.add(end)
        area = after.value
        var variance = CompensatedSum()
        var sum = CompensatedSum()
        var pulls: [Double] = []
        var drift: [Double] = []
        for index in 0..<inside {
            let term = areas[index] * curve.greenwood[index]
            variance.add(areas[index] * term)
            sum.add(term)
            drift.append(sum.value)
            // S(t)/S(t-) = (y - d)/y, and d/(y (y - d)) is Greenwood's term.
            pulls.append(curve.remaining[index] > 0 ? areas[index] / curve.remaining[index] : 0)
        }
        self.variance = variance.value
        times = Array(curve.times.prefix(inside))
        self.pulls = pulls
        self.drift = drift
    }

    /// How much one case moves the area: -Σ_t (∫_t^τ S) (dNᵢ - Yᵢ d/y)/(y - d).
    func influence(entry: Double, exit: Double, isEvent: Bool) -> Double {
        let first = times.lastIndex(notAbove: entry)
        guard let last = times.lastIndex(notAbove: exit) else { return 0 }
        let own = isEvent && times[last] == exit ? pulls[last] : 0
        return drift[last] - (first.map { drift[$0] } ?? 0) - own
    }
}
