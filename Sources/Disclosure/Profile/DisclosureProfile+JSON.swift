import FoundationEssentials

extension DisclosureProfile {
    /// The keys of a profile's file.
    public static let keys = [
        "dominance", "figure_digits", "name", "protection_range", "residual_degrees_of_freedom",
        "rounding_base", "secondary_suppression", "threshold", "zeros",
    ]

    /// A profile from the bytes of a JSON object, such as
    /// `{"name": "council", "threshold": 6, "rounding_base": 5, "dominance": {"contributors": 2, "share": 0.9}}`.
    ///
    /// A key that is absent has the value that `publish` has; without `protection_range` it is half the
    /// threshold less 1 (not below 0), which is 4 for 10. `dominance` and `figure_digits` may be null.
    ///
    /// - Throws: ``DisclosureError`` for what is no JSON object, an unknown key or a value out of range.
    public init(json: [UInt8]) throws(DisclosureError) {
        let file: ProfileFile
        do {
            file = try JSONDecoder().decode(ProfileFile.self, from: Data(json))
        } catch let error as DisclosureError {
            throw error
        } catch DecodingError.keyNotFound(let missing, _) {
            throw .profileValue(key: "dominance." + missing.stringValue, reason: "is missing")
        } catch DecodingError.typeMismatch(_, let context),
            DecodingError.valueNotFound(_, let context)
        {
            guard let key = context.codingPath.first?.stringValue else {
                throw .profileSyntax(reason: "it is not a JSON object.")
            }
            throw .profileValue(key: key, reason: "has a value of another kind")
        } catch DecodingError.dataCorrupted(let context) {
            if let key = context.codingPath.first?.stringValue {
                throw .profileValue(key: key, reason: "has a value of another kind")
            }
            throw .profileSyntax(reason: "it is not JSON.")
        } catch {
            throw .profileSyntax(reason: "it is not a JSON object with the keys of a profile.")
        }
        self = file.profile
        try check()
    }

    private func check() throws(DisclosureError) {
        let limit = 1_000_000
        func within(_ key: String, _ value: Int, _ range: ClosedRange<Int>) throws(DisclosureError)
        {
            guard range.contains(value) else {
                throw .profileValue(
                    key: key,
                    reason: "lies outside \(range.lowerBound) to \(range.upperBound)")
            }
        }
        try within("threshold", threshold, 0...limit)
        guard threshold != 2 || zeros == .suppressed else {
            throw .profileValue(
                key: "threshold",
                reason: "is 2, which would hide ones alone and so tell each of them; 3 is the least"
            )
        }
        try within("rounding_base", roundingBase, 1...limit)
        try within("residual_degrees_of_freedom", residualDegreesOfFreedom, 0...limit)
        try within("protection_range", protectionRange, 0...limit)
        if let figureDigits { try within("figure_digits", figureDigits, 1...17) }
        if let dominance {
            try within("dominance.contributors", dominance.contributors, 1...limit)
            guard dominance.share > 0, dominance.share <= 1 else {
                throw .profileValue(key: "dominance.share", reason: "lies outside 0 to 1")
            }
        }
    }
}

/// A profile as its file spells it; what is absent is taken from `publish`.
private struct ProfileFile: Decodable {
    var profile: DisclosureProfile

    private struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
        init(_ name: String) { stringValue = name }
    }

    init(from decoder: any Decoder) throws {
        let file = try decoder.container(keyedBy: Key.self)
        try Self.refuseUnknown(file, known: DisclosureProfile.keys, within: "")
        let standard = DisclosureProfile.publish
        func value<Value: Decodable>(_ key: String, _ absent: Value) throws -> Value {
            guard file.contains(Key(key)) else { return absent }
            return try file.decode(Value.self, forKey: Key(key))
        }
        // Read as numbers first, so that 9.5 is answered by its key.
        func whole(_ key: String, _ absent: Int) throws -> Int {
            let number = try value(key, Double(absent))
            guard let whole = Int(exactly: number) else {
                throw DisclosureError.profileValue(key: key, reason: "is no whole number")
            }
            return whole
        }
        let threshold = try whole("threshold", standard.threshold)
        let zeros = try value("zeros", standard.zeros.rawValue)
        guard let zeros = DisclosureProfile.Zeros(rawValue: zeros) else {
            throw DisclosureError.profileValue(
                key: "zeros", reason: "is neither \"shown\" nor \"suppressed\"")
        }
        var dominance = standard.dominance
        if file.contains(Key("dominance")) {
            dominance = nil
            if try !file.decodeNil(forKey: Key("dominance")) {
                let rule = try file.nestedContainer(keyedBy: Key.self, forKey: Key("dominance"))
                try Self.refuseUnknown(
                    rule, known: ["contributors", "share"], within: "dominance.")
                dominance = DisclosureProfile.Dominance(
                    contributors: try Self.contributors(rule),
                    share: try rule.decode(Double.self, forKey: Key("share")))
            }
        }
        var digits = standard.figureDigits
        if file.contains(Key("figure_digits")) {
            digits = nil
            if try !file.decodeNil(forKey: Key("figure_digits")) {
                digits = try whole("figure_digits", 0)
            }
        }
        profile = DisclosureProfile(
            name: try value("name", "custom"), threshold: threshold, zeros: zeros,
            hasSecondarySuppression: try value(
                "secondary_suppression", standard.hasSecondarySuppression),
            roundingBase: try whole("rounding_base", standard.roundingBase),
            residualDegreesOfFreedom: try whole(
                "residual_degrees_of_freedom", standard.residualDegreesOfFreedom),
            dominance: dominance,
            protectionRange: try whole("protection_range", max(0, threshold / 2 - 1)),
            figureDigits: digits)
    }

    private static func contributors(_ rule: KeyedDecodingContainer<Key>) throws -> Int {
        guard let whole = Int(exactly: try rule.decode(Double.self, forKey: Key("contributors")))
        else {
            throw DisclosureError.profileValue(
                key: "dominance.contributors", reason: "is no whole number")
        }
        return whole
    }

    private static func refuseUnknown(
        _ container: KeyedDecodingContainer<Key>, known: [String], within: String
    ) throws {
        let unknown = container.allKeys.map(\.stringValue).filter { !known.contains($0) }
        if let key = unknown.min() {
            throw DisclosureError.unknownKey(within + key, known: known.map { within + $0 })
        }
    }
}
