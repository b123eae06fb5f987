import Distributions

/// Means of a number by level, for cases that share clusters: the regression of the number on the
/// level with a cluster-robust covariance.
///
/// m_i = Σ w y / Σ w over the level, and
/// Cov(m_i, m_j) = G/(G-1) Σ_g a_ig a_jg with a_ig = Σ w (y - m_i) / W_i over the level's cases in
/// cluster g (CR1, linearised). G counts the clusters of all levels together. As `vcovCL` of R's
/// sandwich with type HC0 and cadjust, of a least-squares fit of the level alone. A cluster may have
/// cases in several levels: their covariance is counted. Shares are means of 0 and 1.
/// Source: Liang and Zeger (1986), Biometrika 73, 13-22.
public struct ClusteredMeans: Sendable, Hashable {
    /// The name of each level.
    public let levels: [String]
    /// Cases in each level.
    public let cases: [Int]
    /// The mean of each level; nil without cases.
    public let means: [Double?]
    /// The variance of each mean; nil without cases or below two clusters.
    public let variances: [Double?]
    /// The index of the level that others are compared with.
    public let reference: Int
    /// The covariance of each mean with the reference's.
    public let covariances: [Double]
    /// How many clusters, and how large.
    public let sizes: ClusterSizes
    /// How much more alike two cases of one cluster are than two of different ones, over all levels
    /// and without weights (analysis of variance); nil where no cluster has two cases.
    public let intraclassCorrelation: Double?
    /// The joint Wald test's statistic over the levels with cases; nil where there is none.
    let wald: (statistic: Double, df: Double)?

    /// Means from one code and value a row. Rows of weight 0 are left out.
    ///
    /// - Throws: for codes out of range, columns of different lengths, values that are not finite
    ///   (`badWeight`) and weights that are negative or no number.
    public init(
        values: [Double], levelCodes: [Int], clusterCodes: [Int], clusterCount: Int,
        levels: [String], reference: Int = 0, weights: [Double]? = nil
    ) throws(ClusteringError) {
        let lengths = [
            values.count, levelCodes.count, clusterCodes.count, weights?.count ?? values.count,
        ]
        guard lengths.allSatisfy({ $0 == values.count }) else { throw .lengths(lengths) }
        guard reference >= 0, reference < levels.count else {
            throw .unknownLevel(reference, count: levels.count)
        }
        let order = try ClusterOrder(clusterCodes, clusterCount: clusterCount)
        var sums = ClusterSums(levels: levels.count)
        for row in values.indices {
            guard levelCodes[row] >= 0, levelCodes[row] < levels.count else {
                throw .codeOutOfRange(code: levelCodes[row], count: levels.count)
            }
            let weight = weights?[row] ?? 1
            guard weight >= 0, weight.isFinite, values[row].isFinite else {
                throw .badWeight(row: row)
            }
            sums.add(level: levelCodes[row], value: values[row], cases: 1, weight: weight)
        }
        self.init(
            levels: levels, reference: reference, sums: sums,
            clusters: { body in
                order.forEach { members in
                    body(
                        members.lazy.map {
                            (levelCodes[$0], values[$0], 1, weights?[$0] ?? 1)
                        })
                }
            })
    }

    /// Makes the two passes over clusters: `sums` was the first, over all rows.
    init<Members: Sequence>(
        levels: [String], reference: Int, sums: ClusterSums,
        clusters: ((Members) -> Void) -> Void
    ) where Members.Element == (level: Int, value: Double, cases: Int, weight: Double) {
        let means = sums.means
        let overall = sums.overallMean
        var spread = ClusterSpread(levels: levels.count, reference: reference)
        clusters { spread.add($0, means: means, weights: sums.weights, overall: overall) }
        let sizes = ClusterSizes(spread.sizes)
        self.levels = levels
        self.reference = reference
        self.sizes = sizes
        cases = sums.cases
        self.means = zip(means, sums.weights).map { $1 > 0 ? $0 : nil }
        let factor = sizes.factor
        variances = zip(spread.variances, sums.weights).map { value, weight in
            factor.flatMap { weight > 0 && (value * $0).isFinite ? value * $0 : nil }
        }
        covariances = spread.covariances.map { $0 * (factor ?? 1) }
        intraclassCorrelation = sizes.intraclassCorrelation(
            between: spread.between, within: spread.within)
        wald = factor.flatMap { spread.wald(means: means, weights: sums.weights, factor: $0) }
    }

    /// Equal numbers throughout.
    public static func == (one: Self, other: Self) -> Bool {
        one.levels == other.levels && one.cases == other.cases && one.means == other.means
            && one.variances == other.variances && one.covariances == other.covariances
            && one.reference == other.reference && one.sizes == other.sizes
    }

    /// By the means and variances.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(levels)
        hasher.combine(means)
        hasher.combine(variances)
    }
}

extension ClusteredMeans {
    /// `mean` of a level with its normal interval: m ± z √Var(m).
    public func mean(_ level: Int, confidence: Double) -> Effect {
        let method = "mean with cluster-robust standard error (CR1), normal interval"
        guard let estimate = means[level] else {
            return Effect(
                name: "mean", level: levels[level], method: method, status: .notEstimable,
                note: "no case in \(levels[level])")
        }
        return Effect(
            name: "mean", level: levels[level], around: estimate, variance: variances[level],
            confidence: confidence, method: method)
    }

    /// `mean_difference` of a level from the reference with its normal interval:
    /// d ± z √(Var m_i + Var m_0 - 2 Cov(m_i, m_0)).
    public func meanDifference(_ level: Int, confidence: Double) -> Effect {
        let method = "cluster-robust Wald (CR1), normal"
        let (name, own, other) = ("mean_difference", levels[level], levels[reference])
        guard let mean = means[level], let base = means[reference] else {
            return Effect(
                name: name, level: own, reference: other, method: method, status: .notEstimable,
                note: "no case in \(means[level] == nil ? own : other)")
        }
        return Effect(
            name: name, level: own, reference: other, around: mean - base,
            variance: differenceVariance(level, 1, 1), confidence: confidence, method: method)
    }

    /// `mean_ratio` of a level to the reference, m_i / m_0, with exp(ln ratio ± z se): of rates, whose
    /// means are weighted by exposure, the rate ratio of a Poisson regression.
    public func meanRatio(_ level: Int, confidence: Double) -> Effect {
        let plain = Effect(
            name: "mean_ratio", level: levels[level], reference: levels[reference], method: "")
        guard let own = means[level], let other = means[reference], own > 0, other > 0 else {
            var none = plain.robust(nil, confidence: confidence, isRatio: true)
            none.status = .notEstimable
            none.note = "a mean is 0 or unknown"
            return none
        }
        var effect = plain
        effect.estimate = own / other
        effect.status = .estimated
        return effect.robust(
            differenceVariance(level, 1 / own, 1 / other)?.squareRoot(), confidence: confidence,
            isRatio: true)
    }

    /// Var(m_i - m_0); nil where either is unknown.
    public func differenceVarianceFromReference(_ level: Int) -> Double? {
        differenceVariance(level, 1, 1)
    }

    /// Var(u m_i - v m_0); nil where either is unknown.
    func differenceVariance(_ level: Int, _ u: Double, _ v: Double) -> Double? {
        guard let own = variances[level], let other = variances[reference] else { return nil }
        if level == reference { return 0 }
        return max(u * u * own + v * v * other - 2 * u * v * covariances[level], 0)
    }

    /// `cluster_robust_wald`: whether one level's mean is 0, as of differences of pairs.
    public func waldTest(ofLevel level: Int) -> TestResult {
        let name = "cluster_robust_wald"
        let method = "Wald test of a mean of 0 with cluster-robust variance (CR1)"
        guard let mean = means[level], let variance = variances[level], variance > 0 else {
            return TestResult(
                name: name, method: method,
                notEstimable: sizes.clusters < 2
                    ? "fewer than two clusters" : "the clusters do not tell how much it varies")
        }
        let statistic = mean * mean / variance
        return TestResult(
            name: name, method: method, statistic: statistic, df: 1,
            pValue: ChiSquared(degreesOfFreedom: 1).pValue(statistic))
    }

    /// `cluster_robust_wald`: whether all levels have the same mean, d' Cov(d)⁻¹ d for the
    /// differences d from the reference, chi-squared on as many degrees of freedom.
    public func waldTest() -> TestResult {
        let name = "cluster_robust_wald"
        let method = "Wald test of equal means with cluster-robust covariance (CR1)"
        guard let wald else {
            let note =
                sizes.clusters < 2
                ? "fewer than two clusters"
                : "the clusters do not tell how much the levels' means vary"
            return TestResult(name: name, method: method, notEstimable: note)
        }
        return TestResult(
            name: name, method: method, statistic: wald.statistic, df: wald.df,
            pValue: ChiSquared(degreesOfFreedom: wald.df).pValue(wald.statistic))
    }
}

extension Effect {
    /// An estimate with its normal interval from a variance; without interval where there is none.
    init(
        name: String, level: String? = nil, reference: String? = nil, around estimate: Double,
        variance: Double?, confidence: Double, method: String
    ) {
        self.init(
            name: name, level: level, reference: reference, estimate: estimate, method: method)
        guard let z = criticalValue(confidence) else {
            status = .notEstimable
            note = confidenceNote
            return
        }
        guard let variance, variance > 0 else {
            status = .notEstimable
            note = "the clusters do not tell how much it varies"
            return
        }
        confLow = estimate - z * variance.squareRoot()
        confHigh = estimate + z * variance.squareRoot()
    }
}
