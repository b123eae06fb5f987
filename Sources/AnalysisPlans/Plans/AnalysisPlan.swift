import GeneralizedLinearModels
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

    /// The analyses that there are.
    public static let names = ["describe", "fit", "predict", "test"]

    /// The analysis by its name in a plan.
    public var name: String {
        switch self {
        case .test: "test"
        case .fit: "fit"
        case .predict: "predict"
        case .describe: "describe"
        }
    }

    /// The files of data as one text; setting it names a single file.
    public var data: String {
        get {
            switch self {
            case .test(let plan): plan.options.data
            case .fit(let plan): plan.options.data
            case .predict(let plan): plan.options.data
            case .describe(let plan): plan.options.data
            }
        }
        set {
            switch self {
            case .test(var plan):
                plan.options.data = newValue
                self = .test(plan)
            case .fit(var plan):
                plan.options.data = newValue
                self = .fit(plan)
            case .predict(var plan):
                plan.options.data = newValue
                self = .predict(plan)
            case .describe(var plan):
                plan.options.data = newValue
                self = .describe(plan)
            }
        }
    }

    /// Writes the plan with every default that it uses.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: PlanKey.self)
        try container.encode(name, forKey: "analysis")
        switch self {
        case .test(let plan): try plan.encode(&container)
        case .fit(let plan): try plan.encode(&container)
        case .predict(let plan): try plan.encode(&container)
        case .describe(let plan): try plan.encode(&container)
        }
    }

    /// Reads a plan's object, refusing keys that its analysis does not have.
    ///
    /// - Parameter pointer: where the object stands in its document, as a JSON pointer.
    /// - Throws: `AnalysisError` that points at the key.
    public init(_ value: JSONValue, pointer: String = "") throws(AnalysisError) {
        var reader = try PlanReader(value, pointer: pointer)
        let name = try reader.requiredText(
            "analysis", hint: "There are \(Self.names.joined(separator: ", ")).")
        switch name {
        case "test": self = .test(try TestPlan(&reader))
        case "fit": self = .fit(try FitPlan(&reader))
        case "predict": self = .predict(try PredictPlan(&reader))
        case "describe": self = .describe(try DescribePlan(&reader))
        default:
            throw reader.refuse(
                "analysis", "There is no analysis \"\(name)\".",
                hint: NearestNames.hint(for: name, among: Self.names))
        }
        try reader.finish()
    }
}

/// What a plan file holds: one plan or a list.
public enum PlanDocument: Sendable {
    /// One plan, answered with one result.
    case one(AnalysisPlan)
    /// A list, answered with a list; an item that is no plan stands as its error.
    case list([Result<AnalysisPlan, AnalysisError>])

    /// Reads the text of a plan.
    ///
    /// - Throws: `AnalysisError` where it is no JSON, or a single plan is none.
    public init(_ bytes: [UInt8]) throws(AnalysisError) {
        let value = try JSONValue.parse(bytes)
        guard case .list(let items) = value else {
            self = .one(try AnalysisPlan(value, pointer: ""))
            return
        }
        guard !items.isEmpty else {
            throw AnalysisError(
                "plan_value", "The list of plans is empty.",
                hint: "Put one or more plans between the brackets.", pointer: "")
        }
        var plans: [Result<AnalysisPlan, AnalysisError>] = []
        for (index, item) in items.enumerated() {
            do throws(AnalysisError) {
                plans.append(.success(try AnalysisPlan(item, pointer: "/\(index)")))
            } catch {
                plans.append(.failure(error))
            }
        }
        self = .list(plans)
    }
}

/// One hypothesis about a table: `outcome ~ group`.
public struct TestPlan: Sendable, Equatable {
    /// The file.
    public var options: DataOptions
    /// The formula.
    public var formula: String
    /// The coverage of intervals.
    public var confidence = 0.95
    /// A column of counts: each row stands for that many cases.
    public var weights: String?
    /// How many threads; nil for as many as there are cores.
    public var threads: Int?

    init(_ reader: inout PlanReader) throws(AnalysisError) {
        options = try DataOptions(&reader)
        formula = try reader.requiredText("formula", hint: "As in \"neet ~ sex\".")
        confidence = try reader.confidence()
        weights = try reader.text("weights")
        let kind = try reader.text("weight_kind")
        if weights == nil, kind != nil {
            throw reader.refuse(
                "weight_kind", "A kind of weights needs a column of weights.",
                hint: "Name the column of counts with weights.")
        }
        if let kind, kind != "frequency" {
            throw reader.refuse(
                "weight_kind", "A test takes weights of the kind frequency and not \"\(kind)\".")
        }
        threads = try reader.threads()
        options.threads = threads
    }

    func encode(_ container: inout KeyedEncodingContainer<PlanKey>) throws {
        try options.encode(&container)
        try container.encode(formula, forKey: "formula")
        try container.encode(confidence, forKey: "confidence")
        if let weights {
            try container.encode(weights, forKey: "weights")
            try container.encode("frequency", forKey: "weight_kind")
        }
        if let threads { try container.encode(threads, forKey: "threads") }
    }
}

/// A logistic regression of a table.
public struct FitPlan: Sendable, Equatable {
    /// The file.
    public var options: DataOptions
    /// The formula.
    public var formula: String
    /// The coverage of intervals.
    public var confidence = 0.95
    /// A column of weights.
    public var weights: String?
    /// What a weight stands for.
    public var weightKind: LogisticRegression.WeightKind = .frequency
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
        let kinds = LogisticRegression.WeightKind.allCases.map(\.rawValue)
        if let kind {
            guard let known = LogisticRegression.WeightKind(rawValue: kind) else {
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

/// A saved model's probability for each row of a file.
public struct PredictPlan: Sendable, Equatable {
    /// The file; kinds are those of the model.
    public var options: DataOptions
    /// The saved model.
    public var model: String
    /// The coverage of intervals.
    public var confidence = 0.95
    /// A column of the file to copy beside each prediction.
    public var id: String?

    init(_ reader: inout PlanReader) throws(AnalysisError) {
        model = try reader.requiredText(
            "model", hint: "Name a file that fit --save-model wrote.")
        options = try DataOptions(&reader, isStream: true)
        confidence = try reader.confidence()
        id = try reader.text("id")
    }

    func encode(_ container: inout KeyedEncodingContainer<PlanKey>) throws {
        try options.encode(&container, withKinds: false)
        try container.encode(model, forKey: "model")
        try container.encode(confidence, forKey: "confidence")
        if let id { try container.encode(id, forKey: "id") }
    }
}
