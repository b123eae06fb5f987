import FoundationEssentials
import Tables

extension PointsScore {
    /// The score that a points file says, given the file's bytes.
    ///
    /// - Throws: where the text is not a points file, with the place of what is wrong, or contradicts itself.
    public init(json: [UInt8]) throws(PointsError) {
        let file: PointsFile
        do {
            file = try JSONDecoder().decode(PointsFile.self, from: Data(json))
        } catch let error as DecodingError {
            throw PointsError(
                .malformed, "This is not a points file: \(error.words).",
                hint:
                    "A points file has \"name\", \"items\" and, if wanted, \"bands\"; each item \"item\", \"column\" and \"rules\"."
            )
        } catch {
            throw PointsError(.malformed, "This is not a points file.")
        }
        var items: [Item] = []
        for item in file.items {
            var rules: [Rule] = []
            for rule in item.rules {
                guard let comparison = Comparison(rawValue: rule.comparison) else {
                    let words = Comparison.allCases.map(\.rawValue)
                    throw PointsError(
                        .malformed,
                        "The item \"\(item.item)\" compares by \"\(rule.comparison)\".",
                        hint: "Write \(words.map { "\"\($0)\"" }.joined(separator: " or "))"
                            + ": \"at least\" is >=, \"at most\" is <=.")
                }
                rules.append(Rule(comparison, rule.value.value, points: rule.points))
            }
            items.append(Item(item.item, column: item.column, rules: rules))
        }
        try self.init(
            name: file.name, source: file.source, version: file.version, items: items,
            bands: (file.bands ?? []).map { Band($0.band, from: $0.from, to: $0.to) })
    }
}

/// The form of a points file.
private struct PointsFile: Decodable {
    struct Item: Decodable {
        let item: String
        let column: String?
        let rules: [Rule]

        init(from decoder: any Decoder) throws {
            try decoder.refuseKeys(besides: ["item", "column", "rules", "note"])
            let container = try decoder.container(keyedBy: Key.self)
            item = try container.decode(String.self, forKey: Key("item"))
            guard container.contains(Key("column")) else {
                throw DecodingError.keyNotFound(
                    Key("column"),
                    .init(codingPath: container.codingPath, debugDescription: "no column"))
            }
            column = try container.decodeIfPresent(String.self, forKey: Key("column"))
            rules = try container.decode([Rule].self, forKey: Key("rules"))
        }
    }
    struct Rule: Decodable {
        let comparison: String
        let value: FileValue
        let points: Int

        init(from decoder: any Decoder) throws {
            try decoder.refuseKeys(besides: ["comparison", "value", "points"])
            let container = try decoder.container(keyedBy: Key.self)
            comparison = try container.decode(String.self, forKey: Key("comparison"))
            value = try container.decode(FileValue.self, forKey: Key("value"))
            points = try container.wholeNumber("points")
        }
    }
    struct Band: Decodable {
        let band: String
        let from: Int
        let to: Int?

        init(from decoder: any Decoder) throws {
            try decoder.refuseKeys(besides: ["band", "from", "to"])
            let container = try decoder.container(keyedBy: Key.self)
            band = try container.decode(String.self, forKey: Key("band"))
            from = try container.wholeNumber("from")
            to =
                try container.contains(Key("to")) && !container.decodeNil(forKey: Key("to"))
                ? container.wholeNumber("to") : nil
        }
    }
    struct FileValue: Decodable {
        let value: PointsScore.Value

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let flag = try? container.decode(Bool.self) {
                value = .boolean(flag)
            } else if let number = try? container.decode(Double.self) {
                value = .number(number)
            } else {
                value = .text(try container.decode(String.self))
            }
        }
    }

    let name: String
    let source: String?
    let version: String?
    let items: [Item]
    let bands: [Band]?

    init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(
            besides: ["name", "source", "version", "items", "bands", "note"])
        let container = try decoder.container(keyedBy: Key.self)
        name = try container.decode(String.self, forKey: Key("name"))
        source = try container.decodeIfPresent(String.self, forKey: Key("source"))
        version = try container.decodeIfPresent(String.self, forKey: Key("version"))
        items = try container.decode([Item].self, forKey: Key("items"))
        bands = try container.decodeIfPresent([Band].self, forKey: Key("bands"))
    }
}

private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension KeyedDecodingContainer<Key> {
    /// A whole number within ±10⁹.
    fileprivate func wholeNumber(_ name: String) throws -> Int {
        let number = try decode(Double.self, forKey: Key(name))
        guard number == number.rounded(), abs(number) <= 1e9 else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: codingPath, debugDescription: "\"\(name)\" is no whole number"))
        }
        return Int(number)
    }
}

extension Decoder {
    /// Refuses a key that has no meaning: a slip in its spelling must not go unseen.
    fileprivate func refuseKeys(besides known: [String]) throws {
        let container = try container(keyedBy: Key.self)
        for key in container.allKeys where !known.contains(key.stringValue) {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: codingPath,
                    debugDescription: "\"\(key.stringValue)\" is no key here; "
                        + NearestNames.hint(for: key.stringValue, among: known)))
        }
    }
}

extension DecodingError {
    /// What is wrong, and where, in words.
    fileprivate var words: String {
        let place = { (context: Context) -> String in
            let steps = context.codingPath.map { key in
                key.intValue.map { "entry \($0 + 1)" } ?? "\"\(key.stringValue)\""
            }
            return steps.isEmpty ? "" : " in " + steps.joined(separator: ", ")
        }
        switch self {
        case .keyNotFound(let key, let context):
            return "\"\(key.stringValue)\" is not there\(place(context))"
        case .valueNotFound(_, let context):
            return "a value is null\(place(context))"
        case .typeMismatch(_, let context):
            return "a value is of another kind than it should be\(place(context))"
        case .dataCorrupted(let context):
            let text = context.debugDescription
            if text.hasPrefix("\"") {
                return (text.hasSuffix("?") || text.hasSuffix(".") ? String(text.dropLast()) : text)
                    + place(context)
            }
            return context.codingPath.isEmpty
                ? "the text is not JSON"
                : "a value is of another kind than it should be\(place(context))"
        @unknown default:
            return "it cannot be read"
        }
    }
}
