extension JSONSchema {
    static let results = [
        frame("test", body: members(hypothesisResult)),
        frame("validate", body: members(validationResult)),
        frame("prevalence", body: members(prevalenceResult)),
        frame("outcome", body: members(outcomeResult)), frame("fit", body: fitBody),
        frame("fit", named: "penalized_fit", body: members(penalizedResult)),
        frame("predict", body: predictBody), frame("describe", body: describeBody),
        frame("screen", body: screenBody),
        frame("register", body: members(registerResult)),
        frame("power", body: members(powerResult), readsData: false),
        frame("export", body: members(exportResult), readsData: false),
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
}
