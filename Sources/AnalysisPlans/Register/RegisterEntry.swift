import HypothesisTests

/// Which way a question says that the effect goes, before it is tested.
public enum HypothesisDirection: String, Sendable, Hashable, CaseIterable, Codable {
    /// Above none: a difference above 0, a ratio above 1.
    case higher
    /// Below none.
    case lower
    /// Either way.
    case twoSided = "two-sided"
}

/// What one line of a register says beside its place in the chain.
public struct RegisterEntry: Codable, Sendable, Equatable {
    /// What a line stands for.
    public enum Kind: String, Codable, Sendable {
        /// A plan that was entered before its data were looked at.
        case registered
        /// A test that was made.
        case tested
    }

    /// The effect that the test's question is about.
    public struct EffectFigures: Codable, Sendable, Equatable {
        /// The effect's stable name.
        public var name: String
        /// The level it is about; null for the whole table.
        public var level: Label
        /// The level it is compared with; null for the whole table.
        public var reference: Label
        /// The estimate; null where infinite or not to be had.
        public var estimate: Figure
        /// The lower limit; null where there is none.
        public var confLow: Figure
        /// The upper limit; null where it is infinite or there is none.
        public var confHigh: Figure
        /// Which side of none the estimate lies on: `higher`, `lower`, or null where it lies on
        /// none or the effect has no sides (Cramer's V, more than two groups).
        public var side: Label

        private enum CodingKeys: String, CodingKey {
            case name, level, reference, estimate, side
            case confLow = "conf_low"
            case confHigh = "conf_high"
        }
    }

    /// When the line was written, UTC, as 2024-05-31T09:30:00Z by the machine's clock.
    public var time: String
    /// The version of the program that wrote it.
    public var engineVersion: String
    /// The question in the user's words.
    public var question: String
    /// Which way the question says that the effect goes.
    public var direction: HypothesisDirection
    /// The family of questions that it is corrected among.
    public var family: String
    /// The analysis by name.
    public var analysis: String
    /// The formula, where the analysis has one.
    public var formula: String?
    /// The outcome of a screen; absent elsewhere.
    public var outcome: String?
    /// Which of a screen's candidates it is; absent elsewhere.
    public var candidate: String?
    /// The SHA-256 of the data; absent for a plan.
    public var dataSHA256: String?
    /// The rows of the data; absent for a plan.
    public var rows: Int?
    /// The cases that the test counts; absent for a plan.
    public var n: Int?
    /// The primary test's name, null where none could be made; absent for a plan.
    public var test: Label?
    /// The effect; absent for a plan and where there is none.
    public var effect: EffectFigures?
    /// The two-sided p-value, null where no test could be made; absent for a plan.
    public var pValue: Figure?
    /// log₁₀ p; absent for a plan.
    public var log10P: Figure?
    /// Whether the same plan was registered before, with the same direction and family; absent for
    /// a plan.
    public var preregistered: Bool?
    /// The entry by which it was registered; absent without one.
    public var registeredAs: Int?

    private enum CodingKeys: String, CodingKey {
        case time, question, direction, family, analysis, formula, outcome, candidate
        case rows, n, test, effect
        case preregistered
        case engineVersion = "engine_version"
        case dataSHA256 = "data_sha256"
        case pValue = "p_value"
        case log10P = "log10_p"
        case registeredAs = "registered_as"
    }
}

extension RegisterEntry.EffectFigures {
    /// The figures of an effect.
    ///
    /// - Parameter isOnlyOne: whether the question is about this effect alone, and not about
    ///   several groups.
    init(_ row: HypothesisResult.EffectRow, isOnlyOne: Bool) {
        let none: Double? =
            row.name.hasPrefix("cramers_v") || !isOnlyOne ? nil : row.name.contains("ratio") ? 1 : 0
        // An infinite estimate has a limit on the side that it is infinite to.
        let known = row.estimate.value ?? row.confLow.value ?? row.confHigh.value
        var side: String?
        if let none, let known, known != none { side = known > none ? "higher" : "lower" }
        self.init(
            name: row.name, level: row.level, reference: row.reference, estimate: row.estimate,
            confLow: row.confLow, confHigh: row.confHigh, side: Label(side))
    }
}
