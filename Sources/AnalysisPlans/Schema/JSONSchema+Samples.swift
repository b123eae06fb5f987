extension JSONSchema {
    /// The parts of a result that compares numbers, or rates.
    static let sampleParts = [
        (
            "samples",
            list(
                object([
                    ("level", string), ("n", part("count")), ("mean", part("figure")),
                    ("sd", part("figure")), ("median", part("figure")), ("q1", part("figure")),
                    ("q3", part("figure")), ("skewness", part("figure")),
                ]))
        ), ("reversed", truth),
        (
            "rates",
            list(
                object([
                    ("level", string), ("cases", part("count")), ("events", part("count")),
                    ("exposure", number), ("observed_rate", part("figure")),
                    ("rate", part("figure")),
                    ("conf_low", part("figure")), ("conf_high", part("figure")),
                    ("method", string), ("without_exposure", part("count")),
                ]))
        ),
    ]
}
