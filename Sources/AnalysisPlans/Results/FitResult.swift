import Distributions
import GeneralizedLinearModels
import Glibc
import ModelFormula

/// What a fit found.
public struct FitResult: Codable, Sendable {
    /// One coefficient.
    public struct Coefficient: Codable, Sendable {
        /// Its name, as `ward[Byker]`.
        public var term: String
        /// The term it belongs to.
        public var variable: String
        /// Its factor levels, joined by `:`; null without a factor.
        public var level: Label
        /// The levels it is compared with; null where there are none.
        public var reference: Label
        /// b, on the log-odds scale; null unless `status` is `estimated`, as are the figures below.
        public var estimate: Figure
        /// √ of its variance in (X'WX)⁻¹ at the estimates.
        public var stdError: Figure
        /// b / standard error.
        public var statistic: Figure
        /// Two-sided, from the standard normal distribution; 0 where it underflows.
        public var pValue: Figure
        /// log₁₀ of the p-value, which does not underflow.
        public var log10P: Figure
        /// The p-value for people: ".026", "< .001".
        public var pDisplay: Label
        /// The lower Wald limit, b - z · standard error.
        public var confLow: Figure
        /// The upper Wald limit.
        public var confHigh: Figure
        /// exp b.
        public var oddsRatio: Figure
        /// exp of the lower limit.
        public var oddsRatioLow: Figure
        /// exp of the upper limit.
        public var oddsRatioHigh: Figure
        /// `estimated`, `infinite`, `aliased` or `not_estimable`.
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
        /// The number of cases: rows, or the sum of frequency weights.
        public var nObs: Double
        /// The number of cases with the event.
        public var nEvents: Double
        /// Cases less independent columns.
        public var dfResidual: Double
        /// Cases less one for the intercept.
        public var dfNull: Double
        /// -2 log-likelihood of the intercept (and offset) alone.
        public var nullDeviance: Double
        /// -2 log-likelihood, as for 0/1 rows.
        public var deviance: Double
        /// Σ w (y η - log(1 + exp η)) at the estimates.
        public var logLikelihood: Double
        /// Deviance + 2 · independent columns.
        public var aic: Double
        /// Deviance + log(n) · independent columns.
        public var bic: Double
        /// Newton steps taken.
        public var iterations: Int
        /// Whether both convergence criteria were met.
        public var converged: Bool
        /// The outcome level that is modelled; null where the outcome has no levels.
        public var event: Label
        /// The outcome as the formula writes it.
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
        /// The term.
        public var term: String
        /// `likelihood_ratio` or `wald`.
        public var name: String
        /// The test in words.
        public var method: String
        /// Chi-squared; null where there is none.
        public var statistic: Figure
        /// Coefficients tested.
        public var df: Int
        /// From the chi-squared distribution; 0 where it underflows.
        public var pValue: Figure
        /// log₁₀ of the p-value, which does not underflow.
        public var log10P: Figure
        /// The p-value for people.
        public var pDisplay: Label
        /// `tested`, `infinite` or `not_estimable`.
        public var status: String

        private enum CodingKeys: String, CodingKey {
            case term, name, method, statistic, df, status
            case pValue = "p_value"
            case log10P = "log10_p"
            case pDisplay = "p_display"
        }
    }

    /// The coefficients in the order of the formula.
    public var coefficients: [Coefficient]
    /// The fit as a whole.
    public var glance: Glance
    /// Tests of each term, by likelihood ratio and by Wald.
    public var tests: [TermTestRow]
    /// Rows without a value, by column.
    public var missing: [ColumnMissingness]
}

extension FitResult {
    init(_ fit: GLMFit, confidence: Double) {
        coefficients = fit.coefficientTable(confidence: confidence).map(Coefficient.init)
        let n = fit.caseCount
        glance = Glance(
            nObs: n, nEvents: fit.eventCount, dfResidual: fit.residualDegreesOfFreedom,
            dfNull: fit.nullDegreesOfFreedom, nullDeviance: fit.nullDeviance,
            deviance: fit.deviance, logLikelihood: fit.logLikelihood,
            aic: fit.aic, bic: fit.bic, iterations: fit.iterations,
            converged: fit.isConverged, event: Label(fit.frame.response.event),
            outcome: fit.frame.formula.outcome?.description ?? "")
        tests =
            fit.likelihoodRatioTests().map {
                TermTestRow(
                    $0, name: "likelihood_ratio",
                    method: "Likelihood-ratio chi-squared test of the term, type II")
            }
            + fit.waldTests().map {
                TermTestRow(
                    $0, name: "wald",
                    method: "Wald chi-squared test of the term's own coefficients, which beside "
                        + "an interaction are those at the reference levels")
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
