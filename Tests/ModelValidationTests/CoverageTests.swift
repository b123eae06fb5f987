import Distributions
import ModelValidation
import TestSupport
import Testing

/// Intervals against a truth that is known: risks p uniform from 0 to a, outcomes with probability p.
///
/// Then π = a/2, AUC = (a/3 - a²/8) / (π (1 - π)), E (y - p)² = a/2 - a²/3, intercept 0, slope 1,
/// observed / expected 1, and net benefit at t (a² - t²)/(2a) - (t/(1 - t)) (a - t - (a² - t²)/2)/a.
struct CoverageTests {
    /// How often each interval holds the truth, in so many cohorts of so many cases.
    static func shares(cohorts: Int, cases n: Int, seed: Int) -> [(String, Double)] {
        let (a, t) = (0.4, 0.15)
        let share = a / 2
        let spread = share * (1 - share)
        let brier = a / 2 - a * a / 3
        let found = (a * a - t * t) / 2 / a
        let truth: [(String, Double)] = [
            ("auc", (a / 3 - a * a / 8) / spread), ("brier", brier),
            ("scaled_brier", 1 - brier / spread), ("calibration_in_the_large", 0),
            ("calibration_slope", 1), ("calibration_intercept", 0), ("observed_expected", 1),
            ("net_benefit", found - t / (1 - t) * ((a - t) / a - found)),
        ]
        var source = Seeded(seed)
        var held = [Int](repeating: 0, count: truth.count)
        for _ in 0..<cohorts {
            let risks = (0..<n).map { _ in a * source.next() }
            let scored = ScoredCases(hasEvent: risks.map { source.next() < $0 }, risk: risks)
            let (overall, calibration) = (OverallPerformance(scored), Calibration(scored))
            let estimates = [
                AUC(scored).logit, overall.brier, overall.scaledBrier, calibration.inTheLarge,
                calibration.slope, calibration.intercept, calibration.observedExpected,
                DecisionCurve(scored, thresholds: [t]).points[0].model,
            ]
            for (k, estimate) in estimates.enumerated() {
                guard let low = estimate.confLow, let high = estimate.confHigh else { continue }
                if low <= truth[k].1 && truth[k].1 <= high { held[k] += 1 }
            }
        }
        return truth.indices.map { (truth[$0].0, Double(held[$0]) / Double(cohorts)) }
    }

    /// 400 cohorts: the share is known to ± 1.1% (one standard error) where it is 95%.
    @Test func intervalsHoldTheTruthAsOftenAsTheySay() {
        for (name, share) in Self.shares(cohorts: 400, cases: 250, seed: 12) {
            #expect((0.915...0.98).contains(share), "\(name) \(share)")
        }
    }

    /// Ten events among a hundred cases, scores normal with means 1.8 apart: AUC = Φ(1.8/√2).
    @Test func theLogitScaleHoldsBetterWhereEventsAreFew() {
        var source = Seeded(31)
        let area = Normal.cumulative(1.8 / 2.0.squareRoot())
        let events = (0..<100).map { $0 < 10 }
        var (logit, plain) = (0, 0)
        for _ in 0..<1000 {
            let scores = events.map { event in
                (event ? 1.8 : 0) + Normal.quantile(min(max(source.next(), 1e-12), 1 - 1e-12))
            }
            let auc = AUC(ScoredCases(hasEvent: events, logOdds: scores))
            let holds = { (estimate: PerformanceEstimate) in
                (estimate.confLow ?? 1) <= area && area <= (estimate.confHigh ?? 0)
            }
            if holds(auc.logit) { logit += 1 }
            if holds(auc.plain) { plain += 1 }
        }
        #expect(logit > plain + 40 && logit > 880 && plain < 880)
    }
}
