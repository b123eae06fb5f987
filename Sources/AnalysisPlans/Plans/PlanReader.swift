import Tables

/// Reads the keys of one plan, telling of a wrong value by its JSON pointer and of an unknown key
/// by the nearest that exists.
struct PlanReader {
    private let object: [String: JSONValue]
    private let pointer: String
    private var known: [String] = []

    init(_ value: JSONValue, pointer: String) throws(AnalysisError) {
        guard case .object(let object) = value else {
            throw AnalysisError(
                "plan_value", "A plan is an object and not \(value.kindName).",
                hint: #"As in {"analysis": "test", "data": "cases.csv", "formula": "y ~ g"}."#,
                pointer: pointer)
        }
        self.object = object
        self.pointer = pointer
    }

    private init(_ object: [String: JSONValue], pointer: String) {
        self.object = object
        self.pointer = pointer
    }

    private mutating func value(_ key: String) -> JSONValue? {
        known.append(key)
        if case .null? = object[key] { return nil }
        return object[key]
    }

    private func wrong(_ key: String, _ value: JSONValue, needs: String, hint: String? = nil)
        -> AnalysisError
    {
        AnalysisError(
            "plan_value", "\"\(key)\" is \(value.kindName); it must be \(needs).", hint: hint,
            pointer: "\(pointer)/\(key)")
    }

    /// How a text stands in a list.
    private func inList(_ key: String, _ value: JSONValue) -> String? {
        guard case .text(let text) = value, text.count <= 60, !text.contains("\"") else {
            return nil
        }
        return "As in \"\(key)\": [\"\(text)\"]."
    }

    func pointer(to key: String) -> String { "\(pointer)/\(key)" }

    func missing(_ key: String, hint: String) -> AnalysisError {
        AnalysisError(
            "plan_value", "The plan has no \"\(key)\".", hint: hint,
            pointer: pointer)
    }

    func refuse(_ key: String, _ message: String, hint: String? = nil) -> AnalysisError {
        AnalysisError("plan_value", message, hint: hint, pointer: "\(pointer)/\(key)")
    }

    mutating func text(_ key: String) throws(AnalysisError) -> String? {
        guard let value = value(key) else { return nil }
        guard case .text(let text) = value else { throw wrong(key, value, needs: "a text") }
        return text
    }

    mutating func requiredText(_ key: String, hint: String) throws(AnalysisError) -> String {
        guard let text = try text(key) else { throw missing(key, hint: hint) }
        return text
    }

    mutating func truth(_ key: String) throws(AnalysisError) -> Bool? {
        guard let value = value(key) else { return nil }
        guard case .boolean(let truth) = value else {
            throw wrong(key, value, needs: "true or false")
        }
        return truth
    }

    mutating func number(_ key: String) throws(AnalysisError) -> Double? {
        guard let value = value(key) else { return nil }
        guard case .number(let number) = value else { throw wrong(key, value, needs: "a number") }
        return number
    }

    /// The name of a column, or the number 1.
    mutating func columnOrOne(_ key: String) throws(AnalysisError) -> JSONValue? {
        guard let value = value(key) else { return nil }
        switch value {
        case .text, .number(1): return value
        default: throw wrong(key, value, needs: "the name of a column or the number 1")
        }
    }

    /// A whole number from a least one on, to 2⁵³.
    mutating func wholeNumber(
        _ key: String, atLeast least: Double
    ) throws(AnalysisError) -> Int? {
        guard let number = try number(key) else { return nil }
        guard number.rounded() == number, number >= least, number <= 0x1p53 else {
            throw wrong(
                key, .number(number),
                needs: "a whole number from \(NumberText.count(least)) to 2^53")
        }
        return Int(number)
    }

    /// A text, or a list of at least one of them.
    mutating func textOrTexts(_ key: String) throws(AnalysisError) -> [String]? {
        guard let value = value(key) else { return nil }
        let needs = "a text or a list of texts that is not empty"
        if case .text(let text) = value { return [text] }
        guard case .list(let items) = value, !items.isEmpty else {
            throw wrong(key, value, needs: needs)
        }
        return try items.map { item throws(AnalysisError) in
            guard case .text(let text) = item else { throw wrong(key, value, needs: needs) }
            return text
        }
    }

    /// What cases are called in sentences: `people`.
    mutating func people() throws(AnalysisError) -> String? {
        guard let word = try text("people") else { return nil }
        guard !word.isEmpty, word.count <= 40, word.allSatisfy({ $0.isLetter || $0 == " " }) else {
            throw refuse(
                "people", "\"\(word)\" is no word for cases.",
                hint: "As in children, families or referrals.")
        }
        return word
    }

    /// A text or number, or a list of at least one of them; numbers as the shortest text that is read back
    /// as them.
    mutating func textsOrNumbers(_ key: String) throws(AnalysisError) -> [String]? {
        guard let value = value(key) else { return nil }
        var items = [value]
        if case .list(let listed) = value { items = listed }
        let needs = "a number or a text, or a list of them that is not empty"
        guard !items.isEmpty else { throw wrong(key, value, needs: needs) }
        return try items.map { item throws(AnalysisError) in
            switch item {
            case .text(let text): return text
            case .number(let number): return Int(exactly: number).map { "\($0)" } ?? "\(number)"
            default: throw wrong(key, value, needs: needs)
            }
        }
    }

    /// A list of objects, each with a reader of its own, whose keys are to be finished by it.
    mutating func objects(_ key: String) throws(AnalysisError) -> [PlanReader]? {
        guard let value = value(key) else { return nil }
        guard case .list(let items) = value else {
            throw wrong(
                key, value, needs: "a list of objects",
                hint: key == "join"
                    ? "As in \"join\": [{\"file\": \"wards.csv\", \"on\": \"ward\"}]." : nil)
        }
        var readers: [PlanReader] = []
        for (index, item) in items.enumerated() {
            guard case .object(let object) = item else {
                throw wrong(key, value, needs: "a list of objects")
            }
            readers.append(PlanReader(object, pointer: "\(pointer)/\(key)/\(index)"))
        }
        return readers
    }

    mutating func texts(_ key: String) throws(AnalysisError) -> [String]? {
        guard let value = value(key) else { return nil }
        guard case .list(let items) = value else {
            throw wrong(key, value, needs: "a list of texts", hint: inList(key, value))
        }
        var texts: [String] = []
        for item in items {
            guard case .text(let text) = item else {
                throw wrong(key, value, needs: "a list of texts")
            }
            texts.append(text)
        }
        return texts
    }

    /// An object whose values are lists of at least two texts.
    mutating func textListsByName(_ key: String) throws(AnalysisError) -> [String: [String]]? {
        guard let value = value(key) else { return nil }
        guard case .object(let items) = value else {
            throw wrong(key, value, needs: "an object of lists of texts")
        }
        var lists: [String: [String]] = [:]
        for (name, item) in items {
            guard case .list(let list) = item else {
                throw wrong(key, value, needs: "an object of lists of texts")
            }
            var texts: [String] = []
            for item in list {
                switch item {
                case .text(let text): texts.append(text)
                case .number(let number): texts.append(NumberText.plain(number))
                default: throw wrong(key, value, needs: "an object of lists of texts")
                }
            }
            guard texts.count >= 2, Set(texts).count == texts.count else {
                throw refuse(
                    key, "The order of \"\(name)\" must name two levels or more, each once.")
            }
            lists[name] = texts
        }
        return lists.isEmpty ? nil : lists
    }

    /// An object of numbers.
    mutating func numbersByName(_ key: String) throws(AnalysisError) -> [String: Double]? {
        guard let value = value(key) else { return nil }
        guard case .object(let items) = value else {
            throw wrong(key, value, needs: "an object of numbers")
        }
        var numbers: [String: Double] = [:]
        for (name, item) in items {
            guard case .number(let number) = item else {
                throw wrong(key, value, needs: "an object of numbers")
            }
            numbers[name] = number
        }
        return numbers
    }

    mutating func textsByName(_ key: String) throws(AnalysisError) -> [String: String]? {
        guard let value = value(key) else { return nil }
        guard case .object(let items) = value else {
            throw wrong(key, value, needs: "an object of texts")
        }
        var texts: [String: String] = [:]
        for (name, item) in items {
            guard case .text(let text) = item else {
                throw wrong(key, value, needs: "an object of texts")
            }
            texts[name] = text
        }
        return texts
    }

    /// Refuses keys that nothing has asked for.
    ///
    /// - Parameter owner: what has these keys, as a sentence begins with it.
    func finish(_ owner: String = "A plan of this analysis") throws(AnalysisError) {
        for key in object.keys.sorted() where !known.contains(key) {
            throw AnalysisError(
                "unknown_key", "\(owner) has no key \"\(key)\".", hint: hint(for: key),
                pointer: "\(pointer)/\(escaped(key))")
        }
    }

    /// What may have been meant by a key that there is not: what an option of the command line is in a plan, or
    /// the nearest keys.
    private func hint(for key: String) -> String {
        if let (belongsTo, words) = Self.optionsElsewhere[key],
            belongsTo.map(known.contains) ?? true
        {
            return words
        }
        let near = NearestNames.find(key, among: known)
        let hint = NearestNames.hint(for: key, among: known.sorted())
        return near.isEmpty && known.count > 8 ? hint + " casewise schema tells of all." : hint
    }

    /// Options of the command line that stand elsewhere in a plan, each with a key that the plan must have for
    /// it.
    private static let optionsElsewhere: [String: (belongsTo: String?, words: String)] = {
        let join = (
            belongsTo: "join" as String?,
            words: "It stands in the join: \"join\": [{\"file\": \"wards.csv\", \"on\": \"ward\"}]."
        )
        let shown = (
            belongsTo: nil as String?,
            words:
                "How a result is shown is no part of a plan: casewise run plan.json --json, --format "
                + "or --output."
        )
        return [
            "own_scales": ("standardize", "In a plan it is \"standardize\": false."),
            "on": join, "expect": join, "suffix": join, "json": shown, "format": shown,
            "output": shown,
        ]
    }()

    private func escaped(_ key: String) -> String {
        key.map { $0 == "~" ? "~0" : $0 == "/" ? "~1" : String($0) }.joined()
    }
}
