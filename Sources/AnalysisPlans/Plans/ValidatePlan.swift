import ModelFormula
import ModelValidation
import Tables

/// Whether a model's risks are good enough to use: of a kept model on cases that it has not seen, or of a
/// formula on the cases that it is fitted to, by samples and folds of them.
public struct ValidatePlan: AnalysisRequest {
    /// The file.
    public var options: DataOptions
    /// What is validated.
    public var subject: Subject
    /// A column of families or other clusters, which are drawn and held out whole.
    public var cluster: String?
    /// The places there are to offer, each a number or a share.
    public var places: [PlacesOption] = []
    /// Columns whose levels the figures are told of apart, at the first number of places.
    public var by: [String] = []
    /// Conditions, such as `free_school_meals == "yes"`, of which offers are compared with the model's.
    public var against: [RowExpression] = []
    /// A points file, whose scores are compared with the model.
    public var points: String?
    /// Risks from which an offer would be made, for the decision curve; nil for 1% to 50%.
    public var thresholds: [Double]?
    /// A column of dates or numbers by which a formula is fitted to earlier cases and judged by later ones.
    public var time: String?
    /// The last date or number of the earlier cases.
    public var trainUntil: String?
    /// Samples of the bootstrap; 0 for none.
    public var replicates = 200
    /// Folds of the cross-validation, of a formula; 0 for none.
    public var folds = 10
    /// How often they are dealt anew.
    public var repeats = 5
    /// The seed of samples and folds.
    public var seed: UInt64 = 1
    /// What the cases are called in sentences.
    public var people = "young people"
    /// The coverage of intervals.
    public var confidence = 0.95
    /// Whose words the result is told in.
    public var audience = Audience.analyst
    /// How many threads; nil for as many as there are cores.
    public var threads: Int?

    /// What is validated.
    public enum Subject: Sendable, Equatable {
        /// A file that fit --save-model wrote.
        case model(String)
        /// A formula, fitted to the cases.
        case formula(String)
    }

    /// So many places, or a share of the cases.
    public struct PlacesOption: Sendable, Equatable {
        /// As it was asked: "40" or "5%".
        public let text: String
        let places: Places

        /// Nil for what is neither a whole number from 1 nor a share up to 100%.
        init?(_ text: String) {
            self.text = text
            if text.hasSuffix("%"), let share = Double(text.dropLast()), share > 0, share <= 100 {
                places = .share(share / 100)
            } else if let count = Int(text), count > 0 {
                places = .count(count)
            } else {
                return nil
            }
        }
    }

    /// The most samples, folds, repeats and numbers of places.
    static let most = (replicates: 100_000, folds: 1_000, repeats: 1_000, places: 50)

    init(_ reader: inout PlanReader) throws(AnalysisError) {
        let model = try reader.text("model")
        let formula = try reader.text("formula")
        switch (model, formula) {
        case (let model?, nil): subject = .model(model)
        case (nil, let formula?): subject = .formula(formula)
        case (nil, nil):
            throw reader.missing(
                "model",
                hint:
                    "Name a file that fit --save-model wrote, or give a formula to fit to the cases."
            )
        case (.some, .some):
            throw reader.refuse(
                "formula", "A kept model has a formula of its own.",
                hint: "Leave formula out to validate the model, or model to validate the formula.")
        }
        options = try DataOptions(&reader)
        cluster = try reader.text("cluster")
        places = try Self.places(&reader)
        by = try reader.textOrTexts("by") ?? []
        guard Set(by).count == by.count else {
            throw reader.refuse("by", "A column of groups is named twice.")
        }
        against = try Self.conditions(&reader)
        points = try reader.text("points")
        if places.isEmpty, !(by.isEmpty && against.isEmpty && points == nil) {
            throw reader.refuse(
                !by.isEmpty ? "by" : !against.isEmpty ? "against" : "points",
                "Groups, conditions and points are compared at the places there are, and none are "
                    + "given.", hint: "Say how many: places 40, or 5%.")
        }
        thresholds = try Self.thresholds(&reader)
        time = try reader.text("time")
        trainUntil = try reader.textsOrNumbers("train_until")?.first
        guard (time == nil) == (trainUntil == nil) else {
            throw reader.missing(
                time == nil ? "time" : "train_until",
                hint: "Later cases are those whose time, a column, lies after train_until.")
        }
        if time != nil, model != nil {
            throw reader.refuse(
                "train_until", "A kept model is not fitted to earlier cases again.",
                hint: "Give a formula in its place, or keep the later cases with filter.")
        }
        try readResampling(&reader, isFitted: formula != nil && time == nil)
        if let word = try reader.people() { people = word }
        confidence = try reader.confidence()
        audience = try reader.word("audience", Audience.self) ?? .analyst
        threads = try reader.threads()
        options.threads = threads
    }

    private mutating func readResampling(
        _ reader: inout PlanReader, isFitted: Bool
    ) throws(AnalysisError) {
        if let asked = try reader.wholeNumber("replicates", atLeast: 0) {
            guard asked <= Self.most.replicates else {
                throw reader.refuse(
                    "replicates",
                    "At most \(NumberText.count(Self.most.replicates)) samples are drawn.")
            }
            replicates = asked
        }
        if let asked = try reader.wholeNumber("folds", atLeast: 0) {
            guard asked == 0 || asked >= 3, asked <= Self.most.folds else {
                throw reader.refuse(
                    "folds",
                    "There are 3 to \(NumberText.count(Self.most.folds)) folds, or 0 for none.")
            }
            folds = asked
        } else if !isFitted {
            folds = 0
        }
        if let asked = try reader.wholeNumber("repeats", atLeast: 1) {
            guard asked <= Self.most.repeats else {
                throw reader.refuse(
                    "repeats",
                    "Folds are dealt at most \(NumberText.count(Self.most.repeats)) times.")
            }
            repeats = asked
        }
        if !isFitted, folds > 0 {
            throw reader.refuse(
                "folds", "Risks of cases that were not fitted need no folds.",
                hint: "Leave folds out, or validate a formula without train_until.")
        }
        if let asked = try reader.wholeNumber("seed", atLeast: 0) { seed = UInt64(asked) }
    }

    private static func places(_ reader: inout PlanReader) throws(AnalysisError) -> [PlacesOption] {
        var places: [PlacesOption] = []
        for text in try reader.textsOrNumbers("places") ?? [] {
            guard let one = PlacesOption(text) else {
                throw reader.refuse(
                    "places", "\"\(text)\" is no number of places.",
                    hint: "A whole number from 1, as 40, or a share of the cases, as 5%.")
            }
            places.append(one)
        }
        guard places.count <= most.places else {
            throw reader.refuse("places", "At most \(most.places) numbers of places are told.")
        }
        return places
    }

    private static func conditions(_ reader: inout PlanReader) throws(AnalysisError)
        -> [RowExpression]
    {
        var conditions: [RowExpression] = []
        for text in try reader.textOrTexts("against") ?? [] {
            do throws(FormulaError) {
                conditions.append(try RowExpression(parsing: text))
            } catch {
                throw AnalysisError(error, in: text, at: reader.pointer(to: "against"))
            }
        }
        return conditions
    }

    private static func thresholds(_ reader: inout PlanReader) throws(AnalysisError) -> [Double]? {
        guard let texts = try reader.textsOrNumbers("thresholds") else { return nil }
        var thresholds: [Double] = []
        for text in texts {
            let isPercent = text.hasSuffix("%")
            guard let number = Double(isPercent ? text.dropLast() : text[...]),
                case let risk = isPercent ? number / 100 : number, risk > 0, risk < 1
            else {
                throw reader.refuse(
                    "thresholds", "\"\(text)\" is no risk between 0 and 1.",
                    hint: "As 0.1 or 10%.")
            }
            thresholds.append(risk)
        }
        return thresholds
    }

    func encode(_ container: inout KeyedEncodingContainer<PlanKey>) throws {
        try options.encode(&container)
        switch subject {
        case .model(let model): try container.encode(model, forKey: "model")
        case .formula(let formula): try container.encode(formula, forKey: "formula")
        }
        if let cluster { try container.encode(cluster, forKey: "cluster") }
        if !places.isEmpty { try container.encode(places.map(\.text), forKey: "places") }
        if !by.isEmpty { try container.encode(by, forKey: "by") }
        if !against.isEmpty { try container.encode(against.map(\.source), forKey: "against") }
        if let points { try container.encode(points, forKey: "points") }
        if let thresholds { try container.encode(thresholds, forKey: "thresholds") }
        if let time { try container.encode(time, forKey: "time") }
        if let trainUntil { try container.encode(trainUntil, forKey: "train_until") }
        try container.encode(replicates, forKey: "replicates")
        if case .formula = subject, time == nil {
            try container.encode(folds, forKey: "folds")
            try container.encode(repeats, forKey: "repeats")
        }
        try container.encode(seed, forKey: "seed")
        try container.encode(people, forKey: "people")
        try container.encode(confidence, forKey: "confidence")
        try container.encode(audience, forKey: "audience")
        if let threads { try container.encode(threads, forKey: "threads") }
    }
}

extension ValidatePlan {
    static let analysis = "validate"
    var plan: AnalysisPlan { .validate(self) }
    var dataOptions: DataOptions? {
        get { options }
        set { if let newValue { options = newValue } }
    }
    var formulaText: String? {
        if case .formula(let formula) = subject { formula } else { nil }
    }
    var columnOptions: [String: String] {
        ["cluster": cluster, "time": time].compactMapValues(\.self)
    }
    var filesBeside: [String] {
        (points.map { [$0] } ?? [])
            + (formulaText == nil ? [modelPath].compactMap(\.self) : [])
    }
    /// The kept model's file.
    var modelPath: String? {
        if case .model(let path) = subject { path } else { nil }
    }
}
