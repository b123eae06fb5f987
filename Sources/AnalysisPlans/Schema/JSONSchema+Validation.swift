extension JSONSchema {
    /// The keys of a plan that validates a model, beside those of its data.
    static let validationKeys = [
        ("model", part("file")), ("formula", part("formula")), ("cluster", string),
        ("places", numbersOrTexts), ("by", texts), ("against", texts), ("points", part("file")),
        ("thresholds", numbersOrTexts), ("time", string),
        ("train_until", #"{"type": ["number", "string"]}"#),
        ("replicates", #"{"type": "integer", "minimum": 0, "maximum": 100000, "default": 200}"#),
        ("folds", #"{"type": "integer", "minimum": 0, "maximum": 1000, "default": 10}"#),
        ("repeats", #"{"type": "integer", "minimum": 1, "maximum": 1000, "default": 5}"#),
        ("seed", #"{"type": "integer", "minimum": 0, "default": 1}"#),
        ("people", string), ("confidence", part("confidence")), ("type", part("type")),
        ("audience", words("analyst", "practitioner")), ("threads", part("threads")),
    ].map { #"                "\#($0.0)": \#($0.1)"# }.joined(separator: ",\n")

    private static let texts =
        #"{"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}"#
    private static let numbersOrTexts =
        #"{"anyOf": [{"type": ["number", "string"]}, {"type": "array", "items": {"type": ["number", "string"]}, "minItems": 1}]}"#

    /// How good a model's risks are.
    static let validationResult = object(
        [
            ("design", words("new_data", "resampling", "temporal")), ("outcome", string),
            ("event", string),
            ("formula", string), ("n_obs", number), ("n_events", number), ("fitted_to", number),
            ("clusters", integer),
            ("figures", list(validationFigure)), ("resampling", resampling),
            ("risks", words("new_data", "out_of_fold", "apparent")),
            ("calibration_curve", list(curveRow)), ("calibration_note", string),
            ("calibration_groups", list(groupRow)), ("decision_curve", list(decisionRow)),
            ("capacity", list(capacityPart)), ("comparisons", list(comparisonRow)),
            ("subgroups", list(subgroupRow)), ("too_few_rule", string),
            ("sample_size", sampleSize), ("recalibration", list(recalibrationRow)),
        ],
        optional: [
            "fitted_to", "clusters", "resampling", "calibration_note", "too_few_rule",
            "sample_size",
        ])

    private static func figures(_ names: String...) -> [(String, String)] {
        names.map { ($0, part("figure")) }
    }

    private static let validationFigure = object(
        [("name", string)]
            + figures(
                "estimate", "std_error", "conf_low", "conf_high", "apparent", "optimism",
                "cross_validated")
            + [
                ("method", string), ("status", words("estimated", "infinite", "not_estimable")),
                ("note", string),
            ], optional: ["std_error", "apparent", "optimism", "cross_validated", "note"])

    private static let resampling = object(
        [
            "replicates", "fitted", "separated", "failed", "without_level", "folds", "repeats",
            "folds_without_fit", "cases_without_risk", "seed",
        ].map { ($0, integer) })

    private static let curveRow = object(
        [("risk", number), ("observed", number)] + figures("conf_low", "conf_high"))

    private static let groupRow = object(
        ["lowest_risk", "highest_risk", "mean_risk", "cases", "events", "observed"].map {
            ($0, number)
        } + figures("conf_low", "conf_high"))

    private static let decisionRow = object(
        ["threshold", "offered", "found"].map { ($0, number) }
            + figures(
                "model", "model_low", "model_high", "all", "gain_over_all", "gain_over_all_low",
                "gain_over_all_high"))

    private static let capacityPart = object(
        [("asked", string), ("threshold", part("figure"))]
            + [
                "places", "offered", "tied", "places_for_tied", "found", "missed",
                "wrongly_offered",
            ].map { ($0, number) } + [("figures", list(validationFigure))])

    private static let comparisonRow = object(
        [
            ("name", string), ("found", number), ("missed", number), ("wrongly_offered", number),
            ("threshold", integer), ("difference", validationFigure), ("unknown", integer),
        ], optional: ["threshold", "unknown"])

    private static let subgroupRow = object(
        [("column", string), ("level", string)]
            + ["cases", "events", "offered", "found", "missed", "wrongly_offered", "expected"]
            .map { ($0, number) }
            + [
                ("figures", list(validationFigure)),
                (
                    "too_few",
                    list(
                        object([
                            ("what", string), ("count", number), ("least", number),
                            ("figures", list(string)),
                        ]))
                ),
            ])

    private static let sampleSize = object(
        [("parameters", integer), ("anticipated_r2", number)] + figures("cases", "events")
            + [
                ("unmet", list(string)),
                (
                    "needs",
                    list(
                        object(
                            [("criterion", string), ("cases", part("figure")), ("note", string)],
                            optional: ["note"]))
                ),
            ])

    private static let recalibrationRow = object(
        [("step", words("none", "intercept", "slope", "refit"))]
            + figures(
                "intercept", "slope", "log_likelihood", "statistic", "p_value", "log10_p", "brier")
            + [("df", integer), ("chosen", truth)])
}
