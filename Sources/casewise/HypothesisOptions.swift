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

    @Flag(
        help: "Both sides of the formula are measurements of the same cases: compare the pairs.")
    var paired = false

    @Option(
        help: ArgumentHelp(
            "The outcome counts events: compare rates per unit of a column, or per case with 1.",
            valueName: "column"))
    var exposure: String?

    @Option(help: "Compare means by dealing the cases to the groups anew, this many times.")
    var permutations: Int?

    @Option(help: "What random draws rest on (1): the same seed gives the same result.")
    var seed: Int?

    /// The keys of a plan that these options are.
    var keys: [String: JSONValue] {
        var keys: [String: JSONValue] = [:]
        if let count { keys["count"] = .text(count) }
        if paired { keys["paired"] = .boolean(true) }
        if let exposure { keys["exposure"] = exposure == "1" ? .number(1) : .text(exposure) }
        if let permutations { keys["permutations"] = .number(Double(permutations)) }
        if let seed { keys["seed"] = .number(Double(seed)) }
        if let cluster { keys["cluster"] = .text(cluster) }
        if let margin { keys["margin"] = .number(margin) }
        if let better { keys["better"] = .text(better) }
        if let audience { keys["audience"] = .text(audience.rawValue) }
        return keys
    }
}
