import HypothesisTests
import ModelValidation

/// How good a model's risks are, where, and for whom.
public struct ValidationResult: Codable, Sendable {
    /// `new_data` for a kept model on other cases, `resampling` for a formula on its own, `temporal` for one
    /// fitted to earlier cases on later ones.
    public var design: String
    /// The outcome.
    public var outcome: String
    /// The level of it whose risk is told.
    public var event: String
    /// The formula of the model.
    public var formula: String
    /// The cases that figures are of.
    public var nObs: Double
    /// Those with the event.
    public var nEvents: Double
    /// The earlier cases that the formula was fitted to; absent elsewhere.
    public var fittedTo: Double?
    /// The clusters that they come from; absent without clusters.
    public var clusters: Int?
    /// The figures of all cases.
    public var figures: [FigureRow]
    /// What came of samples and folds; absent where the model is taken as it is and none are drawn.
    public var resampling: Resampling?
    /// Whose risks all that follows is of: `new_data`, `out_of_fold` or `apparent`.
    public var risks: String
    /// Observed risk against the model's, smoothed.
    public var calibrationCurve: [CurveRow]
    /// Why there is no curve; absent where there is one.
    public var calibrationNote: String?
    /// Tenths of the cases by risk.
    public var calibrationGroups: [GroupRow]
    /// Net benefit by the risk from which an offer is made.
    public var decisionCurve: [DecisionRow]
    /// What is found at each number of places.
    public var capacity: [CapacityPart]
    /// The first number of places offered otherwise: by chance, by conditions, by points.
    public var comparisons: [ComparisonRow]
    /// Groups at the first number of places.
    public var subgroups: [SubgroupRow]
    /// When a group is said to hold too few to judge; absent without groups.
    public var tooFewRule: String?
    /// How many cases such a model asks for; absent where a kept model is taken as it is.
    public var sampleSize: SampleSize?
    /// What adapting the model to these cases gains; empty for a formula.
    public var recalibration: [RecalibrationRow]

    private enum CodingKeys: String, CodingKey {
        case design, outcome, event, formula, clusters, figures, resampling, risks, capacity
        case comparisons, subgroups, recalibration
        case nObs = "n_obs"
        case nEvents = "n_events"
        case fittedTo = "fitted_to"
        case calibrationCurve = "calibration_curve"
        case calibrationNote = "calibration_note"
        case calibrationGroups = "calibration_groups"
        case decisionCurve = "decision_curve"
        case tooFewRule = "too_few_rule"
        case sampleSize = "sample_size"
    }

    /// One figure.
    public struct FigureRow: Codable, Sendable {
        /// What it is, as `auc` or `calibration_slope`.
        public var name: String
        /// The figure: corrected for optimism where samples were drawn.
        public var estimate: Figure
        /// Its standard error; absent where its interval is not made of one.
        public var stdError: Figure?
        /// The lower limit.
        public var confLow: Figure
        /// The upper limit.
        public var confHigh: Figure
        /// On the cases that the model was fitted to; absent elsewhere.
        public var apparent: Figure?
        /// How much better that is than on all cases, over samples; absent without them.
        public var optimism: Figure?
        /// By models fitted to the other folds; absent without folds.
        public var crossValidated: Figure?
        /// How estimate and limits were made.
        public var method: String
        /// `estimated`, `infinite` or `not_estimable`.
        public var status: String
        /// Why a number is null; absent where none is.
        public var note: String?

        private enum CodingKeys: String, CodingKey {
            case name, estimate, apparent, optimism, method, status, note
            case stdError = "std_error"
            case confLow = "conf_low"
            case confHigh = "conf_high"
            case crossValidated = "cross_validated"
        }
    }

    /// What came of samples and folds.
    public struct Resampling: Codable, Sendable {
        /// The samples drawn.
        public var replicates: Int
        /// Those whose model could be fitted; all of them where none is fitted.
        public var fitted: Int
        /// Those in which a coefficient was infinite.
        public var separated: Int
        /// Those whose fit did not settle.
        public var failed: Int
        /// Fitted ones without a case of some level.
        public var withoutLevel: Int
        /// The folds; 0 for none.
        public var folds: Int
        /// How often they were dealt.
        public var repeats: Int
        /// Folds, of all repeats, whose fit failed or had an infinite coefficient.
        public var foldsWithoutFit: Int
        /// Cases of the first repeat that have no risk from a model without them.
        public var casesWithoutRisk: Int
        /// The seed of both.
        public var seed: UInt64

        private enum CodingKeys: String, CodingKey {
            case replicates, fitted, separated, failed, folds, repeats, seed
            case withoutLevel = "without_level"
            case foldsWithoutFit = "folds_without_fit"
            case casesWithoutRisk = "cases_without_risk"
        }
    }

    /// A point of the calibration curve.
    public struct CurveRow: Codable, Sendable {
        /// The model's risk.
        public var risk: Double
        /// The share with the event among cases with that risk, smoothed.
        public var observed: Double
        /// The lower end of its band.
        public var confLow: Figure
        /// The upper end.
        public var confHigh: Figure

        private enum CodingKeys: String, CodingKey {
            case risk, observed
            case confLow = "conf_low"
            case confHigh = "conf_high"
        }
    }

    /// Cases of about the same risk.
    public struct GroupRow: Codable, Sendable {
        /// The least risk of the group.
        public var lowestRisk: Double
        /// The largest.
        public var highestRisk: Double
        /// The mean.
        public var meanRisk: Double
        /// Its cases.
        public var cases: Double
        /// Those with the event.
        public var events: Double
        /// events / cases.
        public var observed: Double
        /// Wilson's lower limit.
        public var confLow: Figure
        /// The upper one.
        public var confHigh: Figure

        private enum CodingKeys: String, CodingKey {
            case cases, events, observed
            case lowestRisk = "lowest_risk"
            case highestRisk = "highest_risk"
            case meanRisk = "mean_risk"
            case confLow = "conf_low"
            case confHigh = "conf_high"
        }
    }

    /// Net benefit where offers are made from one risk on.
    public struct DecisionRow: Codable, Sendable {
        /// The risk from which an offer is made.
        public var threshold: Double
        /// Offers.
        public var offered: Double
        /// Offers to cases with the event.
        public var found: Double
        /// Of the model.
        public var model: Figure
        /// Its lower limit.
        public var modelLow: Figure
        /// Its upper limit.
        public var modelHigh: Figure
        /// Of an offer to all.
        public var all: Figure
        /// Of the model less that of an offer to all.
        public var gainOverAll: Figure
        /// Its lower limit.
        public var gainOverAllLow: Figure
        /// Its upper limit.
        public var gainOverAllHigh: Figure

        private enum CodingKeys: String, CodingKey {
            case threshold, offered, found, model, all
            case modelLow = "model_low"
            case modelHigh = "model_high"
            case gainOverAll = "gain_over_all"
            case gainOverAllLow = "gain_over_all_low"
            case gainOverAllHigh = "gain_over_all_high"
        }
    }

    /// What is found at one number of places.
    public struct CapacityPart: Codable, Sendable {
        /// As it was asked: "40" or "5%".
        public var asked: String
        /// The places.
        public var places: Double
        /// Cases offered one: all cases where there are fewer than places.
        public var offered: Double
        /// The risk of the last place; null without a case offered one.
        public var threshold: Figure
        /// Cases that share that risk, among which the places left are drawn; counts are means over the draw.
        public var tied: Double
        /// The places left for them.
        public var placesForTied: Double
        /// Cases with the event that are offered a place.
        public var found: Double
        /// Those that are not.
        public var missed: Double
        /// Cases without the event that are offered one.
        public var wronglyOffered: Double
        /// `ppv`, `sensitivity`, `specificity`, `false_offer_rate`, `number_needed_to_offer`, `net_benefit`.
        public var figures: [FigureRow]

        private enum CodingKeys: String, CodingKey {
            case asked, places, offered, threshold, tied, found, missed, figures
            case placesForTied = "places_for_tied"
            case wronglyOffered = "wrongly_offered"
        }
    }

    /// The same places offered in another way.
    public struct ComparisonRow: Codable, Sendable {
        /// `chance`, the condition, or what the points are called.
        public var name: String
        /// Cases with the event that it offers a place.
        public var found: Double
        /// Those that it does not.
        public var missed: Double
        /// Cases without the event that it offers one.
        public var wronglyOffered: Double
        /// The fewest points that are offered a place; absent without points.
        public var threshold: Int?
        /// Found by the model less found by this, with limits.
        public var difference: FigureRow
        /// Cases for which the condition has no answer, taken as those that do not fulfil it; absent elsewhere.
        public var unknown: Int?

        private enum CodingKeys: String, CodingKey {
            case name, found, missed, threshold, difference, unknown
            case wronglyOffered = "wrongly_offered"
        }
    }

    /// A group at the first number of places.
    public struct SubgroupRow: Codable, Sendable {
        /// The column.
        public var column: String
        /// Its level.
        public var level: String
        /// Its cases.
        public var cases: Double
        /// Those with the event.
        public var events: Double
        /// Those offered a place.
        public var offered: Double
        /// Those offered one who have the event.
        public var found: Double
        /// Those with the event who are offered none.
        public var missed: Double
        /// Those offered one who have not.
        public var wronglyOffered: Double
        /// The events that the model expects.
        public var expected: Double
        /// `sensitivity`, `ppv`, `false_offer_rate`, `observed_expected`, `auc` ..., the pooled ones and
        /// differences from all others among them.
        public var figures: [FigureRow]
        /// Figures that rest on too few cases to judge the group by, with what there are too few of.
        public var tooFew: [TooFew]

        /// What there are too few of.
        public struct TooFew: Codable, Sendable {
            /// `events`, `non_events` or `offers`.
            public var what: String
            /// How many there are.
            public var count: Double
            /// How many it takes.
            public var least: Double
            /// The figures that rest on them.
            public var figures: [String]
        }

        private enum CodingKeys: String, CodingKey {
            case column, level, cases, events, offered, found, missed, expected, figures
            case wronglyOffered = "wrongly_offered"
            case tooFew = "too_few"
        }
    }

    /// How many cases such a model asks for.
    public struct SampleSize: Codable, Sendable {
        /// The coefficients, the intercept not among them.
        public var parameters: Int
        /// Cox and Snell's R² that is anticipated: 15% of the largest there can be.
        public var anticipatedR2: Double
        /// The cases that the strictest criterion asks for; null where one cannot be met.
        public var cases: Figure
        /// The events among them.
        public var events: Figure
        /// Criteria that the cases at hand do not meet.
        public var unmet: [String]
        /// Each criterion's own number of cases.
        public var needs: [Need]

        /// What one criterion asks for.
        public struct Need: Codable, Sendable {
            /// `shrinkage`, `optimism`, `overall_risk` or `prediction_error`.
            public var criterion: String
            /// The cases.
            public var cases: Figure
            /// Why there is no number; absent where there is one.
            public var note: String?
        }

        private enum CodingKeys: String, CodingKey {
            case parameters, cases, events, unmet, needs
            case anticipatedR2 = "anticipated_r2"
        }
    }

    /// A way to adapt the model to these cases.
    public struct RecalibrationRow: Codable, Sendable {
        /// `none`, `intercept` or `slope` (intercept and slope).
        public var step: String
        /// What is added to the log-odds after they are multiplied by `slope`.
        public var intercept: Figure
        /// What the model's log-odds are multiplied by.
        public var slope: Figure
        /// The log-likelihood of these cases.
        public var logLikelihood: Figure
        /// Twice what the last step, `slope`, gains over this one.
        public var statistic: Figure
        /// The steps' difference in coefficients.
        public var df: Int
        /// From the chi-squared distribution; null for the last step.
        public var pValue: Figure
        /// log₁₀ of it.
        public var log10P: Figure
        /// Brier's score of the adapted risks on these cases.
        public var brier: Figure
        /// Whether it is the first step that the last does not improve on at the plan's confidence.
        public var chosen: Bool

        private enum CodingKeys: String, CodingKey {
            case step, intercept, slope, statistic, df, brier, chosen
            case logLikelihood = "log_likelihood"
            case pValue = "p_value"
            case log10P = "log10_p"
        }
    }
}
