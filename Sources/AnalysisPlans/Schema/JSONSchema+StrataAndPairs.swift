extension JSONSchema {
    /// The parts of a result that compares within strata.
    static let strataParts = [
        ("stratum_variables", list(string)),
        (
            "strata",
            list(
                object([
                    ("stratum", string), ("levels", list(string)), ("cases", part("count")),
                    ("counts", list(list(part("count")))),
                    (
                        "use",
                        words("informative", "one_case", "one_row", "one_column", "empty")
                    ),
                ]))
        ),
        (
            "strata_use",
            object([
                ("strata", part("count")), ("informative", part("count")),
                ("informative_cases", part("count")), ("one_case", part("count")),
                ("one_row", part("count")), ("one_column", part("count")),
                ("sparse", part("count")),
            ])
        ), ("homogeneity", list(testRow)), ("crude_test", testRow),
        ("crude_effects", list(effectRow)), ("reversed_levels", list(string)),
    ]

    /// The parts of a result that compares measures of the same cases.
    static let pairParts = [
        ("pairs", part("count")), ("agreeing_pairs", part("count")),
        ("discordant_pairs", part("count")),
        (
            "measures",
            list(
                object([
                    ("name", string), ("events", part("count")), ("cases", part("count")),
                    ("share", part("figure")), ("conf_low", part("figure")),
                    ("conf_high", part("figure")),
                ]))
        ),
        (
            "patterns",
            list(object([("levels", list(string)), ("cases", part("count"))]))
        ), ("informative_cases", part("count")),
        (
            "comparisons",
            list(
                object([
                    ("first", string), ("second", string), ("discordant_pairs", part("count")),
                    ("name", string), ("p_value", part("p_value")),
                    ("log10_p", part("log10_p")), ("p_adjusted", part("p_value")),
                ]))
        ), ("comparison_correction", words("holm")),
    ]
}
