import Tables

/// One analysis as it is asked: what a command line or a JSON object comes to.
public enum AnalysisPlan: Sendable, Equatable, Encodable {
    /// One hypothesis.
    case test(TestPlan)
    /// A regression.
    case fit(FitPlan)
    /// A model's answer for each row.
    case predict(PredictPlan)
    /// What is in a file, and what in it asks for a look.
    case describe(DescribePlan)
    /// Every candidate factor against one outcome.
    case screen(ScreenPlan)
    /// How common something is.
    case prevalence(PrevalencePlan)
    /// Whether a model's risks are good enough to use.
    case validate(ValidatePlan)
    /// A saved model, written for others.
    case export(ExportPlan)

    /// What survives of a register of hypotheses.
    case register(RegisterPlan)
    /// How many are needed, or what can be found.
    case power(PowerPlan)
    /// NEET from histories of activity.
    case outcome(OutcomePlan)

    /// The analyses that there are.
    static let requests: [any AnalysisRequest.Type] = [
        DescribePlan.self, ExportPlan.self, FitPlan.self, OutcomePlan.self, PowerPlan.self,
        PredictPlan.self, PrevalencePlan.self, RegisterPlan.self, ScreenPlan.self,
        TestPlan.self, ValidatePlan.self,
    ]

    /// What all analyses answer.
    var request: any AnalysisRequest {
        switch self {
        case .test(let plan): plan
        case .fit(let plan): plan
        case .predict(let plan): plan
        case .describe(let plan): plan
        case .screen(let plan): plan
        case .register(let plan): plan
        case .power(let plan): plan
        case .prevalence(let plan): plan
        case .validate(let plan): plan
        case .outcome(let plan): plan
        case .export(let plan): plan
        }
    }

    /// The names of the analyses that there are.
    public static let names = requests.map { $0.analysis }

    /// The analysis by its name in a plan.
    public var name: String { type(of: request).analysis }

    /// The files of data as one text, empty where the analysis reads none; setting it names a
    /// single file.
    public var data: String {
        get { request.dataOptions?.data ?? "" }
        set {
            var changed = request
            changed.dataOptions?.data = newValue
            self = changed.plan
        }
    }

    /// The files that it reads and writes, as it names them.
    public var files: [String] { (request.dataOptions?.inputs ?? []) + request.filesBeside }

    /// The file that it keeps its model in; nil for none.
    public var keptModel: String? {
        if case .fit(let plan) = self { plan.saveModel } else { nil }
    }

    /// The files that no model may take the place of. A model is none: a plan may read what another has
    /// kept.
    public var lastingFiles: [String] {
        switch self {
        case .fit, .predict, .validate, .export: request.dataOptions?.inputs ?? []
        default: files
        }
    }

    /// The formula, where the analysis has one.
    public var formula: String? { request.formulaText }

    /// Writes the plan with every default that it uses.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: PlanKey.self)
        try container.encode(name, forKey: "analysis")
        try request.encode(&container)
    }

    /// Reads a plan's object, refusing keys that its analysis does not have.
    ///
    /// - Parameter pointer: where the object stands in its document, as a JSON pointer.
    /// - Throws: `AnalysisError` that points at the key.
    public init(_ value: JSONValue, pointer: String = "") throws(AnalysisError) {
        var reader = try PlanReader(value, pointer: pointer)
        let name = try reader.requiredText(
            "analysis", hint: "There are \(Self.names.joined(separator: ", ")).")
        guard let kind = Self.requests.first(where: { $0.analysis == name }) else {
            throw reader.refuse(
                "analysis", "There is no analysis \"\(name)\".",
                hint: NearestNames.hint(for: name, among: Self.names))
        }
        self = try kind.init(&reader).plan
        try reader.finish()
    }
}
