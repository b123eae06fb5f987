extension JSONSchema {
    /// The keys by which a plan enters its result in a register.
    static let registerKeys = [
        ("register", string), ("question", string),
        ("direction", words("higher", "lower", "two-sided")), ("family", string),
    ].map { #"                "\#($0.0)": \#($0.1)"# }.joined(separator: ",\n")

    /// The same keys of a screen, whose candidates are looked at both ways.
    static let screenRegisterKeys = [
        ("register", string), ("question", string), ("direction", words("two-sided")),
        ("family", string),
    ]

    private static let registration = object(
        [
            ("register", string), ("sequence", integer), ("hash", part("sha256")),
            ("plan_hash", part("sha256")), ("question", string),
            ("direction", words("higher", "lower", "two-sided")), ("family", string),
            ("side", part("label")), ("preregistered", truth), ("registered_as", integer),
            ("entries", list(object([("candidate", string), ("sequence", integer)]))),
            ("not_entered", part("count")),
        ], optional: ["side", "preregistered", "registered_as", "entries", "not_entered"])

    private static let registerPlan = object(
        [
            ("analysis", #"{"const": "register"}"#), ("register", string),
            (
                "q",
                #"{"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1, "default": 0.05}"#
            ),
            ("head", part("sha256")), ("audience", words("analyst", "practitioner")),
        ], optional: ["q", "head", "audience"])

    /// The definitions that a register needs.
    static let registerParts = [
        ("registration", registration), ("register_plan", registerPlan),
        ("registered", object([("registered", part("registration"))])),
    ].map { #"            "\#($0.0)": \#($0.1)"# }.joined(separator: ",\n")

    private static let entry = object(
        [
            ("time", #"{"type": "string", "pattern": "^[0-9-]{10}T[0-9:]{8}Z$"}"#),
            ("engine_version", string), ("question", string),
            ("direction", words("higher", "lower", "two-sided")), ("family", string),
            ("analysis", string), ("formula", string), ("outcome", string), ("candidate", string),
            ("data_sha256", part("sha256")),
            ("rows", part("count")), ("n", part("count")), ("test", part("label")),
            (
                "effect",
                object([
                    ("name", string), ("level", part("label")), ("reference", part("label")),
                    ("estimate", part("figure")), ("conf_low", part("figure")),
                    ("conf_high", part("figure")), ("side", part("label")),
                ])
            ), ("p_value", part("p_value")), ("log10_p", part("log10_p")),
            ("preregistered", truth), ("registered_as", integer),
        ],
        optional: [
            "formula", "outcome", "candidate", "data_sha256", "rows", "n", "test", "effect",
            "p_value", "log10_p",
            "preregistered", "registered_as",
        ])

    /// What survives of a register.
    static let registerResult = object(
        [
            ("q", number), ("lines", part("count")), ("head", part("sha256")),
            ("noted_line", integer),
            (
                "verdicts",
                #"{"type": "object", "additionalProperties": \#(part("count"))}"#
            ), ("expected_false", number),
            (
                "families",
                list(
                    object([
                        ("name", string), ("first_entry", integer), ("tests", part("count")),
                        ("p_simes", part("p_value")), ("log10_p_simes", part("log10_p")),
                        ("level", part("p_value")), ("discovered", truth),
                        ("survivors", part("count")), ("expected_false", number),
                        ("reopened", truth),
                    ]))
            ),
            (
                "entries",
                list(
                    object(
                        [
                            ("sequence", integer), ("kind", words("registered", "tested")),
                            (
                                "verdict",
                                words(
                                    "supported", "opposite", "side_unknown", "family_not_shown",
                                    "not_shown", "no_test", "repeated", "redirected",
                                    "plan_tested", "plan_waiting")
                            ), ("entry", entry), ("p_display", part("label")),
                            ("p_adjusted", part("p_value")),
                            ("log10_p_adjusted", part("log10_p")), ("repeat_of", integer),
                            ("same_question_as", integer),
                            ("tests_of_data_before", part("count")),
                            ("plan_hash", part("sha256")), ("hash", part("sha256")),
                        ], optional: ["repeat_of", "same_question_as", "tests_of_data_before"]))
            ),
        ], optional: ["noted_line"])
}
