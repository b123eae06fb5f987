import Tables
import TimeToEvent

/// What a comparison of times to an event asks beside its formula, and what an outcome "within a time"
/// needs to know of follow-up.
public struct SurvivalOptions: Sendable, Equatable {
    /// How far figures reach: restricted means, shares "within", mean counts; nil to find it.
    public var horizon: Double?
    /// The day of the extract, in days since 1970-01-01.
    public var extractDate: Int32?
    /// A column that names the cause of each event.
    public var cause: String?
    /// The cause that is asked about; nil for 1, true or yes where causes are so named, else the first.
    public var causeLevel: String?
    /// A column that names the person: events can come again.
    public var id: String?
    /// A column of the days on which what the group stands for began.
    public var exposedFrom: String?
    /// A column of the days from which an outcome "within a time" was watched for.
    public var followedFrom: String?
    /// How a Cox regression weighs events at the same time; nil for Efron's way.
    public var ties: TieMethod?

    /// No option.
    public init() {}

    init(_ reader: inout PlanReader) throws(AnalysisError) {
        if let value = try reader.number("horizon") {
            guard value > 0, value.isFinite else {
                throw reader.refuse(
                    "horizon", "A horizon is a time above 0 and not \(value).",
                    hint: "In the unit of the times, as in 365 for days.")
            }
            horizon = value
        }
        if let text = try reader.text("extract_date") {
            guard let day = DescribePlan.day(text) else {
                throw reader.refuse(
                    "extract_date", "\"\(text)\" is no day.", hint: "As in 2025-03-31.")
            }
            extractDate = day
        }
        cause = try reader.text("cause")
        causeLevel = try reader.text("cause_level")
        id = try reader.text("id")
        exposedFrom = try reader.text("exposed_from")
        followedFrom = try reader.text("followed_from")
        if followedFrom != nil, horizon == nil || extractDate == nil {
            throw reader.refuse(
                "followed_from",
                "Whether a case was followed long enough takes a horizon and the day "
                    + "of the extract.",
                hint: "As in --followed-from closed --horizon 365 --extract-date 2025-03-31.")
        }
        ties = try reader.word("ties", TieMethod.self)
        if ties != nil, id != nil {
            throw reader.refuse(
                "ties", "Events that come again are compared by their mean counts, without ties.",
                hint: "Leave ties out.")
        }
        if id != nil, cause != nil || exposedFrom != nil {
            throw reader.refuse(
                "id",
                "Events that come again are counted without causes and without a day of begin.",
                hint: "Leave out \(cause == nil ? "exposed_from" : "cause").")
        }
        if exposedFrom != nil, cause != nil {
            throw reader.refuse(
                "exposed_from", "A group that begins later and competing causes are not combined.",
                hint: "Leave out cause, and compare the event of interest alone.")
        }
    }

    func encode(_ container: inout KeyedEncodingContainer<PlanKey>) throws {
        if let horizon { try container.encode(horizon, forKey: "horizon") }
        if let extractDate {
            try container.encode(CalendarDay.text(extractDate), forKey: "extract_date")
        }
        if let cause { try container.encode(cause, forKey: "cause") }
        if let causeLevel { try container.encode(causeLevel, forKey: "cause_level") }
        if let id { try container.encode(id, forKey: "id") }
        if let exposedFrom { try container.encode(exposedFrom, forKey: "exposed_from") }
        if let ties { try container.encode(ties, forKey: "ties") }
        if let followedFrom { try container.encode(followedFrom, forKey: "followed_from") }
    }

    /// Refuses what has no meaning beside an outcome that is no time.
    func requireUnused() throws(AnalysisError) {
        let times: [(String, Bool)] = [
            ("cause", cause != nil), ("cause_level", causeLevel != nil), ("id", id != nil),
            ("exposed_from", exposedFrom != nil), ("ties", ties != nil),
            ("horizon", horizon != nil && followedFrom == nil),
            ("extract_date", extractDate != nil && followedFrom == nil),
        ]
        guard let (key, _) = times.first(where: \.1) else { return }
        throw AnalysisError(
            "plan_value", "\"\(key)\" belongs to times to an event, and the outcome is none.",
            hint: key == "horizon" || key == "extract_date"
                ? "For an outcome within a time, say from which day it was watched for: "
                    + "--followed-from closed."
                : "As in Surv(days, closed) ~ team.", pointer: "/\(key)")
    }
}
