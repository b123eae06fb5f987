extension JSONSchema {
    private static let levels = list(
        object([("level", string), ("count", part("count")), ("share", part("p_value"))]))
    private static let patterns = list(
        object([("columns", list(string)), ("rows", part("count")), ("share", part("p_value"))]))

    static let describeBody = members(
        object([
            (
                "overview",
                object(
                    [
                        "rows", "columns", "missing_cells", "empty_columns", "complete_rows",
                        "empty_rows",
                        "duplicate_rows",
                    ].map { ($0, part("count")) } + [("extract_date", part("day"))])
            ), ("columns", list(column)),
            (
                "runs",
                list(
                    object([
                        ("first", string), ("last", string), ("first_position", part("count")),
                        ("columns", part("count")), ("missing", part("count")), ("levels", levels),
                    ]))
            ),
            (
                "missing",
                object([
                    ("patterns", patterns), ("pattern_count", part("count")),
                    ("together", patterns),
                ])
            ),
            (
                "findings",
                list(
                    object([
                        ("code", #"{"type": "string", "pattern": "^[a-z0-9_]+$"}"#),
                        ("severity", words("note", "warning")), ("columns", list(string)),
                        ("rows", part("count")), ("of", part("count")), ("message", string),
                        ("next", string),
                    ]))
            ),
            (
                "outcomes",
                list(
                    object([
                        ("column", string), ("event", string), ("events", part("count")),
                        ("values", part("count")), ("share", part("p_value")),
                        ("named_like_outcome", truth),
                    ]))
            ), ("next", list(string)),
            ("thresholds", list(object([("name", string), ("value", number)]))),
        ]))

    private static let column = object(
        [
            ("position", part("count")), ("name", string),
            ("kind", words("integer", "real", "boolean", "date", "category")),
            (
                "role",
                words(
                    "empty", "id_like", "free_text", "birth_date", "constant", "binary", "number",
                    "date", "category", "numbers_as_text", "dates_as_text")
            ), ("reason", words("name", "distinct", "form", "names")),
            ("bytes_per_row", part("count")),
            ("values", part("count")), ("missing", part("count")),
            ("missing_share", part("p_value")), ("distinct", part("count")), ("numbers", numbers),
            ("dates", dates), ("levels", levels), ("levels_not_listed", part("count")),
            ("mean_characters", number),
            (
                "repeats",
                object([
                    ("repeated_values", part("count")), ("rows", part("count")),
                    ("largest", part("count")),
                ])
            ),
        ], optional: ["reason", "numbers", "dates", "mean_characters", "repeats"])

    private static let numbers = object(
        ["min", "q1", "median", "q3", "max"].map { ($0, number) } + [
            ("mean", part("figure")), ("std_dev", part("figure")), ("zeros", part("count")),
            ("negatives", part("count")), ("outliers", part("count")),
            (
                "histogram",
                list(object([("low", number), ("high", number), ("count", part("count"))]))
            ),
        ])

    private static let dates = object([
        ("first", part("label")), ("last", part("label")), ("first_year", integer),
        ("last_year", integer), ("future", part("count")),
        ("years", list(object([("year", integer), ("count", part("count"))]))),
    ])
}
