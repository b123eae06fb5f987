import Glibc
import HypothesisTests

/// Whether risks mean what they say: of cases given a risk of 20%, do about 20% have the event?
///
/// Four figures, each under its own name:
/// - calibration in the large: a in logit P(y) = a + log-odds, the slope held at 1; 0 at best;
/// - calibration slope: b in logit P(y) = a + b log-odds; 1 at best, below it the risks are too extreme;
/// - calibration intercept: a in that same joint fit, which means nothing without its slope;
/// - observed / expected: events / Σ p, 1 at best.
///
/// Standard errors are the inverse information's, as R's `glm` has them; where cases have clusters
/// the sandwich's, CR1 = G/(G - 1) times Σ_g s_g s_gᵀ of the scores. Of observed / expected the
/// logarithm has the influence y/π - p/p̄, cases and risks both drawn from a population; its interval
/// is symmetric on that scale. (1 - π)/events, the variance of cases whose risks are not drawn, is
/// wider.
///
/// Sources: D. R. Cox, Biometrika 45 (1958), 562-565; M. E. Miller, S. L. Hui and W. M. Tierney,
/// Statistics in Medicine 10 (1991), 1213-1226; T. P. A. Debray et al., BMJ 356 (2017), i6460.
public struct Calibration: Sendable, Hashable {
    /// The intercept where the slope is held at 1.
    public let inTheLarge: PerformanceEstimate
    /// The slope of the joint fit.
    public let slope: PerformanceEstimate
    /// The intercept of the joint fit.
    public let intercept: PerformanceEstimate
    /// Events / Σ p.
    public let observedExpected: PerformanceEstimate
    /// The covariance of the joint fit's intercept and slope; nil without a fit.
    public let covariance: Double?
    /// Clusters that the standard errors heed; nil where cases are strangers.
    public let clusterCount: Int?

    /// The figures of some cases.
    ///
    /// - Parameter confidence: of the intervals, strictly between 0 and 1.
    public init(_ cases: ScoredCases, confidence: Double = 0.95) {
        let clusters = CaseClusters(cases)
        clusterCount = clusters.clusterCount
        let ranked = RiskOrder(cases).ranked
        let method = clusters.named("logistic recalibration")
        func estimate(_ value: Double, _ variance: Double?) -> PerformanceEstimate {
            PerformanceEstimate(
                value, variance: variance, confidence: confidence, method: method,
                without: clusters.withoutVariance)
        }
        func failed(_ failure: CalibrationFailure) -> PerformanceEstimate {
            PerformanceEstimate(method: method, status: failure.status, note: failure.note)
        }
        do throws(CalibrationFailure) {
            let fit = try ranked.fitInTheLarge()
            let scores = RowScores(cases, intercept: fit.coefficients[0], slope: 1)
            inTheLarge = estimate(
                fit.coefficients[0], scores.covariance([nil], fit.covariance, clusters)?[0, 0])
        } catch {
            inTheLarge = failed(error)
        }
        do throws(CalibrationFailure) {
            let line = try ranked.fitLine()
            let scores = RowScores(cases, intercept: line.intercept, slope: line.slope)
            // The fit's own column is centred and scaled; so is what its scores are multiplied by.
            let column = cases.logOdds.map { ($0 - line.centre) / line.scale }
            let inner = scores.covariance(
                [nil, column], line.fit.covariance, clusters)
            let outer = inner.map(line.outer)
            intercept = estimate(line.intercept, outer?[0, 0])
            slope = estimate(line.slope, outer?[1, 1])
            covariance = outer?[0, 1]
        } catch {
            (intercept, slope, covariance) = (failed(error), failed(error), nil)
        }
        observedExpected = Self.ratio(cases, clusters, confidence)
    }

    private static func ratio(
        _ cases: ScoredCases, _ clusters: CaseClusters, _ confidence: Double
    ) -> PerformanceEstimate {
        let method = clusters.named("delta method, log scale")
        let (n, x) = (cases.caseCount, cases.eventCount)
        let expected = RiskSums(RiskOrder(cases).ranked).expected
        guard expected > 0 else {
            return PerformanceEstimate(
                method: method, status: x > 0 ? .infinite : .notEstimable,
                note: n > 0 ? "every case was given a risk of 0" : "no case")
        }
        let ratio = x / expected
        guard x > 0 else {
            return PerformanceEstimate(
                estimate: 0, method: method, status: .infinite,
                note: "no case had the event: the logarithm of 0 is infinite")
        }
        let variance = clusters.variance { row in
            (cases.hasEvent[row] ? n / x : 0) - cases.risk[row] * n / expected
        }
        return PerformanceEstimate(
            ratio, variance: variance.map { $0 * ratio * ratio }, confidence: confidence,
            scale: .log, method: method, without: clusters.withoutVariance)
    }
}
