import AnalysisPlans
import ArgumentParser

/// What a comparison of times to an event takes beside its formula.
struct SurvivalFlags: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How far to look: mean times, shares and counts within this time, such as 365.",
            valueName: "time"))
    var horizon: Double?

    @Option(
        help: ArgumentHelp(
            "The day of the extract: a case without an end was open then.", valueName: "day"))
    var extractDate: String?

    @Option(help: ArgumentHelp("A column that names the cause of each event.", valueName: "column"))
    var cause: String?

    @Option(
        help: ArgumentHelp(
            "The cause that is asked about; without it 1, true or yes, else the first.",
            valueName: "level"))
    var causeLevel: String?

    @Option(
        help: ArgumentHelp(
            "A column that names the person: events can come again.", valueName: "column"))
    var id: String?

    @Option(
        help: ArgumentHelp(
            "A column of days on which what the group stands for began; the time before counts as "
                + "the reference's.", valueName: "column"))
    var exposedFrom: String?

    @Option(
        help: ArgumentHelp(
            "A column of days from which an outcome within --horizon days was watched for; who was "
                + "not followed that long is left out.", valueName: "column"))
    var followedFrom: String?

    @Option(
        help: ArgumentHelp(
            "How a Cox regression weighs events at the same time: efron or breslow (efron).",
            valueName: "way"))
    var ties: String?

    /// The keys of a plan that these options are.
    var keys: [String: JSONValue] {
        var keys: [String: JSONValue] = [:]
        if let horizon { keys["horizon"] = .number(horizon) }
        if let extractDate { keys["extract_date"] = .text(extractDate) }
        if let cause { keys["cause"] = .text(cause) }
        if let causeLevel { keys["cause_level"] = .text(causeLevel) }
        if let id { keys["id"] = .text(id) }
        if let exposedFrom { keys["exposed_from"] = .text(exposedFrom) }
        if let followedFrom { keys["followed_from"] = .text(followedFrom) }
        if let ties { keys["ties"] = .text(ties) }
        return keys
    }
}
