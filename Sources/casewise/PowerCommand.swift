import AnalysisPlans
import ArgumentParser
import Reporting

/// `casewise power`.
struct PowerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "power",
        abstract: "Plan a study: how many are needed, with what power, or what can be found.",
        discussion: """
            Of size, effect and power the one that is left out is solved for; a power
            that is not said is 0.8.

              casewise power proportions --baseline .10 --alternative .15
              casewise power proportions --baseline .10 --alternative .15 --n 300
              casewise power proportions --baseline .10 --total 1000
              casewise power means --difference 2 --sd 6 --cluster-size 1.7 --icc .7
              casewise power survival --hazard-ratio .7 --median 180 --accrual 365
                --follow-up 365 --dropout .1
              casewise power proportions --aim non-inferiority --better lower
                --baseline .10 --margin .05

            Designs, with the effect each takes:
              proportions  --baseline --alternative    mean, paired  --difference --sd
              proportion   --baseline --alternative    correlation   --correlation
              means        --difference --sd           chi-squared   --effect (w) --df
              survival     --hazard-ratio              anova         --effect (f) --groups
              logistic     --odds-ratio --baseline [--prevalence] [--r-squared]

            --n counts the first group (proportions, means, survival), each group
            (anova), pairs (paired) or all cases. The CSV output is the power curve.
            """)

    @Argument(
        help: ArgumentHelp(
            "What is compared: proportions, proportion, means, mean, paired, chi-squared, anova, "
                + "correlation, survival or logistic."))
    var design: String

    @Option(help: "Cases in the first group, in each group, pairs, or all cases.")
    var n: Double?
    @Option(help: "Cases in all groups together, instead of --n.")
    var total: Double?
    @Option(help: "Events to be seen (survival), instead of --n.")
    var events: Double?
    @Option(help: "The chance to find the effect if it is there; 0.8 if not said.")
    var power: Double?
    @Option(help: "The level of the test; 0.05 if not said, 0.025 for non-inferiority.")
    var alpha: Double?
    @Option(help: "1 or 2 sides of the test; 2 if not said.")
    var sides: Int?
    @Option(help: "How many times as large as the first group the second is.")
    var ratio: Double?

    @Option(help: "The share in the first group, or the known share.")
    var baseline: Double?
    @Option(help: "The other share.")
    var alternative: Double?
    @Option(help: "The difference of means.")
    var difference: Double?
    @Option(
        help: "The standard deviation in a group, or of differences within pairs; 1 if not said.")
    var sd: Double?
    @Option(help: "The effect size: w of a table, f of an analysis of variance.")
    var effect: Double?
    @Option(help: "Degrees of freedom of a table.")
    var df: Double?
    @Option(help: "Rows of a table, instead of --df.")
    var rows: Double?
    @Option(help: "Columns of a table, instead of --df.")
    var columns: Double?
    @Option(help: "How many groups are compared (anova).")
    var groups: Double?
    @Option(help: "The correlation.")
    var correlation: Double?
    @Option(help: "The second group's hazard as a multiple of the first's.")
    var hazardRatio: Double?
    @Option(help: "The share of the first group with the event by the end.")
    var eventShare: Double?
    @Option(help: "The median time in the first group.")
    var median: Double?
    @Option(help: "How long cases come in, evenly; 0 if not said.")
    var accrual: Double?
    @Option(help: "How long the study goes on after the last case has come.")
    var followUp: Double?
    @Option(help: "The odds ratio, for one standard deviation or for yes against no.")
    var oddsRatio: Double?
    @Option(help: "The share of yes of a yes/no variable (logistic).")
    var prevalence: Double?
    @Option(help: "How much of the variable's variance the other variables explain (logistic).")
    var rSquared: Double?

    @Option(help: "What is to be shown: difference, non-inferiority or equivalence.")
    var aim: String?
    @Option(help: "The smallest difference that matters, for non-inferiority and equivalence.")
    var margin: Double?
    @Option(help: "Which way is better, for non-inferiority: higher or lower.")
    var better: String?

    @Option(help: "Mean size of families or teams whose cases resemble each other.")
    var clusterSize: Double?
    @Option(help: "Their intraclass correlation, 0 to 1.")
    var icc: Double?
    @Option(help: "The coefficient of variation of their sizes; 0 if not said.")
    var clusterCv: Double?
    @Option(help: "The share who will have no outcome at the end.")
    var dropout: Double?

    @Option(
        help: "Whose words the result is told in: analyst (figures and tests) or practitioner.")
    var audience: Audience?

    @OptionGroup var output: OutputOptions

    func run() throws {
        try output.deliver(plan) { plan in
            guard case .power(let plan) = plan else { return "" }
            return try Runner().run(plan).rendered(as: output.chosen, isBold: output.isBold)
        }
    }

    /// The plan that the arguments are.
    private func plan() throws -> AnalysisPlan {
        var keys: [String: JSONValue] = [
            "analysis": .text("power"), "design": .text(design),
        ]
        for (key, value) in [
            ("n", n), ("total", total), ("events", events), ("power", power), ("alpha", alpha),
            ("sides", sides.map { Double($0) }), ("ratio", ratio), ("baseline", baseline),
            ("alternative", alternative), ("difference", difference), ("sd", sd),
            ("effect", effect), ("df", df), ("rows", rows), ("columns", columns),
            ("groups", groups), ("correlation", correlation), ("hazard_ratio", hazardRatio),
            ("event_share", eventShare), ("median", median), ("accrual", accrual),
            ("follow_up", followUp), ("odds_ratio", oddsRatio), ("prevalence", prevalence),
            ("r_squared", rSquared), ("margin", margin), ("cluster_size", clusterSize),
            ("icc", icc), ("cluster_cv", clusterCv), ("dropout", dropout),
        ] {
            if let value { keys[key] = .number(value) }
        }
        if let aim { keys["aim"] = .text(aim) }
        if let better { keys["better"] = .text(better) }
        if let audience { keys["audience"] = .text(audience.rawValue) }
        do throws(AnalysisError) {
            return try AnalysisPlan(.object(keys))
        } catch {
            throw asOption(error)
        }
    }

    /// A key that the design does not take, told as the option that it was.
    private func asOption(_ error: AnalysisError) -> AnalysisError {
        guard error.code == "unknown_key", let key = error.pointer?.dropFirst(),
            let design = PowerPlan.Design(rawValue: design)
        else { return error }
        var said = error
        said.message = "casewise power \(design.rawValue) takes no \(Self.option(key))."
        let taken = PowerPlan.keys(of: design).map { Self.option($0[...]) }
        said.hint = "It takes \(taken.joined(separator: " "))."
        return said
    }

    private static func option(_ key: Substring) -> String {
        "--" + key.replacing("_", with: "-")
    }
}
