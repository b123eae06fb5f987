import HypothesisTests
import Tables

/// One hypothesis about a table: `outcome ~ group`.
public struct TestPlan: AnalysisRequest {
    /// The file.
    public var options: DataOptions
    /// The formula.
    public var formula: String
    /// The coverage of intervals.
    public var confidence = 0.95
    /// A column of counts: each row stands for that many cases.
    public var count: String?
    /// The same, asked for as weights of the kind frequency.
    public var weights: String?
    /// A column of sampling weights: how many people each case was drawn to stand for.
    public var samplingWeights: String?
    /// The declared order of levels, by column.
    public var order: [String: [String]]?
    /// The shares that the levels of a single column are expected to have; equal unless given.
    public var expected: [String: Double]?
    /// How many random tables a simulated p-value rests on, where one is simulated.
    public var replicates: Int?
    /// Whether the formula's sides are measures of the same cases, and not an outcome and its groups.
    public var paired = false
    /// What the counts of the outcome happened in: rates are compared.
    public var exposure: Exposure?
    /// How many times a permutation test deals the cases anew; nil for no such test.
    public var permutations: Int?
    /// What random draws rest on.
    public var seed: UInt64?
    /// A column whose values cases share that are alike, such as a family's.
    public var cluster: String?
    /// The smallest effect that matters: a difference above 0, or a ratio above 1.
    public var margin: Double?
    /// Which way the outcome is wanted; asks whether a level is worse by the margin.
    public var better: BetterDirection?
    /// Whose words the result is told in.
    public var audience = Audience.analyst
    /// Where the result is entered; nil for nowhere.
    public var registration: RegisterOptions?
    /// What a comparison of times to an event, or of outcomes within a time, asks beside its formula.
    public var survival = SurvivalOptions()
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
        switch kind {
        case nil, "frequency": break
        case "sampling": swap(&weights, &samplingWeights)
        case .some(let kind):
            throw reader.refuse(
                "weight_kind", "A test takes no weights of the kind \"\(kind)\".",
                hint: "frequency: a row stands for so many cases. sampling: a case was drawn to "
                    + "stand for so many people.")
        }
        count = try reader.text("count")
        if count != nil, weights != nil {
            throw reader.refuse(
                "count", "A row stands for as many cases as count or weights says, not both.",
                hint: "Leave weights out: count is the same as weights of the kind frequency.")
        }
        order = try reader.textListsByName("order")
        expected = try reader.numbersByName("expected")
        if let expected {
            let isSound = expected.values.allSatisfy { $0 >= 0 && $0 < 1e300 }
            guard isSound, expected.values.contains(where: { $0 > 0 }) else {
                throw reader.refuse(
                    "expected", "Expected shares are at least 0, and not all of them are 0.",
                    hint: "As in --expected 'a=0.5,b=0.3,c=0.2'.")
            }
        }
        replicates = try reader.wholeNumber("replicates", atLeast: 1)
        paired = try reader.truth("paired") ?? false
        exposure = try reader.columnOrOne("exposure").map { value in
            if case .text(let column) = value { .column(column) } else { .one }
        }
        permutations = try reader.wholeNumber("permutations", atLeast: 1)
        seed = try reader.wholeNumber("seed", atLeast: 0).map { UInt64($0) }
        if paired, exposure != nil {
            throw reader.refuse(
                "paired", "Pairs are compared by their differences, rates by their exposure.",
                hint: "Leave out paired or exposure.")
        }
        if permutations != nil { seed = seed ?? 1 }
        cluster = try reader.text("cluster")
        survival = try SurvivalOptions(&reader)
        margin = try reader.number("margin")
        if let margin, !margin.isFinite || margin <= 0 {
            throw reader.refuse(
                "margin", "The smallest effect that matters is above 0.",
                hint: "As in 0.05: five percentage points of a share; or 1.25 of a ratio.")
        }
        better = try reader.word("better", BetterDirection.self)
        if better != nil, margin == nil {
            throw reader.refuse(
                "better", "Which way is better is asked beside a margin.",
                hint: "Name the smallest effect that matters with margin.")
        }
        audience = try reader.word("audience", Audience.self) ?? .analyst
        registration = try RegisterOptions.read(&reader)
        threads = try reader.threads()
        options.threads = threads
    }

    func encode(_ container: inout KeyedEncodingContainer<PlanKey>) throws {
        try options.encode(&container)
        try container.encode(formula, forKey: "formula")
        try container.encode(confidence, forKey: "confidence")
        if let count { try container.encode(count, forKey: "count") }
        if let weights {
            try container.encode(weights, forKey: "weights")
            try container.encode("frequency", forKey: "weight_kind")
        } else if let samplingWeights {
            try container.encode(samplingWeights, forKey: "weights")
            try container.encode("sampling", forKey: "weight_kind")
        }
        if let order { try container.encode(order, forKey: "order") }
        if let expected { try container.encode(expected, forKey: "expected") }
        if let replicates { try container.encode(replicates, forKey: "replicates") }
        if paired { try container.encode(paired, forKey: "paired") }
        if let exposure { try exposure.encode(&container) }
        if let permutations { try container.encode(permutations, forKey: "permutations") }
        if let seed { try container.encode(seed, forKey: "seed") }
        if let cluster { try container.encode(cluster, forKey: "cluster") }
        try survival.encode(&container)
        if let margin { try container.encode(margin, forKey: "margin") }
        if let better { try container.encode(better, forKey: "better") }
        try container.encode(audience, forKey: "audience")
        try registration?.encode(&container)
        if let threads { try container.encode(threads, forKey: "threads") }
    }
}

extension TestPlan {
    static let analysis = "test"
    var plan: AnalysisPlan { .test(self) }
    var dataOptions: DataOptions? {
        get { options }
        set { if let newValue { options = newValue } }
    }
    var formulaText: String? { formula }
    var columnOptions: [String: String] {
        var named = [
            "weights": weights ?? samplingWeights, "count": count, "cluster": cluster,
            "cause": survival.cause, "id": survival.id, "exposed_from": survival.exposedFrom,
            "followed_from": survival.followedFrom,
        ]
        if case .column(let column) = exposure { named["exposure"] = column }
        return named.compactMapValues(\.self)
    }
    var registrable: Registrable? { Registrable(options: registration) }
    var filesBeside: [String] { registration?.files ?? [] }
    /// The column that says how many cases each row stands for, however it was asked for.
    var frequencies: String? { count ?? weights }
    /// The columns whose kind was told to be real: samples in a test, however few their values.
    var toldReal: Set<String> { Set(options.kinds.filter { $0.value == .real }.keys) }
}

/// What counts of events happened in.
public enum Exposure: Sendable, Hashable {
    /// A column of times, or of numbers that could have had the event.
    case column(String)
    /// The same for each case.
    case one

    /// The column's name; nil for the same in each case.
    var column: String? {
        guard case .column(let name) = self else { return nil }
        return name
    }

    func encode(_ container: inout KeyedEncodingContainer<PlanKey>) throws {
        switch self {
        case .column(let name): try container.encode(name, forKey: "exposure")
        case .one: try container.encode(1, forKey: "exposure")
        }
    }
}
