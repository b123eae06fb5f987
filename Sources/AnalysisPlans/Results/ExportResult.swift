import GeneralizedLinearModels

/// A row of coefficients, as a page lists it.
public typealias ExportRow = CoefficientSheet.Row

/// A saved model, written for another program or a person.
public struct ExportResult: Codable, Sendable {
    /// The formula of the model.
    public var formula: String
    /// The number of cases that it was learned from.
    public var nObs: Double
    /// The query; absent where none was asked for.
    public var sql: String?
    /// The coefficients; absent where they were not asked for.
    public var coefficients: [CoefficientSheet.Row]?
    /// The model with what its keys mean; absent where it was not asked for.
    public var model: ExplainedModel?

    private enum CodingKeys: String, CodingKey {
        case formula, sql, coefficients, model
        case nObs = "n_obs"
    }
}

/// A model file whose keys are explained in it. It is a model file still: `predict` reads it.
public struct ExplainedModel: Codable, Sendable {
    /// The model.
    public var model: FittedModel

    private enum Key: String, CodingKey {
        case key
    }

    init(_ model: FittedModel) { self.model = model }

    /// Reads the model, whether its keys are explained or not.
    public init(from decoder: any Decoder) throws { model = try FittedModel(from: decoder) }

    /// Writes the model's own keys, and `key`.
    public func encode(to encoder: any Encoder) throws {
        try model.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(Self.words, forKey: .key)
    }

    /// What each key of a model file holds.
    static let words = [
        "casewise_model":
            "The layout of this file: 1 logistic, 2 other families and links, 3 without "
            + "covariance, 4 with a factor of very many levels.",
        "engine_version": "The version of the program that fitted the model.",
        "formula": "What was asked: the outcome, ~, and what explains it.",
        "family": "The distribution of the outcome; absent for yes and no.",
        "link": "The function of the mean that is a sum of columns; absent for the logit.",
        "penalty": "What drew coefficients towards 0; absent for none.",
        "interval_df": "The degrees of freedom of Student's intervals; absent for normal ones.",
        "event": "The outcome level whose probability is predicted.",
        "n_obs": "The number of cases that the model was learned from.",
        "columns": "The columns that a table must have, with their kinds.",
        "derive": "Columns that are made of them before the formula is evaluated, in order.",
        "model":
            "The terms: whether there is an intercept, the variables, which of them make up each "
            + "term (counted from 0), and what is added as it is (offsets).",
        "variables":
            "What was learned of each variable: a factor's levels and which of them is the "
            + "reference (counted from 0), the knots of a curve, the smallest and largest number seen.",
        "coefficients": "The coefficients by name; null with a status where there is none.",
        "solution": "The numbers that predictions are made with, in the order of the coefficients.",
        "active": "Which coefficients (counted from 0) the covariance is of.",
        "covariance": "The covariance of those coefficients, its lower triangle row by row.",
        "limits":
            "What tells of a new case whether columns that made each other up, or outcomes that "
            + "were all alike, leave it without a finite answer.",
        "means":
            "The mean of each column over the cases that the model was learned from: what reasons are "
            + "told against.",
        "large_factor": "The effects of the levels of a factor of very many.",
    ]
}
