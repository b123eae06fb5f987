import HypothesisTests
import Tables

/// Every candidate factor of a table against one outcome.
public struct ScreenPlan: AnalysisRequest {
    /// The file.
    public var options: DataOptions
    /// A column of two levels, or a condition such as `months_neet >= 6`.
    public var outcome: String
    /// The columns to look at; nil for every column that can be a factor.
    public var candidates: [String]?
    /// Columns to leave out.
    public var exclude: [String]
    /// The right side of a formula that every candidate is tested beside.
    public var adjust: String?
    /// Columns of needs that are looked at for going together; nil for every candidate of yes and
    /// no.
    public var needs: [String]?
    /// A column that says which cases belong together, such as a family.
    public var cluster: String?
    /// A column of counts: each row stands for that many cases.
    public var count: String?
    /// The correction for how many candidates and patterns were tried.
    public var correction = MultiplicityCorrection.benjaminiHochberg
    /// The fewest cases of a need, and of a pattern that is listed.
    public var support: Int
    /// The coverage of intervals; what survives has q <= 1 - confidence.
    public var confidence = 0.95
    /// Whose words the result is told in.
    public var audience = Audience.analyst
    /// Where each candidate that is tested is entered; nil for nowhere.
    public var registration: RegisterOptions?
    /// How many threads; nil for as many as there are cores.
    public var threads: Int?

    init(_ reader: inout PlanReader) throws(AnalysisError) {
        options = try DataOptions(&reader)
        outcome = try reader.requiredText(
            "outcome", hint: "As in \"neet\" or \"months_neet >= 6\".")
        if outcome.contains("~") {
            throw reader.refuse(
                "outcome", "A screen takes an outcome alone: its candidates are the columns.",
                hint: "Leave out \"~\" and what stands right of it.")
        }
        candidates = try reader.textOrTexts("candidates")
        exclude = try reader.textOrTexts("exclude") ?? []
        adjust = try reader.text("adjust")
        needs = try reader.textOrTexts("needs")
        cluster = try reader.text("cluster")
        if cluster != nil, adjust != nil {
            throw reader.refuse(
                "cluster",
                "Clusters are allowed for in each candidate by itself, and not beside an "
                    + "adjustment set.",
                hint: "Leave adjust out, or leave cluster out and read p-values as too small.")
        }
        count = try reader.text("count")
        correction = try reader.word("correction", MultiplicityCorrection.self) ?? correction
        let support = try reader.number("support") ?? 10
        guard support >= 1, support <= 1e9, support == support.rounded() else {
            throw reader.refuse("support", "The support is a whole number of cases, 1 or more.")
        }
        self.support = Int(support)
        confidence = try reader.confidence()
        audience = try reader.word("audience", Audience.self) ?? .analyst
        registration = try RegisterOptions.read(
            &reader, usual: Self.usualEntry(outcome: outcome, adjust: adjust))
        threads = try reader.threads()
        options.threads = threads
    }

    func encode(_ container: inout KeyedEncodingContainer<PlanKey>) throws {
        try options.encode(&container)
        try container.encode(outcome, forKey: "outcome")
        if let candidates { try container.encode(candidates, forKey: "candidates") }
        if !exclude.isEmpty { try container.encode(exclude, forKey: "exclude") }
        if let adjust { try container.encode(adjust, forKey: "adjust") }
        if let needs { try container.encode(needs, forKey: "needs") }
        if let cluster { try container.encode(cluster, forKey: "cluster") }
        if let count { try container.encode(count, forKey: "count") }
        try container.encode(correction, forKey: "correction")
        try container.encode(support, forKey: "support")
        try container.encode(confidence, forKey: "confidence")
        try container.encode(audience, forKey: "audience")
        try registration?.encode(&container)
        if let threads { try container.encode(threads, forKey: "threads") }
    }

    /// What a register is told of a screen that does not say it: a family of its own.
    private static func usualEntry(outcome: String, adjust: String?) -> RegisterOptions.Usual {
        RegisterOptions.Usual(
            question: "What goes with \(outcome)" + (adjust.map { " beside \($0)?" } ?? "?"),
            family: "screen of \(outcome)", takesDirection: false)
    }
}

extension ScreenPlan {
    static let analysis = "screen"
    var plan: AnalysisPlan { .screen(self) }
    var dataOptions: DataOptions? {
        get { options }
        set { if let newValue { options = newValue } }
    }
    var registrable: Registrable? {
        Registrable(
            options: registration, usual: Self.usualEntry(outcome: outcome, adjust: adjust))
    }
    var filesBeside: [String] { registration?.files ?? [] }
    var columnOptions: [String: String] {
        ["count": count, "cluster": cluster].compactMapValues(\.self)
    }
}
