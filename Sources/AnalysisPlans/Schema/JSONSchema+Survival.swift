extension JSONSchema {
    private static let positive = #"{"type": "number", "exclusiveMinimum": 0}"#
    private static let size = #"{"type": "number", "minimum": 0}"#
    private static let state = words("estimated", "infinite", "not_estimable")

    /// The keys of a plan that times to an event take, and outcomes within a time.
    static let survivalKeys = [
        ("horizon", positive), ("extract_date", part("day")), ("cause", string),
        ("cause_level", string), ("id", string), ("exposed_from", string),
        ("followed_from", string), ("ties", words("efron", "breslow")),
    ]

    /// The part of a result that is times to an event.
    static let survivalParts = [
        (
            "survival",
            object(
                [
                    ("form", words("time", "start_stop", "dates")), ("unit", part("label")),
                    ("extract_date", part("label")), ("horizon", part("figure")),
                    ("horizon_found", truth), ("causes", list(string)), ("cause", string),
                    ("groups", list(group)), ("curves", list(point)),
                    ("curve_times", part("count")),
                    ("at_times", list(point)), ("restricted_means", list(estimate)),
                    ("by_horizon", list(share)), ("incidence", list(estimate)),
                    ("mean_counts", list(estimate)), ("exposure", exposure),
                ], optional: ["by_horizon", "incidence", "mean_counts", "exposure"])
        )
    ]

    private static let group = object(
        [
            ("level", part("label")), ("cases", size), ("events", size), ("open", size),
            ("person_time", size), ("longest", size), ("median", part("figure")),
            ("median_low", part("figure")), ("median_high", part("figure")), ("note", string),
        ], optional: ["note"])

    private static let point = object([
        ("level", part("label")), ("time", size), ("at_risk", size), ("survival", part("figure")),
        ("conf_low", part("figure")), ("conf_high", part("figure")),
    ])

    private static let estimate = object(
        [
            ("level", part("label")), ("cause", string), ("time", size),
            ("estimate", part("figure")), ("std_error", part("figure")),
            ("conf_low", part("figure")), ("conf_high", part("figure")), ("status", state),
            ("note", string),
        ], optional: ["cause", "note"])

    private static let share = object(
        [
            ("level", part("label")), ("cases", size), ("events", size), ("without_event", size),
            ("not_yet_observable", size), ("kaplan_meier", estimate),
            ("counted_as_no", part("figure")), ("known_only", part("figure")),
            (
                "full_follow_up",
                object([
                    ("events", part("count")), ("cases", part("count")), ("share", part("figure")),
                    ("conf_low", part("figure")), ("conf_high", part("figure")),
                ])
            ),
        ], optional: ["full_follow_up"])

    private static let exposure = object([
        ("column", string), ("cases", part("count")), ("never_began", part("count")),
        ("moved_time", size),
    ])
}
