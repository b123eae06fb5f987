import FactorScreening
import HypothesisTests

extension JSONSchema {
    /// The keys of a screen's plan, beside those of its data.
    static let screenKeys =
        ([
            ("outcome", #"{"type": "string", "minLength": 1}"#), ("candidates", names),
            ("exclude", names), ("adjust", string), ("needs", names), ("cluster", string),
            ("count", string),
            ("correction", wordList(MultiplicityCorrection.allCases.map(\.rawValue))),
            ("support", #"{"type": "integer", "minimum": 1, "default": 10}"#),
            ("confidence", part("confidence")), ("type", part("type")),
            ("audience", words("analyst", "practitioner")), ("threads", part("threads")),
        ] + screenRegisterKeys).map { #"                "\#($0.0)": \#($0.1)"# }.joined(
            separator: ",\n")

    private static let names =
        #"{"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}"#

    private static func wordList(_ words: [String]) -> String {
        #"{"enum": [\#(words.map { #""\#($0)""# }.joined(separator: ", "))]}"#
    }

    private static let share = object([
        ("level", string), ("cases", part("count")), ("events", part("count")),
        ("share", part("p_value")), ("conf_low", part("p_value")), ("conf_high", part("p_value")),
    ])

    /// What a screen found.
    static let screenBody = members(
        object(
            [
                ("outcome", string), ("event", string), ("cases", part("count")),
                ("events", part("count")), ("tried", part("count")), ("surviving", part("count")),
                ("level", part("p_value")), ("expected_false", part("figure")),
                ("candidates", list(candidate)),
                (
                    "excluded",
                    list(
                        object([
                            ("column", string),
                            ("reason", wordList(CandidateExclusion.allCases.map(\.rawValue))),
                        ]))
                ),
                (
                    "groups",
                    list(
                        object([
                            ("representative", string),
                            (
                                "members",
                                list(object([("name", string), ("cramers_v", part("p_value"))]))
                            ),
                        ]))
                ), ("exclusive", list(list(string))), ("cluster", clusters),
                ("adjustment_determination", part("figure")), ("needs", needs),
                ("thresholds", list(object([("name", string), ("value", number)]))),
            ], optional: ["cluster", "adjustment_determination"]))

    private static let candidate = object(
        [
            ("name", string), ("column", string),
            ("kind", wordList(ScreenedFactor.Kind.allCases.map(\.rawValue))),
            ("cases", part("count")), ("events", part("count")), ("missing", part("count")),
            ("levels", list(share)), ("reference", string), ("leading", part("label")),
            ("effects", list(effectRow)), ("test", testRow), ("q_value", part("p_value")),
            ("survives", truth),
            (
                "adjusted",
                object([
                    ("cases", part("count")), ("events", part("count")), ("test", testRow),
                    ("q_value", part("p_value")), ("crude", list(effectRow)),
                    ("adjusted", list(effectRow)),
                ])
            ), ("design_effect", part("figure")), ("sparse", truth), ("few_events", truth),
            ("determination", part("p_value")),
            ("suspects_leakage", truth), ("lumped_levels", part("count")),
            ("lumped_cases", part("count")), ("representative", part("label")),
        ], optional: ["adjusted", "design_effect"])

    private static let needs = object([
        ("needs", list(object([("name", string), ("cases", part("count"))]))),
        ("support", part("count")), ("exclusive_pairs", part("count")),
        ("pairs_tried", part("count")),
        ("triples_tried", part("count")),
        (
            "patterns",
            list(
                object(
                    [
                        ("needs", list(string)), ("cases", part("count")),
                        ("observed", part("count")), ("expected", number),
                        ("expected_from_pairs", number), ("lift", part("figure")),
                        ("conf_low", part("figure")), ("conf_high", part("figure")),
                        ("test", testRow), ("q_value", part("p_value")), ("survives", truth),
                        ("outcome", share),
                    ], optional: ["expected_from_pairs"]))
        ),
    ])
}
