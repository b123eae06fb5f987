/// The result of a regression.
extension JSONSchema {
    static let fitBody = members(
        object(
            [
                (
                    "coefficients",
                    list(
                        object(
                            [
                                ("term", string), ("variable", string), ("level", part("label")),
                                ("reference", part("label")),
                            ]
                                + ["estimate", "std_error", "statistic"].map {
                                    ($0, part("figure"))
                                }
                                + [
                                    ("p_value", part("p_value")), ("log10_p", part("log10_p")),
                                    ("p_display", part("label")),
                                ]
                                + [
                                    "conf_low", "conf_high", "odds_ratio", "odds_ratio_low",
                                    "odds_ratio_high", "ratio", "ratio_low", "ratio_high",
                                ].map { ($0, part("figure")) }
                                + [
                                    (
                                        "status",
                                        words("estimated", "infinite", "aliased", "not_estimable")
                                    ), ("direction", words("positive", "negative")),
                                    ("std_error_status", words("not_estimable")),
                                    ("conf_low_status", words("infinite", "not_found")),
                                    ("conf_high_status", words("infinite", "not_found")),
                                    ("firth_estimate", part("figure")), ("curve", truth),
                                ] + ratioStatuses.map { ($0, words("infinite")) },
                            optional: Set(ratioStatuses).union([
                                "curve", "direction", "ratio", "ratio_low", "ratio_high",
                                "std_error_status", "conf_low_status", "conf_high_status",
                                "firth_estimate",
                            ])))
                ),
                (
                    "glance",
                    object(
                        [
                            "n_obs", "df_residual", "df_null", "deviance",
                        ].map { ($0, number) }
                            + [
                                "n_events", "n_trials", "outcome_mean", "log_likelihood", "aic",
                                "bic", "null_deviance",
                                "dispersion", "theta", "theta_std_error", "pearson",
                            ].map { ($0, part("figure")) } + [
                                ("iterations", integer), ("converged", truth),
                                ("event", part("label")), ("outcome", string),
                                ("log_likelihood_status", words("infinite", "not_estimable")),
                                ("theta_status", words("infinite", "not_estimable")),
                                ("dispersion_status", words("not_estimable")),
                                (
                                    "ratio",
                                    words("odds_ratio", "rate_ratio", "hazard_ratio", "mean_ratio")
                                ),
                            ],
                        optional: [
                            "n_trials", "outcome_mean", "dispersion", "theta", "theta_std_error",
                            "pearson", "ratio", "log_likelihood_status", "dispersion_status",
                            "theta_status",
                        ])
                ),
                (
                    "standard_errors",
                    object(
                        [
                            (
                                "kind",
                                words(
                                    "model", "HC0", "HC1", "HC2", "HC3", "CR0", "CR1", "CR1S",
                                    "CR2", "sandwich")
                            ), ("factor", number), ("factor_name", string), ("cluster", string),
                            ("clusters", integer), ("smallest", integer), ("largest", integer),
                            ("reference", words("normal", "student")),
                        ],
                        optional: [
                            "factor", "factor_name", "cluster", "clusters", "smallest", "largest",
                        ])
                ),
                ("tests", fitTests("likelihood_ratio", "wald", "score", "f", "wald_f")),
                ("term_test", words("likelihood_ratio", "wald", "score")),
                ("missing", part("missing")),
                (
                    "firth",
                    object([
                        (
                            "coefficients",
                            list(
                                object(
                                    [("term", string)]
                                        + [
                                            "estimate", "std_error", "statistic", "conf_low",
                                            "conf_high", "odds_ratio", "odds_ratio_low",
                                            "odds_ratio_high",
                                        ].map { ($0, part("figure")) }
                                        + [
                                            ("p_value", part("p_value")),
                                            ("log10_p", part("log10_p")),
                                            ("p_display", part("label")),
                                            ("status", words("estimated", "aliased")),
                                            ("conf_low_status", words("infinite", "not_found")),
                                            ("conf_high_status", words("infinite", "not_found")),
                                        ] + ratioStatuses.prefix(3).map { ($0, words("infinite")) },
                                    optional: Set(ratioStatuses.prefix(3)).union([
                                        "conf_low_status", "conf_high_status",
                                    ])))
                        ), ("tests", fitTests("penalised_likelihood_ratio")),
                        ("prediction_intercept", part("figure")),
                        ("penalised_log_likelihood", number), ("iterations", integer),
                    ])
                ),
                ("large_factor", largeFactor), ("effects", list(effect)),
                ("comparisons", list(effect)),
                ("bootstrap", bootstrap), ("checks", checks), ("verification", verification),
            ],
            optional: [
                "firth", "large_factor", "effects", "comparisons", "bootstrap", "checks",
                "verification",
            ]))

    /// Why the exponential of a coefficient or of a limit is null although that is a number.
    private static let ratioStatuses = [
        "odds_ratio_status", "odds_ratio_low_status", "odds_ratio_high_status", "ratio_status",
        "ratio_low_status", "ratio_high_status",
    ]

    private static func fitTests(_ names: String...) -> String {
        list(
            object(
                [
                    ("term", string),
                    ("name", "{\"enum\": [\(names.map { "\"\($0)\"" }.joined(separator: ", "))]}"),
                    ("method", string), ("statistic", part("figure")), ("df", integer),
                    ("df2", number), ("p_value", part("p_value")), ("log10_p", part("log10_p")),
                    ("p_display", part("label")),
                    ("status", words("tested", "infinite", "not_estimable")),
                ], optional: ["df2"]))
    }
}
