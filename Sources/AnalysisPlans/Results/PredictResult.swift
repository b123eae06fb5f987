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
    /// `predicted`, or why there is no probability or no interval.
    public var status: String

    private enum CodingKeys: String, CodingKey {
        case row, id, probability, mean, status
        case confLow = "conf_low"
        case confHigh = "conf_high"
    }

    init(row: Int, id: Label?, _ prediction: Prediction, isProbability: Bool) {
        self.row = row
        self.id = id
        probability = isProbability ? Figure(prediction.mean) : nil
        mean = isProbability ? nil : Figure(prediction.mean)
        confLow = Figure(prediction.interval?.low)
        confHigh = Figure(prediction.interval?.high)
        status = prediction.status.rawValue
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
    /// The rows by status.
    public var statuses: [StatusCount]

    private enum CodingKeys: String, CodingKey {
        case event, formula, statuses
        case nObs = "n_obs"
        case meanProbability = "mean_probability"
        case meanPrediction = "mean_prediction"
    }
}
