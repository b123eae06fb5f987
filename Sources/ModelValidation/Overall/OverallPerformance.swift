import Distributions
import Glibc
import HypothesisTests

/// How near the risks come to what happened, calibration and discrimination taken together.
///
/// Standard errors are of the delta method: each figure's influence values u (what one case more
/// would move it by, times n) have the variance of their mean, by clusters where the cases have any.
/// With d = (y - p)², B its mean, π the share with the event and B₀ = π (1 - π):
/// Brier d - B; scaled Brier -(d - B)/B₀ + B (1 - 2π)(y - π)/B₀².
/// With h = -log P(y), H its mean and H₀ = -π log π - (1 - π) log(1 - π): log loss h - H; Cox and
/// Snell's R² = 1 - exp(-2 (H₀ - H)) has 2 (1 - R²)(-logit(π)(y - π) - (h - H)), and Nagelkerke's
/// divides by its largest value, whose influence is taken along.
///
/// Sources: G. W. Brier, Monthly Weather Review 78 (1950), 1-3; D. J. Spiegelhalter, Statistics in
/// Medicine 5 (1986), 421-433; N. J. D. Nagelkerke, Biometrika 78 (1991), 691-692;
/// E. W. Steyerberg et al., Epidemiology 21 (2010), 128-138.
public struct OverallPerformance: Sendable, Hashable {
    /// Mean of (y - p)².
    public let brier: PerformanceEstimate
    /// 1 - Brier / (π (1 - π)): 1 at best, 0 as good as π for all, below 0 worse than that.
    public let scaledBrier: PerformanceEstimate
    /// Mean of -log P(y), in nats; infinite where what was ruled out came true.
    public let logLoss: PerformanceEstimate
    /// Cox and Snell's R² of the risks as given, with nothing fitted to these cases; may be below 0.
    public let coxSnellR2: PerformanceEstimate
    /// Nagelkerke's R² of the risks as given; may be below 0.
    public let nagelkerkeR2: PerformanceEstimate
    /// Σ (y - p)(1 - 2p) / √Σ (1 - 2p)² p (1 - p), standard normal where the risks are right and
    /// cases are strangers (clusters are not heeded); nil where all risks are 0, ½ or 1.
    public let spiegelhalterZ: Double?
    /// Two-sided p of `spiegelhalterZ`.
    public let spiegelhalterP: PValue?

    /// The figures of some cases.
    ///
    /// - Parameter confidence: of the intervals, strictly between 0 and 1.
    public init(_ cases: ScoredCases, confidence: Double = 0.95) {
        let clusters = CaseClusters(cases)
        let sums = RiskSums(RiskOrder(cases).ranked)
        let (n, x) = (cases.caseCount, cases.eventCount)
        let method = clusters.named("delta method")
        func failed(_ note: String, _ status: EstimationStatus = .notEstimable)
            -> PerformanceEstimate
        {
            PerformanceEstimate(method: method, status: status, note: note)
        }
        guard n > 0 else {
            let nothing = failed("no case")
            (brier, scaledBrier, logLoss) = (nothing, nothing, nothing)
            (coxSnellR2, nagelkerkeR2) = (nothing, nothing)
            (spiegelhalterZ, spiegelhalterP) = (nil, nil)
            return
        }
        func estimate(
            _ value: Double, bounds: ClosedRange<Double>, _ influence: (Int) -> Double
        ) -> PerformanceEstimate {
            PerformanceEstimate(
                value, variance: clusters.variance(influence), confidence: confidence,
                bounds: bounds, method: method, without: clusters.withoutVariance)
        }
        let score = sums.squaredError / n
        let y = { (row: Int) -> Double in cases.hasEvent[row] ? 1 : 0 }
        let excess = { (row: Int) -> Double in
            (y(row) - cases.risk[row]) * (y(row) - cases.risk[row]) - score
        }
        brier = estimate(score, bounds: 0...1, excess)
        let loss = -sums.logLikelihood / n
        let ruledOut = failed(
            "a case came out in a way that its risk of 0 or 1 ruled out", .infinite)
        let surprise = { (row: Int) in Self.surprise(cases, row) - loss }
        logLoss = loss.isFinite ? estimate(loss, bounds: 0...Double.infinity, surprise) : ruledOut
        let z = sums.excess / sums.excessVariance.squareRoot()
        spiegelhalterZ = sums.excessVariance > 0 && z.isFinite ? z : nil
        spiegelhalterP = spiegelhalterZ.flatMap(Normal.twoSidedPValue)
        guard x > 0, x < n else {
            let one = failed(x > 0 ? "every case had the event" : "no case had the event")
            (scaledBrier, coxSnellR2, nagelkerkeR2) = (one, one, one)
            return
        }
        let share = x / n
        let spread = share * ((n - x) / n)
        let tilt = { (row: Int) in (1 - 2 * share) * (y(row) - share) }
        scaledBrier = estimate(1 - score / spread, bounds: -Double.infinity...1) { row in
            score / spread * (tilt(row) / spread) - excess(row) / spread
        }
        guard loss.isFinite else {
            (coxSnellR2, nagelkerkeR2) = (ruledOut, ruledOut)
            return
        }
        let none = -RiskSums.nullLogLikelihood(events: x, of: n) / n
        let rest = exp(2 * (loss - none))
        let (coxSnell, largest) = (-expm1(2 * (loss - none)), -expm1(-2 * none))
        let logit = log(x / (n - x))
        let gain = { (row: Int) in -logit * (y(row) - share) - surprise(row) }
        coxSnellR2 = estimate(coxSnell, bounds: -Double.infinity...1) { 2 * rest * gain($0) }
        nagelkerkeR2 = estimate(coxSnell / largest, bounds: -Double.infinity...1) { row in
            let top = 2 * (1 - largest) * -logit * (y(row) - share)
            return (2 * rest * gain(row) - coxSnell / largest * top) / largest
        }
    }

    /// -log P(y) = log(1 + exp(∓ log-odds)).
    private static func surprise(_ cases: ScoredCases, _ row: Int) -> Double {
        let against = cases.hasEvent[row] ? -cases.logOdds[row] : cases.logOdds[row]
        return max(against, 0) + log1p(exp(-abs(against)))
    }
}
