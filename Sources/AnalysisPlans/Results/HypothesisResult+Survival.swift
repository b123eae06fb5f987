import HypothesisTests
import TimeToEvent

extension HypothesisResult {
    /// Times to an event, by group.
    public struct Survival: Codable, Sendable {
        /// How the times were written: `time`, `start_stop` or `dates`.
        public var form: String
        /// The unit of the times: `days` between dates; null where the file knows it.
        public var unit: Label
        /// The day of the extract; null where times are no dates.
        public var extractDate: Label
        /// How far restricted means and mean counts reach; null where nothing is that far known.
        public var horizon: Figure
        /// Whether the horizon is the longest that all groups observe, and was not asked for.
        public var horizonFound: Bool
        /// The causes of events; one where causes do not compete.
        public var causes: [String]
        /// The cause that tests and effects are about.
        public var cause: String
        /// Who was followed, for how long and what came of it.
        public var groups: [Group]
        /// The curves at their times, or at as many as are shown.
        public var curves: [Point]
        /// How many times the curves have in all.
        public var curveTimes: Int
        /// The curves at a few round times, for reading.
        public var atTimes: [Point]
        /// Mean times within the horizon.
        public var restrictedMeans: [Estimate]
        /// Shares with the event by the horizon; absent without one asked for.
        public var byHorizon: [Share]?
        /// Cumulative incidence of each cause; absent where causes do not compete.
        public var incidence: [Estimate]?
        /// Mean counts of events that come again; absent where they do not.
        public var meanCounts: [Estimate]?
        /// What was done about groups that begin later; absent without `exposed_from`.
        public var exposure: Exposure?

        private enum CodingKeys: String, CodingKey {
            case form, unit, horizon, causes, cause, groups, curves, incidence, exposure
            case extractDate = "extract_date"
            case horizonFound = "horizon_found"
            case curveTimes = "curve_times"
            case atTimes = "at_times"
            case restrictedMeans = "restricted_means"
            case byHorizon = "by_horizon"
            case meanCounts = "mean_counts"
        }
    }
}

extension HypothesisResult.Survival {
    /// One group's follow-up.
    public struct Group: Codable, Sendable {
        /// The group's level; null where all are one.
        public var level: Label
        /// Its cases, or persons where events can come again. A case that changes group counts in each.
        public var cases: Double
        /// Its events (of any cause).
        public var events: Double
        /// Cases without the event when they were last seen: still open at the extract.
        public var open: Double
        /// The time that its cases were followed in all.
        public var personTime: Double
        /// The longest that any was followed.
        public var longest: Double
        /// The time by which half had the event; null where fewer had it.
        public var median: Figure
        /// The lower limit of the median; null where it cannot be told.
        public var medianLow: Figure
        /// The upper limit of the median; null where it lies beyond what was seen.
        public var medianHigh: Figure
        /// Why a figure is missing, in words; absent where nothing is to be said.
        public var note: String?

        private enum CodingKeys: String, CodingKey {
            case level, cases, events, open, longest, median, note
            case personTime = "person_time"
            case medianLow = "median_low"
            case medianHigh = "median_high"
        }
    }

    /// One group's curve at one time.
    public struct Point: Codable, Sendable {
        /// The group's level; null where all are one.
        public var level: Label
        /// The time.
        public var time: Double
        /// Cases still followed and without the event just before it.
        public var atRisk: Double
        /// The share without the event just after it (Kaplan-Meier); null beyond what was seen.
        public var survival: Figure
        /// Its lower limit.
        public var confLow: Figure
        /// Its upper limit.
        public var confHigh: Figure

        private enum CodingKeys: String, CodingKey {
            case level, time, survival
            case atRisk = "at_risk"
            case confLow = "conf_low"
            case confHigh = "conf_high"
        }
    }

    /// A figure of one group at one time.
    public struct Estimate: Codable, Sendable {
        /// The group's level; null where all are one.
        public var level: Label
        /// The cause; absent where causes do not compete.
        public var cause: String?
        /// The time that it reaches to.
        public var time: Double
        /// The figure; null where it cannot be had.
        public var estimate: Figure
        /// Its standard error.
        public var stdError: Figure
        /// Its lower limit.
        public var confLow: Figure
        /// Its upper limit.
        public var confHigh: Figure
        /// `estimated` or `not_estimable`.
        public var status: String
        /// Why a figure is missing, in words.
        public var note: String?

        private enum CodingKeys: String, CodingKey {
            case level, cause, time, estimate, status, note
            case stdError = "std_error"
            case confLow = "conf_low"
            case confHigh = "conf_high"
        }

        init(_ level: String?, cause: String? = nil, _ time: Double, _ figure: OutcomeEstimate) {
            self.level = Label(level)
            self.cause = cause
            self.time = time
            estimate = Figure(figure.value)
            stdError = Figure(figure.standardError)
            confLow = Figure(figure.confLow)
            confHigh = Figure(figure.confHigh)
            status = figure.status.rawValue
            note = figure.note
        }
    }

    /// The share with the event by the horizon, with the counts that it is made of.
    public struct Share: Codable, Sendable {
        /// The group's level; null where all are one.
        public var level: Label
        /// All cases.
        public var cases: Double
        /// Cases with the event by the horizon.
        public var events: Double
        /// Cases followed to the horizon without it.
        public var withoutEvent: Double
        /// Cases whose follow-up ended before the horizon, without the event.
        public var notYetObservable: Double
        /// By Kaplan-Meier, which uses every case for as long as it was followed.
        public var kaplanMeier: Estimate
        /// Events over all cases: as if who was not followed as long had answered "no".
        public var countedAsNo: Figure
        /// Events over cases whose answer is known.
        public var knownOnly: Figure
        /// Cases whose whole horizon lies before the extract; absent where that is not known.
        public var fullFollowUp: FullFollowUp?

        private enum CodingKeys: String, CodingKey {
            case level, cases, events
            case withoutEvent = "without_event"
            case notYetObservable = "not_yet_observable"
            case kaplanMeier = "kaplan_meier"
            case countedAsNo = "counted_as_no"
            case knownOnly = "known_only"
            case fullFollowUp = "full_follow_up"
        }

        init(_ share: HorizonProportion, level: String?) {
            self.level = Label(level)
            cases = share.cases
            events = share.events
            withoutEvent = share.withoutEvent
            notYetObservable = share.notYetObservable
            kaplanMeier = Estimate(level, share.horizon, share.estimate)
            countedAsNo = Figure(share.countedAsNo)
            knownOnly = Figure(share.knownOnly)
            fullFollowUp = share.fullFollowUp.map {
                FullFollowUp(
                    events: $0.events, cases: $0.cases, share: Figure($0.share.estimate),
                    confLow: Figure($0.share.confLow), confHigh: Figure($0.share.confHigh))
            }
        }
    }

    /// Cases whose whole horizon lies before the extract.
    public struct FullFollowUp: Codable, Sendable {
        /// Those with the event by the horizon.
        public var events: Int
        /// All of them.
        public var cases: Int
        /// Their share.
        public var share: Figure
        /// Its lower limit (Wilson).
        public var confLow: Figure
        /// Its upper limit (Wilson).
        public var confHigh: Figure

        private enum CodingKeys: String, CodingKey {
            case events, cases, share
            case confLow = "conf_low"
            case confHigh = "conf_high"
        }
    }

    /// Time before what a group stands for had begun.
    public struct Exposure: Codable, Sendable {
        /// The column of days on which it began.
        public var column: String
        /// Cases for which it began after the start, or never.
        public var cases: Int
        /// Those for which it never began.
        public var neverBegan: Int
        /// Their time before it began, which counts as the reference's.
        public var movedTime: Double

        private enum CodingKeys: String, CodingKey {
            case column, cases
            case neverBegan = "never_began"
            case movedTime = "moved_time"
        }
    }
}
