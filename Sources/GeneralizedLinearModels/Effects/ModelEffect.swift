import Distributions

/// What a model says in the outcome's own units: a mean with everyone alike in one respect, and
/// differences and ratios of such means, with intervals by the delta method.
///
/// Means are over the rows that the model was fitted to, each row counted by its weight and trials,
/// and these rows are taken as given: that another sample would hold other rows is not in the
/// intervals (they are conditional on the covariates, not for the average of a population).
public struct ModelEffect: Sendable {
    /// What is estimated.
    public enum Name: String, Sendable, Codable, CaseIterable {
        /// Mean of dμ/dx over the rows.
        case averageMarginalEffect = "average_marginal_effect"
        /// Mean of μ(x + step) - μ(x) over the rows.
        case averageDifference = "average_difference"
        /// Mean risk with everyone at a level, less that with everyone at the reference.
        case riskDifference = "risk_difference"
        /// The ratio of these two risks.
        case riskRatio = "risk_ratio"
        /// The ratio of the odds of these two risks (marginal, not that of a coefficient).
        case oddsRatio = "odds_ratio"
        /// The same difference where the outcome is no probability.
        case meanDifference = "mean_difference"
        /// The same ratio where the outcome is no probability.
        case meanRatio = "mean_ratio"
        /// The mean risk with columns set to values.
        case predictedRisk = "predicted_risk"
        /// The mean outcome with columns set to values.
        case predictedMean = "predicted_mean"
    }

    /// A scale on which the delta method is used.
    public enum Scale: String, Sendable { case identity, log, logit }

    /// Whether there is an estimate.
    public enum Status: String, Sendable, Codable {
        /// An estimate with its standard error.
        case estimated
        /// None can be had; `note` says why.
        case notEstimable = "not_estimable"
    }

    /// A column and what it is set to.
    public struct Setting: Sendable, Equatable, Codable {
        /// The column.
        public let column: String
        /// The value, as the data spell it.
        public let value: String

        /// A column set to a value.
        public init(column: String, value: String) {
            self.column = column
            self.value = value
        }
    }

    /// What an end of an interval is, where it is not the delta method's own.
    public enum EndStatus: String, Sendable, Codable {
        /// The bound that the delta method would have gone beyond: a difference of risks lies between -1
        /// and 1.
        case bounded
        /// There is none; `note` says why.
        case notEstimable = "not_estimable"
    }

    /// A variable that a change takes beyond all values that the model was learned from.
    public struct Beyond: Sendable, Equatable, Codable {
        /// The variable as the formula writes it.
        public let variable: String
        /// The smallest value that it was learned from, as the data spell it.
        public let low: String
        /// The largest.
        public let high: String
        /// The share of the rows, by weight and over those that the mean is over, that lie beyond; in
        /// (0, 1].
        public let share: Double
    }

    /// What is estimated.
    public let name: Name
    /// The column or expression that is changed; nil for predictions at several.
    public let variable: String?
    /// The level that everyone is put at; nil for numbers.
    public let level: String?
    /// The level that it is compared with.
    public let reference: String?
    /// By how much a number is moved; nil for derivatives and levels.
    public let step: Double?
    /// What columns are set to.
    public let at: [Setting]
    /// The column of groups and the group that the mean is over; nil for all rows.
    public let group: Setting?
    /// The variables that the change takes beyond what the model was learned from; empty where none.
    public let beyond: [Beyond]
    /// The estimate; nil unless estimated.
    public let estimate: Double?
    /// Its standard error, √(J V J') with J the derivatives by the coefficients.
    public let standardError: Double?
    /// The interval on the scale that `method` names; of a difference of risks what of it lies between -1
    /// and 1, beyond which no such difference is: the part cut off held no value that could be true, so
    /// that the coverage is that of the whole.
    public let interval: (low: Double, high: Double)?
    /// What the lower end is where it is not the delta method's own; nil elsewhere and without estimate.
    public let lowStatus: EndStatus?
    /// The same of the upper end.
    public let highStatus: EndStatus?
    /// Two-sided, of no difference or a ratio of 1; nil for means.
    public let pValue: PValue?
    /// In words: what is averaged over what, and how the interval is made.
    public let method: String
    /// Whether there is an estimate.
    public let status: Status
    /// Why there is none, or what to know of it.
    public let note: String?
}

/// What is asked of a model's effects.
public struct EffectsRequest: Sendable {
    /// What the columns that are not set are.
    public enum Others: String, Sendable, Codable, CaseIterable {
        /// As they are in each row, and the predictions averaged.
        case observed
        /// Numbers at their mean, factors at their reference: one case that need not exist.
        case typical
    }

    /// One question.
    public enum Question: Sendable {
        /// Every factor's levels against its reference, and every number's average marginal effect.
        case formula
        /// Every factor's levels against its reference.
        case factors
        /// The levels of a factor, or one of them, against one: its reference where nil.
        case levels(of: String, level: String? = nil, against: String? = nil)
        /// The average marginal effect of a column of numbers.
        case slope(String)
        /// What a step of a column of numbers changes on average.
        case step(String, by: Double)
        /// The mean with columns set to values.
        case prediction(at: [ModelEffect.Setting], others: Others = .observed)
        /// Chosen values of a column, or levels of a factor, and each of them against one.
        case comparison(of: String, values: [String], against: String)
        /// Columns of numbers at quantiles of the rows used, and each against the lowest.
        case quantiles(of: Numbers, shares: [Double] = EffectsRequest.tenths)
    }

    /// Columns of numbers.
    public enum Numbers: Sendable {
        /// Those that a spline or a polynomial is made of.
        case curves
        /// All that the model can move little by little.
        case all
    }

    /// A low value, one in the middle and a high one: nine tenths, half and a tenth lie above.
    public static let tenths = [0.1, 0.5, 0.9]

    /// The questions, answered in order.
    public var questions: [Question]
    /// A column whose levels effects are averaged over apart, beside all rows.
    public var by: String?
    /// The coverage of the intervals, in (0, 1).
    public var confidence: Double

    /// A request with its settings.
    public init(
        _ questions: [Question] = [.formula], by: String? = nil, confidence: Double = 0.95
    ) {
        precondition(confidence > 0 && confidence < 1, "confidence lies between 0 and 1")
        self.questions = questions
        self.by = by
        self.confidence = confidence
    }
}
