import Distributions
import HypothesisTests
import LinearAlgebra

/// The log-rank family of tests that groups have one survival curve, with late entry, strata and
/// weights as cases.
///
/// At each event time of each stratum, with d events among n at risk and n_g of them in group g,
/// d n_g / n events are expected in g and their covariance is that of drawing without replacement,
/// d (n - d)/(n - 1) (δ_gh n_g/n - n_g n_h/n²). X² = u'V⁻u of the weighted sums of observed less
/// expected, on as many degrees of freedom as V has rank. Sources: Mantel (1966), Peto and Peto
/// (1972); Klein and Moeschberger, "Survival Analysis", 7.3-7.5.
public struct LogRank: Sendable {
    /// What one group had and could expect.
    public struct Group: Sendable, Hashable {
        /// The group's code.
        public let code: Int
        /// Its cases: the sum of its rows' weights.
        public let cases: Double
        /// Its events, each counting for its weight in the test (1 in the log-rank test).
        public let observed: Double
        /// The events that it would have had if all groups had one curve, likewise weighted.
        public let expected: Double
    }

    /// More groups than this are not compared: V alone would have a million elements.
    public static let mostGroups = 1_000

    /// What the events count for.
    public let weighting: EventWeighting
    /// The groups that hold cases, by their codes.
    public let groups: [Group]
    /// Whether more than one stratum holds cases.
    public let isStratified: Bool
    /// Σ weight (observed - expected) of each group.
    public let difference: [Double]
    /// The covariance V of the differences.
    public let variance: Matrix

    /// Adds up observed and expected events, in one pass over the ordered rows.
    ///
    /// - Returns: nil with more than `mostGroups` groups, or where ρ or γ is negative.
    public init?(_ order: SurvivalOrder, weighting: EventWeighting = .logRank) {
        guard weighting.isUsable,
            let sums = LogRankSums(order, weighting: weighting, mostGroups: Self.mostGroups)
        else { return nil }
        self.weighting = weighting
        isStratified = order.strata.count > 1
        groups = sums.codes.indices.map { g in
            Group(
                code: sums.codes[g], cases: sums.cases[g], observed: sums.observed[g].value,
                expected: sums.expected[g].value)
        }
        difference = sums.difference.map(\.value)
        variance = sums.variance
    }

    /// The test that all groups have one survival curve.
    public func test() -> TestResult {
        let name = weighting.name + (isStratified ? "_stratified" : "")
        let method = sentence(weighting.words)
        guard groups.count > 1 else {
            return TestResult(name: name, method: method, notEstimable: "there is only one group")
        }
        let independent = ColumnDependence(variance, tolerance: 1e-11).kept
        guard !independent.isEmpty,
            let factor = Cholesky(variance.principalSubmatrix(independent))
        else { return TestResult(name: name, method: method, notEstimable: uninformative) }
        let u = independent.map { difference[$0] }
        let statistic = zip(u, factor.solve(u)).reduce(0) { $0 + $1.0 * $1.1 }
        let df = Double(independent.count)
        return TestResult(
            name: name, method: method, statistic: statistic, df: df,
            pValue: ChiSquared(degreesOfFreedom: df).pValue(statistic))
    }

    /// The test for a trend over ordered groups: (s'u)² / s'V s on 1 degree of freedom.
    ///
    /// - Parameter scores: a score for each group code; its code itself where nil.
    /// - Returns: not estimable where the scores do not name all groups, or do not differ.
    public func trend(scores: [Double]? = nil) -> TestResult {
        let name = weighting.name + "_trend" + (isStratified ? "_stratified" : "")
        let method = sentence(weighting.words + " for a trend over ordered groups")
        let own = groups.map { group in
            scores.map { $0.indices.contains(group.code) ? $0[group.code] : .nan }
                ?? Double(group.code)
        }
        guard own.allSatisfy(\.isFinite) else {
            return TestResult(
                name: name, method: method, notEstimable: "a group has no finite score")
        }
        // Scores count from their mean and in units of their spread, so that no size overflows.
        let low = own.min() ?? 0
        let spread = (own.max() ?? 0) / 2 - low / 2
        guard spread > 0 else {
            return TestResult(
                name: name, method: method, notEstimable: "all groups have the same score")
        }
        let scaled = own.map { ($0 / 2 - low / 2) / spread }
        let square = variance.quadraticForm(scaled)
        guard square > 1e-14 * (0..<groups.count).reduce(0, { max($0, variance[$1, $1]) }) else {
            return TestResult(name: name, method: method, notEstimable: uninformative)
        }
        let u = zip(scaled, difference).reduce(0) { $0 + $1.0 * $1.1 }
        let statistic = u * u / square
        return TestResult(
            name: name, method: method, statistic: statistic, df: 1,
            pValue: ChiSquared(degreesOfFreedom: 1).pValue(statistic))
    }

    private var uninformative: String {
        "at no event time were cases of two groups at risk, and others without the event"
    }

    private func sentence(_ words: String) -> String {
        isStratified ? words + ", stratified" : words
    }
}
