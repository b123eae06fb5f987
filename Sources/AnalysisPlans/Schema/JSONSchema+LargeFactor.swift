extension JSONSchema {
    /// The levels of a factor that stands apart from the coefficients.
    static let largeFactor = object([
        ("variable", string), ("reference", string), ("reference_moved", truth),
        ("estimated", integer),
        (
            "dropped",
            object(["high", "low", "high_rows", "low_rows"].map { ($0, part("count")) })
        ),
        ("median_rows", number), ("fewest_rows", integer), ("most_rows", integer),
        ("quantiles", list(part("figure"))),
        (
            "levels",
            list(
                object(
                    [
                        ("level", string), ("estimate", part("figure")),
                        ("std_error", part("figure")), ("rows", integer),
                        ("status", words("estimated", "infinite", "not_estimable")),
                        ("direction", words("positive", "negative")),
                    ], optional: ["direction"]))
        ),
    ])
}
