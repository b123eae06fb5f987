extension JSONSchema {
    /// The keys of a plan that asks how common something is, beside those of its data.
    static let prevalenceKeys = [
        (
            "column",
            ##"{"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1, "uniqueItems": true}]}"##
        ), ("by", string), ("cluster", string), ("level", string), ("count", string),
        ("people", string), ("confidence", part("confidence")), ("type", part("type")),
        ("audience", words("analyst", "practitioner")), ("threads", part("threads")),
    ].map { #"                "\#($0.0)": \#($0.1)"# }.joined(separator: ",\n")

    /// How common something is.
    static let prevalenceResult = object([
        ("people", string), ("by", part("label")), ("cluster", part("label")),
        (
            "columns",
            list(
                object([
                    ("name", string), ("levels", list(string)), ("event", part("label")),
                    ("cases", part("count")), ("missing", part("count")),
                ]))
        ), ("rows", list(prevalenceRow)), ("too_few_rule", string),
    ])

    private static let prevalenceRow = object(
        [
            ("column", string), ("level", string), ("group", part("label")),
            ("events", part("count")), ("cases", part("count")), ("share", part("figure")),
            ("conf_low", part("figure")), ("conf_high", part("figure")), ("method", string),
            (
                "beside",
                list(
                    object([
                        ("method", string), ("conf_low", part("figure")),
                        ("conf_high", part("figure")),
                    ]))
            ), ("missing", part("count")), ("low_if_missing", part("figure")),
            ("high_if_missing", part("figure")), ("clusters", integer),
            ("design_effect", part("figure")), ("effective_cases", part("figure")),
            ("too_few", truth), ("status", words("estimated", "not_estimable")), ("note", string),
        ], optional: ["clusters", "design_effect", "effective_cases", "note"])
}
