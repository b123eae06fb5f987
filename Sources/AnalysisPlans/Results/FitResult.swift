import Distributions
import GeneralizedLinearModels
import Glibc
import ModelFormula

/// What a fit found.
public struct FitResult: Codable, Sendable {
    /// One coefficient.
    public struct Coefficient: Codable, Sendable {
        public var term: String
        public var variable: String
        public var level: Label
        public var reference: Label
        public var estimate: Figure
        public var stdError: Figure
        public var statistic: Figure
        public var pValue: Figure
        public var log10P: Figure
        public var pDisplay: Label
        public var confLow: Figure
        public var confHigh: Figure
        public var oddsRatio: Figure
        public var oddsRatioLow: Figure
        public var oddsRatioHigh: Figure
        public var status: String
        /// `positive` or `negative` for an infinite coefficient.
        public var direction: String?

        private enum CodingKeys: String, CodingKey {
            case term, variable, level, reference, estimate, statistic, status, direction
            case stdError = "std_error"
            case pValue = "p_value"
            case log10P = "log10_p"
            case pDisplay = "p_display"
            case confLow = "conf_low"
            case confHigh = "conf_high"
            case oddsRatio = "odds_ratio"
            case oddsRatioLow = "odds_ratio_low"
            case oddsRatioHigh = "odds_ratio_high"
        }
    }

    /// The fit as a whole.
    public struct Glance: Codable, Sendable {
        public var nObs: Double
        public var nEvents: Double
        public var dfResidual: Double
        public var dfNull: Double
        public var nullDeviance: Double
        public var deviance: Double
        public var logLikelihood: Double
        public var aic: Double
        public var bic: Double
        public var iterations: Int
        public var converged: Bool
        public var event: String
        public var outcome: String

        private enum CodingKeys: String, CodingKey {
            case deviance, aic, bic, iterations, converged, event, outcome
            case nObs = "n_obs"
            case nEvents = "n_events"
            case dfResidual = "df_residual"
            case dfNull = "df_null"
            case nullDeviance = "null_deviance"
            case logLikelihood = "log_likelihood"
        }
    }

    /// A test of a term as a whole.
    public struct TermTestRow: Codable, Sendable {
        public var term: String
        public var name: String
        public var method: String
        public var statistic: Figure
        public var df: Int
        public var pValue: Figure
        public var log10P: Figure
        public var pDisplay: Label
        public var status: String

        private enum CodingKeys: String, CodingKey {
            case term, name, method, statistic, df, status
            case pValue = "p_value"
            case log10P = "log10_p"
            case pDisplay = "p_display"
        }
    }

    public var coefficients: [Coefficient]
    public var glance: Glance
    public var tests: [TermTestRow]
    /// Rows without a value, by column.
    public var missing: [ColumnMissingness]
}

extension FitResult {
    init(_ fit: LogisticFit, confidence: Double) {
        coefficients = fit.coefficientTable(confidence: confidence).map(Coefficient.init)
        let n = fit.caseCount
        glance = Glance(
            nObs: n, nEvents: fit.eventCount, dfResidual: fit.residualDegreesOfFreedom,
            dfNull: fit.nullDegreesOfFreedom, nullDeviance: fit.nullDeviance,
            deviance: fit.deviance, logLikelihood: fit.logLikelihood,
            aic: fit.deviance + 2 * Double(fit.rank),
            bic: fit.deviance + log(n) * Double(fit.rank), iterations: fit.iterations,
            converged: fit.isConverged, event: fit.frame.event,
            outcome: fit.frame.formula.outcome?.description ?? "")
        tests =
            fit.likelihoodRatioTests().map {
                TermTestRow(
                    $0, name: "likelihood_ratio",
                    method: "Likelihood-ratio chi-squared test of the term, type II")
            }
            + fit.waldTests().map {
                TermTestRow($0, name: "wald", method: "Wald chi-squared test of the term")
            }
        missing = fit.frame.missing
    }
}

extension FitResult.Coefficient {
    init(_ row: CoefficientRow) {
        term = row.coefficient.name
        variable = row.coefficient.term
        level = Label(row.coefficient.level)
        reference = Label(row.coefficient.reference)
        estimate = Figure(row.estimate)
        stdError = Figure(row.standardError)
        statistic = Figure(row.statistic)
        pValue = Figure(row.pValue?.value)
        log10P = Figure(row.pValue?.log10)
        pDisplay = Label(row.pValue?.display)
        confLow = Figure(row.interval?.low)
        confHigh = Figure(row.interval?.high)
        oddsRatio = Figure(row.estimate.map { exp($0) })
        oddsRatioLow = Figure(row.interval.map { exp($0.low) })
        oddsRatioHigh = Figure(row.interval.map { exp($0.high) })
        status = row.status.rawValue
        direction = row.infiniteSign == 0 ? nil : row.infiniteSign > 0 ? "positive" : "negative"
    }
}

extension FitResult.TermTestRow {
    init(_ test: TermTest, name: String, method: String) {
        term = test.term
        self.name = name
        self.method = method
        statistic = Figure(test.statistic)
        df = test.degreesOfFreedom
        pValue = Figure(test.pValue?.value)
        log10P = Figure(test.pValue?.log10)
        pDisplay = Label(test.pValue?.display)
        status = test.status.rawValue
    }
}
