/// What an interval says of a difference, given the smallest one that matters.
///
/// With confidence C = 1 - α, the *wide* interval is the two-sided one of confidence C and the
/// *inner* one that of confidence 1 - 2α (95% and 90%). The margin's bounds are -m and m about 0 for
/// a difference, and 1/m and m about 1 for a ratio. In this order:
///
/// | Inner interval | Wide interval | Grade |
/// |---|---|---|
/// | strictly between the bounds | any | `little_difference` |
/// | reaches a bound | leaves out "no difference" | `consistent_with_effect` |
/// | reaches a bound | holds "no difference" | `cannot_be_told` |
///
/// So *consistent with an effect* says: the data agree with a difference as large as the margin,
/// and not with none. *Little difference* says that each of the two one-sided tests at level α
/// rejects a difference as large as the margin; it may be said of a difference that is not 0. An
/// interval that touches a bound reaches it, and one that touches "no difference" holds it. An
/// interval open on one side reaches beyond every bound there.
/// Source: Schuirmann (1987), J. Pharmacokinetics and Biopharmaceutics 15, 657-680, for the tests.
public enum EvidenceGrade: String, Sendable, Hashable, Codable, CaseIterable {
    /// The data agree with a difference as large as the margin, and not with none.
    case consistentWithEffect = "consistent_with_effect"
    /// Whatever difference there is, it is smaller than the margin.
    case littleDifference = "little_difference"
    /// The data agree with no difference as well as with one as large as the margin.
    case cannotBeTold = "cannot_be_told"

    /// The grade of two intervals about one estimate.
    ///
    /// - Parameters:
    ///   - wide: the two-sided interval of confidence C.
    ///   - inner: the two-sided interval of confidence 2C - 1.
    ///   - null: no difference: 0, or 1 for a ratio.
    ///   - bounds: the margin's two sides.
    public init(
        wide: ClosedRange<Double>, inner: ClosedRange<Double>, null: Double,
        bounds: ClosedRange<Double>
    ) {
        if inner.lowerBound > bounds.lowerBound && inner.upperBound < bounds.upperBound {
            self = .littleDifference
        } else if wide.contains(null) {
            self = .cannotBeTold
        } else {
            self = .consistentWithEffect
        }
    }
}

/// Which way an outcome is wanted.
public enum BetterDirection: String, Sendable, Hashable, Codable, CaseIterable {
    /// More of it is better, such as school attendance.
    case higher
    /// Less of it is better, such as re-referrals.
    case lower
}

/// Whether one level is worse than another by the margin or more.
///
/// Of the inner interval (confidence 1 - 2α): wholly on the better side of the margin's bound, wholly
/// at or beyond it, or on both sides.
public enum NonInferiority: String, Sendable, Hashable, Codable, CaseIterable {
    /// Worse by less than the margin, if it is worse at all.
    case nonInferior = "non_inferior"
    /// Worse by the margin or more.
    case inferior
    /// The interval lies on both sides of the bound.
    case cannotBeTold = "cannot_be_told"

    /// The answer of the inner interval.
    public init(
        inner: ClosedRange<Double>, bounds: ClosedRange<Double>, better: BetterDirection
    ) {
        switch better {
        case .higher:
            self =
                inner.lowerBound > bounds.lowerBound
                ? .nonInferior : inner.upperBound <= bounds.lowerBound ? .inferior : .cannotBeTold
        case .lower:
            self =
                inner.upperBound < bounds.upperBound
                ? .nonInferior : inner.lowerBound >= bounds.upperBound ? .inferior : .cannotBeTold
        }
    }
}
