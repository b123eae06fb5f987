/// A planned study, solved.
public struct PowerResult: Codable, Sendable {
    /// A group of people.
    public struct Group: Codable, Sendable {
        /// `first`, `second`, `each` or `all`.
        public var name: String
        /// How many, rounded up.
        public var n: Int
        /// How many clusters these are, rounded up; absent without clusters.
        public var clusters: Int?
    }

    /// An effect.
    public struct SolvedEffect: Codable, Sendable {
        /// Its key in a plan: `alternative`, `difference`, `hazard_ratio`, `margin`, ...
        public var name: String
        /// `higher` or `lower` than none.
        public var direction: String
        /// The value; null where none in this direction is large enough to be found.
        public var value: Figure
    }

    /// A point of the curve.
    public struct Point: Codable, Sendable {
        /// What varies along this curve: `n` or `effect`.
        public var axis: String
        /// The size, as `n` of the plan counts it.
        public var n: Double
        /// The effect.
        public var effect: Double
        /// The power.
        public var power: Double
    }

    /// What is compared, as in the plan.
    public var design: String
    /// What is to be shown, as in the plan.
    public var aim: String
    /// `n`, `power` or `effect`.
    public var solvedFor: String
    /// The test that the power is that of, in words.
    public var method: String
    /// What `n` counts: `first_group`, `each_group`, `all`, `pairs` or `events`.
    public var nCounts: String
    /// The size, with clusters and dropouts and before it is rounded up.
    public var n: Double
    /// The power: asked for, or solved for.
    public var power: Double
    /// The effects: assumed, or the smallest that are found, in one direction or two.
    public var effects: [SolvedEffect]
    /// The people in each group; empty where only events are known.
    public var groups: [Group]
    /// All people; null where only events are known.
    public var total: Figure
    /// The events to be seen; absent but for times to an event.
    public var events: Double?
    /// By what clusters multiply the size; 1 without any.
    public var designEffect: Double
    /// What is taken for granted, a sentence each.
    public var assumes: [String]
    /// Power against n at the effect, and against the effect at n.
    public var curve: [Point]

    private enum CodingKeys: String, CodingKey {
        case design, aim, method, n, power, effects, groups, total, events, assumes, curve
        case solvedFor = "solved_for"
        case nCounts = "n_counts"
        case designEffect = "design_effect"
    }
}
