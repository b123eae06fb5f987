import GeneralizedLinearModels

/// A bootstrap of coefficients, as a plan asks for it.
public struct BootstrapOptions: Sendable, Equatable {
    /// What is drawn.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// Clusters with all their rows or, without clusters, rows.
        case pairs
        /// A weight for the residuals of each cluster (a test of each coefficient).
        case wild
    }

    /// What is drawn.
    public var kind: Kind
    /// How many samples.
    public var replicates = 999
    /// The seed of the draws.
    public var seed: UInt64 = 1

    /// The bootstrap of a plan; nil where none is asked for.
    init?(_ reader: inout PlanReader, _ plan: FitPlan) throws(AnalysisError) {
        let replicates = try reader.wholeNumber("replicates", atLeast: 1)
        let seed = try reader.wholeNumber("seed", atLeast: 0)
        guard let kind = try reader.word("bootstrap", Kind.self) else {
            if replicates != nil {
                throw reader.refuse(
                    "replicates", "Nothing is drawn here.",
                    hint: "Say --bootstrap pairs too (in a plan \"bootstrap\": \"pairs\").")
            }
            if seed != nil, plan.penalty == nil {
                throw reader.refuse(
                    "seed", "A seed is for draws: of a bootstrap, or of the folds of a penalty.",
                    hint: "Leave it out; the draws of checks have checks_seed.")
            }
            return nil
        }
        self.kind = kind
        self.replicates = replicates ?? self.replicates
        self.seed = seed.map { UInt64($0) } ?? self.seed
        if plan.penalty != nil || plan.hasFirth {
            throw reader.refuse(
                "bootstrap", "A bootstrap fits its samples by plain likelihood, without penalty.",
                hint: "Leave the penalty out, or the bootstrap.")
        }
        if kind == .wild, plan.family != .gaussian || plan.link != .identity {
            throw reader.refuse(
                "bootstrap",
                "The wild bootstrap turns residuals round, which only a linear regression takes.",
                hint: "Take pairs, or the family gaussian with the link identity.")
        }
        if kind == .wild, plan.cluster == nil {
            throw reader.refuse(
                "bootstrap", "The wild bootstrap draws a weight for each cluster.",
                hint: "Name the column of families or other clusters (--cluster), or take pairs.")
        }
        if Double(self.replicates + 1) * (1 - plan.confidence) / 2 < 1 {
            throw reader.refuse(
                "replicates",
                "\(NumberText.counted(self.replicates, "sample")) "
                    + NumberText.verb(self.replicates, "does", "do")
                    + " not reach the ends of an interval of \(NumberText.level(plan.confidence)).",
                hint: "Take at least \(Self.fewest(plan.confidence)).")
        }
        if self.replicates > Self.most {
            throw reader.refuse(
                "replicates",
                "\(NumberText.count(self.replicates)) samples are more than the "
                    + "\(NumberText.count(Self.most)) that are drawn.",
                hint: "999 are usual; 9,999 steady the ends of an interval.")
        }
    }

    /// The estimates of all samples are held at a time.
    static let most = 1_000_000

    /// The least number of samples whose quantiles reach the ends of an interval.
    private static func fewest(_ confidence: Double) -> String {
        NumberText.count((2 / (1 - confidence) - 1 - 1e-6).rounded(.up))
    }

    func encode(_ container: inout KeyedEncodingContainer<PlanKey>) throws {
        try container.encode(kind, forKey: "bootstrap")
        try container.encode(replicates, forKey: "replicates")
        try container.encode(seed, forKey: "seed")
    }
}
