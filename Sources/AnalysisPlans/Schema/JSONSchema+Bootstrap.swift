extension JSONSchema {
    /// The keys of a fit's bootstrap, tests of terms, contrasts, steps and audience.
    static let fitQuestionKeys = [
        ("term_test", words("likelihood_ratio", "wald", "score")),
        ("bootstrap", words("pairs", "wild")),
        ("replicates", #"{"type": "integer", "minimum": 1, "maximum": 1000000, "default": 999}"#),
        (
            "contrast",
            settings("Values of a column, each compared with the last, as sen=support,none")
        ),
        ("step", settings("A number moved by a step, as age=5")),
        ("audience", words("analyst", "practitioner")),
    ].map { #"                "\#($0.0)": \#($0.1)"# }.joined(separator: ",\n")

    private static func settings(_ what: String) -> String {
        #"{"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "#
            + #""minItems": 1}], "description": "\#(what); needs effects."}"#
    }

    /// A fit's bootstrap.
    static let bootstrap = object(
        [
            ("kind", words("pairs", "wild")), ("replicates", integer), ("seed", integer),
            ("cluster", string), ("units", integer), ("fitted", integer), ("separated", integer),
            ("without_level", integer), ("not_settled", integer), ("exact", truth),
            ("weights", words("rademacher", "webb")), ("coefficients", list(bootstrapRow)),
        ], optional: ["cluster", "exact", "weights"])

    private static let bootstrapFigures = [
        "std_error", "conf_low", "conf_high", "basic_low", "basic_high", "statistic",
    ]

    private static let bootstrapRow = object(
        [
            ("term", string),
            ("status", words("estimated", "infinite", "aliased", "not_estimable")),
        ] + bootstrapFigures.map { ($0, part("figure")) } + [
            ("p_value", part("p_value")), ("log10_p", part("log10_p")),
            ("p_display", part("label")), ("extreme", integer),
        ], optional: Set(bootstrapFigures + ["p_value", "log10_p", "p_display", "extreme"]))

    /// How much rests on single clusters.
    static let clusterChecks = object([
        ("column", string), ("clusters", integer), ("indispensable", integer), ("bound", number),
        ("above", integer),
        (
            "largest",
            list(
                object([
                    ("term", string), ("change", number), ("in_std_errors", part("figure")),
                    ("rows", integer), ("cluster", part("label")),
                ]))
        ),
    ])
}
