/// What survives of a register of hypotheses.
public struct RegisterPlan: AnalysisRequest {
    /// The register's file.
    public var register: String
    /// q, the false discovery rate that is held in each family and over families.
    public var rate = 0.05
    /// A hash that was noted elsewhere, which a line must still have.
    public var head: String?
    /// Whose words the result is told in.
    public var audience = Audience.analyst

    init(_ reader: inout PlanReader) throws(AnalysisError) {
        register = try reader.requiredText(
            "register", hint: "Name the file that test --register wrote.")
        if let rate = try reader.number("q") {
            guard rate > 0, rate < 1 else {
                throw reader.refuse(
                    "q", "A false discovery rate lies strictly between 0 and 1.",
                    hint: "As in 0.05: one in twenty of what survives.")
            }
            self.rate = rate
        }
        head = try reader.text("head")
        audience = try reader.word("audience", Audience.self) ?? .analyst
    }

    func encode(_ container: inout KeyedEncodingContainer<PlanKey>) throws {
        try container.encode(register, forKey: "register")
        try container.encode(rate, forKey: "q")
        if let head { try container.encode(head, forKey: "head") }
        try container.encode(audience, forKey: "audience")
    }
}

extension RegisterPlan {
    static let analysis = "register"
    var plan: AnalysisPlan { .register(self) }
    var dataOptions: DataOptions? {
        get { nil }
        set {}
    }
    var filesBeside: [String] { [register, register + ".head"] }
}
