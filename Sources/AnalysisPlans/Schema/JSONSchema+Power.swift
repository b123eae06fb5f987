extension JSONSchema {
    private static let positive = #"{"type": "number", "exclusiveMinimum": 0}"#
    private static let share =
        #"{"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}"#
    private static let powerNumbers: [(String, String)] =
        ["n", "total", "events", "ratio", "sd", "hazard_ratio", "odds_ratio", "median", "margin"]
        .map { ($0, positive) }
        + ["power", "alpha", "baseline", "alternative", "prevalence", "event_share"]
        .map { ($0, share) }
        + [
            "difference", "effect", "df", "rows", "columns", "groups", "correlation", "accrual",
            "follow_up", "r_squared", "cluster_size", "icc", "cluster_cv", "dropout",
        ].map { ($0, number) }

    private static let powerDesigns = words(
        "proportions", "proportion", "means", "mean", "paired", "chi-squared", "anova",
        "correlation", "survival", "logistic")
    private static let powerAims = words("difference", "non-inferiority", "equivalence")

    /// A planned study.
    static let powerPlan: String = {
        let keys =
            [
                ("analysis", #"{"const": "power"}"#), ("design", powerDesigns), ("aim", powerAims),
                ("better", words("higher", "lower")), ("sides", #"{"enum": [1, 2]}"#),
                ("audience", words("analyst", "practitioner")),
            ] + powerNumbers
        let optional = Set(keys.map(\.0)).subtracting(["analysis", "design"])
        return #"            "power_plan": \#(object(keys, optional: optional))"#
    }()

    /// A planned study, solved.
    static let powerResult = object(
        [
            ("design", powerDesigns), ("aim", powerAims),
            ("solved_for", words("n", "power", "effect")), ("method", string),
            ("n_counts", words("first_group", "each_group", "all", "pairs", "events")),
            ("n", number), ("power", part("p_value")),
            (
                "effects",
                list(
                    object([
                        ("name", string), ("direction", words("higher", "lower")),
                        ("value", part("figure")),
                    ]))
            ),
            (
                "groups",
                list(
                    object(
                        [
                            ("name", words("first", "second", "each", "pairs", "all")),
                            ("n", part("count")), ("clusters", part("count")),
                        ], optional: ["clusters"]))
            ), ("total", part("figure")), ("events", number), ("design_effect", number),
            ("assumes", list(string)),
            (
                "curve",
                list(
                    object([
                        ("axis", words("n", "effect")), ("n", number), ("effect", number),
                        ("power", part("p_value")),
                    ]))
            ),
        ], optional: ["events"])
}
