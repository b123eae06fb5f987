/// A model written for others.
extension JSONSchema {
    private static let dialects = words("ansi", "tsql", "postgresql", "duckdb", "sqlite")

    static let exportPlan: String = {
        let keys = [
            ("analysis", #"{"const": "export"}"#),
            ("model", #"{"type": "string", "description": "A file that fit --save-model wrote."}"#),
            ("as", words("sql", "csv", "json")), ("dialect", dialects), ("table", string),
            ("id", string),
        ]
        return #"            "export_plan": "#
            + object(keys, optional: ["dialect", "table", "id"])
    }()

    static let exportResult = object(
        [
            ("formula", string), ("n_obs", number), ("sql", string),
            (
                "coefficients",
                list(
                    object(
                        [
                            ("kind", words("coefficient", "level", "offset", "link")),
                            ("term", string), ("variable", string), ("level", string),
                            ("reference", string), ("estimate", number), ("std_error", number),
                            ("status", string), ("used", number), ("column", string),
                        ],
                        optional: [
                            "variable", "level", "reference", "estimate", "std_error", "used",
                        ]))
            ), ("model", #"{"type": "object"}"#),
        ], optional: ["sql", "coefficients", "model"])
}
