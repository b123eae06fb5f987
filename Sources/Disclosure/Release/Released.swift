/// Whether a number of a report may be said.
public enum ReleaseStatus: String, Sendable, Hashable, Codable {
    /// It is said, rounded by the profile.
    case shown
    /// It is not said, for the sake of those it would tell of.
    case suppressed
    /// There is nothing to say: a share of no case at all.
    case notApplicable = "not_applicable"
    /// The data do not give it.
    case notEstimable = "not_estimable"
}

/// A number as a report may say it.
public struct Released<Value: Sendable>: Sendable {
    /// The number; nil where it is not said.
    public let value: Value?
    /// Why it is, or is not, said.
    public let status: ReleaseStatus
    /// What stands in a table instead of the number, or beside a 0 that is none; nil where the number speaks.
    public let symbol: ReleaseSymbol?

    init(_ value: Value?, _ status: ReleaseStatus, _ symbol: ReleaseSymbol? = nil) {
        self.value = value
        self.status = status
        self.symbol = symbol
    }

    static var suppressed: Released { Released(nil, .suppressed, .confidential) }

    /// The same status with what is made of the value.
    public func map<Other: Sendable>(_ transform: (Value) -> Other) -> Released<Other> {
        Released<Other>(value.map(transform), status, symbol)
    }
}

extension Released: Equatable where Value: Equatable {}

/// The symbols of the Department for Education's statistical releases.
public enum ReleaseSymbol: String, Sendable, Hashable, CaseIterable {
    /// Suppressed.
    case confidential = "c"
    /// Not applicable.
    case notApplicable = "z"
    /// More than 0 and rounded to it.
    case roundsToZero = "k"

    /// What it means, for the foot of a table.
    public var meaning: String {
        switch self {
        case .confidential:
            "not shown, so that nobody can be told from a small number"
        case .notApplicable: "not applicable"
        case .roundsToZero: "more than 0, and 0 when rounded"
        }
    }
}

/// A share as a report may say it, with the counts that it was worked out from.
///
/// An interval made of these two counts tells nothing that they do not; one made of unrounded counts would give
/// them away.
public struct ReleasedShare: Sendable, Hashable {
    /// The part, as it is shown.
    public let part: Int
    /// The whole, as it is shown.
    public let whole: Int
    /// part / whole, from 0 to 1.
    public var share: Double { Double(part) / Double(whole) }
}
