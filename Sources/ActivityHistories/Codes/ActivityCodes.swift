import FoundationEssentials
import Tables

/// A version of the table that says which state each activity code is.
///
/// Which codes count as NEET changes from year to year, so that it is read from a file and never
/// built in. A file is JSON:
///
/// ```json
/// {"name": "nccis", "version": "2025", "valid_from": "2024-09-01", "valid_to": "2025-08-31",
///  "source": "where it was read",
///  "codes": [{"code": "210", "label": "school sixth form", "state": "education"}]}
/// ```
public struct ActivityCodes: Sendable, Equatable {
    /// One code.
    public struct Entry: Sendable, Equatable, Decodable {
        /// The code as the data hold it.
        public let code: String
        /// What it means.
        public let label: String
        /// The state that it is.
        public let state: ActivityState
    }

    /// The table's name.
    public let name: String
    /// Its version.
    public let version: String
    /// The first day that it holds for, in days since 1970-01-01; nil where it has none.
    public let validFrom: Int32?
    /// The last day that it holds for; nil where it has none.
    public let validTo: Int32?
    /// Where it was read.
    public let source: String
    /// The codes in the order of the file.
    public let entries: [Entry]
    private let states: [String: ActivityState]

    /// The state of a code; nil for a code that the table does not have.
    public subscript(_ code: String) -> ActivityState? { states[code] }

    /// Reads a table.
    ///
    /// - Throws: `HistoryError` where it is no such JSON, a code stands twice, a day is none, no code
    ///   is NEET or none is another state.
    public init(json bytes: [UInt8]) throws(HistoryError) {
        let file = try Self.file(bytes)
        guard !file.codes.isEmpty else { throw Self.wrong("The table has no codes.") }
        var states: [String: ActivityState] = [:]
        for entry in file.codes {
            guard !entry.code.isEmpty else { throw Self.wrong("A code is empty.") }
            guard states.updateValue(entry.state, forKey: entry.code) == nil else {
                throw Self.wrong(
                    "The code \"\(entry.code)\" stands twice.", hint: "Each code is one state.")
            }
        }
        guard file.codes.contains(where: { $0.state == .neet }),
            file.codes.contains(where: { $0.state.isElsewhere })
        else {
            throw Self.wrong(
                "The table needs a code that is NEET and one that is not.",
                hint: "A state is one of \(Self.stateWords).")
        }
        (name, version, source) = (file.name, file.version, file.source)
        validFrom = try Self.day(file.validFrom, "valid_from")
        validTo = try Self.day(file.validTo, "valid_to")
        if let validFrom, let validTo, validTo < validFrom {
            throw Self.wrong("\"valid_to\" lies before \"valid_from\".")
        }
        entries = file.codes
        self.states = states
    }

    /// The days of some that the table does not hold for; nil where it holds for all.
    public func outside(_ days: ClosedRange<Int32>) -> Bool {
        days.lowerBound < validFrom ?? .min || days.upperBound > validTo ?? .max
    }

    private static let stateWords = ActivityState.allCases.map(\.rawValue).joined(separator: ", ")

    private struct File: Decodable {
        var name: String
        var version: String
        var source: String
        var validFrom: String?
        var validTo: String?
        var codes: [Entry]

        private enum CodingKeys: String, CodingKey {
            case name, version, source, codes
            case validFrom = "valid_from"
            case validTo = "valid_to"
        }
    }

    private static func file(_ bytes: [UInt8]) throws(HistoryError) -> File {
        do {
            return try JSONDecoder().decode(File.self, from: Data(bytes))
        } catch let DecodingError.keyNotFound(key, context) {
            throw wrong(
                "The table\(place(context.codingPath)) has no \"\(key.stringValue)\".",
                hint: "A table has name, version, source and codes; a code has code, label, state.")
        } catch let DecodingError.typeMismatch(_, context) {
            throw wrong(
                "The table\(place(context.codingPath)) is not what it must be.",
                hint: "Codes are texts, also where they are digits: \"210\".")
        } catch let DecodingError.dataCorrupted(context) where !context.codingPath.isEmpty {
            throw wrong(
                "The table\(place(context.codingPath)) is not what it must be.",
                hint: "A state is one of \(stateWords).")
        } catch {
            throw wrong(
                "The table of codes is no JSON.", hint: "casewise outcome --help shows one.")
        }
    }

    /// Where in a file: " at codes/3/state".
    private static func place(_ path: [any CodingKey]) -> String {
        path.isEmpty
            ? ""
            : " at "
                + path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: "/")
    }

    private static func day(_ text: String?, _ key: String) throws(HistoryError) -> Int32? {
        guard let text else { return nil }
        guard let day = CalendarDay.day(text) else {
            throw wrong("\"\(key)\" is \"\(text)\", which is no day.", hint: "As in 2024-09-01.")
        }
        return day
    }

    private static func wrong(_ message: String, hint: String? = nil) -> HistoryError {
        HistoryError(.codes, message, hint: hint, key: "codes")
    }
}
