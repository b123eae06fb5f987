extension JSONSchema {
    /// The parts of a result whose cases share clusters or carry weights, or that is held against a margin.
    static let clusterParts = [
        ("cluster", clusters), ("weighting", weighting),
        (
            "margin",
            object([
                ("effect", string), ("margin", number), ("low", number), ("high", number),
                ("alpha", number), ("better", part("label")), ("rows", list(marginRow)),
            ])
        ),
    ]

    /// What sampling weights make of counts.
    private static let weighting = object([
        ("variable", string), ("total", number), ("smallest", number), ("largest", number),
        ("effective_cases", part("figure")), ("design_effect", part("figure")),
        (
            "shares",
            list(
                object([
                    ("row", string), ("column", string), ("share", part("figure")),
                    ("conf_low", part("figure")), ("conf_high", part("figure")),
                    ("method", string),
                ]))
        ),
    ])

    /// How many clusters, how large and how alike.
    static let clusters = object([
        ("variable", string), ("clusters", integer), ("cases", part("count")),
        ("mean_size", part("figure")), ("largest", part("count")), ("shared_clusters", integer),
        ("cases_in_shared", part("count")), ("intraclass_correlation", part("figure")),
        ("design_effect", part("figure")), ("standard_errors", string),
    ])

    private static let marginRow = object(
        [
            ("level", part("label")), ("reference", part("label")),
            ("estimate", part("figure")), ("conf_low", part("figure")),
            ("conf_high", part("figure")), ("inner_low", part("figure")),
            ("inner_high", part("figure")), ("method", string), ("tests", list(testRow)),
            ("grade", part("label")), ("at_least_margin", truth),
            ("non_inferiority", part("label")), ("note", string),
        ], optional: ["note"])
}
