import AnalysisPlans
import ArgumentParser

/// The options of a fit's penalty.
struct PenaltyArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Draw coefficients towards 0: ridge, lasso (some become 0) or elastic_net; firth "
                + "puts a fit beside the plain one that is finite under separation.",
            valueName: "kind"))
    var penalty: String?

    @Option(help: "The lasso's share of an elastic net, between 0 and 1 (0.5).")
    var alpha: Double?

    @Option(help: "The size of the penalty; without it cross-validation chooses.")
    var lambda: Double?

    @Option(
        help: ArgumentHelp(
            "How it chooses: one_standard_error (the simplest that cannot be told from the best) or "
                + "minimum.", valueName: "rule"))
    var lambdaRule: String?

    @Option(help: "The number of folds of cross-validation (10).")
    var folds: Int?

    @Option(help: "The seed of the samples of --bootstrap, or of the folds of a penalty (1).")
    var seed: Int?

    @Flag(help: "Penalise coefficients on the columns' own scales, not their standard deviations.")
    var ownScales = false

    @Flag(help: "Keep or leave out all columns of a term together.")
    var wholeTerms = false

    /// The keys of a plan that the options are.
    var keys: [String: JSONValue] {
        var keys: [String: JSONValue] = [:]
        if let penalty { keys["penalty"] = .text(penalty) }
        if let alpha { keys["alpha"] = .number(alpha) }
        if let lambda { keys["lambda"] = .number(lambda) }
        if let lambdaRule { keys["lambda_rule"] = .text(lambdaRule) }
        if let folds { keys["folds"] = .number(Double(folds)) }
        if let seed { keys["seed"] = .number(Double(seed)) }
        if ownScales { keys["standardize"] = .boolean(false) }
        if wholeTerms { keys["whole_terms"] = .boolean(true) }
        return keys
    }
}
