/// A study as it is planned: of how many, how large an effect, and with what power, one is left out
/// and solved for.
public struct PowerPlan: AnalysisRequest {
    /// What is compared.
    public enum Design: String, Sendable, CaseIterable, Codable {
        /// Two groups' shares.
        case proportions
        /// One share with a known one.
        case proportion
        /// Two groups' means.
        case means
        /// One mean with a known one.
        case mean
        /// Pairs, by the mean of their differences.
        case paired
        /// A table of counts.
        case chiSquared = "chi-squared"
        /// Several groups' means.
        case anova
        /// Two numbers of each case.
        case correlation
        /// Two groups' times to an event.
        case survival
        /// A coefficient of a logistic regression.
        case logistic
    }

    /// What is to be shown.
    public enum Aim: String, Sendable, CaseIterable, Codable {
        /// That there is a difference.
        case difference
        /// That the second group is worse by less than a margin.
        case nonInferiority = "non-inferiority"
        /// That the difference lies within a margin either way.
        case equivalence
    }

    /// Which way is better, for non-inferiority.
    public enum Better: String, Sendable, CaseIterable, Codable {
        case higher, lower
    }

    /// What is left out and solved for.
    public enum Unknown: String, Sendable, Codable {
        case n, power, effect
    }

    /// What is compared.
    public var design: Design
    /// What is to be shown.
    public var aim = Aim.difference
    /// What is solved for.
    public var unknown: Unknown
    /// The level.
    public var alpha: Double
    /// 1 or 2.
    public var sides: Int
    /// The power that is asked for; nil where it is solved for.
    public var power: Double?
    /// The numbers that were told or are defaults, by key.
    var numbers: [String: Double] = [:]
    /// Which way is better; nil but for non-inferiority.
    public var better: Better?
    /// Whose words the result is told in.
    public var audience = Audience.analyst

    /// A number that was told, or its default, by its key in a plan.
    public func told(_ key: String) -> Double? { numbers[key] }

    /// The size that was told: its key and number.
    var size: (key: String, value: Double)? {
        for key in ["n", "total", "events"] {
            if let value = numbers[key] { return (key, value) }
        }
        return nil
    }

    /// The key of what grows with the effect: the margin where there is one.
    var effectKey: String {
        if aim != .difference { return "margin" }
        switch design {
        case .proportions, .proportion: return "alternative"
        case .means, .mean, .paired: return "difference"
        case .chiSquared, .anova: return "effect"
        case .correlation: return "correlation"
        case .survival: return "hazard_ratio"
        case .logistic: return "odds_ratio"
        }
    }

    /// The effect or margin that was told.
    var effect: Double? { numbers[effectKey] }
}

extension PowerPlan {
    static let analysis = "power"
    var plan: AnalysisPlan { .power(self) }
    var dataOptions: DataOptions? {
        get { nil }
        set {}
    }

    init(_ reader: inout PlanReader) throws(AnalysisError) {
        guard let design = try reader.word("design", Design.self) else {
            throw reader.missing(
                "design",
                hint: "There are \(Design.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        self.design = design
        // What is not yet known is set before the keys of the design are read.
        (unknown, alpha, sides) = (.n, 0.05, 2)
        if [.proportions, .means, .mean, .paired].contains(design) {
            aim = try reader.word("aim", Aim.self) ?? .difference
        }
        if aim == .difference, keys.contains("sd") || design == .proportions,
            try reader.number("margin") != nil
        {
            throw reader.refuse(
                "margin", "A margin belongs to the aims non-inferiority and equivalence.",
                hint: "Say which: \"aim\": \"non-inferiority\".")
        }
        for key in keys { if let number = try reader.number(key) { numbers[key] = number } }
        for (key, value) in defaults where numbers[key] == nil { numbers[key] = value }
        try readLevel(&reader)
        power = try reader.number("power")
        audience = try reader.word("audience", Audience.self) ?? .analyst
        try decide(reader)
    }

    /// The numbers that the design takes.
    private var keys: [String] {
        Self.keys(of: design) + (aim == .difference ? [] : ["margin"])
    }

    /// What is taken where nothing is said.
    private var defaults: [(String, Double)] {
        var values: [(String, Double)] = []
        if ["ratio"].allSatisfy(keys.contains) { values.append(("ratio", 1)) }
        if keys.contains("sd") { values.append(("sd", 1)) }
        if keys.contains("r_squared") { values.append(("r_squared", 0)) }
        if numbers["median"] != nil { values.append(("accrual", 0)) }
        if numbers["cluster_size"] != nil { values.append(("cluster_cv", 0)) }
        // Beside a margin the groups are assumed to be alike.
        if aim != .difference {
            if design == .proportions, let baseline = numbers["baseline"] {
                values.append(("alternative", baseline))
            }
            if design != .proportions { values.append(("difference", 0)) }
        }
        return values
    }

    private mutating func readLevel(_ reader: inout PlanReader) throws(AnalysisError) {
        let told = try reader.number("sides")
        let hasSides = aim == .difference && ![.chiSquared, .anova].contains(design)
        if let told, told != 1 && told != 2 {
            throw reader.refuse("sides", "A test has 1 side or 2.")
        }
        if told == 2, !hasSides {
            throw reader.refuse(
                "sides",
                aim == .difference
                    ? "This test has no sides: it finds a difference of any kind."
                    : "Tests beside a margin are one-sided.")
        }
        sides = hasSides ? Int(told ?? 2) : 1
        // The convention: the level of one side of a two-sided test for non-inferiority, and two
        // one-sided tests at the full level for equivalence.
        alpha = try reader.number("alpha") ?? (aim == .nonInferiority ? 0.025 : 0.05)
        if aim == .nonInferiority {
            better = try reader.word("better", Better.self)
            guard better != nil else {
                throw reader.missing(
                    "better",
                    hint: "Not worse is one-sided: is a higher or a lower "
                        + (design == .proportions ? "share" : "value") + " better?")
            }
        }
    }

    /// Which of n, power and effect is left out.
    private mutating func decide(_ reader: PlanReader) throws(AnalysisError) {
        let sizes = ["n", "total", "events"].filter { numbers[$0] != nil }
        if sizes.count > 1 {
            throw reader.refuse(
                sizes[1], "The size is told twice, as \(sizes[0]) and as \(sizes[1]).")
        }
        for key in sizes {
            guard let size = numbers[key], size > 0, size.isFinite, size <= 1e15 else {
                throw reader.refuse(key, "\"\(key)\" is a number above 0, up to 10^15.")
            }
        }
        if let power, effect != nil, !sizes.isEmpty {
            throw reader.refuse(
                "power",
                "Size, effect and power (\(NumberText.significant(power))) are all told: nothing is "
                    + "left to solve for.", hint: "Leave out the one that you ask for.")
        }
        switch (sizes.isEmpty, effect == nil) {
        case (false, false): unknown = .power
        case (true, false): unknown = .n
        case (false, true): unknown = .effect
        case (true, true):
            throw reader.missing(
                effectKey,
                hint: aim == .difference
                    ? "Tell the effect (\(effectKey)) to solve for n, or n to solve for the effect."
                    : "Tell the margin to solve for n, or n to solve for the margin.")
        }
        if unknown != .power, power == nil { power = 0.8 }
    }

    func encode(_ container: inout KeyedEncodingContainer<PlanKey>) throws {
        try container.encode(design, forKey: "design")
        if [.proportions, .means, .mean, .paired].contains(design) {
            try container.encode(aim, forKey: "aim")
        }
        for key in numbers.keys.sorted() {
            if let number = numbers[key] {
                try container.encode(number, forKey: PlanKey(stringLiteral: key))
            }
        }
        try container.encode(alpha, forKey: "alpha")
        if aim == .difference, ![.chiSquared, .anova].contains(design) {
            try container.encode(sides, forKey: "sides")
        }
        if let better { try container.encode(better, forKey: "better") }
        if let power { try container.encode(power, forKey: "power") }
        try container.encode(audience, forKey: "audience")
    }
}
