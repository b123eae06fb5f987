extension JSONSchema {
    /// The keys of a plan that asks who was NEET, beside those of its data.
    static let outcomeKeys = [
        ("codes", part("file")), ("id", string), ("code", string), ("start", string),
        ("end", string), ("months", string),
        ("first_month", #"{"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"}"#),
        ("at", part("day")), ("from", part("day")), ("to", part("day")),
        ("months_by", words("month_end", "days")), ("overlap", words("latest", "participating")),
        ("extract_date", part("day")), ("prediction_date", part("day")), ("cohort", part("file")),
        ("by", string), ("persons", string), ("people", string),
        ("confidence", part("confidence")), ("type", part("type")),
        ("audience", words("analyst", "practitioner")), ("threads", part("threads")),
    ].map { #"                "\#($0.0)": \#($0.1)"# }.joined(separator: ",\n")

    /// Who was NEET.
    static let outcomeResult = object(
        [
            ("people", string), ("layout", words("long", "wide")),
            (
                "codes",
                object([
                    ("name", string), ("version", string), ("source", string),
                    ("sha256", part("sha256")), ("neet", list(string)), ("count", part("count")),
                ])
            ), ("persons", part("count")), ("activities", part("count")),
            ("window_months", part("figure")), ("by", part("label")),
            (
                "outcomes",
                list(
                    object([
                        (
                            "name",
                            words(
                                "neet_at", "ever_neet", "neet_six_months", "neet_six_months_run")
                        ), ("definition", string), ("missing_rule", string),
                    ]))
            ), ("rows", list(outcomeRow)),
            (
                "states",
                list(
                    object([
                        ("state", string), ("persons", part("count")), ("share", part("figure")),
                    ]))
            ),
            (
                "months",
                list(
                    object([
                        ("group", part("label")), ("persons", part("count")),
                        ("mean_best", part("figure")), ("mean_worst", part("figure")),
                        ("mean_not_known", part("figure")),
                    ]))
            ), ("already_neet", part("count")),
            (
                "findings",
                list(
                    object([
                        ("code", string), ("rows", part("count")), ("persons", part("count")),
                    ]))
            ), ("too_few_rule", string),
        ], optional: ["states", "months", "already_neet"])

    private static let share = object([
        ("estimate", part("figure")), ("conf_low", part("figure")), ("conf_high", part("figure")),
    ])

    private static let outcomeRow = object([
        ("outcome", string), ("group", part("label")), ("persons", part("count")),
        ("yes", part("count")), ("no", part("count")), ("not_known", part("count")),
        ("share", share), ("not_known_share", share), ("combined", share),
        (
            "bounds",
            object([
                ("best", part("figure")), ("worst", part("figure")), ("conf_low", part("figure")),
                ("conf_high", part("figure")), ("method", string),
                ("imbens_manski_low", part("figure")), ("imbens_manski_high", part("figure")),
            ])
        ), ("too_few", truth), ("status", words("estimated", "not_estimable")),
    ])
}
