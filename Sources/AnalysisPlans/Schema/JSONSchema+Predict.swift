/// The result of a prediction.
extension JSONSchema {
    static let predictBody = members(
        object(
            [
                (
                    "predictions",
                    list(
                        object(
                            [
                                ("row", integer), ("id", part("label")),
                                ("probability", part("p_value")), ("mean", part("figure")),
                                ("conf_low", part("figure")), ("conf_high", part("figure")),
                                ("conf_low_status", words("infinite", "not_estimable")),
                                ("conf_high_status", words("infinite", "not_estimable")),
                                (
                                    "status",
                                    words(
                                        "predicted", "missing_input", "invalid_input",
                                        "unknown_level", "not_finite", "infinite", "not_estimable")
                                ),
                            ],
                            optional: [
                                "id", "probability", "mean", "conf_low_status", "conf_high_status",
                            ]))
                ), ("event", part("label")), ("formula", string), ("n_obs", number),
                ("mean_probability", part("p_value")), ("mean_prediction", part("figure")),
                ("mean_status", words("infinite", "not_estimable")),
                ("statuses", list(object([("status", string), ("rows", integer)]))),
            ], optional: ["mean_probability", "mean_prediction", "mean_status"]))
}
