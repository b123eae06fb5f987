extension JSONSchema {
    /// The keys of a plan that tests a hypothesis, beside those of its data.
    static let hypothesisKeys =
        ([
            ("formula", part("formula")), ("confidence", part("confidence")),
            ("type", part("type")), ("count", string), ("weights", string),
            ("weight_kind", words("frequency", "sampling")),
            (
                "order",
                #"{"type": "object", "additionalProperties": {"type": "array", "minItems": 2, "#
                    + #""items": {"type": ["string", "number"]}}}"#
            ), ("expected", #"{"type": "object", "additionalProperties": {"type": "number"}}"#),
            ("replicates", #"{"type": "integer", "minimum": 1}"#),
            ("seed", #"{"type": "integer", "minimum": 0}"#), ("paired", truth),
            ("exposure", #"{"oneOf": [{"type": "string"}, {"const": 1}]}"#),
            ("permutations", #"{"type": "integer", "minimum": 1}"#),
            ("cluster", string), ("margin", #"{"type": "number", "exclusiveMinimum": 0}"#),
            ("better", words("higher", "lower")),
            ("audience", words("analyst", "practitioner")),
            ("threads", part("threads")),
        ] + survivalKeys).map { #"                "\#($0.0)": \#($0.1)"# }.joined(
            separator: ",\n")

    /// What a test of a hypothesis found: the parts of every shape, and those of some.
    static let hypothesisResult = object(
        [
            (
                "design",
                words(
                    "table", "one_way", "stratified_table", "paired_table", "samples",
                    "paired_samples", "correlation", "rates", "survival")
            ), ("outcome", string), ("group", part("label")), ("event", part("label")),
            ("reference", part("label")), ("tests", list(testRow)), ("primary", part("label")),
            ("reason", string), ("runner_up", part("label")), ("effects", list(effectRow)),
            ("missing", part("missing")),
        ] + partsOfSomeShapes,
        optional: Set(partsOfSomeShapes.map(\.0)))

    /// The parts that a result of some shapes has.
    private static let partsOfSomeShapes =
        tableParts + oneWayParts + clusterParts + strataParts + pairParts + sampleParts
        + survivalParts

    static let testRow = object(
        [
            ("name", string), ("method", string), ("statistic", number), ("df", number),
            ("df2", number), ("p_value", part("p_value")), ("log10_p", part("log10_p")),
            ("p_display", part("label")), ("p_low", part("p_value")),
            ("p_high", part("p_value")), ("replicates", integer), ("seed", integer),
            ("status", words("estimated", "infinite", "not_estimable")), ("note", string),
        ], optional: ["statistic", "df", "df2", "p_low", "p_high", "replicates", "seed", "note"])

    static let effectRow = object(
        [
            ("name", string), ("level", part("label")), ("reference", part("label")),
            ("stratum", part("label")), ("estimate", part("figure")),
            ("conf_low", part("figure")), ("conf_high", part("figure")), ("method", string),
            ("status", words("estimated", "infinite", "not_estimable")), ("note", string),
            ("replicates", integer), ("seed", integer),
        ], optional: ["note", "replicates", "seed"])

    /// The parts of a result that counts the levels of one category.
    private static let oneWayParts = [
        (
            "levels",
            list(
                object([
                    ("level", string), ("observed", part("count")), ("expected", number),
                    ("expected_share", number), ("share", part("figure")),
                    ("conf_low", part("figure")), ("conf_high", part("figure")),
                    ("adjusted", part("figure")), ("p_value", part("figure")),
                    ("log10_p", part("figure")), ("p_adjusted", part("figure")),
                ]))
        )
    ]

    /// The parts of a result that is a table of counts.
    private static let tableParts = [
        (
            "table",
            object([
                ("row_variable", string), ("column_variable", string), ("rows", list(string)),
                ("columns", list(string)), ("counts", list(list(part("count")))),
            ])
        ), ("smallest_expected_count", part("figure")),
        (
            "residuals",
            list(
                object([
                    ("row", string), ("column", string), ("observed", part("count")),
                    ("expected", number), ("adjusted", number), ("p_value", part("p_value")),
                    ("log10_p", part("log10_p")), ("p_display", string),
                    ("p_adjusted", part("p_value")),
                ]))
        ), ("residual_cells", part("count")), ("residual_correction", words("holm")),
    ]
}
