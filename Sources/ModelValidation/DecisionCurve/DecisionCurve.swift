import HypothesisTests

/// What is gained by offering to those above a threshold of risk, against offering to all or to none.
///
/// A case is offered something where its risk >= t. Net benefit is TP/n - FP/n · t/(1 - t), in cases
/// with the event rightly offered per case: a wrong offer weighs t/(1 - t) of a right one, which is what
/// choosing t says. It is the mean over cases of u = offered · (y - (1 - y) t/(1 - t)), so its standard
/// error is that of a mean, by clusters where cases have any; that of the standardised net benefit
/// NB/π has the influence (u - NB)/π - NB (y - π)/π² (delta method). Intervals are symmetric and
/// hold for each threshold by itself.
///
/// Sources: A. J. Vickers and E. B. Elkin, Medical Decision Making 26 (2006), 565-574; A. J. Vickers
/// et al., BMC Medical Informatics and Decision Making 8 (2008), 53; T. L. Marsh, H. Janes and
/// M. S. Pepe, Biometrics 76 (2020), 843-852.
public struct DecisionCurve: Sendable, Hashable {
    /// The curve at one threshold.
    public struct Point: Sendable, Hashable {
        /// t: offered where the risk is at least this.
        public let threshold: Double
        /// Cases offered.
        public let offered: Double
        /// Cases offered that had the event (TP).
        public let found: Double
        /// Net benefit of offering by the model.
        public let model: PerformanceEstimate
        /// Net benefit of offering to all, π - (1 - π) t/(1 - t); that of none is 0.
        public let all: PerformanceEstimate
        /// What the model gains over offering to all, with the interval of a paired difference.
        public let gainOverAll: PerformanceEstimate
        /// The model's net benefit as a share of the best there could be, π; nil without an event.
        public let standardised: PerformanceEstimate
    }

    /// The curve, in ascending order of threshold; empty without cases.
    public let points: [Point]
    /// How many cases there are.
    public let caseCount: Double
    /// How many of them had the event.
    public let eventCount: Double

    /// 1%, 2% ... 50%.
    public static let usualThresholds = (1...50).map { Double($0) / 100 }

    /// The curve of some cases.
    ///
    /// - Parameters:
    ///   - thresholds: each from 0 up to, but not, 1; others and repeated ones are left out.
    ///   - confidence: of the intervals, strictly between 0 and 1.
    public init(
        _ cases: ScoredCases, thresholds: [Double] = usualThresholds, confidence: Double = 0.95
    ) {
        let clusters = CaseClusters(cases)
        caseCount = cases.caseCount
        eventCount = cases.eventCount
        guard caseCount > 0 else {
            points = []
            return
        }
        points = Set(thresholds.filter { $0 >= 0 && $0 < 1 }).sorted().map { threshold in
            Point(cases, clusters, threshold: threshold, confidence: confidence)
        }
    }
}

extension DecisionCurve.Point {
    fileprivate init(
        _ cases: ScoredCases, _ clusters: CaseClusters, threshold: Double, confidence: Double
    ) {
        let odds = threshold / (1 - threshold)
        let (n, x) = (cases.caseCount, cases.eventCount)
        var (offered, found) = (0.0, 0.0)
        for row in cases.risk.indices where cases.risk[row] >= threshold {
            let weight = cases.count?[row] ?? 1
            offered += weight
            if cases.hasEvent[row] { found += weight }
        }
        (self.threshold, self.offered, self.found) = (threshold, offered, found)
        let method = clusters.named("mean over cases")
        let worth = { (row: Int) in cases.hasEvent[row] ? 1 : -odds }
        let isOffered = { (row: Int) in cases.risk[row] >= threshold }
        func estimate(_ value: Double, _ influence: (Int) -> Double) -> PerformanceEstimate {
            PerformanceEstimate(
                value, variance: clusters.variance(influence), confidence: confidence,
                method: method, without: clusters.withoutVariance)
        }
        let benefit = (found - (offered - found) * odds) / n
        let ofAll = (x - (n - x) * odds) / n
        let gain = ((n - offered - (x - found)) * odds - (x - found)) / n
        model = estimate(benefit) { (isOffered($0) ? worth($0) : 0) - benefit }
        all = estimate(ofAll) { worth($0) - ofAll }
        gainOverAll = estimate(gain) { (isOffered($0) ? 0 : -worth($0)) - gain }
        guard x > 0 else {
            standardised = PerformanceEstimate(
                method: method, status: .notEstimable, note: "no case had the event")
            return
        }
        let share = x / n
        standardised = estimate(benefit / share) { row in
            let own = (isOffered(row) ? worth(row) : 0) - benefit
            return own / share - benefit / share * (((cases.hasEvent[row] ? 1 : 0) - share) / share)
        }
    }
}
