import Tables

/// A saved model's probability for each row of a file.
public struct PredictPlan: AnalysisRequest {
    /// The file; kinds are those of the model.
    public var options: DataOptions
    /// The saved model.
    public var model: String
    /// The coverage of intervals.
    public var confidence = 0.95
    /// A column of the file to copy beside each prediction.
    public var id: String?
    /// Whose words the summary is told in.
    public var audience = Audience.analyst

    init(_ reader: inout PlanReader) throws(AnalysisError) {
        model = try reader.requiredText(
            "model", hint: "Name a file that fit --save-model wrote.")
        options = try DataOptions(&reader, isStream: true)
        confidence = try reader.confidence()
        id = try reader.text("id")
        audience = try reader.word("audience", Audience.self) ?? .analyst
    }

    func encode(_ container: inout KeyedEncodingContainer<PlanKey>) throws {
        try options.encode(&container, withKinds: false)
        try container.encode(model, forKey: "model")
        try container.encode(confidence, forKey: "confidence")
        if let id { try container.encode(id, forKey: "id") }
        try container.encode(audience, forKey: "audience")
    }
}

extension PredictPlan {
    static let analysis = "predict"
    var plan: AnalysisPlan { .predict(self) }
    var dataOptions: DataOptions? {
        get { options }
        set { if let newValue { options = newValue } }
    }
    var filesBeside: [String] { [model] }
}
