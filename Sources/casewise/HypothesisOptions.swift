import AnalysisPlans
import ArgumentParser

extension Audience: ExpressibleByArgument {}

/// What a test of a hypothesis takes beside its formula and data.
struct HypothesisOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A column of counts, for data that have been counted: a row stands for that many cases.",
            valueName: "column"))
    var count: String?

    @Option(
        help: "Whose words the result is told in: analyst (figures and tests) or practitioner.")
    var audience: Audience?

    @Option(
        help: ArgumentHelp(
            "A column whose cases belong together, such as the family.", valueName: "column"))
    var cluster: String?

    @OptionGroup(title: "Times to an event") var survival: SurvivalFlags

    /// The keys of a plan that these options are.
    var keys: [String: JSONValue] {
        var keys = survival.keys
        if let cluster { keys["cluster"] = .text(cluster) }
        if let count { keys["count"] = .text(count) }
        if let audience { keys["audience"] = .text(audience.rawValue) }
        return keys
    }
}
