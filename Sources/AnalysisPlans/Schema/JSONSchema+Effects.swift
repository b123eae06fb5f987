extension JSONSchema {
    private static let test: [(String, String)] = [
        ("p_value", part("p_value")), ("log10_p", part("log10_p")), ("p_display", part("label")),
    ]

    private static let figures: [(String, String)] =
        ["estimate", "std_error", "conf_low", "conf_high"].map { ($0, part("figure")) }

    /// A row of a fit's effects.
    static let effect = object(
        identity + figures + ends + test + ending,
        optional: [
            "step", "note", "beyond", "std_error_status", "conf_low_status", "conf_high_status",
        ])

    private static let ends =
        [("std_error_status", words("not_estimable"))]
        + ["conf_low_status", "conf_high_status"].map {
            ($0, words("bounded", "not_estimable"))
        }

    private static let beyond = list(
        object([
            ("variable", string), ("low", string), ("high", string), ("share", number),
        ]))

    private static let identity: [(String, String)] = [
        (
            "name",
            words(
                "average_marginal_effect", "average_difference", "risk_difference", "risk_ratio",
                "odds_ratio", "mean_difference", "mean_ratio", "predicted_risk", "predicted_mean")
        ), ("variable", part("label")), ("level", part("label")), ("reference", part("label")),
        ("step", number), ("at", list(object([("column", string), ("value", string)]))),
        ("group", part("label")), ("beyond", beyond),
    ]

    private static let ending: [(String, String)] = [
        ("method", string), ("status", words("estimated", "not_estimable")), ("note", string),
    ]

    private static let rowFigure = object(
        [
            ("largest", part("figure")), ("bound", number), ("above", integer),
            ("status", words("not_estimable")),
        ], optional: ["status"])

    private static let residuals = object(
        [
            ("mean", part("figure")), ("std_dev", part("figure")), ("beyond_3", integer),
            ("count", integer), ("seed", integer), ("status", words("not_estimable")),
        ], optional: ["status"])

    private static let inflation = list(
        object([
            ("term", string), ("df", integer), ("factor", number), ("std_error_factor", number),
        ]))

    private static let linkTest = object(
        Array(figures.prefix(2)) + test + [("note", string)], optional: ["note"])

    /// The checks of a fit.
    static let checks = object(
        [
            ("residuals", residuals), ("leverage", rowFigure), ("cook", rowFigure),
            ("inflation", inflation), ("link_test", linkTest), ("clusters", clusterChecks),
        ], optional: ["clusters"])

    /// The second route of a fit.
    static let verification = object(
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
