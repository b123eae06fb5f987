import Tables

/// How common something is among cases: overall, by group, with what is missing bounded.
public struct PrevalencePlan: AnalysisRequest {
    /// The file.
    public var options: DataOptions
    /// The columns, or conditions such as `age >= 16`.
    public var columns: [String]
    /// A column whose levels are groups.
    public var by: String?
    /// A column whose values cases share that are alike, such as a family's.
    public var cluster: String?
    /// The level whose share is asked for; nil for the event of two levels, and every level of more.
    public var level: String?
    /// A column of counts: each row stands for that many cases.
    public var count: String?
    /// What the cases are called in sentences.
    public var people = "children"
    /// The coverage of intervals.
    public var confidence = 0.95
    /// Whose words the result is told in.
    public var audience = Audience.analyst
    /// How many threads; nil for as many as there are cores.
    public var threads: Int?

    init(_ reader: inout PlanReader) throws(AnalysisError) {
        options = try DataOptions(&reader)
        guard let columns = try reader.textOrTexts("column") else {
            throw reader.missing("column", hint: "As in \"parent_mental_health\", or a list.")
        }
        guard columns.allSatisfy({ !$0.allSatisfy(\.isWhitespace) }) else {
            throw reader.refuse("column", "A column has no name.")
        }
        guard Set(columns).count == columns.count else {
            throw reader.refuse("column", "A column is named twice.")
        }
        self.columns = columns
        by = try reader.text("by")
        if let by, columns.contains(by) {
            throw reader.refuse(
                "by", "\"\(by)\" cannot be counted in groups of itself.",
                hint: "Leave it out of column, or out of by.")
        }
        cluster = try reader.text("cluster")
        level = try reader.text("level")
        count = try reader.text("count")
        if let word = try reader.people() { people = word }
        confidence = try reader.confidence()
        audience = try reader.word("audience", Audience.self) ?? .analyst
        threads = try reader.threads()
        options.threads = threads
    }

    func encode(_ container: inout KeyedEncodingContainer<PlanKey>) throws {
        try options.encode(&container)
        if columns.count == 1 {
            try container.encode(columns[0], forKey: "column")
        } else {
            try container.encode(columns, forKey: "column")
        }
        if let by { try container.encode(by, forKey: "by") }
        if let cluster { try container.encode(cluster, forKey: "cluster") }
        if let level { try container.encode(level, forKey: "level") }
        if let count { try container.encode(count, forKey: "count") }
        try container.encode(people, forKey: "people")
        try container.encode(confidence, forKey: "confidence")
        try container.encode(audience, forKey: "audience")
        if let threads { try container.encode(threads, forKey: "threads") }
    }
}

extension PrevalencePlan {
    static let analysis = "prevalence"
    var plan: AnalysisPlan { .prevalence(self) }
    var dataOptions: DataOptions? {
        get { options }
        set { if let newValue { options = newValue } }
    }
    /// The columns whose kind was told to be real: samples, however few their values.
    var toldReal: Set<String> { Set(options.kinds.filter { $0.value == .real }.keys) }
}
