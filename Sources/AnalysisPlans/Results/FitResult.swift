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
        /// b, on the scale of the link; null unless `status` is `estimated`, as are the figures below.
        public var estimate: Figure
        /// √ of its variance in φ (X'WX)⁻¹ at the estimates.
        public var stdError: Figure
        /// b / standard error.
        public var statistic: Figure
        /// Two-sided, from the standard normal distribution, or Student's where the dispersion is
        /// estimated; 0 where it underflows.
        public var pValue: Figure
        /// log₁₀ of the p-value, which does not underflow.
        public var log10P: Figure
        /// The p-value for people: ".026", "< .001".
        public var pDisplay: Label
        /// The lower end of the interval: Wald's, b - z · standard error, or of the profile likelihood.
        public var confLow: Figure
        /// The upper end.
        public var confHigh: Figure
        /// Whether it is of one column of a curve (a spline or a polynomial), which means nothing by
        /// itself and has no ratio; absent elsewhere.
        public var curve: Bool?
        /// exp b under the logit; null under other links.
        public var oddsRatio: Figure
        /// exp of the lower limit.
        public var oddsRatioLow: Figure
        /// exp of the upper limit.
        public var oddsRatioHigh: Figure
        /// exp b where another ratio is meant, which `glance.ratio` names; absent elsewhere.
        public var ratio: Figure?
        /// exp of the lower limit.
        public var ratioLow: Figure?
        /// exp of the upper limit.
        public var ratioHigh: Figure?
        /// `estimated`, `infinite`, `aliased` or `not_estimable`.
        public var status: String
        /// `positive` or `negative` for an infinite coefficient.
        public var direction: String?
        /// `not_estimable` where there is an estimate and nothing tells of its error; absent elsewhere.
        public var stdErrorStatus: String?
        /// `infinite` or `not_found` where a profile interval has no lower end; absent elsewhere.
        public var confLowStatus: String?
        /// The same of its upper end.
        public var confHighStatus: String?
        /// What Firth's penalised likelihood makes of an infinite coefficient; absent elsewhere.
        public var firthEstimate: Figure?
        /// `infinite` where exp b of a finite b lies beyond all numbers that can be held; absent elsewhere, as
        /// are the five below of theirs.
        public var oddsRatioStatus: String?
        /// The same of exp of the lower limit.
        public var oddsRatioLowStatus: String?
        /// The same of exp of the upper limit.
        public var oddsRatioHighStatus: String?
        /// The same of another ratio.
        public var ratioStatus: String?
        /// The same of exp of its lower limit.
        public var ratioLowStatus: String?
        /// The same of exp of its upper limit.
        public var ratioHighStatus: String?

        private enum CodingKeys: String, CodingKey {
            case term, variable, level, reference, estimate, statistic, status, direction, ratio
            case curve
            case stdErrorStatus = "std_error_status"
            case confLowStatus = "conf_low_status"
            case confHighStatus = "conf_high_status"
            case firthEstimate = "firth_estimate"
            case oddsRatioStatus = "odds_ratio_status"
            case oddsRatioLowStatus = "odds_ratio_low_status"
            case oddsRatioHighStatus = "odds_ratio_high_status"
            case ratioStatus = "ratio_status"
            case ratioLowStatus = "ratio_low_status"
            case ratioHighStatus = "ratio_high_status"
            case ratioLow = "ratio_low"
            case ratioHigh = "ratio_high"
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
        /// The number of cases with the event, the successes of trials, or the sum of counts; null
        /// where the outcome counts nothing.
        public var nEvents: Figure
        /// The trials of which successes are counted; absent elsewhere.
        public var nTrials: Figure?
        /// The mean of an outcome of numbers or counts; absent elsewhere.
        public var outcomeMean: Figure?
        /// Cases less independent columns.
        public var dfResidual: Double
        /// Cases less one for the intercept.
        public var dfNull: Double
        /// -2 log-likelihood of the intercept (and offset) alone.
        public var nullDeviance: Figure
        /// -2 log-likelihood, as for 0/1 rows; of other outcomes 2 (l(y; y) - l(y; μ)) at a dispersion
        /// of 1.
        public var deviance: Double
        /// The log-likelihood with all its constants, Σ w (y η - log(1 + exp η)) of 0/1 rows; null under
        /// quasi-likelihood, which has none.
        public var logLikelihood: Figure
        /// -2 log-likelihood + 2 · parameters.
        public var aic: Figure
        /// -2 log-likelihood + log(n) · parameters.
        public var bic: Figure
        /// Why these three are null: `infinite` where no residual is left, `not_estimable` under
        /// quasi-likelihood, which has none; absent elsewhere.
        public var logLikelihoodStatus: String?
        /// φ where it is estimated, 0 where no residual is left; absent elsewhere.
        public var dispersion: Figure?
        /// Why that is null: `not_estimable` where no degrees of freedom are left; absent elsewhere.
        public var dispersionStatus: String?
        /// θ of negative-binomial counts, whose variance is μ + μ²/θ; null where they vary no more than
        /// Poisson's, absent elsewhere.
        public var theta: Figure?
        /// Why that, and its standard error, are null: `infinite`, or `not_estimable` of the error alone;
        /// absent elsewhere.
        public var thetaStatus: String?
        /// Its standard error.
        public var thetaStdError: Figure?
        /// Σ w (y - μ)² / V(μ); absent for 0/1 rows.
        public var pearson: Figure?
        /// What exp b is: `odds_ratio`, `rate_ratio`, `hazard_ratio` or `mean_ratio`; absent where it
        /// is nothing.
        public var ratio: String?
        /// Newton steps taken.
        public var iterations: Int
        /// Whether both convergence criteria were met.
        public var converged: Bool
        /// The outcome level that is modelled; null where the outcome has no levels.
        public var event: Label
        /// The outcome as the formula writes it.
        public var outcome: String

        private enum CodingKeys: String, CodingKey {
            case deviance, aic, bic, iterations, converged, event, outcome, dispersion, theta
            case pearson, ratio
            case thetaStdError = "theta_std_error"
            case thetaStatus = "theta_status"
            case nTrials = "n_trials"
            case outcomeMean = "outcome_mean"
            case nObs = "n_obs"
            case nEvents = "n_events"
            case dfResidual = "df_residual"
            case dfNull = "df_null"
            case nullDeviance = "null_deviance"
            case logLikelihood = "log_likelihood"
            case logLikelihoodStatus = "log_likelihood_status"
            case dispersionStatus = "dispersion_status"
        }
    }

    /// A test of a term as a whole.
    public struct TermTestRow: Codable, Sendable {
        /// The term.
        public var term: String
        /// `likelihood_ratio`, `wald` or `score`; `f` or `wald_f` where the dispersion is estimated.
        public var name: String
        /// The test in words.
        public var method: String
        /// Chi-squared, or Fisher's F; null where there is none.
        public var statistic: Figure
        /// Coefficients tested.
        public var df: Int
        /// The degrees of freedom of an estimated dispersion; absent elsewhere.
        public var df2: Double?
        /// From that distribution; 0 where it underflows.
        public var pValue: Figure
        /// log₁₀ of the p-value, which does not underflow.
        public var log10P: Figure
        /// The p-value for people.
        public var pDisplay: Label
        /// `tested`, `infinite` or `not_estimable`.
        public var status: String

        private enum CodingKeys: String, CodingKey {
            case term, name, method, statistic, df, df2, status
            case pValue = "p_value"
            case log10P = "log10_p"
            case pDisplay = "p_display"
        }
    }

    /// The coefficients in the order of the formula.
    public var coefficients: [Coefficient]
    /// The fit as a whole.
    public var glance: Glance
    /// Where standard errors come from.
    public var standardErrors: StandardErrors
    /// Tests of each term: the one asked for, and Wald's.
    public var tests: [TermTestRow]
    /// The test to read: `likelihood_ratio`, `wald` or `score`.
    public var termTest: TermTestKind
    /// Rows without a value, by column.
    public var missing: [ColumnMissingness]
    /// The fit by Firth's penalised likelihood; absent unless it is asked for.
    public var firth: FirthResult?
    /// The levels of a factor that has too many of them to stand among the coefficients; absent
    /// without one.
    public var largeFactor: LargeFactor?
    /// Effects on the scale of the outcome; absent unless asked for.
    public var effects: [EffectRow]?
    /// What the model makes of the rows used with all at low, middle and high values of a column that
    /// a curve is made of; for a practitioner of every factor's levels and every number. Absent where
    /// there is none.
    public var comparisons: [EffectRow]?
    /// Coefficients of samples drawn anew; absent unless asked for.
    public var bootstrap: Bootstrap?
    /// Checks of rows, terms and the link; absent unless asked for.
    public var checks: Checks?
    /// The second route; absent unless asked for.
    public var verification: VerificationResult?

    private enum CodingKeys: String, CodingKey {
        case coefficients, glance, tests, missing, firth, effects, checks, verification
        case comparisons, bootstrap
        case termTest = "term_test"
        case standardErrors = "standard_errors"
        case largeFactor = "large_factor"
    }
}
