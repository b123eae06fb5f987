extension JSONSchema {
    private static let test = [
        ("p_value", part("p_value")), ("log10_p", part("log10_p")), ("p_display", part("label")),
    ]

    /// The parts of a fit that are there when asked for.
    static let fitExtras = [
        ("effects", list(effect)), ("checks", checks), ("verification", verification),
    ]

    private static let effect = object(
        [
            (
                "name",
                words(
                    "average_marginal_effect", "average_difference", "risk_difference",
                    "risk_ratio", "odds_ratio", "mean_difference", "mean_ratio", "predicted_risk",
                    "predicted_mean")
            ), ("variable", part("label")), ("level", part("label")),
            ("reference", part("label")), ("step", number),
            ("at", list(object([("column", string), ("value", string)]))),
            ("group", part("label")),
        ]
            + ["estimate", "std_error", "conf_low", "conf_high"].map { ($0, part("figure")) }
            + test
            + [
                ("method", string), ("status", words("estimated", "not_estimable")),
                ("note", string),
            ], optional: ["step", "note"])

    private static let rowFigure = object([
        ("largest", part("figure")), ("bound", number), ("above", integer),
    ])

    private static let checks = object([
        (
            "residuals",
            object([
                ("mean", part("figure")), ("std_dev", part("figure")), ("beyond_3", integer),
                ("count", integer), ("seed", integer),
            ])
        ), ("leverage", rowFigure), ("cook", rowFigure),
        (
            "inflation",
            list(
                object([
                    ("term", string), ("df", integer), ("factor", number),
                    ("std_error_factor", number),
                ]))
        ),
        (
            "link_test",
            object(
                [("estimate", part("figure")), ("std_error", part("figure"))] + test
                    + [("note", string)], optional: ["note"])
        ),
    ])

    private static let verification = object(
        [
            ("route", words("qr", "cholesky")), ("fewest_digits", part("figure")),
            (
                "coefficients",
                list(
                    object([
                        ("term", string), ("digits", number), ("std_error_digits", number),
                    ]))
            ), ("note", string),
        ], optional: ["note"])
}
