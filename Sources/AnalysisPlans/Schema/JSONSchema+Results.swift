extension JSONSchema {
    static let parts = """
            "figure": {"type": ["number", "null"]},
            "label": {"type": ["string", "null"]},
            "log10_p": {"type": ["number", "null"], "maximum": 0},
            "p_value": {"type": ["number", "null"], "minimum": 0, "maximum": 1},
            "count": {"type": "integer", "minimum": 0},
            "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "sentences": {"type": "array", "items": {"type": "string", "pattern": "[0-9]"}},
            "data_summary": {
              "type": "object",
              "properties": {
                "source": {"type": "string"},
                "sha256": {"$ref": "#/$defs/sha256"},
                "sources": {
                  "type": "array",
                  "minItems": 2,
                  "items": {
                    "type": "object",
                    "properties": {
                      "source": {"type": "string"},
                      "sha256": {"$ref": "#/$defs/sha256"},
                      "rows": {"$ref": "#/$defs/count"}
                    },
                    "required": ["source", "sha256", "rows"],
                    "additionalProperties": false
                  }
                },
                "joins": {
                  "type": "array",
                  "minItems": 1,
                  "items": {
                    "type": "object",
                    "properties": {
                      "file": {"type": "string"},
                      "on": {"type": "string"},
                      "kind": {"enum": ["one_to_one", "many_to_one"]},
                      "rows": {"$ref": "#/$defs/count"},
                      "matched": {"$ref": "#/$defs/count"},
                      "unmatched": {"$ref": "#/$defs/count"},
                      "missing_key": {"$ref": "#/$defs/count"},
                      "other_rows": {"$ref": "#/$defs/count"},
                      "other_matched": {"$ref": "#/$defs/count"},
                      "other_unmatched": {"$ref": "#/$defs/count"},
                      "sha256": {"$ref": "#/$defs/sha256"}
                    },
                    "required": ["file", "on", "kind", "rows", "matched", "unmatched", "missing_key", "other_rows", "other_matched", "other_unmatched", "sha256"],
                    "additionalProperties": false
                  }
                },
                "derived": {
                  "type": "array",
                  "minItems": 1,
                  "items": {
                    "type": "object",
                    "properties": {
                      "name": {"type": "string"},
                      "expression": {"type": "string"},
                      "kind": {"enum": ["integer", "real", "boolean", "date", "category"]},
                      "missing": {"$ref": "#/$defs/count"}
                    },
                    "required": ["name", "expression", "kind", "missing"],
                    "additionalProperties": false
                  }
                },
                "rows": {"$ref": "#/$defs/count"},
                "rows_used": {"$ref": "#/$defs/count"},
                "rows_excluded": {
                  "type": "array",
                  "items": {
                    "type": "object",
                    "properties": {
                      "code": {"type": "string"},
                      "column": {"type": "string"},
                      "rows": {"type": "integer", "minimum": 1},
                      "cases": {"$ref": "#/$defs/count"}
                    },
                    "required": ["code", "column", "rows"],
                    "additionalProperties": false
                  }
                }
              },
              "required": ["source", "sha256", "rows", "rows_used", "rows_excluded"],
              "additionalProperties": false
            },
            "warnings": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "code": {"type": "string", "pattern": "^[a-z0-9_]+$"},
                  "severity": {"enum": ["note", "warning"]},
                  "message": {"type": "string"},
                  "terms": {"type": "array", "items": {"type": "string"}}
                },
                "required": ["code", "severity", "message", "terms"],
                "additionalProperties": false
              }
            },
            "missing": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {"column": {"type": "string"}, "rows": {"$ref": "#/$defs/count"}},
                "required": ["column", "rows"],
                "additionalProperties": false
              }
            },
            "error": {
              "type": "object",
              "properties": {
                "error": {
                  "type": "object",
                  "properties": {
                    "code": {"type": "string", "pattern": "^[a-z0-9_]+$"},
                    "message": {"type": "string"},
                    "hint": {"type": "string"},
                    "pointer": {"type": "string", "pattern": "^(/.*)?$"},
                    "position": {"type": "integer", "minimum": 1},
                    "line": {"type": "integer", "minimum": 1},
                    "column": {"type": "integer", "minimum": 1}
                  },
                  "required": ["code", "message"],
                  "additionalProperties": false
                }
              },
              "required": ["error"],
              "additionalProperties": false
            }
        """

    static let results = [
        frame("test", body: members(hypothesisResult)),
        frame("prevalence", body: members(prevalenceResult)), frame("fit", body: fitBody),
        frame("fit", named: "penalized_fit", body: members(penalizedResult)),
        frame("predict", body: predictBody), frame("describe", body: describeBody),
        frame("screen", body: screenBody),
        frame("register", body: members(registerResult)),
        frame("power", body: members(powerResult), readsData: false),
    ].joined(separator: ",\n")

    private static func frame(
        _ analysis: String, named name: String? = nil, body: String, readsData: Bool = true
    ) -> String {
        let data =
            readsData
            ? ##"""
                            "data": {"$ref": "#/$defs/data_summary"},

            """## : ""
        return """
                "\(name ?? analysis)_result": {
                  "type": "object",
                  "properties": {
                    "schema_version": {"const": \(schemaVersion)},
                    "engine_version": {"type": "string"},
                    "analysis": {"const": "\(analysis)"},
                    "plan": {"$ref": "#/$defs/\(analysis)_plan"},
            \(data)                "registration": {"$ref": "#/$defs/registration"},
                    "result": {
            \(body)
                    },
                    "warnings": {"$ref": "#/$defs/warnings"},
                    "shows": {"$ref": "#/$defs/sentences"},
                    "does_not_show": {"$ref": "#/$defs/sentences"}
                  },
                  "required": ["schema_version", "engine_version", "analysis", "plan", \(readsData ? "\"data\", " : "")"result", "warnings", "shows", "does_not_show"],
                  "additionalProperties": false
                }
            """
    }

    /// An object whose keys all stand, each with the schema given, but for those named optional.
    static func object(_ keys: [(String, String)], optional: Set<String> = []) -> String {
        let properties = keys.map { #""\#($0.0)": \#($0.1)"# }.joined(separator: ", ")
        let required = keys.map(\.0).filter { !optional.contains($0) }.map { #""\#($0)""# }
            .joined(separator: ", ")
        return """
            {"type": "object", "properties": {\(properties)}, "required": [\(required)], \
            "additionalProperties": false}
            """
    }

    static func list(_ item: String) -> String { #"{"type": "array", "items": \#(item)}"# }
    static func part(_ name: String) -> String { ##"{"$ref": "#/$defs/\##(name)"}"## }
    static let string = #"{"type": "string"}"#
    static let number = #"{"type": "number"}"#
    static let integer = #"{"type": "integer"}"#
    static let truth = #"{"type": "boolean"}"#
    static func words(_ words: String...) -> String {
        #"{"enum": [\#(words.map { #""\#($0)""# }.joined(separator: ", "))]}"#
    }

    /// An object without its braces, as the body of a frame wants it.
    static func members(_ object: String) -> String {
        "          " + object.dropFirst().dropLast()
    }

    private static let fitBody = members(
        object(
            [
                (
                    "coefficients",
                    list(
                        object(
                            [
                                ("term", string), ("variable", string), ("level", part("label")),
                                ("reference", part("label")),
                            ]
                                + ["estimate", "std_error", "statistic"].map {
                                    ($0, part("figure"))
                                }
                                + [
                                    ("p_value", part("p_value")), ("log10_p", part("log10_p")),
                                    ("p_display", part("label")),
                                ]
                                + [
                                    "conf_low", "conf_high", "odds_ratio", "odds_ratio_low",
                                    "odds_ratio_high", "ratio", "ratio_low", "ratio_high",
                                ].map { ($0, part("figure")) }
                                + [
                                    (
                                        "status",
                                        words("estimated", "infinite", "aliased", "not_estimable")
                                    ), ("direction", words("positive", "negative")),
                                    ("conf_low_status", words("infinite", "not_found")),
                                    ("conf_high_status", words("infinite", "not_found")),
                                    ("firth_estimate", part("figure")),
                                ],
                            optional: [
                                "direction", "ratio", "ratio_low", "ratio_high", "conf_low_status",
                                "conf_high_status", "firth_estimate",
                            ]))
                ),
                (
                    "glance",
                    object(
                        [
                            "n_obs", "df_residual", "df_null", "null_deviance", "deviance",
                        ].map { ($0, number) }
                            + [
                                "n_events", "n_trials", "outcome_mean", "log_likelihood", "aic",
                                "bic",
                                "dispersion", "theta", "theta_std_error", "pearson",
                            ].map { ($0, part("figure")) } + [
                                ("iterations", integer), ("converged", truth),
                                ("event", part("label")), ("outcome", string),
                                (
                                    "ratio",
                                    words("odds_ratio", "rate_ratio", "hazard_ratio", "mean_ratio")
                                ),
                            ],
                        optional: [
                            "n_trials", "outcome_mean", "dispersion", "theta", "theta_std_error",
                            "pearson", "ratio",
                        ])
                ),
                (
                    "standard_errors",
                    object(
                        [
                            (
                                "kind",
                                words(
                                    "model", "HC0", "HC1", "HC2", "HC3", "CR0", "CR1", "CR1S",
                                    "CR2", "sandwich")
                            ), ("factor", number), ("factor_name", string), ("cluster", string),
                            ("clusters", integer), ("smallest", integer), ("largest", integer),
                            ("reference", words("normal", "student")),
                        ],
                        optional: [
                            "factor", "factor_name", "cluster", "clusters", "smallest", "largest",
                        ])
                ),
                ("tests", fitTests("likelihood_ratio", "wald", "f", "wald_f")),
                ("missing", part("missing")),
                (
                    "firth",
                    object([
                        (
                            "coefficients",
                            list(
                                object(
                                    [("term", string)]
                                        + [
                                            "estimate", "std_error", "statistic", "conf_low",
                                            "conf_high", "odds_ratio", "odds_ratio_low",
                                            "odds_ratio_high",
                                        ].map { ($0, part("figure")) }
                                        + [
                                            ("p_value", part("p_value")),
                                            ("log10_p", part("log10_p")),
                                            ("p_display", part("label")),
                                            ("status", words("estimated", "aliased")),
                                        ]))
                        ), ("tests", fitTests("penalised_likelihood_ratio")),
                        ("prediction_intercept", part("figure")),
                        ("penalised_log_likelihood", number), ("iterations", integer),
                    ])
                ),
                ("large_factor", largeFactor),
                ("effects", list(effect)), ("checks", checks), ("verification", verification),
            ], optional: ["firth", "large_factor", "effects", "checks", "verification"]))

    private static let largeFactor = object([
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

    private static func fitTests(_ names: String...) -> String {
        list(
            object(
                [
                    ("term", string),
                    ("name", "{\"enum\": [\(names.map { "\"\($0)\"" }.joined(separator: ", "))]}"),
                    ("method", string), ("statistic", part("figure")), ("df", integer),
                    ("df2", number), ("p_value", part("p_value")), ("log10_p", part("log10_p")),
                    ("p_display", part("label")),
                    ("status", words("tested", "infinite", "not_estimable")),
                ], optional: ["df2"]))
    }

    private static let predictBody = members(
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
                                (
                                    "status",
                                    words(
                                        "predicted", "missing_input", "invalid_input",
                                        "unknown_level", "not_finite", "infinite", "not_estimable")
                                ),
                            ], optional: ["id", "probability", "mean"]))
                ), ("event", part("label")), ("formula", string), ("n_obs", number),
                ("mean_probability", part("p_value")), ("mean_prediction", part("figure")),
                ("statuses", list(object([("status", string), ("rows", integer)]))),
            ], optional: ["mean_probability", "mean_prediction"]))
}
