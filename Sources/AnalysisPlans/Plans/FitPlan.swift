import GeneralizedLinearModels
import ModelFormula
import Tables

/// A regression of a table, logistic unless another family is asked for.
public struct FitPlan: AnalysisRequest {
    /// The file.
    public var options: DataOptions
    /// The formula.
    public var formula: String
    /// The distribution of the outcome.
    public var family = Family.binomial
    /// The function of the mean that is linear; the family's default unless asked for.
    public var link = Link.logit
    /// How the dispersion is taken.
    public var dispersion = GLM.Dispersion.family
    /// Whose ends the intervals are.
    public var interval = IntervalKind.wald
    /// Whether Firth's penalised likelihood is fitted beside the plain one.
    public var hasFirth = false
    /// The column of trials of which the outcome counts the successes.
    public var trials: String?
    /// The coverage of intervals.
    public var confidence = 0.95
    /// A column of weights.
    public var weights: String?
    /// What a weight stands for.
    public var weightKind: GLM.WeightKind = .frequency
    /// A column of clusters, whose cases may be alike.
    public var cluster: String?
    /// The covariance that standard errors come from; nil for the model's own.
    public var robust: RobustCovariance.Kind?
    /// What becomes of rows where a predictor has no value.
    public var missing = MissingRule.complete
    /// Whether effects on the scale of the outcome are told beside the coefficients.
    public var effects = false
    /// A column whose levels effects are averaged over apart.
    public var by: String?
    /// Values that columns are set to for predictions, as `age=15,16`; each with each.
    public var at: [String] = []
    /// What the columns that are not set are in these predictions.
    public var others = EffectsRequest.Others.observed
    /// Whether residuals, leverage, distances, inflation and the link are checked.
    public var checks = false
    /// The seed of the quantile residuals' draws.
    public var checksSeed: UInt64 = 1
    /// Levels or values of a column that are compared with its last one, as `sen=support,none`.
    public var contrast: [String] = []
    /// Steps that numbers are moved by, as `age=5`.
    public var step: [String] = []
    /// Which test of the terms is the one to read.
    public var termTest = TermTestKind.likelihoodRatio
    /// Samples that coefficients are estimated from anew; nil for none.
    public var bootstrap: BootstrapOptions?
    /// Whose words the result is told in.
    public var audience = Audience.analyst
    /// Whether the estimates are solved for once more by another route.
    public var verify = false
    /// A penalty on the coefficients; nil for none.
    public var penalty: PenaltyOptions?
    /// Where the model is kept; nil for nowhere.
    public var saveModel: String?
    /// How much memory the fit may take; nil for as much as it needs.
    public var memory: MemoryOptions?
    /// How many threads; nil for as many as there are cores.
    public var threads: Int?

    init(_ reader: inout PlanReader) throws(AnalysisError) {
        options = try DataOptions(&reader)
        formula = try reader.requiredText("formula", hint: "As in \"neet ~ absence + sex\".")
        family = try reader.word("family", Family.self) ?? .binomial
        link = try reader.word("link", Link.self) ?? family.links[0]
        guard family.links.contains(link) else {
            let links = family.links.map(\.rawValue).joined(separator: " and ")
            throw reader.refuse(
                "link",
                "The family \(family.rawValue) is not fitted with the link \(link.rawValue).",
                hint: "Its links are: \(links).")
        }
        dispersion = try reader.word("dispersion", GLM.Dispersion.self) ?? .family
        if dispersion == .estimated, family == .negativeBinomial {
            throw reader.refuse(
                "dispersion", "Negative-binomial counts have a dispersion of their own, theta.",
                hint: "Leave dispersion out, or fit the family poisson with it.")
        }
        interval = try reader.word("interval", IntervalKind.self) ?? .wald
        let penaltyKind = try reader.word("penalty", PenaltyKind.self)
        hasFirth = penaltyKind == .firth
        if hasFirth, family != .binomial || link != .logit || dispersion == .estimated {
            throw reader.refuse(
                "penalty", "Firth's penalty is for logistic regressions with a dispersion of 1.",
                hint: "Leave penalty out, or fit the family binomial with the link logit.")
        }
        trials = try reader.text("trials")
        if trials != nil, family != .binomial {
            throw reader.refuse(
                "trials", "Trials belong to the family binomial.",
                hint: "Leave them out, or put an exposure into offset(log(...)).")
        }
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
                hint: "frequency: a row stands for so many cases; precision: a row counts so much; "
                    + "sampling: a row was drawn for so many of a population.")
        }
        cluster = try reader.text("cluster")
        if let rule = try reader.text("missing") {
            guard let known = MissingRule(rawValue: rule) else {
                throw reader.refuse(
                    "missing", "There is no way \"\(rule)\" with missing values.",
                    hint: "complete: rows that miss a value are left out; level: to have none is a "
                        + "level of its own.")
            }
            missing = known
        }
        penalty = try PenaltyOptions(&reader, kind: penaltyKind?.onCoefficients)
        if penalty != nil, interval == .profile {
            throw reader.refuse(
                "interval", "Under a penalty that draws coefficients to 0 there are no intervals.",
                hint: "Leave interval out, or take the penalty firth.")
        }
        if penalty != nil, try reader.number("confidence") != nil {
            throw reader.refuse(
                "confidence",
                "Under a penalty that draws coefficients to 0 there are no intervals, whose coverage a "
                    + "confidence would be.",
                hint: "Leave confidence out, or take the penalty firth.")
        }
        audience = try reader.word("audience", Audience.self) ?? .analyst
        if audience == .practitioner, hasFirth {
            throw reader.refuse(
                "audience",
                "A practitioner's words are of averages over cases, which are made of the fit by "
                    + "likelihood and not of Firth's.",
                hint: "Leave the penalty out, or the audience.")
        }
        try readEffects(&reader)
        if penalty == nil {
            robust = try Self.standardErrors(&reader, weightKind, hasClusters: cluster != nil)
        } else if try reader.text("se") != nil {
            throw reader.refuse(
                "se", "Under a penalty there are no standard errors.",
                hint: "Leave se out, or the penalty.")
        }
        if let robust, hasFirth || interval == .profile {
            throw reader.refuse(
                hasFirth ? "penalty" : "interval",
                "\(hasFirth ? "Firth's likelihood" : "A profile interval") takes each case for a "
                    + "stranger that varies as the family says, which the standard errors "
                    + "\(robust.rawValue) do not.",
                hint: "Leave one of the two out.")
        }
        termTest = try termTest(&reader)
        bootstrap = try BootstrapOptions(&reader, self)
        saveModel = try reader.text("save_model")
        if penalty != nil, dispersion == .estimated || family == .negativeBinomial {
            throw reader.refuse(
                "penalty",
                "A penalty is fitted at a dispersion of 1, and none is estimated beside it.",
                hint: "Leave dispersion out; for counts take the family poisson.")
        }
        threads = try reader.threads()
        options.threads = threads
        memory = try MemoryOptions(&reader)
        try requirePieces(&reader)
    }

    func encode(_ container: inout KeyedEncodingContainer<PlanKey>) throws {
        try options.encode(&container)
        try container.encode(formula, forKey: "formula")
        try container.encode(family, forKey: "family")
        try container.encode(link, forKey: "link")
        try container.encode(dispersion, forKey: "dispersion")
        try container.encode(interval, forKey: "interval")
        if hasFirth { try container.encode(PenaltyKind.firth, forKey: "penalty") }
        if let trials { try container.encode(trials, forKey: "trials") }
        if penalty == nil { try container.encode(confidence, forKey: "confidence") }
        if let weights {
            try container.encode(weights, forKey: "weights")
            try container.encode(weightKind.rawValue, forKey: "weight_kind")
        }
        if penalty == nil {
            if let cluster { try container.encode(cluster, forKey: "cluster") }
            try container.encode(robust?.rawValue ?? "model", forKey: "se")
            try container.encode(termTest, forKey: "term_test")
            try bootstrap?.encode(&container)
        }
        try container.encode(missing.rawValue, forKey: "missing")
        try container.encode(audience, forKey: "audience")
        try encodeEffects(&container)
        try penalty?.encode(&container)
        if let saveModel { try container.encode(saveModel, forKey: "save_model") }
        if let threads { try container.encode(threads, forKey: "threads") }
        if let memory {
            try container.encode(memory.text, forKey: "memory")
            try container.encode(memory.scratch, forKey: "scratch")
        }
    }
}

/// Whose ends the intervals of coefficients are.
public enum IntervalKind: String, Sendable, Codable, CaseIterable {
    /// The estimate, and so many standard errors around it.
    case wald
    /// The values that a likelihood-ratio test does not reject.
    case profile
}

/// The penalties that a plan can ask for.
enum PenaltyKind: String, Sendable, Codable, CaseIterable {
    case ridge, lasso
    case elasticNet = "elastic_net"
    /// ½ log|X'WX|.
    case firth

    /// The penalty that draws coefficients to 0; nil for Firth's.
    var onCoefficients: PenaltyOptions.Kind? { PenaltyOptions.Kind(rawValue: rawValue) }
}

extension FitPlan {
    /// What is asked that needs the covariance of all coefficients, and so cannot be had beside a factor
    /// of very many levels; nil for nothing.
    var needingWholeCovariance: String? {
        if let robust { return "The covariance \(robust.rawValue)" }
        if interval == .profile { return "A profile interval" }
        if hasFirth { return "Firth's penalty" }
        if effects { return "An effect on the outcome's scale (--effects)" }
        if checks { return "A check of rows and terms (--checks)" }
        if bootstrap != nil { return "A bootstrap" }
        if audience == .practitioner { return "A practitioner's page (--audience practitioner)" }
        return verify ? "A second route (--verify)" : nil
    }

    static let analysis = "fit"
    var plan: AnalysisPlan { .fit(self) }
    var dataOptions: DataOptions? {
        get { options }
        set { if let newValue { options = newValue } }
    }
    var formulaText: String? { formula }
    var columnOptions: [String: String] {
        ["weights": weights, "trials": trials, "cluster": cluster ?? penalty?.cluster]
            .compactMapValues(\.self)
    }
    var filesBeside: [String] { [saveModel].compactMap(\.self) }
    /// What the family asks of the outcome.
    var response: Response.Request {
        switch family {
        case .binomial: .binary
        case .poisson, .negativeBinomial: .counts
        case .gaussian: .numbers
        case .gamma: .positiveNumbers
        }
    }
}
