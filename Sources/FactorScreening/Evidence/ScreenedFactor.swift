import Distributions
import HypothesisTests

/// What the data say of one candidate.
public struct ScreenedFactor: Sendable {
    /// What a candidate is.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Levels.
        case factor
        /// Numbers.
        case number
        /// Days, as numbers.
        case date
        /// Whether a column holds a value.
        case missingness
    }

    /// How often the event occurred in a level, or in a bin of numbers.
    public struct Level: Sendable, Hashable {
        /// The level, or the bin from its least to its greatest number.
        public let level: String
        /// Its cases with an outcome.
        public let cases: Int
        /// Those with the event.
        public let events: Int
        /// The share with the event and Wilson's interval.
        public let share: Effect
    }

    /// The candidate beside the adjustment set, over the rows complete in both.
    public struct Adjusted: Sendable {
        /// The likelihood-ratio test of the candidate beside the set.
        public let test: TestResult
        /// Its p-value corrected for the number of candidates; nil without one.
        public internal(set) var qValue: Double?
        /// Odds ratios over the same rows, without the set.
        public let crude: [Effect]
        /// Odds ratios beside the set.
        public let adjusted: [Effect]
        /// The rows complete in outcome, set and candidate.
        public let cases: Int
        /// Those with the event.
        public let events: Int
    }

    /// Its name: that of the column, or `is_missing(column)`.
    public let name: String
    /// The column that it is made of.
    public let column: String
    /// What it is.
    public let kind: Kind
    /// Rows with an outcome and a value.
    public let cases: Int
    /// Those with the event.
    public let events: Int
    /// Rows with an outcome and without a value.
    public let missing: Int
    /// How often the event occurred, by level or bin.
    public let levels: [Level]
    /// The level or bin that the others are compared with.
    public let reference: String
    /// Risk differences and odds ratios: of each level against the reference; of numbers the top bin
    /// against the bottom one, and the odds ratio of one standard deviation.
    public let effects: [Effect]
    /// The level, or top bin, that speaks loudest: the one whose odds lie furthest from the
    /// reference in standard errors; nil where none can be compared.
    public let leading: String?
    /// The test of the candidate by itself.
    public let test: TestResult
    /// Its p-value corrected for the number of candidates; nil without one.
    public internal(set) var qValue: Double?
    /// The candidate beside the adjustment set; nil where none was asked.
    public internal(set) var adjusted: Adjusted?
    /// How many times the variance is that among strangers, on average over the table; nil without
    /// clusters, or where they do not tell.
    public let designEffect: Double?
    /// Fewer than ten cases of the rarer outcome: never a lead, whatever the test says.
    public let hasFewEvents: Bool
    /// Expected counts too small for the approximation, or too few events for a test of numbers.
    public let isSparse: Bool
    /// The share of the outcome's deviance that it explains, less what chance would: (G - df) / D₀,
    /// at least 0; nil where it cannot be had, or so few events cannot tell.
    public let determination: Double?
    /// Whether it nearly determines the outcome, as what is recorded with or after it does.
    public let suspectsLeakage: Bool
    /// How many rare levels were made one; 0 where none.
    public let lumpedLevels: Int
    /// The cases of these levels.
    public let lumpedCases: Int
    /// The candidate with more evidence that it goes together with, so as to say nearly the same;
    /// nil where it stands for itself.
    public internal(set) var representative: String?

    /// The p-value that it is ordered by: beside the adjustment set, where there is one.
    public var evidence: PValue? { adjusted.map(\.test.pValue) ?? test.pValue }
    /// The corrected p-value of that test.
    public var evidenceQ: Double? { adjusted.map(\.qValue) ?? qValue }
}
