import FoundationEssentials

/// What makes two plans the same question: the SHA-256 of the plan's canonical JSON.
///
/// Keys in the order of their bytes, every default written out, no blanks, numbers as short as they
/// read back the same. Left out is what does not change the question: where files lie (`data`, and
/// `file` in joins), `threads`, `audience`, `save_model`, and the register's own keys.
public enum PlanFingerprint {
    private static let leftOut: Set<String> = [
        "data", "threads", "audience", "save_model", "register", "question", "direction", "family",
        "memory", "scratch",
    ]

    /// The hash of a plan, as 64 hexadecimal digits.
    public static func of(_ plan: AnalysisPlan) throws(AnalysisError) -> String {
        DataSource.sha256(try canonicalJSON(plan))
    }

    /// The text that is hashed.
    public static func canonicalJSON(_ plan: AnalysisPlan) throws(AnalysisError) -> String {
        let value = try translatingErrors {
            try JSONDecoder().decode(JSONValue.self, from: try JSONEncoder().encode(plan))
        }
        guard case .object(var keys) = value else { return "" }
        for key in leftOut { keys[key] = nil }
        if case .list(let joins)? = keys["join"] {
            keys["join"] = .list(
                joins.map { join in
                    guard case .object(var parts) = join else { return join }
                    parts["file"] = nil
                    return .object(parts)
                })
        }
        var text = ""
        write(.object(keys), into: &text)
        return text
    }

    private static func write(_ value: JSONValue, into text: inout String) {
        switch value {
        case .null: text += "null"
        case .boolean(let value): text += value ? "true" : "false"
        case .number(let number):
            let digits = number.description
            text += digits.hasSuffix(".0") ? String(digits.dropLast(2)) : digits
        case .text(let string): quote(string, into: &text)
        case .list(let items):
            text += "["
            for (index, item) in items.enumerated() {
                if index > 0 { text += "," }
                write(item, into: &text)
            }
            text += "]"
        case .object(let items):
            text += "{"
            let keys = items.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            for (index, key) in keys.enumerated() {
                if index > 0 { text += "," }
                quote(key, into: &text)
                text += ":"
                if let item = items[key] { write(item, into: &text) }
            }
            text += "}"
        }
    }

    private static func quote(_ string: String, into text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case let control where control.value < 0x20:
                let digits = String(control.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
