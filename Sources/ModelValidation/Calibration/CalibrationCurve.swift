import Distributions
import Glibc
import HypothesisTests
import LinearAlgebra

/// A smooth curve of what happened against the risk that was given, with a band.
///
/// It is a logistic regression of the outcome on a restricted cubic spline of the log-odds. Knots are
/// Harrell's: five where the rarer outcome has at least 100 cases, four from 50, three from 20, else
/// a straight line in the log-odds; fewer where ties of risk leave fewer, or where one end of the
/// curve separates the outcomes. The band is pointwise, ± z standard errors on the log-odds scale,
/// of the model's covariance, or the sandwich's (CR1) where cases have clusters.
///
/// Sources: F. E. Harrell, "Regression Modeling Strategies", 2nd ed. 2015, 2.4.5 and 10.8;
/// P. C. Austin and E. W. Steyerberg, Statistics in Medicine 33 (2014), 517-535, and 38 (2019),
/// 4051-4065.
public struct CalibrationCurve: Sendable, Hashable {
    /// What happened to cases of one risk.
    public struct Point: Sendable, Hashable {
        /// The risk that was given.
        public let risk: Double
        /// The share with the event, by the curve.
        public let observed: Double
        /// The lower end of the band; nil where there is no standard error.
        public let confLow: Double?
        /// The upper end of the band; nil where there is no standard error.
        public let confHigh: Double?
        /// The standard error of the curve's log-odds; nil where there is none.
        public let standardError: Double?
    }

    /// The curve at ascending risks; empty where there is none.
    public let points: [Point]
    /// How far the risks lie from the curve; nil where there is none.
    public let errors: CalibrationErrors?
    /// Where pieces of the spline join, as risks; empty for a straight line in the log-odds.
    public let knots: [Double]
    /// Why there is no curve.
    public let status: EstimationStatus
    /// The status in words, where something is to be said.
    public let note: String?

    /// The curve of some cases.
    ///
    /// - Parameters:
    ///   - risks: where it is wanted, strictly between 0 and 1 (others are left out); nil for 50 places
    ///     evenly spaced from the first to the ninety-ninth percentile of the risks, beyond which few
    ///     cases speak.
    ///   - knots: how many at most; nil for as many as the rarer outcome allows.
    ///   - confidence: of the band, strictly between 0 and 1.
    public init(
        _ cases: ScoredCases, at risks: [Double]? = nil, knots: Int? = nil,
        confidence: Double = 0.95
    ) {
        let ranked = RiskOrder(cases).ranked
        let line: StraightFit
        do throws(CalibrationFailure) {
            line = try ranked.fitLine()
        } catch {
            (points, errors, self.knots) = ([], nil, [])
            (status, note) = (error.status, error.note)
            return
        }
        let smooth = SmoothFit(ranked, line: line, most: knots)
        errors = CalibrationErrors(ranked, smooth.fit)
        self.knots = smooth.knots.map(Self.share)
        let clusters = CaseClusters(cases)
        let covariance = Self.covariance(cases, smooth, clusters)
        let z =
            confidence > 0 && confidence < 1 ? Normal.upperQuantile((1 - confidence) / 2) : nil
        let places = (risks ?? ranked.places(50)).filter { $0 > 0 && $0 < 1 }.sorted()
        let columns = smooth.columns(at: places.map { log($0) - log1p(-$0) })
        points = places.indices.map { place in
            let x = columns.map { $0[place] }
            let eta = zip(x, smooth.fit.coefficients).reduce(0) { $0 + $1.0 * $1.1 }
            let error = covariance.map { max($0.quadraticForm(x), 0).squareRoot() }
            let reach = error.flatMap { error in z.map { $0 * error } }
            return Point(
                risk: places[place], observed: Self.share(eta),
                confLow: reach.map { Self.share(eta - $0) },
                confHigh: reach.map { Self.share(eta + $0) }, standardError: error)
        }
        status = z == nil || covariance == nil ? .notEstimable : .estimated
        note =
            z == nil
            ? "a confidence level lies strictly between 0 and 1"
            : covariance == nil ? clusters.withoutVariance : nil
    }

    private static func share(_ logOdds: Double) -> Double { 1 / (1 + exp(-logOdds)) }

    private static func covariance(
        _ cases: ScoredCases, _ smooth: SmoothFit, _ clusters: CaseClusters
    ) -> Matrix? {
        guard clusters.clusterCount != nil else { return smooth.fit.covariance }
        // A row that stands for no case may have log-odds that the spline cannot take.
        let columns = smooth.columns(at: cases.logOdds.map { $0.isFinite ? $0 : 0 })
        var eta = [Double](repeating: 0, count: cases.rowCount)
        for (column, coefficient) in zip(columns, smooth.fit.coefficients) {
            for row in eta.indices { eta[row] += coefficient * column[row] }
        }
        return RowScores(cases, linearPredictor: eta).covariance(
            columns.map(Optional.some), smooth.fit.covariance, clusters)
    }
}

extension RankedCases {
    /// Risks evenly spaced between the first and the ninety-ninth percentile of the cases' own.
    fileprivate func places(_ count: Int) -> [Double] {
        guard let first = risk.first else { return [] }
        func quantile(_ share: Double) -> Double {
            let goal = max(caseCount - 1, 0) * share + 1
            var (sum, found) = (0.0, first)
            for row in 0..<rowCount {
                sum += cases[row]
                found = risk[row]
                if sum >= goal.rounded(.down) { break }
            }
            return found
        }
        let (low, high) = (quantile(0.01), quantile(0.99))
        guard low < high else { return [low] }
        return (0..<count).map { low + (high - low) * (Double($0) / Double(count - 1)) }
    }
}
