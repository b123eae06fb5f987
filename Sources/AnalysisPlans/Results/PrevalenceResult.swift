import HypothesisTests

/// How common something is: a row for each column, level and group.
public struct PrevalenceResult: Codable, Sendable {
    /// What the cases are called.
    public var people: String
    /// The column whose levels are groups; null without one.
    public var by: Label
    /// The column of clusters; null without one.
    public var cluster: Label
    /// The columns, in the order asked.
    public var columns: [ColumnPart]
    /// The shares: of each column its levels, of each level all cases first and then the groups in
    /// their own order.
    public var rows: [Row]
    /// When a share is said to rest on too few cases.
    public var tooFewRule: String

    private enum CodingKeys: String, CodingKey {
        case people, by, cluster, columns, rows
        case tooFewRule = "too_few_rule"
    }

    /// A column, with what it holds.
    public struct ColumnPart: Codable, Sendable {
        /// The column or condition.
        public var name: String
        /// Its levels in order.
        public var levels: [String]
        /// The level that counts as the event; null where there are not two.
        public var event: Label
        /// Cases with a value.
        public var cases: Int
        /// Cases without one.
        public var missing: Int
    }

    /// The share of one level among all cases, or among those of a group.
    public struct Row: Codable, Sendable {
        /// The column or condition.
        public var column: String
        /// The level whose share it is.
        public var level: String
        /// The group; null for all cases.
        public var group: Label
        /// Cases of that level.
        public var events: Int
        /// Cases with a value.
        public var cases: Int
        /// events / cases; null without cases.
        public var share: Figure
        /// The lower limit: Wilson's, at the effective number of cases where they share clusters.
        public var confLow: Figure
        /// The upper limit.
        public var confHigh: Figure
        /// How the limits were made.
        public var method: String
        /// The intervals by other methods.
        public var beside: [Interval]
        /// Cases without a value.
        public var missing: Int
        /// The share if no case without a value were of that level.
        public var lowIfMissing: Figure
        /// The share if every case without a value were of that level.
        public var highIfMissing: Figure
        /// How many clusters the cases come from; absent without clusters.
        public var clusters: Int?
        /// How many times the variance is that of as many strangers; absent without clusters.
        public var designEffect: Figure?
        /// The number of strangers that would tell as much; absent without clusters.
        public var effectiveCases: Figure?
        /// Whether these are too few cases to say much, by `too_few_rule`.
        public var tooFew: Bool
        /// `estimated` or `not_estimable`.
        public var status: String
        /// Why there is no share or no interval.
        public var note: String?

        private enum CodingKeys: String, CodingKey {
            case column, level, group, events, cases, share, method, beside, missing, clusters
            case status, note
            case confLow = "conf_low"
            case confHigh = "conf_high"
            case lowIfMissing = "low_if_missing"
            case highIfMissing = "high_if_missing"
            case designEffect = "design_effect"
            case effectiveCases = "effective_cases"
            case tooFew = "too_few"
        }
    }

    /// An interval by another method.
    public struct Interval: Codable, Sendable {
        /// How it was made.
        public var method: String
        /// The lower limit.
        public var confLow: Figure
        /// The upper limit.
        public var confHigh: Figure

        private enum CodingKeys: String, CodingKey {
            case method
            case confLow = "conf_low"
            case confHigh = "conf_high"
        }

        init(_ effect: Effect) {
            method = effect.method
            confLow = Figure(effect.confLow)
            confHigh = Figure(effect.confHigh)
        }
    }

    /// Fewer (effective) cases than this are too few, as is a wider interval than that: the limits
    /// of the National Center for Health Statistics for showing a proportion.
    /// Source: Parker et al. (2017), Vital and Health Statistics 2(175).
    static let fewestCases = 30.0
    static let widestInterval = 0.30

    static let rule =
        "fewer than 30 cases (effective cases where they share clusters), or an interval 30 "
        + "percentage points wide or wider"
}
