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
        help: ArgumentHelp(
            "A column of families or other clusters: cases that share its value are alike.",
            valueName: "column"))
    var cluster: String?

    @Option(
        help: ArgumentHelp(
            "The smallest effect that matters: 0.05 for five percentage points of a share, 1.25 for "
                + "a ratio; grades the evidence.",
            valueName: "size"))
    var margin: Double?

    @Option(
        help: ArgumentHelp(
            "Which way the outcome is wanted, beside --margin: higher or lower.",
            valueName: "way"))
    var better: String?

    @Option(
        help: "Whose words the result is told in: analyst (figures and tests) or practitioner.")
    var audience: Audience?

    @OptionGroup(title: "Times to an event") var survival: SurvivalFlags

    /// The keys of a plan that these options are.
    var keys: [String: JSONValue] {
        var keys = survival.keys
        if let count { keys["count"] = .text(count) }
        if let cluster { keys["cluster"] = .text(cluster) }
        if let margin { keys["margin"] = .number(margin) }
        if let better { keys["better"] = .text(better) }
        if let audience { keys["audience"] = .text(audience.rawValue) }
        return keys
    }
}
