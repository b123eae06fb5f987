import Distributions
import ModelFormula

/// The version of this program.
public let engineVersion = "0.1.0"

/// The version of the layout of results.
public let schemaVersion = 1

/// What every result has around it.
public struct ResultFrame<Body: Codable & Sendable>: Encodable, Sendable {
    /// The layout's version.
    public var schemaVersion = AnalysisPlans.schemaVersion
    /// The program's version.
    public var engineVersion = AnalysisPlans.engineVersion
    /// The analysis by name.
    public var analysis: String
    /// The plan with every default that was used.
    public var plan: AnalysisPlan
    /// The data that were read.
    public var data: DataSummary
    /// What was found.
    public var result: Body
    /// Where the result was entered in a register; absent where it was not.
    public var registration: Registration?
    /// What the reader should worry about.
    public var warnings: [ResultWarning]
    /// What the result shows, in sentences that carry its figures.
    public var shows: [String]
    /// What it does not show.
    public var doesNotShow: [String]

    private enum CodingKeys: String, CodingKey {
        case schemaVersion = "schema_version"
        case engineVersion = "engine_version"
        case analysis, plan, data, result, registration, warnings, shows
        case doesNotShow = "does_not_show"
    }

    /// Writes the frame; `data` is absent where an analysis reads none.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(schemaVersion, forKey: .schemaVersion)
        try container.encode(engineVersion, forKey: .engineVersion)
        try container.encode(analysis, forKey: .analysis)
        try container.encode(plan, forKey: .plan)
        if data != .nothingRead { try container.encode(data, forKey: .data) }
        try container.encode(result, forKey: .result)
        try container.encodeIfPresent(registration, forKey: .registration)
        try container.encode(warnings, forKey: .warnings)
        try container.encode(shows, forKey: .shows)
        try container.encode(doesNotShow, forKey: .doesNotShow)
    }
}

/// What was read, and how much of it was used.
public struct DataSummary: Codable, Sendable, Equatable {
    /// The file as the plan names it; several with commas between them.
    public var source: String
    /// The SHA-256 of its bytes; of several files, that of their own, a line each.
    public var sha256: String
    /// The files that were stacked; nil where there is one.
    public var sources: [StackedFile]?
    /// The files that were joined; nil where there is none.
    public var joins: [JoinedFile]?
    /// The columns that were derived; nil where there is none.
    public var derived: [DerivedColumn]?
    /// The rows of the file or files.
    public var rows: Int
    /// The rows used.
    public var rowsUsed: Int
    /// Why the others were not: by the first filter that did not hold, then by the first column
    /// that failed in formula order.
    public var rowsExcluded: [RowExclusion]
    /// The cases of all rows that a filter left, where a row stands for a count of cases; it is no
    /// part of the JSON.
    public var cases: Int? = nil

    /// No data: what an analysis that only computes has read.
    public static let nothingRead = DataSummary(
        source: "", sha256: "", rows: 0, rowsUsed: 0, rowsExcluded: [])

    private enum CodingKeys: String, CodingKey {
        case source, sha256, sources, joins, derived, rows
        case rowsUsed = "rows_used"
        case rowsExcluded = "rows_excluded"
    }
}

/// A worrying truth about a result that stands.
public struct ResultWarning: Codable, Sendable, Equatable {
    /// A stable word.
    public var code: String
    /// `note` for what is good to know, `warning` for what changes how the result may be used.
    public var severity: String
    /// One sentence.
    public var message: String
    /// The terms or columns it concerns.
    public var terms: [String]

    init(_ code: String, _ message: String, isNote: Bool = false, terms: [String] = []) {
        self.code = code
        severity = isNote ? "note" : "warning"
        self.message = message
        self.terms = terms
    }
}

/// A number that may not be there: JSON's null, and never NaN or infinity.
public struct Figure: Codable, Sendable, Equatable {
    /// The number.
    public var value: Double?

    /// A figure; a number that is not finite is none.
    public init(_ value: Double?) { self.value = value.flatMap { $0.isFinite ? $0 : nil } }

    /// Why a number that is known is none here: `infinite` where it lies beyond all that can be held; nil where
    /// it is finite, and where there is none.
    static func status(of value: Double?) -> String? {
        value.flatMap { $0.isInfinite ? "infinite" : $0.isNaN ? "not_estimable" : nil }
    }

    /// Reads a number or null.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        self.init(container.decodeNil() ? nil : try container.decode(Double.self))
    }

    /// Writes a number or null.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let value { try container.encode(value) } else { try container.encodeNil() }
    }
}

/// A text that may not be there: JSON's null where the key must stand.
public struct Label: Codable, Sendable, Equatable {
    /// The text.
    public var value: String?

    /// A label or none.
    public init(_ value: String?) { self.value = value }

    /// Reads a text or null.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        value = container.decodeNil() ? nil : try container.decode(String.self)
    }

    /// Writes a text or null.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let value { try container.encode(value) } else { try container.encodeNil() }
    }
}
