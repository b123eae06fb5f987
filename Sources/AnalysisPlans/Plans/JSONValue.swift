import FoundationEssentials

/// A JSON value of any shape, read before it is known what it must be.
public enum JSONValue: Decodable, Sendable {
    case null
    case boolean(Bool)
    case number(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    /// Reads whatever stands there.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .list(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    /// Parses the text of a file.
    ///
    /// - Throws: `AnalysisError` with line and column where they are known.
    static func parse(_ bytes: [UInt8]) throws(AnalysisError) -> JSONValue {
        let value: JSONValue
        do {
            value = try JSONDecoder().decode(JSONValue.self, from: Data(bytes))
        } catch {
            throw syntaxError(JSONSyntax.firstError(in: bytes))
        }
        // The decoder takes a comma behind the last element, which other readers of the plan do not;
        // what has zero bytes is in another encoding, and the decoder's alone to read.
        if !bytes.contains(0), let place = JSONSyntax.firstError(in: bytes) {
            throw syntaxError(place)
        }
        // A decoder keeps one of the two, and nobody could tell which was meant.
        if let twice = JSONSyntax.firstRepeatedKey(in: bytes) {
            throw AnalysisError(
                "plan_syntax", "The key \"\(twice.key)\" stands twice in one object.",
                hint: "Keep the one that is meant.", line: twice.line, column: twice.column)
        }
        return value
    }

    private static func syntaxError(_ place: (line: Int, column: Int)?) -> AnalysisError {
        AnalysisError(
            "plan_syntax", "The plan is not JSON" + (place == nil ? "." : " from here on."),
            hint: "Look for a missing comma, quote or bracket, or one too many.", line: place?.line,
            column: place?.column)
    }

    /// The kind of value in words.
    var kindName: String {
        switch self {
        case .null: "null"
        case .boolean: "true or false"
        case .number: "a number"
        case .text: "a text"
        case .list: "a list"
        case .object: "an object"
        }
    }
}
