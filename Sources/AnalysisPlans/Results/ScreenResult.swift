import Distributions
import FactorScreening
import HypothesisTests

/// What a screen of candidates found.
public struct ScreenResult: Codable, Sendable {
    /// A share of cases with the event, with its interval.
    public struct Share: Codable, Sendable {
        /// The level, or the bin of numbers from its least to its greatest.
        public var level: String
        /// Its cases.
        public var cases: Int
        /// Those with the event.
        public var events: Int
        /// events / cases.
        public var share: Figure
        /// The lower limit (Wilson).
        public var confLow: Figure
        /// The upper limit (Wilson).
        public var confHigh: Figure

        private enum CodingKeys: String, CodingKey {
            case level, cases, events, share
            case confLow = "conf_low"
            case confHigh = "conf_high"
        }
    }

    /// A candidate beside the adjustment set.
    public struct Adjusted: Codable, Sendable {
        /// The rows complete in outcome, set and candidate.
        public var cases: Int
        /// Those with the event.
        public var events: Int
        /// The likelihood-ratio test beside the set.
        public var test: HypothesisResult.Test
        /// Its corrected p-value.
        public var qValue: Figure
        /// Odds ratios without the set, on the same rows.
        public var crude: [HypothesisResult.EffectRow]
        /// Odds ratios beside the set.
        public var adjusted: [HypothesisResult.EffectRow]

        private enum CodingKeys: String, CodingKey {
            case cases, events, test, crude, adjusted
            case qValue = "q_value"
        }
    }

    /// One candidate.
    public struct Candidate: Codable, Sendable {
        /// Its name: that of its column, or `is_missing(column)`.
        public var name: String
        /// Its column.
        public var column: String
        /// `factor`, `number`, `date` or `missingness`.
        public var kind: String
        /// Rows with an outcome and a value.
        public var cases: Int
        /// Those with the event.
        public var events: Int
        /// Rows with an outcome and no value.
        public var missing: Int
        /// The event by level or bin.
        public var levels: [Share]
        /// What the others are compared with.
        public var reference: String
        /// The level that speaks loudest; null where none can be compared.
        public var leading: Label
        /// Risk differences and odds ratios.
        public var effects: [HypothesisResult.EffectRow]
        /// The test of the candidate by itself.
        public var test: HypothesisResult.Test
        /// Its corrected p-value.
        public var qValue: Figure
        /// Whether the evidence it is ordered by survives the correction.
        public var survives: Bool
        /// Beside the adjustment set; absent without one.
        public var adjusted: Adjusted?
        /// How many times the variance is that among strangers; absent without clusters.
        public var designEffect: Figure?
        /// Whether approximations rest on too few cases.
        public var sparse: Bool
        /// Fewer than ten cases of the rarer outcome: tested exactly, and never a lead.
        public var fewEvents: Bool
        /// The share of the outcome's deviance that it explains beyond chance.
        public var determination: Figure
        /// Whether it nearly determines the outcome.
        public var suspectsLeakage: Bool
        /// Rare levels that were made one.
        public var lumpedLevels: Int
        /// Their cases.
        public var lumpedCases: Int
        /// The candidate that says nearly the same with more evidence; null where there is none.
        public var representative: Label

        private enum CodingKeys: String, CodingKey {
            case name, column, kind, cases, events, missing, levels, reference, leading, effects
            case test, survives, adjusted, sparse, determination, representative
            case qValue = "q_value"
            case designEffect = "design_effect"
            case fewEvents = "few_events"
            case suspectsLeakage = "suspects_leakage"
            case lumpedLevels = "lumped_levels"
            case lumpedCases = "lumped_cases"
        }
    }

    /// A column that was not looked at.
    public struct Excluded: Codable, Sendable {
        /// Its name.
        public var column: String
        /// A stable word that says why.
        public var reason: String
    }

    /// Candidates that say nearly the same.
    public struct Group: Codable, Sendable {
        /// One that does.
        public struct Member: Codable, Sendable {
            /// The candidate.
            public var name: String
            /// Bias-corrected V with the representative.
            public var cramersV: Double

            private enum CodingKeys: String, CodingKey {
                case name
                case cramersV = "cramers_v"
            }
        }
        /// The candidate with the most evidence.
        public var representative: String
        /// The others.
        public var members: [Member]
    }

    /// Needs that the same cases have.
    public struct Pattern: Codable, Sendable {
        /// The needs.
        public var needs: [String]
        /// The cases where all are known.
        public var cases: Int
        /// The cases that have all.
        public var observed: Int
        /// How many would if needs fell on cases independently.
        public var expected: Double
        /// How many would if only pairs of needs went together; absent for two needs.
        public var expectedFromPairs: Double?
        /// observed / expected.
        public var lift: Figure
        /// The lower limit.
        public var confLow: Figure
        /// The upper limit.
        public var confHigh: Figure
        /// The test of independence.
        public var test: HypothesisResult.Test
        /// Its corrected p-value.
        public var qValue: Figure
        /// Whether it survives the correction.
        public var survives: Bool
        /// The cases of the pattern with the event, with their share.
        public var outcome: Share

        private enum CodingKeys: String, CodingKey {
            case needs, cases, observed, expected, lift, test, survives, outcome
            case expectedFromPairs = "expected_from_pairs"
            case confLow = "conf_low"
            case confHigh = "conf_high"
            case qValue = "q_value"
        }
    }

    /// Which needs go together.
    public struct Needs: Codable, Sendable {
        /// A need with its cases.
        public struct Need: Codable, Sendable {
            /// The need.
            public var name: String
            /// Its cases.
            public var cases: Int
        }
        /// The needs that were looked at.
        public var needs: [Need]
        /// The fewest cases of a need and of a listed pattern.
        public var support: Int
        /// Pairs that no case can have, and that were not tried.
        public var exclusivePairs: Int
        /// Pairs tried.
        public var pairsTried: Int
        /// Triples tried.
        public var triplesTried: Int
        /// The patterns with a lift above 1, by evidence.
        public var patterns: [Pattern]

        private enum CodingKeys: String, CodingKey {
            case needs, support, patterns
            case exclusivePairs = "exclusive_pairs"
            case pairsTried = "pairs_tried"
            case triplesTried = "triples_tried"
        }
    }

    /// The outcome as it was asked.
    public var outcome: String
    /// The level that is looked for.
    public var event: String
    /// Rows with an outcome.
    public var cases: Int
    /// Those with the event.
    public var events: Int
    /// Candidates that could be tested.
    public var tried: Int
    /// Candidates whose evidence survives the correction.
    public var surviving: Int
    /// q at most this survives: 1 - confidence.
    public var level: Double
    /// How many of the surviving are expected to be false, at most; null for a correction of another
    /// promise.
    public var expectedFalse: Figure
    /// The candidates by evidence.
    public var candidates: [Candidate]
    /// The columns that were not looked at.
    public var excluded: [Excluded]
    /// Candidates that say nearly the same.
    public var groups: [Group]
    /// Columns of yes and no that are never yes together: one variable in several columns.
    public var exclusive: [[String]]
    /// How many clusters, how large and how alike in the outcome; absent without.
    public var cluster: HypothesisResult.Cluster?
    /// The share of the outcome's deviance that the adjustment set by itself explains beyond chance;
    /// absent without a set.
    public var adjustmentDetermination: Figure?
    /// Which needs go together.
    public var needs: Needs
    /// The numbers that decided what is said.
    public var thresholds: [Threshold]

    /// A number that decided what is said.
    public struct Threshold: Codable, Sendable {
        /// What it decides.
        public var name: String
        /// The number.
        public var value: Double
    }

    private enum CodingKeys: String, CodingKey {
        case outcome, event, cases, events, tried, surviving, level, candidates, excluded, groups
        case exclusive, cluster, needs, thresholds
        case adjustmentDetermination = "adjustment_determination"
        case expectedFalse = "expected_false"
    }
}
