/// What a young person does on a day, as far as it decides whether they are NEET.
///
/// NEET is what its letters say: not in education, employment or training. Re-engagement provision
/// and custody are neither that nor NEET, as in the groups of England's activity codes.
public enum ActivityState: String, Codable, Sendable, CaseIterable {
    case education, employment, training
    case reEngagement = "re_engagement"
    case custody, neet
    case notKnown = "not_known"

    /// What holds of two states that are told of one day and began on the same day: the lower.
    /// Who is in education or work is not NEET, whatever else is recorded, and what is known goes
    /// before what is not.
    var rank: UInt8 {
        switch self {
        case .education: 0
        case .employment: 1
        case .training: 2
        case .reEngagement: 3
        case .custody: 4
        case .neet: 5
        case .notKnown: 6
        }
    }

    /// Whether the state alone says that the person is not NEET.
    var isElsewhere: Bool { rank < ActivityState.neet.rank }

    /// The state in words: `not known`.
    public var words: String {
        switch self {
        case .reEngagement: "re-engagement"
        case .neet: "NEET"
        case .notKnown: "not known"
        default: rawValue
        }
    }
}
