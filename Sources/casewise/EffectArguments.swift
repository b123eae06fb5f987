import AnalysisPlans
import ArgumentParser

/// The options of a fit's effects.
struct EffectArguments: ParsableArguments {
    @Flag(
        help: "Effects in the outcome's own units: risks, their differences and ratios, slopes.")
    var effects = false

    @Option(
        help: ArgumentHelp(
            "Effects within each level of this column too, at most 200 of them.",
            valueName: "column"))
    var by: String?

    @Option(
        help: ArgumentHelp(
            "Predictions with a column set to values, as age=15,16 (repeatable).",
            valueName: "column=values"))
    var at: [String] = []

    @Option(
        help: ArgumentHelp(
            "Levels or values compared with the last of them, as sen=support,none or age=17,15 "
                + "(repeatable).", valueName: "column=values"))
    var contrast: [String] = []

    @Option(
        help: ArgumentHelp(
            "What a step of a number changes, as age=5 (repeatable).", valueName: "column=step"))
    var step: [String] = []

    @Option(
        help: ArgumentHelp(
            "What the columns beside those of --at are: observed (in each row, averaged) or typical "
                + "(means and references).", valueName: "kind"))
    var others: String?

    /// The keys of a plan that the options are.
    var keys: [String: JSONValue] {
        var keys: [String: JSONValue] = [:]
        if effects { keys["effects"] = .boolean(true) }
        if let by { keys["by"] = .text(by) }
        if let others { keys["others"] = .text(others) }
        for (key, texts) in [("at", at), ("contrast", contrast), ("step", step)]
        where !texts.isEmpty {
            keys[key] = .list(texts.map { .text($0) })
        }
        return keys
    }
}
