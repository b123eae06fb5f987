import GeneralizedLinearModels
import Glibc

/// What Firth's penalised likelihood makes of a logistic regression, beside its plain fit.
public struct FirthResult: Codable, Sendable {
    /// One coefficient.
    public struct Coefficient: Codable, Sendable {
        /// Its name.
        public var term: String
        /// b at the maximum of l(b) + ½ log|X'WX|; null for an aliased column, as are the figures below.
        public var estimate: Figure
        /// √ of its variance in (X'WX)⁻¹ at the estimates.
        public var stdError: Figure
        /// The penalised likelihood ratio against b = 0, on 1 degree of freedom.
        public var statistic: Figure
        /// From the chi-squared distribution; 0 where it underflows.
        public var pValue: Figure
        /// log₁₀ of the p-value.
        public var log10P: Figure
        /// The p-value for people.
        public var pDisplay: Label
        /// The lower end of the penalised profile interval.
        public var confLow: Figure
        /// The upper end.
        public var confHigh: Figure
        /// exp b.
        public var oddsRatio: Figure
        /// exp of the lower end.
        public var oddsRatioLow: Figure
        /// exp of the upper end.
        public var oddsRatioHigh: Figure
        /// `estimated` or `aliased`.
        public var status: String
        /// `infinite` or `not_found` where the interval has no lower end; absent elsewhere.
        public var confLowStatus: String?
        /// The same of its upper end.
        public var confHighStatus: String?
        /// `infinite` where exp b lies beyond all numbers that can be held; absent elsewhere.
        public var oddsRatioStatus: String?
        /// The same of exp of the lower end.
        public var oddsRatioLowStatus: String?
        /// The same of exp of the upper end.
        public var oddsRatioHighStatus: String?

        private enum CodingKeys: String, CodingKey {
            case term, estimate, statistic, status
            case confLowStatus = "conf_low_status"
            case confHighStatus = "conf_high_status"
            case stdError = "std_error"
            case pValue = "p_value"
            case log10P = "log10_p"
            case pDisplay = "p_display"
            case confLow = "conf_low"
            case confHigh = "conf_high"
            case oddsRatio = "odds_ratio"
            case oddsRatioLow = "odds_ratio_low"
            case oddsRatioHigh = "odds_ratio_high"
            case oddsRatioStatus = "odds_ratio_status"
            case oddsRatioLowStatus = "odds_ratio_low_status"
            case oddsRatioHighStatus = "odds_ratio_high_status"
        }
    }

    /// The coefficients in the order of the formula.
    public var coefficients: [Coefficient]
    /// Penalised likelihood-ratio tests of the terms.
    public var tests: [FitResult.TermTestRow]
    /// The intercept at which predictions add up to the events (FLIC); null without an intercept.
    public var predictionIntercept: Figure
    /// l(b) + ½ log|X'WX| at the estimates, as far as coefficients move it.
    public var penalisedLogLikelihood: Double
    /// Newton steps taken.
    public var iterations: Int

    private enum CodingKeys: String, CodingKey {
        case coefficients, tests, iterations
        case predictionIntercept = "prediction_intercept"
        case penalisedLogLikelihood = "penalised_log_likelihood"
    }

    init(_ fit: FirthFit, confidence: Double) {
        coefficients = fit.coefficientTable(confidence: confidence).map {
            Coefficient($0, isOfCurve: fit.plain.isOfCurve($0.coefficient))
        }
        tests = fit.likelihoodRatioTests().map {
            FitResult.TermTestRow(
                $0, name: "penalised_likelihood_ratio",
                method: "Penalised likelihood-ratio chi-squared test of the term, type II")
        }
        predictionIntercept = Figure(fit.predictionIntercept?.estimate)
        penalisedLogLikelihood = fit.penalisedLogLikelihood
        iterations = fit.iterations
    }
}

extension FirthResult.Coefficient {
    init(_ row: FirthRow, isOfCurve: Bool) {
        term = row.coefficient.name
        estimate = Figure(row.estimate)
        stdError = Figure(row.standardError)
        statistic = Figure(row.statistic)
        pValue = Figure(row.pValue?.value)
        log10P = Figure(row.pValue?.log10)
        pDisplay = Label(row.pValue?.display)
        let (low, high) = (row.interval?.low.value, row.interval?.high.value)
        confLow = Figure(low)
        confHigh = Figure(high)
        // A column of a curve has no ratio of its own.
        let ratios = [row.estimate, low, high].map { end in isOfCurve ? nil : end.map { exp($0) } }
        (oddsRatio, oddsRatioStatus) = (Figure(ratios[0]), Figure.status(of: ratios[0]))
        (oddsRatioLow, oddsRatioLowStatus) = (Figure(ratios[1]), Figure.status(of: ratios[1]))
        (oddsRatioHigh, oddsRatioHighStatus) = (Figure(ratios[2]), Figure.status(of: ratios[2]))
        status = row.estimate == nil ? "aliased" : "estimated"
        confLowStatus = row.interval.flatMap { $0.low.statusWord }
        confHighStatus = row.interval.flatMap { $0.high.statusWord }
    }
}

extension FitResult {
    /// Puts profile intervals in the place of Wald's.
    mutating func take(_ intervals: [ProfileInterval?]) {
        for (k, interval) in zip(coefficients.indices, intervals) {
            coefficients[k].take(interval, glance.ratio)
        }
    }

    /// Puts Firth's estimate beside each coefficient that is infinite.
    mutating func setBeside(_ firth: FirthFit) {
        for k in coefficients.indices where coefficients[k].status == "infinite" {
            guard firth.standardErrors[k] != nil else { continue }
            coefficients[k].firthEstimate = Figure(firth.estimates[k])
        }
    }
}

extension FitResult.Coefficient {
    fileprivate mutating func take(_ interval: ProfileInterval?, _ ratio: String?) {
        let (low, high) = (interval?.low.value, interval?.high.value)
        confLow = Figure(low)
        confHigh = Figure(high)
        confLowStatus = interval.flatMap { $0.low.statusWord }
        confHighStatus = interval.flatMap { $0.high.statusWord }
        if curve != true, let kind = ratio.flatMap(RatioKind.init(rawValue:)) {
            setRatioEnds(low, high, kind)
        }
    }
}

extension GLMFit {
    /// The estimates that are told beside infinite ones; nil where there are none, or where so many
    /// coefficients would take longer than the fit.
    func firthBesideInfinite() -> FirthFit? {
        guard !directions.isEmpty, canBePenalisedByFirth,
            Double(frame.rowCount) * Double(coefficients.count) < 1e8
        else { return nil }
        return try? firth()
    }
}

extension ProfileBound {
    /// Why an end has no number; nil where it has one.
    fileprivate var statusWord: String? {
        switch self {
        case .finite: nil
        case .infinite: "infinite"
        case .notFound: "not_found"
        }
    }
}
