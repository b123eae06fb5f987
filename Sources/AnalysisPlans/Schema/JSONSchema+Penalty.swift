extension JSONSchema {
    /// The keys of a plan's penalty.
    static let penaltyKeys = [
        ("penalty", words("ridge", "lasso", "elastic_net", "firth")),
        (
            "alpha",
            #"{"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1, "default": 0.5}"#
        ), ("lambda", #"{"type": "number", "exclusiveMinimum": 0}"#),
        ("lambda_rule", words("one_standard_error", "minimum")),
        ("folds", #"{"type": "integer", "minimum": 3, "maximum": 10000, "default": 10}"#),
        ("seed", #"{"type": "integer", "minimum": 0, "default": 1}"#),
        ("standardize", truth), ("whole_terms", truth),
    ].map { #"                "\#($0.0)": \#($0.1)"# }.joined(separator: ",\n")

    /// What a fit under a penalty found.
    static let penalizedResult = object(
        [
            (
                "coefficients",
                list(
                    object([
                        ("term", string), ("variable", string), ("level", part("label")),
                        ("reference", part("label")), ("estimate", part("figure")),
                        ("std_error", #"{"type": "null"}"#),
                        ("status", words("estimated", "left_out", "aliased")),
                    ]))
            ),
            (
                "glance",
                object([
                    ("outcome", string), ("event", part("label")), ("n_obs", number),
                    ("lambda", number),
                    ("lambda_rule", words("given", "one_standard_error", "minimum")),
                    ("alpha", number), ("null_deviance", number), ("deviance", number),
                    ("terms", part("count")), ("kept_terms", part("count")),
                    ("kept_coefficients", part("count")), ("effective_df", part("figure")),
                    ("violation", number),
                    ("converged", truth),
                ])
            ), ("kept_terms", list(string)),
            (
                "path",
                list(
                    object([
                        ("lambda", number), ("deviance", number),
                        ("kept_coefficients", part("count")),
                        ("held_out_deviance", part("figure")),
                        ("held_out_std_error", part("figure")),
                    ]))
            ),
            (
                "cross_validation",
                object([
                    ("folds", integer), ("dealt", integer), ("cluster", part("label")),
                    ("lambda_minimum", number), ("lambda_one_standard_error", number),
                ])
            ), ("no_standard_errors", string),
            (
                "missing", list(object([("column", string), ("rows", part("count"))]))
            ),
        ], optional: ["cross_validation"])
}
