import GeneralizedLinearModels

/// One row's prediction, as it is written out.
public struct PredictionRow: Codable, Sendable {
    /// The row's number in the file, from 1.
    public var row: Int
    /// The value of the column that was asked to be copied; null where it is empty.
    public var id: Label?
    /// The probability of the event; null where there is none, absent where the model's outcome has
    /// no event.
    public var probability: Figure?
    /// The mean of an outcome without event; absent elsewhere.
    public var mean: Figure?
    /// The lower limit of its interval.
    public var confLow: Figure
    /// The upper limit of its interval.
    public var confHigh: Figure
    /// Why a row that is `predicted` has no lower limit: `infinite` or `not_estimable`; absent elsewhere.
    public var confLowStatus: String?
    /// The same of its upper limit.
    public var confHighStatus: String?
    /// `predicted`, or why there is no probability or no interval.
    public var status: String

    private enum CodingKeys: String, CodingKey {
        case row, id, probability, mean, status
        case confLow = "conf_low"
        case confHigh = "conf_high"
        case confLowStatus = "conf_low_status"
        case confHighStatus = "conf_high_status"
    }

    init(row: Int, id: Label?, _ prediction: Prediction, isProbability: Bool) {
        self.row = row
        self.id = id
        probability = isProbability ? Figure(prediction.mean) : nil
        mean = isProbability ? nil : Figure(prediction.mean)
        confLow = Figure(prediction.interval?.low)
        confHigh = Figure(prediction.interval?.high)
        status = prediction.status.rawValue
        guard prediction.status == .predicted else { return }
        confLowStatus = Self.status(prediction.interval?.low)
        confHighStatus = Self.status(prediction.interval?.high)
    }

    private static func status(_ end: Double?) -> String? {
        guard let end else { return "not_estimable" }
        return end.isFinite ? nil : "infinite"
    }
}

/// What predicting a whole file came to.
public struct PredictSummary: Codable, Sendable {
    /// How many rows ended with a status.
    public struct StatusCount: Codable, Sendable {
        /// The status.
        public var status: String
        /// The rows that ended with it.
        public var rows: Int
    }

    /// The outcome level whose probability is given; null where the outcome has no levels.
    public var event: Label
    /// The formula of the model.
    public var formula: String
    /// The number of cases that the model was learned from.
    public var nObs: Double
    /// The mean of the probabilities that could be given; null without any.
    public var meanProbability: Figure?
    /// The mean of the means that could be given, of an outcome without event; absent elsewhere.
    public var meanPrediction: Figure?
    /// Why that mean is null: `not_estimable` where no row has one, `infinite` where their sum lies
    /// beyond all numbers that can be held; absent elsewhere.
    public var meanStatus: String?
    /// The rows by status.
    public var statuses: [StatusCount]

    private enum CodingKeys: String, CodingKey {
        case event, formula, statuses
        case nObs = "n_obs"
        case meanProbability = "mean_probability"
        case meanPrediction = "mean_prediction"
        case meanStatus = "mean_status"
    }
}
