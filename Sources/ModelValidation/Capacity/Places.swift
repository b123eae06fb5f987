/// How many places there are to offer.
public enum Places: Sendable, Hashable {
    /// So many places.
    case count(Int)
    /// A share of the cases, from 0 to 1, rounded down to whole places: no more than the share allows.
    case share(Double)

    /// The places among so many cases; it may be more than the cases.
    ///
    /// A share of the cases that lies within 1e-9 of a whole number is that number, so that 0.1 of 30
    /// cases is 3.
    public func number(among cases: Double) throws(CapacityError) -> Double {
        switch self {
        case .count(let count):
            guard count >= 0 else {
                throw CapacityError(
                    .negativePlaces, "There cannot be \(count) places.",
                    hint: "Give a number of places from 0.")
            }
            return Double(count)
        case .share(let share):
            guard share >= 0, share <= 1 else {
                throw CapacityError(
                    .shareOutOfRange, "A share of the cases lies from 0 to 1, not at \(share).",
                    hint: "5% of the cases is a share of 0.05.")
            }
            let places = share * cases
            let nearest = places.rounded()
            return abs(places - nearest) <= 1e-9 * max(1, nearest)
                ? nearest : places.rounded(.down)
        }
    }
}
