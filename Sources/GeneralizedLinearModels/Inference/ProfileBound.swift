/// One end of an interval.
public enum ProfileBound: Sendable, Equatable {
    /// It lies here.
    case finite(Double)
    /// The likelihood never falls so far on this side.
    case infinite
    /// The search found no end.
    case notFound

    /// The number, where there is one.
    public var value: Double? {
        guard case .finite(let value) = self else { return nil }
        return value
    }
}

/// The coefficients' values that a likelihood-ratio test does not reject.
public struct ProfileInterval: Sendable, Equatable {
    /// The lower end.
    public let low: ProfileBound
    /// The upper end.
    public let high: ProfileBound
}
