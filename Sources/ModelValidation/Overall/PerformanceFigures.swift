import Glibc

/// All figures of a prediction model on some cases, as numbers alone: quick enough to be asked for
/// on every sample of a bootstrap.
///
/// A figure is nil where it cannot be had (one outcome only, all risks alike, outcomes that the risks
/// separate, risks of exactly 0 or 1); the figure's own type (`AUC`, `OverallPerformance`,
/// `Calibration`, `CalibrationCurve`) says why, with standard errors and intervals.
public struct PerformanceFigures: Sendable, Hashable {
    /// A figure by its stable name.
    public enum Figure: String, Sendable, Hashable, CaseIterable, Codable {
        /// Area under the receiver operating characteristic, ties counting half; 0.5 by chance.
        case auc
        /// Mean of (y - p)²; the lower the better.
        case brier
        /// 1 - Brier / (π (1 - π)), π the share with the event; 1 at best, 0 as good as π for all.
        case scaledBrier = "scaled_brier"
        /// Mean of -log P(y), in nats; the lower the better.
        case logLoss = "log_loss"
        /// 1 - exp(2 (l₀ - l) / n), l₀ with π for all and l with the risks given.
        case coxSnellR2 = "cox_snell_r2"
        /// Cox and Snell's R² as a share of its largest value 1 - exp(2 l₀ / n).
        case nagelkerkeR2 = "nagelkerke_r2"
        /// a in logit P(y) = a + log-odds; 0 at best, above it risks were too low.
        case calibrationInTheLarge = "calibration_in_the_large"
        /// b in logit P(y) = a + b log-odds; 1 at best, below it risks are too extreme.
        case calibrationSlope = "calibration_slope"
        /// a in logit P(y) = a + b log-odds, to be read beside its slope; 0 at best.
        case calibrationIntercept = "calibration_intercept"
        /// Events / Σ p; 1 at best.
        case observedExpected = "observed_expected"
        /// Mean distance between the risks and the smooth calibration curve.
        case ici
        /// Median of that distance.
        case e50
        /// Ninetieth percentile of that distance.
        case e90
        /// Largest of that distance.
        case eMax = "e_max"
    }

    /// How many cases the figures are of.
    public let caseCount: Double
    /// How many of them had the event.
    public let eventCount: Double
    /// The knots of the calibration curve; 0 for a straight line in the log-odds, nil without one.
    public let knotCount: Int?
    private let values: [Double?]

    /// A figure; nil where it cannot be had.
    public subscript(_ figure: Figure) -> Double? { values[figure.place] }

    /// The figures of some cases.
    ///
    /// - Parameter knots: how many knots the calibration curve has at most; nil for as many as the
    ///   rarer outcome allows (5 from 100 cases, 4 from 50, 3 from 20, else a straight line).
    public init(_ cases: ScoredCases, knots: Int? = nil) {
        self.init(RiskOrder(cases).ranked, knots: knots)
    }

    /// The figures of cases whose order is known.
    public init(_ ranked: RankedCases, knots: Int? = nil) {
        caseCount = ranked.caseCount
        eventCount = ranked.eventCount
        var values = [Double?](repeating: nil, count: Figure.allCases.count)
        func set(_ figure: Figure, _ value: Double?) {
            values[figure.place] = value.flatMap { $0.isFinite ? $0 : nil }
        }
        guard ranked.rowCount > 0 else {
            self.values = values
            knotCount = nil
            return
        }
        let (n, x) = (ranked.caseCount, ranked.eventCount)
        let sums = RiskSums(ranked)
        set(.auc, ranked.auc)
        set(.brier, sums.squaredError / n)
        set(.logLoss, -sums.logLikelihood / n)
        set(.observedExpected, x / sums.expected)
        if ranked.hasBothOutcomes {
            let none = RiskSums.nullLogLikelihood(events: x, of: n)
            let coxSnell = -expm1(2 * (none - sums.logLikelihood) / n)
            set(.scaledBrier, 1 - sums.squaredError / (x * ((n - x) / n)))
            set(.coxSnellR2, coxSnell)
            set(.nagelkerkeR2, coxSnell / -expm1(2 * none / n))
        }
        set(.calibrationInTheLarge, (try? ranked.fitInTheLarge())?.coefficients[0])
        let line = try? ranked.fitLine()
        set(.calibrationSlope, line?.slope)
        set(.calibrationIntercept, line?.intercept)
        let smooth = line.map { SmoothFit(ranked, line: $0, most: knots) }
        let errors = smooth.map { CalibrationErrors(ranked, $0.fit) }
        set(.ici, errors?.mean)
        set(.e50, errors?.median)
        set(.e90, errors?.ninetieth)
        set(.eMax, errors?.largest)
        self.values = values
        knotCount = smooth?.knots.count
    }
}

extension PerformanceFigures.Figure {
    /// Where the figure stands among all.
    fileprivate var place: Int {
        switch self {
        case .auc: 0
        case .brier: 1
        case .scaledBrier: 2
        case .logLoss: 3
        case .coxSnellR2: 4
        case .nagelkerkeR2: 5
        case .calibrationInTheLarge: 6
        case .calibrationSlope: 7
        case .calibrationIntercept: 8
        case .observedExpected: 9
        case .ici: 10
        case .e50: 11
        case .e90: 12
        case .eMax: 13
        }
    }
}
