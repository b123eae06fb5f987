import ActivityHistories
import HypothesisTests

/// NEET among the people of a file, with what is not known kept apart and bounded.
public struct OutcomeResult: Codable, Sendable {
    /// What the people are called.
    public var people: String
    /// How the file holds histories: `long` or `wide`.
    public var layout: String
    /// The table of codes.
    public var codes: CodesPart
    /// The people counted.
    public var persons: Int
    /// The activities, or months, that say what they did.
    public var activities: Int
    /// The months of the window; null without one.
    public var windowMonths: Figure
    /// The column whose levels are groups; null without one.
    public var by: Label
    /// What is asked of each person.
    public var outcomes: [Definition]
    /// The shares: of each outcome all people first and then the groups in their own order.
    public var rows: [Row]
    /// The states on the day asked for; absent without one.
    public var states: [StateRow]?
    /// The months of the window; absent without one.
    public var months: [MonthsRow]?
    /// The people who were NEET already on the day of the prediction; absent without one.
    public var alreadyNEET: Int?
    /// What was found in the records.
    public var findings: [FindingRow]
    /// When a share is said to rest on too few people.
    public var tooFewRule: String

    private enum CodingKeys: String, CodingKey {
        case people, layout, codes, persons, activities, by, outcomes, rows, states, months,
            findings
        case windowMonths = "window_months"
        case alreadyNEET = "already_neet"
        case tooFewRule = "too_few_rule"
    }

    /// The table that says which state a code is.
    public struct CodesPart: Codable, Sendable {
        /// Its name.
        public var name: String
        /// Its version.
        public var version: String
        /// Where it was read.
        public var source: String
        /// The SHA-256 of its file.
        public var sha256: String
        /// Its codes that are NEET.
        public var neet: [String]
        /// The number of its codes.
        public var count: Int
    }

    /// An outcome of yes and no.
    public struct Definition: Codable, Sendable {
        /// The column of the people's file that holds it.
        public var name: String
        /// What it is, in words.
        public var definition: String
        /// When it is not known.
        public var missingRule: String

        private enum CodingKeys: String, CodingKey {
            case name, definition
            case missingRule = "missing_rule"
        }
    }

    /// The share of an outcome among all people, or among those of a group.
    public struct Row: Codable, Sendable {
        /// The outcome.
        public var outcome: String
        /// The group; null for all.
        public var group: Label
        /// People counted.
        public var persons: Int
        /// Those of whom it is known that they had it.
        public var yes: Int
        /// Those of whom it is known that they had not.
        public var no: Int
        /// Those of whom it is not known.
        public var notKnown: Int
        /// The share among those known.
        public var share: Share
        /// The share of those not known.
        public var notKnownShare: Share
        /// The share of those who had it and those not known together.
        public var combined: Share
        /// The bounds of the share in all, were none and were all of those not known to have it.
        public var bounds: Bounds
        /// Whether these are too few people to say much, by `too_few_rule`.
        public var tooFew: Bool
        /// `estimated` or `not_estimable`.
        public var status: String

        private enum CodingKeys: String, CodingKey {
            case outcome, group, persons, yes, no, share, combined, bounds, status
            case notKnown = "not_known"
            case notKnownShare = "not_known_share"
            case tooFew = "too_few"
        }
    }

    /// A share with Wilson's interval.
    public struct Share: Codable, Sendable {
        /// The share; null without people.
        public var estimate: Figure
        /// The lower limit.
        public var confLow: Figure
        /// The upper limit.
        public var confHigh: Figure

        private enum CodingKeys: String, CodingKey {
            case estimate
            case confLow = "conf_low"
            case confHigh = "conf_high"
        }

        init(_ effect: Effect) {
            estimate = Figure(effect.estimate)
            confLow = Figure(effect.confLow)
            confHigh = Figure(effect.confHigh)
        }
    }

    /// What a share may be, whatever those not known did.
    public struct Bounds: Codable, Sendable {
        /// The share were none of those not known to have it.
        public var best: Figure
        /// The share were all of them.
        public var worst: Figure
        /// The lower limit of an interval that covers the share, wherever between the bounds it lies.
        public var confLow: Figure
        /// The upper limit.
        public var confHigh: Figure
        /// How the limits were made.
        public var method: String
        /// The same with normal limits, as published; too short where people are few.
        public var imbensManskiLow: Figure
        /// The upper limit of it.
        public var imbensManskiHigh: Figure

        private enum CodingKeys: String, CodingKey {
            case best, worst, method
            case confLow = "conf_low"
            case confHigh = "conf_high"
            case imbensManskiLow = "imbens_manski_low"
            case imbensManskiHigh = "imbens_manski_high"
        }

        init(_ share: BoundedProportion, confidence: Double) {
            let (score, wald) = (
                share.scoreInterval(confidence: confidence),
                share.imbensManski(confidence: confidence)
            )
            (best, worst) = (Figure(share.best), Figure(share.worst))
            (confLow, confHigh) = (Figure(score.confLow), Figure(score.confHigh))
            method = score.method
            (imbensManskiLow, imbensManskiHigh) = (Figure(wald.confLow), Figure(wald.confHigh))
        }
    }

    /// The people in a state.
    public struct StateRow: Codable, Sendable {
        /// The state.
        public var state: String
        /// How many were in it.
        public var persons: Int
        /// Their share; null without people.
        public var share: Figure
    }

    /// The months of the window, in the mean of a group.
    public struct MonthsRow: Codable, Sendable {
        /// The group; null for all.
        public var group: Label
        /// People counted.
        public var persons: Int
        /// The mean of the months known to be NEET: the best case.
        public var meanBest: Figure
        /// The mean were every month NEET that is not known.
        public var meanWorst: Figure
        /// The mean of the months that are not known.
        public var meanNotKnown: Figure

        private enum CodingKeys: String, CodingKey {
            case group, persons
            case meanBest = "mean_best"
            case meanWorst = "mean_worst"
            case meanNotKnown = "mean_not_known"
        }
    }

    /// What was found in the records.
    public struct FindingRow: Codable, Sendable {
        /// What was found.
        public var code: String
        /// The rows that it concerns.
        public var rows: Int
        /// The people that it concerns.
        public var persons: Int
    }

    static let rule =
        "fewer than 30 people, or an interval that is 30 percentage points wide or wider"
}
