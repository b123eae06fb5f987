import GeneralizedLinearModels
import Tables

/// A logistic regression of a table.
public struct FitPlan: AnalysisRequest {
    /// The file.
    public var options: DataOptions
    /// The formula.
    public var formula: String
    /// The coverage of intervals.
    public var confidence = 0.95
    /// A column of weights.
    public var weights: String?
    /// What a weight stands for.
    public var weightKind: GLM.WeightKind = .frequency
    /// Where the model is kept; nil for nowhere.
    public var saveModel: String?
    /// How many threads; nil for as many as there are cores.
    public var threads: Int?

    init(_ reader: inout PlanReader) throws(AnalysisError) {
        options = try DataOptions(&reader)
        formula = try reader.requiredText("formula", hint: "As in \"neet ~ absence + sex\".")
        confidence = try reader.confidence()
        weights = try reader.text("weights")
        let kind = try reader.text("weight_kind")
        let kinds = GLM.WeightKind.allCases.map(\.rawValue)
        if let kind {
            guard let known = GLM.WeightKind(rawValue: kind) else {
                throw reader.refuse(
                    "weight_kind", "There is no kind of weights \"\(kind)\".",
                    hint: NearestNames.hint(for: kind, among: kinds))
            }
            weightKind = known
        }
        guard (weights == nil) == (kind == nil) else {
            throw reader.refuse(
                weights == nil ? "weight_kind" : "weights",
                weights == nil
                    ? "A kind of weights needs a column of weights."
                    : "Weights need their kind, since each kind gives other standard errors.",
                hint: "frequency: a row stands for so many cases; precision: a row counts so much.")
        }
        saveModel = try reader.text("save_model")
        threads = try reader.threads()
        options.threads = threads
    }

    func encode(_ container: inout KeyedEncodingContainer<PlanKey>) throws {
        try options.encode(&container)
        try container.encode(formula, forKey: "formula")
        try container.encode(confidence, forKey: "confidence")
        if let weights {
            try container.encode(weights, forKey: "weights")
            try container.encode(weightKind.rawValue, forKey: "weight_kind")
        }
        if let saveModel { try container.encode(saveModel, forKey: "save_model") }
        if let threads { try container.encode(threads, forKey: "threads") }
    }
}

extension FitPlan {
    static let analysis = "fit"
    var plan: AnalysisPlan { .fit(self) }
    var dataOptions: DataOptions? {
        get { options }
        set { if let newValue { options = newValue } }
    }
    var formulaText: String? { formula }
    var filesBeside: [String] { [saveModel].compactMap(\.self) }
}
