import AnalysisPlans
import ArgumentParser
import Reporting

/// `casewise fit`.
struct FitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fit",
        abstract: "Fit a regression: logistic, or of another family.",
        discussion: """
            The outcome has two levels; the event is 1, true or yes, else the second
            of them. A condition says it outright: months_neet >= 6 ~ ....

              casewise fit 'neet ~ absence + C(ward, ref = "Byker")' cases.csv
              casewise fit 'neet ~ absence * sex' cases.csv --save-model fit.json
              casewise fit 'neet ~ rcs(absence, 4) * sex' cases.csv
              casewise fit 'neet ~ absence + sen' cases.csv --missing level
              casewise fit 'count_equal(a:z, "jobless") >= 6 ~ sex' months.csv
              casewise fit 'neet ~ .' cases.csv --penalty lasso --cluster family_id

            Other outcomes by --family: poisson or negative_binomial for counts, with
            offset(log(months)) for what they happened in; gaussian for numbers; gamma
            for costs and other numbers above 0; successes of trials by cbind() or
            --trials. --dispersion estimated widens intervals to what residuals say.

              casewise fit 'referrals ~ team + offset(log(months))' cases.csv
                --family negative_binomial
              casewise fit 'cost ~ service + age' cases.csv --family gamma
              casewise fit 'cbind(closed, open) ~ team' teams.csv

            In the outcome's own units, averaged over the rows used:

              casewise fit 'neet ~ absence * sex + ward' cases.csv --effects --by sex
              casewise fit 'neet ~ absence + age' cases.csv --effects --at age=15,16
              casewise fit 'neet ~ rcs(absence, 4) + sen' cases.csv --effects
                --contrast sen=support,none --contrast absence=20,5 --step absence=10
              casewise fit 'neet ~ absence + sen' cases.csv --audience practitioner

            How sure, where families or teams share much:

              casewise fit 'neet ~ sen' cases.csv --cluster family_id
                --bootstrap pairs --replicates 999 --seed 1
              casewise fit 'cost ~ service' cases.csv --family gaussian
                --cluster team --bootstrap wild --checks
              casewise fit 'neet ~ sen + ward' cases.csv --term-test score

            For other programs: all in one document, or all that has rows in a table
            whose part says what a row is of (coefficient, term_test, effect, ...):

              casewise fit 'neet ~ absence + sen' cases.csv --effects --json
              casewise fit 'neet ~ absence + sen' cases.csv --effects --format csv

            A file that is larger than memory, read in pieces:

              casewise fit 'neet ~ absence + ward' national.csv --memory 2G
                --scratch /var/tmp
              casewise fit 'neet ~ absence + ward' national.csv --memory 2G
                --scratch /var/tmp --effects --by sex --checks

            In a formula: + - * / : ^ . 0 -1, `a name` in backticks,
            C(x, ref = "..."), I(x^2), log(x), sqrt(x), poly(x, 2), offset(log(x)),
            splines rcs(x, 4), rcs(x, knots = c(2, 5, 9)), ns(x, df = 3), bs(x, df = 5),
            conditions in parentheses (age > 15), x %in% c("a", "b"),
            count_equal(from:to, "value"), closed - opened (days),
            age_at("2024-09-01", dob), year(d), month(d), is_missing(x),
            ifelse(condition, a, b).

            Data files are stacked, then files joined, then columns derived, then
            rows filtered:

              casewise fit 'neet ~ age + imd' 2023.csv 2024.csv
                --join wards.csv --on ward
                --derive 'age = age_at("2024-09-01", dob)' --filter 'age >= 16'
            """)

    @OptionGroup var input: FormulaAndData

    @Option(
        help: ArgumentHelp(
            "What a weight stands for: frequency (so many cases), precision (so much) or "
                + "sampling (drawn for so many of a population).", valueName: "kind"))
    var weightKind: String?

    @Option(
        help: ArgumentHelp(
            "What the outcome is like: binomial, poisson, negative_binomial, gaussian or gamma "
                + "(binomial).", valueName: "family"))
    var family: String?

    @Option(
        help: ArgumentHelp(
            "The function of the mean that is linear: logit, probit or cloglog; log; identity; "
                + "inverse (the first that the family takes).", valueName: "link"))
    var link: String?

    @Option(
        help: ArgumentHelp(
            "The dispersion: family (1 for counts and shares) or estimated.", valueName: "kind"))
    var dispersion: String?

    @Option(
        help: ArgumentHelp(
            "The intervals: wald, or profile (the values that a likelihood-ratio test does not "
                + "reject; wald).", valueName: "kind"))
    var interval: String?

    @Option(
        help: ArgumentHelp(
            "A column of trials, of which the outcome counts the successes.", valueName: "column"))
    var trials: String?

    @Option(
        help: ArgumentHelp(
            "A column of families or other clusters: cases that share its value may be alike; "
                + "folds of a penalty keep them whole.",
            valueName: "column"))
    var cluster: String?

    @Option(
        help: ArgumentHelp(
            "Standard errors: model, HC0 to HC3, or with clusters CR0, CR1, CR1S, CR2 (CR1 with "
                + "--cluster, else model; sampling weights have the sandwich by themselves).",
            valueName: "kind"))
    var se: String?

    @Option(
        help: ArgumentHelp(
            "Rows where a predictor has no value: complete (they are left out) or level (to have "
                + "none is a level of its own).", valueName: "rule"))
    var missing: String?

    @OptionGroup var effects: EffectArguments

    @Flag(
        help: ArgumentHelp(
            "Residuals, leverage, Cook's distances, variance inflation, the link test and, with "
                + "--cluster, how much rests on single clusters."))
    var checks = false

    @Option(help: ArgumentHelp("The seed of the draws of --checks (1).", valueName: "number"))
    var checksSeed: Int?

    @Flag(help: "Solve once more by another route and tell the digits in common.")
    var verify = false

    @Option(
        help: ArgumentHelp(
            "Which test of the terms to read: likelihood_ratio, wald or score (likelihood_ratio; wald "
                + "with robust standard errors).", valueName: "kind"))
    var termTest: String?

    @Option(
        help: ArgumentHelp(
            "Draw samples anew: pairs (clusters with their rows, or rows) or wild (weights for the "
                + "residuals of clusters, in a linear regression).", valueName: "kind"))
    var bootstrap: String?

    @Option(help: ArgumentHelp("How many samples of --bootstrap (999).", valueName: "number"))
    var replicates: Int?

    @Option(
        help: ArgumentHelp(
            "Whose words the sentences are: analyst or practitioner.", valueName: "audience"))
    var audience: Audience?

    @OptionGroup var penalty: PenaltyArguments

    @OptionGroup var memory: MemoryArguments

    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp("Keep all that predict needs in this file.", valueName: "file"))
    var saveModel: String?

    func run() throws {
        try output.deliver(plan, formula: input.formula) { plan in
            guard case .fit(let plan) = plan else { return "" }
            if let penalty = plan.penalty {
                return try Runner().run(plan, under: penalty)
                    .rendered(as: output.chosen, isBold: output.isBold)
            }
            return try Fitting.run(plan, Runner(), output)
                .rendered(as: output.chosen, isBold: output.isBold)
        }
    }

    /// The plan that the arguments are.
    private func plan() throws -> AnalysisPlan {
        var keys = try input.keys()
        keys["analysis"] = .text("fit")
        for (key, value) in [
            ("weight_kind", weightKind), ("family", family), ("link", link),
            ("dispersion", dispersion), ("interval", interval), ("trials", trials),
            ("missing", missing), ("cluster", cluster), ("se", se), ("term_test", termTest),
            ("bootstrap", bootstrap), ("audience", audience?.rawValue),
        ] {
            if let value { keys[key] = .text(value) }
        }
        for (key, isAsked) in [("checks", checks), ("verify", verify)]
        where isAsked { keys[key] = .boolean(true) }
        if let replicates { keys["replicates"] = .number(Double(replicates)) }
        if let checksSeed { keys["checks_seed"] = .number(Double(checksSeed)) }
        keys.merge(effects.keys) { $1 }
        keys.merge(penalty.keys) { $1 }
        keys.merge(memory.keys) { $1 }
        if let saveModel { keys["save_model"] = .text(saveModel) }
        return try AnalysisPlan(.object(keys))
    }
}
